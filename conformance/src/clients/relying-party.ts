import { randomBytes, verify, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hex, sameBytes } from '../bytes/hex.ts';
import { ConformanceError } from '../error.ts';
import {
  type Certificate,
  crlPointsOf,
  extendedKeyUsagesOf,
  ocspUrlsOf,
  policiesOf,
  readCertificate,
} from '../x509/certificate.ts';
import { type CertId, certIdOf, sameCertId, writeOcspRequest } from '../x509/ocsp-request.ts';
import { type BasicResponse, type CertStatus, readOcspResponse } from '../x509/ocsp-response.ts';
import { issuingPointOf, type RevocationList, readRevocationList } from '../x509/revocation-list.ts';
import { isSignedBy, publicKeyOf } from '../x509/signature.ts';
import type { RelyingHabit } from './relying-mutants.ts';

/** Why a login or signature is not accepted. @see docs/client-adapter.md */
export type RelyingReason =
  | 'malformed'
  | 'untrusted'
  | 'not-yet-valid'
  | 'expired'
  | 'wrong-kind'
  | 'wrong-carrier'
  | 'bad-signature'
  | 'no-status'
  | 'unknown'
  | 'held'
  | 'revoked';

/** A login or signature to be judged. */
export interface RelyingRequest {
  readonly kind: 'authentication' | 'signature';
  readonly certificate: Uint8Array;
  readonly data: Uint8Array;
  readonly signature: Uint8Array;
  /** Instant at which it is judged, ms. */
  readonly now: number;
  readonly carriers: readonly string[];
  readonly method: 'ocsp' | 'crl';
}

export interface RelyingOptions {
  /** File of trusted CA certificates, PEM. */
  readonly anchorsPath: string;
  readonly habit: RelyingHabit | undefined;
}

class Refusal extends Error {
  readonly reason: RelyingReason;
  constructor(reason: RelyingReason) {
    super(reason);
    this.reason = reason;
  }
}

/** The habit of dying instead of answering. */
export class CrashOfHabit extends Error {}

/** TEST policies by which certificates are told apart. */
const policies: Readonly<Record<string, { readonly kind: string; readonly carrier: string }>> = {
  '1.2.392.200149.8.5.1.0.20': { kind: 'signature', carrier: 'card' },
  '1.2.392.200149.8.5.1.0.30': { kind: 'authentication', carrier: 'card' },
  '1.2.392.200149.8.5.1.0.40': { kind: 'signature', carrier: 'phone' },
  '1.2.392.200149.8.5.1.0.50': { kind: 'authentication', carrier: 'phone' },
};

const ocspSigning = '1.3.6.1.5.5.7.3.9';
/** How long a service may take, and how far its clock may be ahead. */
const patienceMs = 1_200;
const skewMs = 5 * 60_000;

/** What the habits of remembering remember, by serial number. */
const remembered = new Map<string, RelyingReason | 'accepted'>();

/** One judgement. Every check that makes a relying party safe is here once, and each can be left out by a habit. */
class Judgement {
  readonly #request: RelyingRequest;
  readonly #habit: RelyingHabit | undefined;

  constructor(request: RelyingRequest, habit: RelyingHabit | undefined) {
    this.#request = request;
    this.#habit = habit;
  }

