import { FaultError } from '../faults/fault.ts';
import {
  type ListedStatusFault,
  type StatusFaultName,
  StatusFaults,
  type StatusService,
} from '../faults/status-faults.ts';
import { authorityCertificate } from '../pki/authority.ts';
import type { CertificateKind, Generation } from '../pki/certificate-profile.ts';
import { type CrlPoint, CrlPublisher, ofAuthorities, type PublishedCrl } from './crl-publisher.ts';
import { type OcspAnswer, OcspResponder } from './ocsp-responder.ts';
import type { Bent, StatusWorld } from './status-world.ts';

export interface StatusServicesParts extends StatusWorld {
  readonly now: () => number;
  readonly random: (length: number) => Uint8Array;
  /** Lets everything else that waits have its turn. */
  readonly breathe: () => Promise<void>;
  /** What an answer has to wait for: it tells of the state as much as an event does. */
  readonly settled: () => Promise<void>;
}

/** A request to a status service, as it is told to testers: whoever trusts a certificate has to have asked. */
export interface StatusRequest {
  readonly sequence: number;
  /** Calendar instant in ms. */
  readonly at: number;
  readonly service: StatusService;
  readonly certificate: CertificateKind;
  /** Serial numbers asked about, or the path of a list. */
  readonly about: readonly string[];
  /** OCSPResponseStatus, or of a list `served` or `unknown`; `unavailable` or `silent` under a fault. */
  readonly outcome: string;
  readonly nonce: boolean;
  /** Kind of the fault that struck. */
  readonly fault?: StatusFaultName;
}

/** What a service does with a request: an answer, late perhaps, or none. */
export type Served<T> =
  | { readonly answer: T; readonly failure?: undefined; readonly delayMs: number }
  | {
      readonly answer?: undefined;
      readonly failure: 'unavailable' | 'silent' | 'unknown';
      readonly delayMs: number;
    };

const weekMs = 7 * 86_400_000;
const rememberedRequests = 1000;

const bentBy = (kind: StatusFaultName | undefined, ms: number | undefined, now: number): Bent => {
  switch (kind) {
    case 'status-stale':
      return { asOf: now - (ms ?? weekMs) };
    case 'status-wrong-signature':
      return { signature: 'wrong' };
    case 'status-stranger':
      return { signature: 'stranger' };
    default:
      return {};
  }
};

/** OCSP responders and revocation lists of one world, without a socket. */
export class StatusServices {
  readonly faults: StatusFaults;
  readonly #parts: StatusServicesParts;
  readonly #responders: Readonly<Record<CertificateKind, OcspResponder>>;
  readonly #publisher: CrlPublisher;
  readonly #requests: StatusRequest[] = [];
  #next = 1;
  /** Whether somebody can reach them: a fault could never strike otherwise. */
  reachable = false;

  constructor(parts: StatusServicesParts) {
    this.#parts = parts;
    this.faults = new StatusFaults(() => new DataView(Uint8Array.from(parts.random(4)).buffer).getUint32(0));
    this.#responders = {
      signature: new OcspResponder('signature', parts),
      authentication: new OcspResponder('authentication', parts),
    };
    this.#publisher = new CrlPublisher(parts, parts.breathe);
  }

  get rules(): StatusWorld['rules'] {
    return this.#parts.rules;
  }

  now(): number {
    return this.#parts.now();
  }

  /** Arms a fault. Throws FaultError as `StatusFaults.add`, and `fault/not-here` when nobody can reach the services. */
  addFault(asked: Readonly<Record<string, unknown>>): ListedStatusFault {
    if (!this.reachable)
      throw new FaultError(
        'fault/not-here',
        'no status service runs here; start with --endpoint status:127.0.0.1:0',
      );
    return this.faults.add(asked);
  }

  /** Answers an OCSP request, DER; undefined stands for bytes that were no request before they came here. */
  async ocsp(kind: CertificateKind, request: Uint8Array | undefined): Promise<Served<OcspAnswer>> {
    const now = this.now();
    const responder = this.#responders[kind];
    const strike = this.faults.strike('ocsp', kind);
    const fault = strike?.fault;
    const delayMs = strike?.delayMs ?? 0;
    const note = (answer: Pick<OcspAnswer, 'serials' | 'nonce'>, outcome: string): void =>
      this.#note('ocsp', kind, answer.serials, outcome, answer.nonce, fault?.kind);
    const failure = failureOf(fault?.kind);
    if (failure !== undefined) {
      note({ serials: [], nonce: false }, failure);
      return { failure, delayMs };
    }
    const error = errorOf(fault?.kind) ?? (request === undefined ? 'malformedRequest' : undefined);
    const answer =
      error === undefined
        ? await responder.answer(request!, now, bentBy(fault?.kind, fault?.ms, now))
        : responder.error(error);
    await this.#parts.settled();
    note(answer, answer.status);
    return { answer, delayMs };
  }

  /** The list of a distribution point; failure `unknown` when there is none. */
  async crl(point: CrlPoint): Promise<Served<PublishedCrl>> {
    const now = this.now();
    const strike = this.faults.strike('crl', point.kind);
    const fault = strike?.fault;
    const delayMs = strike?.delayMs ?? 0;
    const about = [`${point.kind}-${point.generation}/${point.municipality}`];
    const note = (outcome: string): void => this.#note('crl', point.kind, about, outcome, false, fault?.kind);
    const failure = failureOf(fault?.kind);
    if (failure !== undefined) {
      note(failure);
      return { failure, delayMs };
    }
    const answer = await this.#publisher.list(point, now, bentBy(fault?.kind, fault?.ms, now));
    await this.#parts.settled();
    note(answer === undefined ? 'unknown' : 'served');
    return answer === undefined ? { failure: 'unknown', delayMs } : { answer, delayMs };
  }

  /** Certificate of a CA, DER, as cards that are issued now carry it. */
  authority(kind: CertificateKind, generation: Generation): Uint8Array {
    return authorityCertificate(kind, generation, this.now());
  }

  /** Every distribution point there is. */
  get points(): readonly CrlPoint[] {
    return [...this.#publisher.municipalities.keys(), ofAuthorities].flatMap((municipality) =>
      (['signature', 'authentication'] as const).flatMap((kind) =>
        ([2, 1] as const).map((generation) => ({ kind, generation, municipality })),
      ),
    );
  }

  /** The latest requests, oldest first. */
  requests(last = rememberedRequests): readonly StatusRequest[] {
    return last === 0 ? [] : this.#requests.slice(-last);
  }

  #note(
    service: StatusService,
    certificate: CertificateKind,
    about: readonly string[],
    outcome: string,
    nonce: boolean,
    fault: StatusFaultName | undefined,
  ): void {
    const at = this.now();
    const told = { sequence: this.#next++, at, service, certificate, about, outcome, nonce };
    this.#requests.push(fault === undefined ? told : { ...told, fault });
    if (this.#requests.length > 2 * rememberedRequests) this.#requests.splice(0, rememberedRequests);
  }
}

function failureOf(kind: StatusFaultName | undefined): 'unavailable' | 'silent' | undefined {
  if (kind === 'status-unavailable') return 'unavailable';
  return kind === 'status-silent' ? 'silent' : undefined;
}

function errorOf(kind: StatusFaultName | undefined): 'tryLater' | 'internalError' | undefined {
  if (kind === 'status-try-later') return 'tryLater';
  return kind === 'status-internal-error' ? 'internalError' : undefined;
}
