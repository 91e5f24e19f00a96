import type { Certificate } from '../x509/certificate.ts';
import type { BenchKind } from './relying-bench.ts';

/** One HTTP request to a status service. */
export interface StatusQuestion {
  readonly method: 'GET' | 'POST' | 'HEAD';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

export interface StatusAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What a bench knows of the certificates whose status is told. */
export interface StatusCertificates {
  /** The holder's certificate, as the card gives it. */
  readonly leaf: Readonly<Record<BenchKind, Certificate>>;
  /** The CA's, as the card gives it. */
  readonly issuer: Readonly<Record<BenchKind, Certificate>>;
}

/** OCSP responders and revocation lists. */
export interface StatusUnderTest {
  /** What `--subject` names: a responder, or the place where all services are. */
  readonly url: string;
  ask(question: StatusQuestion): Promise<StatusAnswer>;
  /** Absent where nobody says which certificates there are. */
  readonly certificates: StatusCertificates | undefined;
  /** Has a card made for a holder of another municipality; its id. */
  neighbour(): Promise<string>;
}
