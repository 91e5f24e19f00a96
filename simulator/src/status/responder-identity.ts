import type { Authority } from '../pki/authority.ts';
import type { CertificateKind, Generation } from '../pki/certificate-profile.ts';
import {
  authoritiesOf,
  issueResponderCertificate,
  responderKey,
  responderValidity,
  strangerCertificate,
  strangerKey,
} from '../pki/responder-certificate.ts';
import type { RsaKey } from '../pki/rsa-key.ts';
import type { RuleSet } from '../rules/rule-set.ts';

/** Who signs a response, and the certificates that are sent along. */
export interface Signer {
  readonly key: RsaKey;
  /** SHA-1 of the key that the response names. */
  readonly id: Uint8Array;
  readonly certificates: readonly Uint8Array[];
}

const yearMs = 366 * 86_400_000;
export const otherKind = (kind: CertificateKind): CertificateKind =>
  kind === 'signature' ? 'authentication' : 'signature';
const otherGeneration = (generation: Generation): Generation => (generation === 1 ? 2 : 1);

export const authorityOf = (kind: CertificateKind, generation: Generation): Authority =>
  authoritiesOf(kind).find((candidate) => candidate.generation === generation)!;

/** The responder of one kind of certificate: one key, and from each generation of the CA a certificate for it. */
export class ResponderIdentity {
  readonly #kind: CertificateKind;
  readonly #rules: RuleSet;
  readonly #certificates = new Map<string, Uint8Array>();

  constructor(kind: CertificateKind, rules: RuleSet) {
    this.#kind = kind;
    this.#rules = rules;
  }

  /** Who signs for certificates of these generations at an instant. */
  signer(generations: ReadonlySet<Generation>, at: number): Signer {
    const key = responderKey(this.#kind);
    const sent = this.#rules.holds('ocsp/responder-certificate-sent') ? [...generations] : [];
    return {
      key,
      id: this.#rules.holds('ocsp/responder-id') ? key.keyIdentifier : strangerKey().keyIdentifier,
      certificates: sent.map((generation) => this.#certificate(generation, at)),
    };
  }

  #certificate(generation: Generation, at: number): Uint8Array {
    const rules = this.#rules;
    const when = rules.holds('ocsp/responder-valid') ? at : at - 2 * yearMs;
    const validity = responderValidity(generation, when);
    const id = `${generation} ${validity.notBefore}`;
    let made = this.#certificates.get(id);
    if (made === undefined) {
      const kind = rules.holds('ocsp/responder-issued-by-ca') ? this.#kind : otherKind(this.#kind);
      const by = rules.holds('ocsp/responder-generation') ? generation : otherGeneration(generation);
      made = issueResponderCertificate({
        kind: this.#kind,
        issuer: authorityOf(kind, by),
        validity,
        purpose: rules.holds('ocsp/responder-eku') ? 'ocspSigning' : 'clientAuth',
        nocheck: rules.holds('ocsp/responder-nocheck'),
      });
      this.#certificates.set(id, made);
    }
    return made;
  }
}

/** Somebody whom no CA of the cards vouches for. */
export const stranger = (at: number): Signer => ({
  key: strangerKey(),
  id: strangerKey().keyIdentifier,
  certificates: [strangerCertificate(at)],
});
