import { z } from 'zod';
import { readerFieldSchema } from './reader-field.ts';
import { bilingual, profileId, sources } from './text.ts';

const byte = z.int().min(0).max(0xff);
const word = z.int().min(0).max(0xffff);

/**
 * A reader as host software sees it: names, attributes, limits, what it answers itself.
 * @see pcsc reference, sections 1.6, 1.7 and 4
 */
const readerProfileObject = z.strictObject({
  schema: z.literal(1),
  kind: z.literal('reader'),
  id: profileId,
  title: bilingual,
  /** PC/SC name without the two trailing numbers that say which reader and slot it is. */
  name: z.string().min(1).max(110),
  interface: z.enum(['contact', 'contactless']),
  /** How the host reaches it; PC/SC endpoints show only the first. Absent: `pcsc`. */
  host: z.enum(['pcsc', 'pn532', 'port-100', 'rf']).optional(),
  protocols: z.array(z.enum(['T0', 'T1'])).min(1),
  /** What the reader takes from the host: TPDUs, short APDUs only, or extended APDUs too. */
  exchangeLevel: z.enum(['tpdu', 'short-apdu', 'extended-apdu']),
  /** dwMaxCCIDMessageLength in bytes; SCARD_ATTR_MAXINPUT is ten less. */
  maxMessageLength: z.int().min(261).max(65_558),
  usb: z.strictObject({ vendorId: word, productId: word, device: word }).optional(),
  vendorName: z.string().optional(),
  serialNumber: z.string().optional(),
  /** SCARD_ATTR_CHANNEL_ID, a USB bus and device as 0x0020BBDD. */
  channelId: z.int().min(0).optional(),
  /** PC/SC part 10 features by tag, answered to CM_IOCTL_GET_FEATURE_REQUEST. */
  features: z.array(byte),
  /** Reader takes escape commands (SCardControl code 0x42000001). */
  escape: z.boolean(),
  /** How a contactless reader makes the ATR of a card of Type B; absent: as PC/SC part 3 says. */
  atrBuilder: z.enum(['pcsc3', 'acs-atqb12']).optional(),
  /** Of a contactless reader; absent: numbers that nobody measured. */
  field: readerFieldSchema.optional(),
  /** What the reader answers when its firmware is asked for. */
  firmware: z.string().optional(),
  /** Pseudo-APDUs of class FF that the reader answers itself, and escape commands of its own. */
  pseudoApdus: z.array(
    z.enum(['get-uid', 'get-ats', 'transparent-session', 'direct-transmit', 'acr122-control', 'acs-escape']),
  ),
  sources,
});

export const readerProfileSchema = readerProfileObject.refine(
  (reader) => reader.field === undefined || reader.interface === 'contactless',
  { path: ['field'], error: 'only a contactless reader has a field' },
);
export type ReaderProfile = z.infer<typeof readerProfileSchema>;
