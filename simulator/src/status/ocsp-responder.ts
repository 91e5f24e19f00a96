import { CodecError } from '../codec/codec-error.ts';
import { hex } from '../codec/hex.ts';
import type { CertificateKind, Generation } from '../pki/certificate-profile.ts';
import type { Extension } from '../pki/extension-list.ts';
import {
  type CertId,
  certIdKey,
  decodeOcspRequest,
  nonceExtension,
  nonceOf,
  nonceOid,
  type OcspRequest,
} from '../pki/ocsp-request.ts';
import {
  encodeOcspError,
  encodeOcspResponse,
  encodeResponseData,
  type OcspStatusName,
} from '../pki/ocsp-response.ts';
import { type RsaKey, signElsewhere } from '../pki/rsa-key.ts';
import { sha1WithRsa, sha256WithRsa } from '../pki/signed-certificate.ts';
import { type Named, OcspAnswers, wholeSecond } from './ocsp-answers.ts';
import { ResponderIdentity, stranger } from './responder-identity.ts';
import type { Bent, StatusWorld } from './status-world.ts';

/** A response and what a cache may know of it. */
export interface OcspAnswer {
  readonly status: OcspStatusName;
  readonly bytes: Uint8Array;
  /** Serial numbers that were asked about, hex. */
  readonly serials: readonly string[];
  /** Instants in ms; absent for an error. */
  readonly producedAt?: number;
  readonly nextUpdate?: number;
  /** The request had a nonce. */
  readonly nonce: boolean;
}

/** Until when an answer made before may be given again, and what has to be as it was then. */
interface Kept<T> {
  readonly value: T;
  readonly from: number;
  readonly until: number;
  /** The certificates it is about, and what the books held of each. */
  readonly ids: readonly CertId[];
  readonly seen: readonly unknown[];
}

const yearMs = 365 * 86_400_000;
/** As many answers as a town has certificates; the oldest goes first. */
const keptAnswers = 50_000;
/** Longer requests, of many certificates or with what nobody needs, are not asked twice: their answers are not kept. */
const keptRequestLength = 512;
const inventedNonce = hex('00112233445566778899aabbccddeeff');

/** What is known of a certificate at a moment: another value whenever something happened to it. */
const seenOf = ({ certificate }: Named): unknown => certificate?.machine.snapshot;

/**
 * The OCSP responder for certificates of one kind. Answers follow the books at once; what was signed for a request
 * without nonce is given again until it is due or something happened to one of its certificates.
 * @see RFC 6960; RFC 5019; RFC 8954; jpki-card reference, section 7
 */
export class OcspResponder {
  readonly kind: CertificateKind;
  readonly #status: StatusWorld;
  readonly #answers: OcspAnswers;
  readonly #identity: ResponderIdentity;
  readonly #kept = new Map<string, Kept<OcspAnswer>>();
  readonly #keptSingles = new Map<string, Kept<Uint8Array>>();

  constructor(kind: CertificateKind, status: StatusWorld) {
    this.kind = kind;
    this.#status = status;
    this.#answers = new OcspAnswers(kind, status);
    this.#identity = new ResponderIdentity(kind, status.rules);
  }

  /** An error: a status and nothing else. */
  error(status: Exclude<OcspStatusName, 'successful'>): OcspAnswer {
    const bare = encodeOcspError(status);
    // SEQUENCE { ENUMERATED, [0] with nothing inside }
    const bytes = this.#status.rules.holds('ocsp/error-bare')
      ? bare
      : Uint8Array.of(0x30, 0x05, ...bare.subarray(2), 0xa0, 0x00);
    return { status, bytes, serials: [], nonce: false };
  }

