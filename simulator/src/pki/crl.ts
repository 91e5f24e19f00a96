import { encodeLength } from '../codec/ber-tlv.ts';
import { CodecError } from '../codec/codec-error.ts';
import { concatBytes, toHex } from '../codec/hex.ts';
import { bitString, booleanTrue, constructed, integer, primitive, sequence, time } from './der.ts';
import { DerReader } from './der-reader.ts';
import { directoryName } from './distinguished-name.ts';
import { decodeExtensions, type Extension, encodeExtension, encodeExtensions } from './extension-list.ts';
import { uri } from './extensions.ts';
import { type CrlReason, crlReasonName, crlReasons } from './ocsp-response.ts';
import { sha256WithRsa } from './signed-certificate.ts';

/** A certificate that a list names. */
export interface CrlEntry {
  readonly serial: number;
  /** Instant in ms, told in whole seconds. */
  readonly at: number;
  /** Null leaves the extension out. */
  readonly reason: CrlReason | null;
}

export const crlOids = {
  authorityKeyIdentifier: '2.5.29.35',
  number: '2.5.29.20',
  issuingDistributionPoint: '2.5.29.28',
  reason: '2.5.29.21',
} as const;

const reasonExtensions = new Map(
  (Object.keys(crlReasons) as CrlReason[]).map((reason) => {
    const value = Uint8Array.of(0x0a, 0x01, crlReasons[reason]);
    return [reason, sequence(encodeExtension({ oid: crlOids.reason, critical: false, value }))] as const;
  }),
);

const encodeCrlEntry = ({ serial, at, reason }: CrlEntry): Uint8Array =>
  reason === null
    ? sequence(integer(serial), time(at))
    : sequence(integer(serial), time(at), reasonExtensions.get(reason)!);

/** Entries one after another; some thousands at a time, as each is an argument of one call. */
export const encodeCrlEntries = (entries: readonly CrlEntry[]): Uint8Array =>
  concatBytes(...entries.map(encodeCrlEntry));

/** @see RFC 5280, 5.2.1 */
export const crlAuthorityKeyIdentifier = (keyIdentifier: Uint8Array): Extension => ({
  oid: crlOids.authorityKeyIdentifier,
  critical: false,
  value: sequence(primitive(0, keyIdentifier)),
});

/** @see RFC 5280, 5.2.3 */
export const crlNumber = (number: number): Extension => ({
  oid: crlOids.number,
  critical: false,
  value: integer(number),
});

/**
 * Names the distribution point as the certificates do, by directory name and, where they have one, by URL.
 * @param covers certificates of persons only, or of CAs only
 * @see RFC 5280, 5.2.5
 */
export function issuingDistributionPoint(
  name: Uint8Array,
  url: string | undefined,
  covers: 'users' | 'authorities',
  critical = true,
): Extension {
  const names = url === undefined ? [directoryName(name)] : [directoryName(name), uri(url)];
  const only = primitive(covers === 'users' ? 1 : 2, booleanTrue.subarray(2));
  return {
    oid: crlOids.issuingDistributionPoint,
    critical,
    value: sequence(constructed(0, constructed(0, ...names)), only),
  };
}

export interface CrlFields {
  /** Distinguished name, DER. */
  readonly issuer: Uint8Array;
  readonly thisUpdate: number;
  readonly nextUpdate: number | null;
  readonly extensions: readonly Extension[];
  /** Version 2 unless told otherwise. */
  readonly versionless?: boolean;
  /** An empty field for entries in place of none. */
  readonly emptyField?: boolean;
}

/** Length of a SEQUENCE of parts that are put behind its header afterwards. */
const sequenceHeader = (parts: readonly Uint8Array[]): Uint8Array =>
  concatBytes(Uint8Array.of(0x30), encodeLength(parts.reduce((sum, { length }) => sum + length, 0)));

/** TBSCertList, DER, with entries that are encoded already, in parts. */
export function encodeCrlBody(fields: CrlFields, entries: readonly Uint8Array[]): Uint8Array {
  const some = entries.some(({ length }) => length > 0) || fields.emptyField;
  const parts = [
    ...(fields.versionless ? [] : [integer(1)]),
    sha256WithRsa,
    fields.issuer,
    time(fields.thisUpdate),
    ...(fields.nextUpdate === null ? [] : [time(fields.nextUpdate)]),
    ...(some ? [sequenceHeader(entries), ...entries] : []),
    constructed(0, encodeExtensions(fields.extensions)),
  ];
  return concatBytes(sequenceHeader(parts), ...parts);
}

/** CertificateList, DER. */
export const encodeCrl = (body: Uint8Array, signature: Uint8Array): Uint8Array =>
  sequence(body, sha256WithRsa, bitString(signature));

export interface DecodedCrl {
  /** TBSCertList as it was signed. */
  readonly body: Uint8Array;
  readonly signature: Uint8Array;
  readonly version: 1 | 2;
  readonly issuer: Uint8Array;
  readonly thisUpdate: number;
  readonly nextUpdate: number | null;
  /** Null when the field is absent. */
  readonly entries: readonly CrlEntry[] | null;
  readonly extensions: readonly Extension[];
}

/** What a list says. Throws CodecError for what is none. @see RFC 5280, 5.1 */
export function decodeCrl(bytes: Uint8Array): DecodedCrl {
  const outer = new DerReader(bytes);
  const list = outer.inside(0x30);
  outer.end();
  const body = list.element();
  list.element(); // the algorithm, which the body repeats
  const signature = list.bits();
  list.end();
  const fields = new DerReader(body).inside(0x30);
  const version = fields.tag === 0x02 && fields.integerHex() === '01' ? 2 : 1;
  fields.element();
  const issuer = fields.element();
  const thisUpdate = fields.time();
  const nextUpdate = fields.tag === 0x17 || fields.tag === 0x18 ? fields.time() : null;
  const listed = fields.optional(0x30);
  const more = fields.optional(0xa0);
  fields.end();
  return {
    body,
    signature,
    version,
    issuer,
    thisUpdate,
    nextUpdate,
    entries: listed === undefined ? null : decodeEntries(new DerReader(listed)),
    extensions: more === undefined ? [] : decodeExtensions(new DerReader(more)),
  };
}

function decodeEntries(list: DerReader): CrlEntry[] {
  const entries: CrlEntry[] = [];
  while (!list.atEnd) {
    const entry = list.inside(0x30);
    const serial = Number.parseInt(entry.integerHex(), 16);
    const at = entry.time();
    const extensions = entry.atEnd ? [] : decodeExtensions(entry);
    entry.end();
    entries.push({ serial, at, reason: reasonOf(extensions) });
  }
  return entries;
}

function reasonOf(extensions: readonly Extension[]): CrlReason | null {
  const found = extensions.find(({ oid }) => oid === crlOids.reason);
  if (found === undefined) return null;
  const reason = crlReasonName(new DerReader(found.value).enumerated());
  if (reason === undefined) throw new CodecError('codec/crl-reason', `no reason: ${toHex(found.value)}`, 0);
  return reason;
}

/** The number of a list. Throws CodecError when it has none. */
export function numberOf({ extensions }: Pick<DecodedCrl, 'extensions'>): number {
  const found = extensions.find(({ oid }) => oid === crlOids.number);
  if (found === undefined) throw new CodecError('codec/crl-number', 'the list has no number', 0);
  return Number.parseInt(new DerReader(found.value).integerHex(), 16);
}
