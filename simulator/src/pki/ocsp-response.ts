import { tlv } from '../codec/ber-tlv.ts';
import { CodecError } from '../codec/codec-error.ts';
import { asciiBytes } from '../codec/hex.ts';
import { bitString, constructed, objectIdentifier, octetString, primitive, sequence } from './der.ts';
import { DerReader } from './der-reader.ts';
import { decodeExtensions, type Extension, encodeExtensions } from './extension-list.ts';
import { type CertId, decodeCertId } from './ocsp-request.ts';

/** OCSPResponseStatus. @see RFC 6960, 4.2.1 */
export const ocspStatus = {
  successful: 0,
  malformedRequest: 1,
  internalError: 2,
  tryLater: 3,
  sigRequired: 5,
  unauthorized: 6,
} as const;
export type OcspStatusName = keyof typeof ocspStatus;

/** CRLReason. @see RFC 5280, 5.3.1 */
export const crlReasons = {
  unspecified: 0,
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  removeFromCRL: 8,
} as const;
export type CrlReason = keyof typeof crlReasons;

export const crlReasonName = (code: number): CrlReason | undefined =>
  (Object.keys(crlReasons) as CrlReason[]).find((name) => crlReasons[name] === code);

/** What is said of one certificate. Times are instants in ms, told in whole seconds. */
export type CertStatus =
  | { readonly status: 'good' }
  | { readonly status: 'unknown' }
  | { readonly status: 'revoked'; readonly at: number; readonly reason: CrlReason | null };

export interface SingleResponse {
  /** CertID, DER. */
  readonly certId: Uint8Array;
  readonly certStatus: CertStatus;
  readonly thisUpdate: number;
  readonly nextUpdate: number | null;
}

/** GeneralizedTime whatever the year: OCSP knows no other. */
export function generalizedTime(instant: number): Uint8Array {
  const text = new Date(instant).toISOString().slice(0, 19).replace(/[-:T]/g, '');
  return tlv(0x18, asciiBytes(`${text}Z`));
}

const enumerated = (value: number): Uint8Array => Uint8Array.of(0x0a, 0x01, value);

function encodeCertStatus(certStatus: CertStatus): Uint8Array {
  if (certStatus.status === 'good') return primitive(0, new Uint8Array(0));
  if (certStatus.status === 'unknown') return primitive(2, new Uint8Array(0));
  const { at, reason } = certStatus;
  const told = reason === null ? [] : [constructed(0, enumerated(crlReasons[reason]))];
  return constructed(1, generalizedTime(at), ...told);
}

/** SingleResponse, DER. */
export const encodeSingleResponse = (single: SingleResponse): Uint8Array =>
  sequence(
    single.certId,
    encodeCertStatus(single.certStatus),
    generalizedTime(single.thisUpdate),
    ...(single.nextUpdate === null ? [] : [constructed(0, generalizedTime(single.nextUpdate))]),
  );

/** ResponseData, DER: the bytes that are signed. `responderKey` is the SHA-1 of the responder's public key. */
export const encodeResponseData = (data: {
  readonly responderKey: Uint8Array;
  readonly producedAt: number;
  readonly responses: readonly Uint8Array[];
  readonly extensions: readonly Extension[];
}): Uint8Array =>
  sequence(
    constructed(2, octetString(data.responderKey)),
    generalizedTime(data.producedAt),
    sequence(...data.responses),
    ...(data.extensions.length === 0 ? [] : [constructed(1, encodeExtensions(data.extensions))]),
  );

const basicOid = '1.3.6.1.5.5.7.48.1.1';

/** A successful OCSPResponse around signed data. */
export const encodeOcspResponse = (basic: {
  readonly data: Uint8Array;
  /** AlgorithmIdentifier, DER. */
  readonly algorithm: Uint8Array;
  readonly signature: Uint8Array;
  readonly certificates: readonly Uint8Array[];
}): Uint8Array =>
  sequence(
    enumerated(ocspStatus.successful),
    constructed(
      0,
      sequence(
        objectIdentifier(basicOid),
        octetString(
          sequence(
            basic.data,
            basic.algorithm,
            bitString(basic.signature),
            ...(basic.certificates.length === 0 ? [] : [constructed(0, sequence(...basic.certificates))]),
          ),
        ),
      ),
    ),
  );