  /** Answers a request, DER in and DER out; signs on another thread. Never throws for what the request holds. */
  async answer(request: Uint8Array, now: number, bent: Bent = {}): Promise<OcspAnswer> {
    const plain = bent.asOf === undefined && bent.signature === undefined;
    const key = Buffer.from(request.buffer, request.byteOffset, request.byteLength).toString('latin1');
    if (plain) {
      const kept = this.#kept.get(key);
      if (kept !== undefined) {
        if (this.#counts(kept, now)) return kept.value;
        this.#kept.delete(key);
      }
    }
    const decoded = this.#decode(request);
    if (decoded === undefined) return this.error('malformedRequest');
    const named = this.#named(decoded);
    const told = idsAndSeen(named); // before the signature is waited for: something may happen meanwhile
    const answer = await this.#sign(decoded, named, now, bent);
    if (plain && !answer.nonce && request.length <= keptRequestLength)
      keep(this.#kept, key, { value: answer, ...this.#term(wholeSecond(now)), ...told });
    return answer;
  }

  #term(from: number) {
    // Given anew before it is over, so that nobody gets one that ends while it is on its way.
    return { from, until: from + this.#status.switches.ocspValidityMs / 2 };
  }

  #counts({ from, until, ids, seen }: Kept<unknown>, now: number): boolean {
    if (now < from || now >= until) return false;
    return ids.every((id, i) => seenOf(this.#answers.find(id)) === seen[i]);
  }

  #decode(request: Uint8Array): OcspRequest | undefined {
    const { rules, switches } = this.#status;
    let decoded: OcspRequest;
    let nonce: Uint8Array | undefined;
    try {
      decoded = decodeOcspRequest(request, !rules.holds('ocsp/trailing-refused'));
      nonce = nonceOf(decoded.extensions);
    } catch (error) {
      if (error instanceof CodecError) return undefined;
      throw error;
    }
    const { version, certificates, extensions, singleExtensions } = decoded;
    if (version !== 0 && rules.holds('ocsp/version-one')) return undefined;
    if (certificates.length === 0 && rules.holds('ocsp/empty-refused')) return undefined;
    const outOfBounds =
      nonce !== undefined && (nonce.length === 0 || nonce.length > switches.ocspNonceMaximum);
    if (outOfBounds && rules.holds('ocsp/nonce-length')) return undefined;
    const strange = [...extensions, ...singleExtensions].some(
      ({ critical, oid }) => critical && oid !== nonceOid,
    );
    return strange && rules.holds('ocsp/critical-extension-refused') ? undefined : decoded;
  }

  #named({ certificates }: OcspRequest): Named[] {
    const asked = this.#status.rules.holds('ocsp/every-certificate-answered')
      ? certificates
      : certificates.slice(0, 1);
    return asked.map((id) => this.#answers.find(id));
  }

  /** What is said of a certificate, as it was encoded before if nothing has happened since. */
  #single(named: Named, now: number): Uint8Array {
    const key = certIdKey(named.id);
    const kept = this.#keptSingles.get(key);
    if (kept !== undefined && this.#counts(kept, now)) return kept.value;
    const value = this.#answers.single(named, now, false);
    keep(this.#keptSingles, key, { value, ...this.#term(wholeSecond(now)), ...idsAndSeen([named]) });
    return value;
  }

  async #sign(request: OcspRequest, named: readonly Named[], now: number, bent: Bent): Promise<OcspAnswer> {
    const { rules, switches } = this.#status;
    const at = bent.asOf ?? now;
    const past = bent.asOf !== undefined;
    const nonce = nonceOf(request.extensions);
    const generations = new Set(
      named.flatMap(({ generation }) => (generation === undefined ? [] : [generation])),
    );
    if (generations.size === 0) generations.add(2 satisfies Generation);
    const signer = bent.signature === 'stranger' ? stranger(now) : this.#identity.signer(generations, now);
    const producedAt = wholeSecond(at);
    const data = encodeResponseData({
      responderKey: signer.id,
      producedAt: rules.holds('ocsp/produced-at') ? producedAt : producedAt - yearMs,
      responses: named.map((one) => (past ? this.#answers.single(one, at, true) : this.#single(one, now))),
      extensions: this.#extensions(nonce),
    });
    const digest = rules.holds('ocsp/signature-sha256') ? 'sha256' : 'sha1';
    const wrong = bent.signature === 'wrong' || !rules.holds('ocsp/signature');
    const bytes = encodeOcspResponse({
      data,
      algorithm: digest === 'sha256' ? sha256WithRsa : sha1WithRsa,
      signature: await signatureOf(signer.key, data, digest, wrong),
      certificates: signer.certificates,
    });
    return {
      status: 'successful',
      bytes,
      serials: request.certificates.map(({ serial }) => serial),
      producedAt,
      nextUpdate: wholeSecond(producedAt + switches.ocspValidityMs),
      nonce: nonce !== undefined,
    };
  }

  #extensions(nonce: Uint8Array | undefined): Extension[] {
    const { rules } = this.#status;
    if (nonce === undefined)
      return rules.holds('ocsp/no-nonce-unasked') ? [] : [nonceExtension(inventedNonce)];
    if (!rules.holds('ocsp/nonce-echoed')) return [];
    const told = Uint8Array.from(nonce);
    if (!rules.holds('ocsp/nonce-exact') && told.length > 0) told[told.length - 1]! ^= 1;
    return [nonceExtension(told)];
  }
}

const idsAndSeen = (named: readonly Named[]) => ({ ids: named.map(({ id }) => id), seen: named.map(seenOf) });

function keep<T>(kept: Map<string, Kept<T>>, key: string, value: Kept<T>): void {
  if (kept.size >= keptAnswers) {
    const oldest = kept.keys().next();
    if (!oldest.done) kept.delete(oldest.value);
  }
  kept.set(key, value);
}

/** A signature over the bytes, or over others: their first one is changed. */
export function signatureOf(
  key: RsaKey,
  data: Uint8Array,
  digest: 'sha256' | 'sha1' = 'sha256',
  wrong = false,
): Promise<Uint8Array> {
  if (!wrong) return signElsewhere(key, data, digest);
  const other = Uint8Array.from(data);
  other[0]! ^= 1;
  return signElsewhere(key, other, digest);
}
