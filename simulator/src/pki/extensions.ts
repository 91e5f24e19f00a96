import { asciiBytes } from '../codec/hex.ts';
import {
  bitString,
  booleanTrue,
  constructed,
  ia5String,
  integer,
  objectIdentifier,
  octetString,
  primitive,
  sequence,
  utf8String,
} from './der.ts';
import { directoryName } from './distinguished-name.ts';

/** Extension, DER (RFC 5280, 4.1). */
const extension = (oid: string, criticality: 'critical' | 'not critical', value: Uint8Array): Uint8Array =>
  criticality === 'critical'
    ? sequence(objectIdentifier(oid), booleanTrue, octetString(value))
    : sequence(objectIdentifier(oid), octetString(value));

/** RFC 5280, 4.2.1.3 */
export const keyUsage = (bits: number, unused: number): Uint8Array =>
  extension('2.5.29.15', 'critical', bitString(Uint8Array.of(bits), unused));

/** RFC 5280, 4.2.1.12 */
export const extendedKeyUsage = (purpose: string): Uint8Array =>
  extension('2.5.29.37', 'not critical', sequence(objectIdentifier(purpose)));

/** One policy with the address of its practice statement (RFC 5280, 4.2.1.4). */
export const certificatePolicies = (policy: string, statementUrl: string): Uint8Array =>
  extension(
    '2.5.29.32',
    'critical',
    sequence(
      sequence(
        objectIdentifier(policy),
        sequence(sequence(objectIdentifier('1.3.6.1.5.5.7.2.1'), ia5String(statementUrl))),
      ),
    ),
  );

/** RFC 5280, 4.2.1.6 */
export const subjectAlternativeName = (...names: readonly Uint8Array[]): Uint8Array =>
  extension('2.5.29.17', 'not critical', sequence(...names));

/** GeneralName otherName with UTF-8 text. */
export const otherName = (oid: string, text: string): Uint8Array =>
  constructed(0, objectIdentifier(oid), constructed(0, utf8String(text)));

/** RFC 5280, 4.2.1.7 */
export const issuerAlternativeName = (name: Uint8Array): Uint8Array =>
  extension('2.5.29.18', 'not critical', sequence(directoryName(name)));

/** A CA without limit to the length of paths (RFC 5280, 4.2.1.9). */
export const authorityConstraints: Uint8Array = extension('2.5.29.19', 'critical', sequence(booleanTrue));

/** One distribution point; `url`, when given, is a second way to the same list (RFC 5280, 4.2.1.13). */
export const crlDistributionPoint = (name: Uint8Array, url?: string): Uint8Array => {
  const names = url === undefined ? [directoryName(name)] : [directoryName(name), uri(url)];
  return extension('2.5.29.31', 'not critical', sequence(sequence(constructed(0, constructed(0, ...names)))));
};

/** Where OCSP requests go (RFC 5280, 4.2.2.1). */
export const ocspAccess = (url: string): Uint8Array =>
  extension(
    '1.3.6.1.5.5.7.1.1',
    'not critical',
    sequence(sequence(objectIdentifier('1.3.6.1.5.5.7.48.1'), uri(url))),
  );

/** Key identifier, issuer and serial number of the CA's own certificate (RFC 5280, 4.2.1.1). */
export const authorityKeyIdentifier = (
  keyIdentifier: Uint8Array,
  issuer: Uint8Array,
  serial: number,
): Uint8Array =>
  extension(
    '2.5.29.35',
    'not critical',
    sequence(
      primitive(0, keyIdentifier),
      constructed(1, directoryName(issuer)),
      primitive(2, integer(serial).subarray(2)), // implicit: the INTEGER without its tag and length
    ),
  );

/** RFC 5280, 4.2.1.2 */
export const subjectKeyIdentifier = (keyIdentifier: Uint8Array): Uint8Array =>
  extension('2.5.29.14', 'not critical', octetString(keyIdentifier));

/** GeneralName uniformResourceIdentifier. */
export const uri = (url: string): Uint8Array => primitive(6, asciiBytes(url));
