import { verify, X509Certificate } from 'node:crypto';
import { asciiBytes, hex, toHex } from '../../src/codec/hex.ts';
import type { WorldView } from './public-world.ts';

type PhoneView = WorldView['phones'][number];
type Kind = 'signature' | 'authentication';

/** One activation of a phone: command APDUs in hex, response APDUs in hex; `mute` when there is none. */
export type Transmit = (command: string) => Promise<string>;

const kinds: readonly Kind[] = ['signature', 'authentication'];
const files = {
  signature: { certificate: '0001', key: '001a', secret: '001b' },
  authentication: { certificate: '000a', key: '0017', secret: '0018' },
} as const;
const select = '00a4040c0ad392f000260100000001';
const selectText = '00a4040c0ad3921000310001010408';
const file = (identifier: string): string => `00a4020c02${identifier}`;
const message = asciiBytes('TEST');
const sign = `802a0380${toHex(Uint8Array.of(message.length))}${toHex(message)}00`;
const verifyCommand = (value: string): string =>
  `00200080${toHex(Uint8Array.of(value.length))}${toHex(asciiBytes(value))}`;

/** Whether the phone must have a certificate's key, must not, or may: by what the books alone say of it. */
function byTheBooks(phone: PhoneView, kind: Kind): 'there' | 'absent' | 'either' {
  const state = phone.certificates.find((certificate) => certificate.kind === kind)?.state;
  if (state === undefined || state === 'pending') return 'absent';
  // Held and expired certificates are on the phone as good ones are; of revoked ones it may not have heard.
  return state === 'revoked' ? 'either' : 'there';
}

/**
 * What a reader finds on a phone, held against what is told of its life: agreeing where it must, and differing where
 * it must, since the phone knows of no hold, expiry or, until it is online, revocation. The first difference in words.
 */
export async function phoneDiffers(
  phone: PhoneView,
  transmit: Transmit,
  typed: (kind: Kind) => string | undefined,
): Promise<string | undefined> {
  const selected = await transmit(select);
  if (phone.locked) return selected === 'mute' ? undefined : `locked, and answers ${selected}`;
  const has = (kind: Kind): boolean => phone.contents.includes(`${kind}-certificate`);
  const present = kinds.filter(has);
  for (const kind of kinds) {
    const expected = byTheBooks(phone, kind);
    if (expected !== 'either' && (expected === 'there') !== has(kind))
      return `by the books the ${kind} certificate is ${expected}, and contents say otherwise`;
  }
  const wanted = present.length > 0 ? '9000' : '6a82';
  if (selected !== wanted) return `SELECT was answered ${selected}, not ${wanted}`;
  if ((await transmit(selectText)) !== '6a82') return 'it has the text application';
  for (const kind of present) {
    const differs = await kindDiffers(phone, kind, transmit, typed(kind));
    if (differs !== undefined) return `${kind}: ${differs}`;
  }
  for (const kind of kinds) {
    if (has(kind) || present.length === 0) continue;
    await transmit(select);
    const answer = await transmit(file(files[kind].key));
    if (answer !== '6a82') return `the ${kind} key is not there, and its SELECT was answered ${answer}`;
  }
  return undefined;
}

async function kindDiffers(
  phone: PhoneView,
  kind: Kind,
  transmit: Transmit,
  value: string | undefined,
): Promise<string | undefined> {
  const { certificate, key, secret } = files[kind];
  const { triesLeft, maxTries } = phone.secrets[kind]!;
  await transmit(select);
  await transmit(file(secret));
  const query = await transmit('00200080');
  if (query !== `63c${triesLeft.toString(16)}`) return `${query} where ${triesLeft} tries are left`;
  // Only where the right value changes no counter.
  if (value === undefined || triesLeft < maxTries) return undefined;
  const verified = await transmit(verifyCommand(value));
  if (verified !== '9000') return `the right value was answered ${verified}`;
  await transmit(file(certificate));
  const read = await transmit('00b00000000000');
  if (!read.endsWith('9000')) return `its certificate is read with ${read}`;
  const made = new X509Certificate(hex(read.slice(0, -4)));
  const told = phone.certificates.find((one) => one.kind === kind)!;
  if (made.serialNumber.toLowerCase().padStart(8, '0') !== told.serial) return 'another serial number';
  await transmit(file(key));
  const signed = await transmit(sign);
  // Whatever the books say of it, a key that is there signs.
  if (!/^(..){256}9000$/.test(signed)) return `${told.state}, and its key answers ${signed}`;
  return verify('sha256', message, made.publicKey, hex(signed.slice(0, -4)))
    ? undefined
    : 'the signature is not of its certificate';
}
