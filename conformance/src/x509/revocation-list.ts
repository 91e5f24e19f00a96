import {
  bitsOf,
  type DerElement,
  DerList,
  der,
  derBits,
  derEnumerated,
  derInteger,
  derSequence,
  derTime,
  inside,
  integerOf,
  readDer,
  timeOf,
} from '../bytes/der.ts';
import { textBytes } from '../bytes/hex.ts';
import { type PointNames, pointNames } from './certificate.ts';
import {
  type Extension,
  extensionOid,
  readExtensions,
  writeExtension,
  writeExtensions,
} from './extension.ts';
import { type Reason, reasons } from './ocsp-response.ts';
import { hashOfAlgorithm, type Signed, sha256WithRsa } from './signature.ts';

export interface RevokedEntry {
  /** Hex digits. */
  readonly serial: string;
  readonly at: number;
  readonly reason: Reason | undefined;
}

/** A CertificateList. @see RFC 5280, 5.1 */
export interface RevocationList extends Signed {
  /** 1 when the field is left out. */
  readonly version: number;
  /** Name, DER. */
  readonly issuer: Uint8Array;
  readonly thisUpdate: number;
  readonly nextUpdate: number | undefined;
  readonly entries: readonly RevokedEntry[];
  /** The field for entries is there, though it may be empty. */
  readonly hasEntriesField: boolean;
  readonly extensions: ReadonlyMap<string, Extension>;
}

/** Throws `bytes/der` for what is no list. */
export function readRevocationList(bytes: Uint8Array): RevocationList {
  const whole = new DerList(readDer(bytes, 0x30));
  const signed = whole.take(0x30);
  const hash = hashOfAlgorithm(whole.take(0x30));
  const signature = bitsOf(whole.take(0x03));
  whole.end();
  const body = new DerList(signed);
  const version = body.maybe(0x02);
  body.take(0x30);
  const issuer = body.take(0x30).bytes;
  const thisUpdate = timeOf(body.take());
  const next = body.maybe(0x17, 0x18);
  const entries = body.maybe(0x30);
  const extensions = body.maybe(0xa0);
  body.end();
  return {
    version: version === undefined ? 1 : Number.parseInt(integerOf(version), 16) + 1,
    issuer,
    thisUpdate,
    nextUpdate: next === undefined ? undefined : timeOf(next),
    entries: entries === undefined ? [] : inside(entries).map(readEntry),
    hasEntriesField: entries !== undefined,
    extensions: extensions === undefined ? new Map() : readExtensions(inside(extensions)[0]!),
    signed: signed.bytes,
    hash,
    signature,
  };
}

function readEntry(element: DerElement): RevokedEntry {
  const parts = new DerList(element);
  const serial = integerOf(parts.take(0x02));
  const at = timeOf(parts.take());
  const more = parts.maybe(0x30);
  parts.end();
  const told = more === undefined ? undefined : readExtensions(more).get(extensionOid.reasonCode)?.value;
  const code = told === undefined ? undefined : readDer(told, 0x0a).content[0];
  return { serial, at, reason: code === undefined ? undefined : reasons[code] };
}

/** Number of the list, hex digits. @see RFC 5280, 5.2.3 */
export function crlNumberOf({ extensions }: RevocationList): string | undefined {
  const number = extensions.get(extensionOid.crlNumber)?.value;
  return number === undefined ? undefined : integerOf(readDer(number, 0x02));
}

/** What the list covers, as it says itself. @see RFC 5280, 5.2.5 */
export function issuingPointOf({
  extensions,
}: RevocationList): (PointNames & { readonly critical: boolean }) | undefined {
  const point = extensions.get(extensionOid.issuingDistributionPoint);
  if (point === undefined) return undefined;
  const name = inside(readDer(point.value, 0x30)).find(({ tag }) => tag === 0xa0);
  const { critical } = point;
  return name === undefined ? { names: [], urls: [], critical } : { ...pointNames(name), critical };
}

/** TBSCertList, DER: the bytes to sign. */
export const writeListData = (data: {
  readonly issuer: Uint8Array;
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  readonly entries: readonly RevokedEntry[];
  readonly number: number;
  readonly keyIdentifier: Uint8Array;
  /** Address of the distribution point that it covers. */
  readonly pointUrl: string;
}): Uint8Array =>
  derSequence(
    derInteger('01'),
    sha256WithRsa,
    data.issuer,
    derTime(data.thisUpdate),
    derTime(data.nextUpdate),
    ...(data.entries.length === 0
      ? []
      : [
          derSequence(
            ...data.entries.map(({ serial, at, reason }) =>
              derSequence(
                derInteger(serial),
                derTime(at),
                ...(reason === undefined
                  ? []
                  : [
                      derSequence(
                        writeExtension(extensionOid.reasonCode, derEnumerated(reasons.indexOf(reason))),
                      ),
                    ]),
              ),
            ),
          ),
        ]),
    ...writeExtensions(0, [
      writeExtension(extensionOid.authorityKeyIdentifier, derSequence(der(0x80, data.keyIdentifier))),
      writeExtension(extensionOid.crlNumber, derInteger(data.number.toString(16))),
      writeExtension(
        extensionOid.issuingDistributionPoint,
        derSequence(der(0xa0, der(0xa0, der(0x86, textBytes(data.pointUrl))))),
        true,
      ),
    ]),
  );

export const writeRevocationList = (data: Uint8Array, signature: Uint8Array): Uint8Array =>
  derSequence(data, sha256WithRsa, derBits(signature));