/** An OCSPResponse that is a status and nothing else. */
export const encodeOcspError = (status: Exclude<OcspStatusName, 'successful'>): Uint8Array =>
  sequence(enumerated(ocspStatus[status]));

export interface DecodedSingleResponse extends Omit<SingleResponse, 'certId'> {
  readonly certId: CertId;
}

export interface BasicOcspResponse {
  /** ResponseData as it was signed. */
  readonly data: Uint8Array;
  /** Dotted. */
  readonly signatureAlgorithm: string;
  readonly signature: Uint8Array;
  readonly certificates: readonly Uint8Array[];
  /** SHA-1 of the key, or the responder's name. */
  readonly responderId: { readonly key: Uint8Array } | { readonly name: Uint8Array };
  readonly producedAt: number;
  readonly responses: readonly DecodedSingleResponse[];
  readonly extensions: readonly Extension[];
}

/** What a response says. Throws CodecError for what is none. @see RFC 6960, 4.2.1 */
export function decodeOcspResponse(bytes: Uint8Array): {
  readonly status: OcspStatusName;
  readonly basic: BasicOcspResponse | undefined;
} {
  const outer = new DerReader(bytes);
  const response = outer.inside(0x30);
  outer.end();
  const code = response.enumerated();
  const status = (Object.keys(ocspStatus) as OcspStatusName[]).find((name) => ocspStatus[name] === code);
  if (status === undefined) throw new CodecError('codec/ocsp-status', `${code} is no status`, 0);
  const told = response.optional(0xa0);
  response.end();
  if ((status === 'successful') !== (told !== undefined))
    throw new CodecError(
      'codec/ocsp-status',
      'response bytes go with a successful status, and only with it',
      0,
    );
  if (told === undefined) return { status, basic: undefined };
  const typed = new DerReader(told).inside(0x30);
  const type = typed.objectIdentifier();
  if (type !== basicOid) throw new CodecError('codec/ocsp-type', `${type} is no basic response`, 0);
  return { status, basic: decodeBasic(typed.next(0x04)) };
}

function decodeBasic(bytes: Uint8Array): BasicOcspResponse {
  const basic = new DerReader(bytes).inside(0x30);
  const data = basic.element();
  const signatureAlgorithm = basic.inside(0x30).objectIdentifier();
  const signature = basic.bits();
  const certificates: Uint8Array[] = [];
  const sent = basic.optional(0xa0);
  if (sent !== undefined) {
    const list = new DerReader(sent).inside(0x30);
    while (!list.atEnd) certificates.push(list.element());
  }
  basic.end();
  const body = new DerReader(data).inside(0x30);
  body.optional(0xa0); // version 1 is the default and left out
  const byName = body.optional(0xa1);
  const responderId =
    byName === undefined ? { key: new DerReader(body.next(0xa2)).next(0x04) } : { name: byName };
  const producedAt = body.time();
  const list = body.inside(0x30);
  const responses: DecodedSingleResponse[] = [];
  while (!list.atEnd) responses.push(decodeSingle(list.inside(0x30)));
  const more = body.optional(0xa1);
  body.end();
  const extensions = more === undefined ? [] : decodeExtensions(new DerReader(more));
  return {
    data,
    signatureAlgorithm,
    signature,
    certificates,
    responderId,
    producedAt,
    responses,
    extensions,
  };
}

function decodeSingle(single: DerReader): DecodedSingleResponse {
  const certId = decodeCertId(single.element());
  const certStatus = decodeCertStatus(single);
  const thisUpdate = single.time();
  const next = single.optional(0xa0);
  const nextUpdate = next === undefined ? null : new DerReader(next).time();
  single.optional(0xa1); // singleExtensions
  single.end();
  return { certId, certStatus, thisUpdate, nextUpdate };
}

function decodeCertStatus(single: DerReader): CertStatus {
  if (single.optional(0x80) !== undefined) return { status: 'good' };
  if (single.optional(0x82) !== undefined) return { status: 'unknown' };
  const revoked = single.inside(0xa1);
  const at = revoked.time();
  const told = revoked.optional(0xa0);
  revoked.end();
  if (told === undefined) return { status: 'revoked', at, reason: null };
  const code = new DerReader(told).enumerated();
  const reason = crlReasonName(code);
  if (reason === undefined) throw new CodecError('codec/crl-reason', `${code} is no reason`, 0);
  return { status: 'revoked', at, reason };
}
