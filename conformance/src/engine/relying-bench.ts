import type { CertStatus, OcspStatus } from '../x509/ocsp-response.ts';

/** Which of a holder's two certificates it is: of a login, or of a signature. */
export type BenchKind = 'authentication' | 'signature';
/** The CA under one name: in force, the one before it, and somebody who has only taken its name. */
export type BenchAuthority = 'current' | 'former' | 'impostor';

export interface BenchCertificateOrder {
  readonly kind: BenchKind;
  /** A card's certificate unless given. */
  readonly carrier?: 'card' | 'phone';
  /** By whom it is issued; the one in force unless given. */
  readonly by?: BenchAuthority;
  /** Days from now; a year ago and four years ahead unless given. */
  readonly notBefore?: number;
  readonly notAfter?: number;
}

/** A certificate with its key. */
export interface BenchCertificate {
  /** DER, hex digits. */
  readonly certificate: string;
  readonly serial: string;
  /** RSASSA-PKCS1-v1_5 with SHA-256, hex digits. */
  sign(data: Uint8Array): string;
}

/** How a status service fails on the way. */
export type Transport = 'close' | 'unavailable' | 'never' | 'garbage' | 'slow';

/** What the OCSP responder does otherwise than it should. Times are ms from now. */
export interface OcspOrder {
  readonly transport?: Transport;
  readonly error?: Exclude<OcspStatus, 'successful'>;
  /**
   * Who signs: the delegate of the CA unless given; `leaf` is another holder's certificate of the same CA, `expired` a
   * delegate past its end, `other-generation` a delegate of the CA's other key.
   */
  readonly signer?: 'authority' | 'stranger' | 'leaf' | 'expired' | 'other-generation' | 'other-kind';
  readonly signature?: 'wrong';
  readonly nonce?: 'omit' | 'other';
  readonly thisUpdate?: number;
  /** `null` leaves it out. */
  readonly nextUpdate?: number | null;
  /** About another certificate than the one asked about. */
  readonly about?: 'other-serial' | 'other-issuer';
}

/** What is wrong with the list. Times are ms from now. */
export interface CrlOrder {
  readonly transport?: Transport;
  readonly signer?: 'stranger' | 'other-generation' | 'other-kind';
  readonly signature?: 'wrong';
  readonly thisUpdate?: number;
  readonly nextUpdate?: number;
  /** The list of another municipality, by the same CA. */
  readonly point?: 'other';
}

/** A request that came to a status service. */
export interface StatusRequest {
  readonly service: 'ocsp' | 'crl';
  readonly serials: readonly string[];
  readonly nonce: boolean;
}

/** The harness's own CA, responders and lists, with whatever wrong that a relying party has to notice. */
export interface RelyingBench {
  /** The instant of a case, ISO 8601. */
  readonly now: string;
  issue(order: BenchCertificateOrder): BenchCertificate;
  /** What the books say of a certificate from now on; good until then. */
  set(serial: string, status: CertStatus): void;
  ocsp(order: OcspOrder): void;
  crl(order: CrlOrder): void;
  /** Who is trusted from now on; both keys of both CAs until then. */
  trust(...authorities: readonly Exclude<BenchAuthority, 'impostor'>[]): Promise<void>;
  /** Requests since the case began. */
  readonly asked: readonly StatusRequest[];
}
