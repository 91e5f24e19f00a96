import { CodecError } from '../codec/codec-error.ts';
import { toHex } from '../codec/hex.ts';
import { booleanTrue, objectIdentifier, octetString, sequence } from './der.ts';
import type { DerReader } from './der-reader.ts';

/** An extension of a request, response, list or entry; `value` is the DER inside its OCTET STRING. */
export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/** Extension (RFC 5280, 4.1). */
export const encodeExtension = ({ oid, critical, value }: Extension): Uint8Array =>
  critical
    ? sequence(objectIdentifier(oid), booleanTrue, octetString(value))
    : sequence(objectIdentifier(oid), octetString(value));

/** Extensions: a SEQUENCE of them. */
export const encodeExtensions = (extensions: readonly Extension[]): Uint8Array =>
  sequence(...extensions.map(encodeExtension));

/** What stands in a SEQUENCE of extensions. Throws CodecError, also for one that comes twice. */
export function decodeExtensions(reader: DerReader): Extension[] {
  const list = reader.inside(0x30);
  const extensions: Extension[] = [];
  while (!list.atEnd) {
    const one = list.inside(0x30);
    const oid = one.objectIdentifier();
    const critical = one.booleanOrFalse();
    const value = one.next(0x04);
    one.end();
    if (extensions.some((known) => known.oid === oid))
      throw new CodecError('codec/extension-twice', `extension ${oid} comes twice: ${toHex(value)}`, 0);
    extensions.push({ oid, critical, value });
  }
  return extensions;
}