  #is(habit: RelyingHabit): boolean {
    return this.#habit === habit;
  }

  async run(anchorsPath: string): Promise<void> {
    const { now, data, signature } = this.#request;
    const leaf = this.#leaf();
    const issuer = this.#issuerOf(leaf, await anchorsIn(anchorsPath));
    if (now < leaf.notBefore && !this.#is('accepts-not-yet-valid')) throw new Refusal('not-yet-valid');
    if (now > leaf.notAfter && !this.#is('accepts-expired')) throw new Refusal('expired');
    this.#checkKind(leaf);
    const opens = verify('sha256', data, publicKeyOf(leaf.publicKeyInfo), signature);
    if (!opens && !this.#is('checks-no-challenge')) throw new Refusal('bad-signature');
    await this.#checkStatus(leaf, issuer);
  }

  #leaf(): Certificate {
    try {
      return readCertificate(this.#request.certificate);
    } catch (error) {
      if (this.#is('crashes-on-malformed')) throw new CrashOfHabit('crashed', { cause: error });
      throw new Refusal('malformed');
    }
  }

  /** The trusted CA whose key has signed it: the name says nothing, generations share it. */
  #issuerOf(leaf: Certificate, anchors: readonly Certificate[]): Certificate {
    const named = anchors.filter(({ subject }) => sameBytes(subject, leaf.issuer));
    if (this.#is('takes-first-of-name')) named.splice(1);
    const found = this.#is('matches-ca-by-name')
      ? named[0]
      : named.find((anchor) => isSignedBy(leaf, anchor.publicKeyInfo));
    if (found === undefined) throw new Refusal('untrusted');
    return found;
  }

  #checkKind(leaf: Certificate): void {
    const { kind, carriers } = this.#request;
    const known = policiesOf(leaf)
      .map((oid) => policies[oid])
      .find((policy) => policy !== undefined);
    if (known?.kind !== kind && !this.#is('accepts-any-kind')) throw new Refusal('wrong-kind');
    const carrier = known?.carrier ?? 'unknown';
    if (this.#is('refuses-phones') && carrier === 'phone') throw new Refusal('wrong-carrier');
    if (!carriers.includes(carrier) && !this.#is('accepts-any-carrier')) throw new Refusal('wrong-carrier');
  }

  async #checkStatus(leaf: Certificate, issuer: Certificate): Promise<void> {
    if (this.#is('asks-nobody')) return;
    const known = remembered.get(leaf.serial);
    if (this.#is('remembers-hold') && known === 'held') throw new Refusal(known);
    if (this.#is('remembers-good') && known === 'accepted') return;
    const status =
      this.#request.method === 'crl' ? await this.#byList(leaf, issuer) : await this.#byOcsp(leaf, issuer);
    if (status.status === 'good') return;
    if (status.status === 'unknown') {
      if (this.#is('takes-unknown-for-good')) return;
      throw new Refusal('unknown');
    }
    const held = status.reason === 'certificateHold';
    if (held && this.#is('accepts-hold')) return;
    if (!held && this.#is('sees-holds-only')) return;
    throw new Refusal(held && !this.#is('tells-hold-as-revoked') ? 'held' : 'revoked');
  }

  /** Bytes of a service that answers in time; undefined where the habit is to go on without. */
  async #ask(url: string | undefined, init: RequestInit): Promise<Uint8Array | undefined> {
    try {
      if (url === undefined) throw new Refusal('no-status');
      const patience = this.#is('impatient-with-services') ? 200 : patienceMs;
      const response = await fetch(url, { ...init, signal: AbortSignal.timeout(patience) });
      if (!response.ok) throw new Refusal('no-status');
      return new Uint8Array(await response.arrayBuffer());
    } catch (error) {
      if (this.#is('takes-silence-for-good')) return undefined;
      if (this.#is('waits-for-ever') && error instanceof Error && error.name === 'TimeoutError') throw error;
      throw new Refusal('no-status');
    }
  }

  async #byOcsp(leaf: Certificate, issuer: Certificate): Promise<CertStatus> {
    const id = certIdOf(issuer, leaf.serial);
    const nonce = Uint8Array.from(randomBytes(16));
    const body = Buffer.from(writeOcspRequest({ ids: [id], nonce }));
    const headers = { 'content-type': 'application/ocsp-request' };
    const answer = await this.#ask(ocspUrlsOf(leaf)[0], { method: 'POST', headers, body });
    if (answer === undefined) return { status: 'good' };
    let basic: BasicResponse | undefined;
    try {
      ({ basic } = readOcspResponse(answer));
    } catch (error) {
      if (!(error instanceof ConformanceError)) throw error;
      if (this.#is('takes-garbage-for-good')) return { status: 'good' };
      throw new Refusal('no-status');
    }
    if (basic === undefined) {
      if (this.#is('takes-errors-for-good')) return { status: 'good' };
      throw new Refusal('no-status');
    }
    this.#checkResponder(basic, issuer);
    const sameNonce = basic.nonce !== undefined && sameBytes(basic.nonce, nonce);
    if (!sameNonce && !this.#is('ignores-nonce')) throw new Refusal('no-status');
    return this.#statusIn(basic, id);
  }

  /** Signed by the CA itself, or by somebody to whom the same key of the CA has given that right. @see RFC 6960, 4.2.2.2 */
  #checkResponder(basic: BasicResponse, issuer: Certificate): void {
    const { now } = this.#request;
    if (this.#is('checks-no-response-signature')) return;
    if (!this.#is('wants-delegate') && isSignedBy(basic, issuer.publicKeyInfo)) return;
    const delegate = basic.certificates
      .map(readCertificate)
      .find((one) => isSignedBy(basic, one.publicKeyInfo));
    if (delegate === undefined) throw new Refusal('no-status');
    if (this.#is('trusts-sent-certificate')) return;
    const sameCa = isSignedBy(delegate, issuer.publicKeyInfo);
    const sameName = sameBytes(delegate.issuer, issuer.subject);
    if (!sameCa && !(this.#is('takes-responder-by-name') && sameName)) throw new Refusal('no-status');
    if (!extendedKeyUsagesOf(delegate).includes(ocspSigning) && !this.#is('ignores-responder-usage'))
      throw new Refusal('no-status');
    const inTime = now >= delegate.notBefore && now <= delegate.notAfter;
    if (!inTime && !this.#is('ignores-responder-end')) throw new Refusal('no-status');
  }

  #statusIn(basic: BasicResponse, id: CertId): CertStatus {
    const { now } = this.#request;
    const single = this.#is('ignores-cert-id')
      ? basic.responses[0]
      : basic.responses.find((response) =>
          this.#is('compares-serial-only') ? response.id.serial === id.serial : sameCertId(response.id, id),
        );
    if (single === undefined) throw new Refusal('no-status');
    if (single.thisUpdate > now + skewMs && !this.#is('ignores-this-update')) throw new Refusal('no-status');
    if (single.nextUpdate === undefined && this.#is('wants-next-update')) throw new Refusal('no-status');
    const late = single.nextUpdate !== undefined && single.nextUpdate < now - skewMs;
    if (late && !this.#is('ignores-next-update')) throw new Refusal('no-status');
    return single.certStatus;
  }

  async #byList(leaf: Certificate, issuer: Certificate): Promise<CertStatus> {
    const { now } = this.#request;
    const answer = await this.#ask(crlPointsOf(leaf)[0]?.urls[0], {});
    if (answer === undefined) return { status: 'good' };
    let list: RevocationList;
    try {
      list = readRevocationList(answer);
    } catch (error) {
      if (!(error instanceof ConformanceError)) throw error;
      if (this.#is('takes-garbage-for-good')) return { status: 'good' };
      throw new Refusal('no-status');
    }
    const signed = isSignedBy(list, issuer.publicKeyInfo);
    const named = sameBytes(list.issuer, issuer.subject);
    const byName = this.#is('takes-list-by-name') && named;
    if (!(signed && named) && !byName && !this.#is('checks-no-list-signature'))
      throw new Refusal('no-status');
    if (!covers(list, leaf) && !this.#is('takes-list-of-elsewhere')) throw new Refusal('no-status');
    if (list.thisUpdate > now + skewMs && !this.#is('takes-list-of-tomorrow')) throw new Refusal('no-status');
    const late = list.nextUpdate === undefined || list.nextUpdate < now - skewMs;
    if (late && !this.#is('takes-old-list')) throw new Refusal('no-status');
    const entry = list.entries.find(({ serial }) => serial === leaf.serial);
    return entry === undefined
      ? { status: 'good' }
      : { status: 'revoked', at: entry.at, reason: entry.reason };
  }
}

/** Whether a list says itself that it is for the certificate's distribution point. @see RFC 5280, 6.3.3 (b)(2) */
function covers(list: RevocationList, leaf: Certificate): boolean {
  const point = issuingPointOf(list);
  return (
    point === undefined ||
    crlPointsOf(leaf).some(
      ({ names, urls }) =>
        urls.some((url) => point.urls.includes(url)) ||
        names.some((name) => point.names.some((other) => sameBytes(name, other))),
    )
  );
}

async function anchorsIn(path: string): Promise<Certificate[]> {
  const blocks = (await readFile(path, 'utf8')).match(
    /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g,
  );
  return (blocks ?? []).map((block) => readCertificate(Uint8Array.from(new X509Certificate(block).raw)));
}

/** Judges a login or signature: undefined when it is accepted, or why it is not. */
export async function judge(
  request: RelyingRequest,
  options: RelyingOptions,
): Promise<RelyingReason | undefined> {
  const serial = serialOf(request.certificate);
  try {
    await new Judgement(request, options.habit).run(options.anchorsPath);
    remembered.set(serial, 'accepted');
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.reason === 'held' || error.reason === 'revoked') remembered.set(serial, error.reason);
    return error.reason;
  }
}

function serialOf(certificate: Uint8Array): string {
  try {
    return readCertificate(certificate).serial;
  } catch {
    return '';
  }
}

/** The request that an operation's parameters make; undefined when they make none. */
export function relyingRequest(
  kind: RelyingRequest['kind'],
  parameters: Readonly<Record<string, unknown>>,
): RelyingRequest | undefined {
  const { now, carriers = ['card', 'phone'], method = 'ocsp' } = parameters;
  const [certificate, data, signature] = ['certificate', 'data', 'signature'].map((name) =>
    bytesIn(parameters[name]),
  );
  const at = typeof now === 'string' ? Date.parse(now) : Date.now();
  if (certificate === undefined || data === undefined || signature === undefined) return undefined;
  if (Number.isNaN(at) || !Array.isArray(carriers) || (method !== 'ocsp' && method !== 'crl'))
    return undefined;
  return { kind, certificate, data, signature, now: at, carriers, method };
}

function bytesIn(value: unknown): Uint8Array | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    return hex(value);
  } catch {
    return undefined;
  }
}
