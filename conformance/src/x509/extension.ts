import {
  type DerElement,
  DerList,
  der,
  derOctets,
  derOid,
  derSequence,
  derTrue,
  expectTag,
  inside,
  oidOf,
} from '../bytes/der.ts';
import { ConformanceError } from '../error.ts';

/** An extension; `value` is the DER inside its OCTET STRING. @see RFC 5280, 4.1 */
export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/** Extensions by object identifier. Throws `bytes/der`, also for one that comes twice. */
export function readExtensions(list: DerElement): ReadonlyMap<string, Extension> {
  const found = new Map<string, Extension>();
  for (const element of inside(expectTag(list, 0x30))) {
    const parts = new DerList(expectTag(element, 0x30));
    const oid = oidOf(parts.take(0x06));
    const critical = (parts.maybe(0x01)?.content[0] ?? 0) !== 0;
    const value = parts.take(0x04).content;
    parts.end();
    if (found.has(oid)) throw new ConformanceError('bytes/der', `extension ${oid} comes twice`);
    found.set(oid, { oid, critical, value });
  }
  return found;
}

export const writeExtension = (oid: string, value: Uint8Array, critical = false): Uint8Array =>
  derSequence(derOid(oid), ...(critical ? [derTrue] : []), derOctets(value));

/** Extensions behind a context tag: [3] of a certificate, [2] of a request, [1] of a response, [0] of a list. */
export const writeExtensions = (context: number, extensions: readonly Uint8Array[]): Uint8Array[] =>
  extensions.length === 0 ? [] : [der(0xa0 | context, derSequence(...extensions))];

export const extensionOid = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  crlNumber: '2.5.29.20',
  reasonCode: '2.5.29.21',
  deltaCrl: '2.5.29.27',
  issuingDistributionPoint: '2.5.29.28',
  basicConstraints: '2.5.29.19',
  crlDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  authorityInformationAccess: '1.3.6.1.5.5.7.1.1',
  ocspNonce: '1.3.6.1.5.5.7.48.1.2',
  ocspNoCheck: '1.3.6.1.5.5.7.48.1.5',
} as const;
