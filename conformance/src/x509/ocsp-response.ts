import {
  bitsOf,
  type DerElement,
  DerList,
  der,
  derBits,
  derEnumerated,
  derGeneralizedTime,
  derOctets,
  derOid,
  derSequence,
  inside,
  oidOf,
  readDer,
  timeOf,
} from '../bytes/der.ts';
import { ConformanceError } from '../error.ts';
import { type Extension, extensionOid, readExtensions, writeExtensions } from './extension.ts';
import { type CertId, readCertId, writeCertId, writeNonce } from './ocsp-request.ts';
import { hashOfAlgorithm, type Signed, sha256WithRsa } from './signature.ts';

export const ocspStatuses = [
  'successful',
  'malformedRequest',
  'internalError',
  'tryLater',
  'unused',
  'sigRequired',
  'unauthorized',
] as const;
export type OcspStatus = (typeof ocspStatuses)[number];

/** CRLReason by its number. @see RFC 5280, 5.3.1 */
export const reasons = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'unused',
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
] as const;
export type Reason = (typeof reasons)[number];

export type CertStatus =
  | { readonly status: 'good' }
  | { readonly status: 'unknown' }
  | { readonly status: 'revoked'; readonly at: number; readonly reason: Reason | undefined };

export interface SingleResponse {
  readonly id: CertId;
  readonly certStatus: CertStatus;
  readonly thisUpdate: number;
  readonly nextUpdate: number | undefined;
}

/** What a responder has signed. @see RFC 6960, 4.2.1 */
export interface BasicResponse extends Signed {
  readonly responder: { readonly key: Uint8Array } | { readonly name: Uint8Array };
  readonly producedAt: number;
  readonly responses: readonly SingleResponse[];
  readonly extensions: ReadonlyMap<string, Extension>;
  readonly nonce: Uint8Array | undefined;
  /** Certificates that came with it, DER. */
  readonly certificates: readonly Uint8Array[];
}

export interface OcspResponse {
  readonly status: OcspStatus;
  readonly basic: BasicResponse | undefined;
}

const basicOid = '1.3.6.1.5.5.7.48.1.1';
const malformed = (text: string): ConformanceError => new ConformanceError('bytes/der', text);

/** Throws `bytes/der` for what is no response. An error with response bytes is one. */
export function readOcspResponse(bytes: Uint8Array): OcspResponse {
  const whole = new DerList(readDer(bytes, 0x30));
  const code = whole.take(0x0a).content;
  const status = code.length === 1 ? ocspStatuses[code[0]!] : undefined;
  const told = whole.maybe(0xa0);
  whole.end();
  if (status === undefined || status === 'unused') throw malformed(`response status ${code.join()}`);
  if ((status === 'successful') !== (told !== undefined))
    throw malformed(`${status} with or without response bytes`);
  if (told === undefined) return { status, basic: undefined };
  const typed = new DerList(inside(told)[0]!);
  const type = oidOf(typed.take(0x06));
  if (type !== basicOid) throw malformed(`response type ${type}`);
  return { status, basic: readBasic(typed.take(0x04).content) };
}

function readBasic(bytes: Uint8Array): BasicResponse {
  const basic = new DerList(readDer(bytes, 0x30));
  const signed = basic.take(0x30);
  const hash = hashOfAlgorithm(basic.take(0x30));
  const signature = bitsOf(basic.take(0x03));
  const sent = basic.maybe(0xa0);
  basic.end();
  const body = new DerList(signed);
  body.maybe(0xa0);
  const named = body.maybe(0xa1, 0xa2) ?? body.take(0xa2);
  const id = inside(named)[0]!;
  const producedAt = timeOf(body.take(0x18));
  const responses = inside(body.take(0x30)).map(readSingle);
  const more = body.maybe(0xa1);
  body.end();
  const extensions = more === undefined ? new Map<string, Extension>() : readExtensions(inside(more)[0]!);
  const nonce = extensions.get(extensionOid.ocspNonce)?.value;
  return {
    signed: signed.bytes,
    hash,
    signature,
    responder: named.tag === 0xa2 ? { key: id.content } : { name: id.bytes },
    producedAt,
    responses,
    extensions,
    nonce: nonce === undefined ? undefined : readDer(nonce, 0x04).content,
    certificates: sent === undefined ? [] : inside(inside(sent)[0]!).map((certificate) => certificate.bytes),
  };
}

function readSingle(element: DerElement): SingleResponse {
  const single = new DerList(element);
  const id = readCertId(single.take(0x30));
  const certStatus = readCertStatus(single.take());
  const thisUpdate = timeOf(single.take(0x18));
  const next = single.maybe(0xa0);
  single.maybe(0xa1);
  single.end();
  return {
    id,
    certStatus,
    thisUpdate,
    nextUpdate: next === undefined ? undefined : timeOf(inside(next)[0]!),
  };
}

function readCertStatus(element: DerElement): CertStatus {
  if (element.tag === 0x80) return { status: 'good' };
  if (element.tag === 0x82) return { status: 'unknown' };
  if (element.tag !== 0xa1) throw malformed(`certificate status with tag ${element.tag.toString(16)}`);
  const [at, told] = inside(element);
  const code = told === undefined ? undefined : inside(told)[0]!.content[0];
  return { status: 'revoked', at: timeOf(at!), reason: code === undefined ? undefined : reasons[code] };
}

function writeCertStatus(certStatus: CertStatus): Uint8Array {
  if (certStatus.status === 'good') return der(0x80);
  if (certStatus.status === 'unknown') return der(0x82);
  const { at, reason } = certStatus;
  const told = reason === undefined ? [] : [der(0xa0, derEnumerated(reasons.indexOf(reason)))];
  return der(0xa1, derGeneralizedTime(at), ...told);
}

/** ResponseData, DER: the bytes to sign. `keyHash` is the SHA-1 of the responder's key. */
export const writeResponseData = (data: {
  readonly keyHash: Uint8Array;
  readonly producedAt: number;
  readonly responses: readonly SingleResponse[];
  readonly nonce: Uint8Array | undefined;
}): Uint8Array =>
  derSequence(
    der(0xa2, derOctets(data.keyHash)),
    derGeneralizedTime(data.producedAt),
    derSequence(
      ...data.responses.map(({ id, certStatus, thisUpdate, nextUpdate }) =>
        derSequence(
          writeCertId(id),
          writeCertStatus(certStatus),
          derGeneralizedTime(thisUpdate),
          ...(nextUpdate === undefined ? [] : [der(0xa0, derGeneralizedTime(nextUpdate))]),
        ),
      ),
    ),
    ...writeExtensions(1, data.nonce === undefined ? [] : [writeNonce(data.nonce)]),
  );

export const writeOcspResponse = (
  data: Uint8Array,
  signature: Uint8Array,
  certificates: readonly Uint8Array[],
): Uint8Array =>
  derSequence(
    derEnumerated(0),
    der(
      0xa0,
      derSequence(
        derOid(basicOid),
        derOctets(
          derSequence(
            data,
            sha256WithRsa,
            derBits(signature),
            ...(certificates.length === 0 ? [] : [der(0xa0, derSequence(...certificates))]),
          ),
        ),
      ),
    ),
  );

export const writeOcspError = (status: Exclude<OcspStatus, 'successful'>): Uint8Array =>
  derSequence(derEnumerated(ocspStatuses.indexOf(status)));
