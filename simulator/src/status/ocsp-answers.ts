import { hex } from '../codec/hex.ts';
import { sha1Oid } from '../pki/cert-id.ts';
import type { CertificateKind, Generation } from '../pki/certificate-profile.ts';
import { type CertId, encodeCertId } from '../pki/ocsp-request.ts';
import { type CertStatus, encodeSingleResponse } from '../pki/ocsp-response.ts';
import type { IssuedCertificate } from '../world/issued-certificates.ts';
import { type BookStatus, presentStatus, statusBefore, wasHeld } from './book-status.ts';
import { issuerHashes, issuerOf } from './issuer-hashes.ts';
import { lastPublication } from './publication.ts';
import { otherKind } from './responder-identity.ts';
import type { StatusWorld } from './status-world.ts';

const secondMs = 1000;
const hourMs = 3_600_000;

/** An instant as OCSP tells it. */
export const wholeSecond = (instant: number): number => Math.floor(instant / secondMs) * secondMs;

/** A certificate that a request names, as far as it is known. */
export interface Named {
  readonly id: CertId;
  readonly certificate: IssuedCertificate | undefined;
  /** Generation of the CA that is meant; undefined for an issuer that is not served. */
  readonly generation: Generation | undefined;
}

/** Looks up and words what is said of each certificate. */
export class OcspAnswers {
  readonly #status: StatusWorld;
  readonly #kind: CertificateKind;
  readonly #kinds: readonly CertificateKind[];

  constructor(kind: CertificateKind, status: StatusWorld) {
    this.#kind = kind;
    this.#status = status;
    this.#kinds = status.rules.holds('ocsp/kinds-apart') ? [kind] : [kind, otherKind(kind)];
  }

  /** The certificate with that issuer and serial number. */
  find(id: CertId): Named {
    const { rules, world } = this.#status;
    const byName = !rules.holds('ocsp/generation-told-apart');
    const issuer = issuerOf(id, this.#kinds, byName);
    if (issuer === undefined && rules.holds('ocsp/foreign-issuer-unknown'))
      return { id, certificate: undefined, generation: undefined };
    const found = world.books.get(`${issuer?.kind ?? this.#kind}/${id.serial}`);
    const isOwn =
      found !== undefined && (issuer === undefined || byName || found.facts.generation === issuer.generation);
    const certificate = isOwn ? found : undefined;
    return { id, certificate, generation: certificate?.facts.generation ?? issuer?.generation };
  }

  /** SingleResponse, DER, made at an instant; of the past as the books were then. */
  single(named: Named, at: number, past: boolean): Uint8Array {
    const { rules, switches } = this.#status;
    const thisUpdate = wholeSecond(at);
    const next = rules.holds('ocsp/next-update') ? thisUpdate + switches.ocspValidityMs : thisUpdate - 60_000;
    return encodeSingleResponse({
      certId: this.#certId(named),
      certStatus: this.#certStatus(named, at, past),
      thisUpdate: rules.holds('ocsp/this-update') ? thisUpdate : thisUpdate + hourMs,
      nextUpdate: rules.holds('ocsp/next-update-given') ? wholeSecond(next) : null,
    });
  }

  #certId({ id, generation }: Named): Uint8Array {
    const { rules } = this.#status;
    const otherHash = generation !== undefined && !rules.holds('ocsp/hash-kept');
    const otherSerial = !rules.holds('ocsp/certid-echoed');
    if (!otherHash && !otherSerial) return id.der;
    const serial = hex(id.serial);
    if (otherSerial) serial[serial.length - 1] = (serial.at(-1)! + 1) & 0xff;
    if (!otherHash) return encodeCertId({ ...id, serial });
    const { name, key } = issuerHashes({ kind: this.#kind, generation }, sha1Oid);
    return encodeCertId({
      hashAlgorithm: sha1Oid,
      issuerNameHash: hex(name),
      issuerKeyHash: hex(key),
      serial,
    });
  }

  #certStatus({ certificate, generation }: Named, at: number, past: boolean): CertStatus {
    const { rules, world, switches } = this.#status;
    if (certificate === undefined) {
      // Whose issuer is not served is unknown whatever its number.
      const issued = generation !== undefined && !rules.holds('ocsp/not-issued-unknown');
      return { status: issued ? 'good' : 'unknown' };
    }
    if (at > certificate.facts.notAfter && !rules.holds('ocsp/expired-kept')) return { status: 'unknown' };
    const history = world.books.history(certificate.id);
    const asOf = rules.holds('ocsp/at-once') ? at : lastPublication(switches, at);
    const book =
      past || asOf !== at ? statusBefore(certificate, history, asOf) : presentStatus(certificate, history);
    if (book.state === 'pending') return { status: rules.holds('ocsp/pending-unknown') ? 'unknown' : 'good' };
    if (book.state === 'held' || book.state === 'revoked') return this.#revoked(book, at);
    if (wasHeld(history) && !rules.holds('ocsp/hold-lifted-good') && !past)
      return { status: 'revoked', at: history[0]!.at, reason: 'certificateHold' };
    return { status: rules.holds('ocsp/valid-good') ? 'good' : 'unknown' };
  }

  #revoked(book: Extract<BookStatus, { since: number }>, now: number): CertStatus {
    const { rules } = this.#status;
    const held = book.state === 'held';
    if (!rules.holds(held ? 'ocsp/hold-told' : 'ocsp/revoked-told')) return { status: 'good' };
    const since = rules.holds('ocsp/hold-time-kept') ? book.since : book.at;
    const at = wholeSecond(rules.holds('ocsp/revoked-time') ? since : now);
    if (held && !rules.holds('ocsp/hold-reason')) return { status: 'revoked', at, reason: 'unspecified' };
    return { status: 'revoked', at, reason: rules.holds('ocsp/revoked-reason') ? book.reason : null };
  }
}
