import { seededRandom } from '../random.ts';
import { FaultError } from './fault.ts';

export type StatusService = 'ocsp' | 'crl';
export type StatusCertificateKind = 'signature' | 'authentication';

/** What goes wrong at one request to a status service. */
export interface StatusFaultKind {
  readonly text: { readonly en: string; readonly ja: string };
  readonly services: readonly StatusService[];
  /** What `ms` means, and whether it has to be given. */
  readonly ms?: 'required' | 'optional';
}

const both = ['ocsp', 'crl'] as const;

/** Every kind of fault of the status services. */
export const statusFaultKinds = {
  'status-unavailable': {
    text: { en: 'the service answers HTTP 503', ja: 'サービスがHTTP 503を返す' },
    services: both,
  },
  'status-silent': {
    text: { en: 'the connection is closed without an answer', ja: '応答せずに接続を閉じる' },
    services: both,
  },
  'status-slow': {
    text: { en: 'the answer comes late', ja: '応答が遅れる' },
    services: both,
    ms: 'required',
  },
  'status-stale': {
    text: {
      en: 'the answer is an old one whose time is over: from a week ago, or from as long ago as said',
      ja: '有効期間の過ぎた古い応答を返す(1週間前、または指定した時間だけ前のもの)',
    },
    services: both,
    ms: 'optional',
  },
  'status-wrong-signature': {
    text: { en: 'the signature is wrong', ja: '署名が正しくない' },
    services: both,
  },
  'status-stranger': {
    text: {
      en: 'a stranger has signed: a key that no CA of the cards vouches for',
      ja: '無関係の鍵(認証局が証明していない鍵)で署名されている',
    },
    services: both,
  },
  'status-try-later': {
    text: { en: 'the responder answers tryLater', ja: 'レスポンダーがtryLaterを返す' },
    services: ['ocsp'],
  },
  'status-internal-error': {
    text: { en: 'the responder answers internalError', ja: 'レスポンダーがinternalErrorを返す' },
    services: ['ocsp'],
  },
} as const satisfies Record<string, StatusFaultKind>;

export type StatusFaultName = keyof typeof statusFaultKinds;
export const statusFaultNames = Object.keys(statusFaultKinds) as StatusFaultName[];

/** Whether a fault is asked for that the status services have, by the name of its kind. */
export const isStatusFault = (kind: unknown): boolean =>
  typeof kind === 'string' && kind.startsWith('status-');

/** A fault of the status services as it was asked for, and how far it has come. */
export interface ListedStatusFault {
  /** `s1`, `s2` … */
  readonly id: string;
  readonly kind: StatusFaultName;
  /** Both unless given. */
  readonly service?: StatusService;
  readonly certificate?: StatusCertificateKind;
  readonly nth: number;
  readonly probability?: number;
  readonly seed?: number;
  readonly scope: 'once' | 'sticky';
  readonly ms?: number;
  readonly seen: number;
  readonly fired: number;
  readonly over: boolean;
}

/** What strikes one request: at most one fault, and all delays. */
export interface StatusStrike {
  readonly fault: { readonly id: string; readonly kind: StatusFaultName; readonly ms?: number } | undefined;
  readonly delayMs: number;
}

const members = ['kind', 'service', 'certificate', 'nth', 'probability', 'seed', 'sticky', 'ms'];
const maxSlowMs = 600_000;
const maxAgeMs = 365 * 86_400_000;
const form = (message: string): FaultError => new FaultError('fault/form', message);

function whole(name: string, value: unknown, from: number, to: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to) return value;
  throw form(`"${name}" is a whole number from ${from} to ${to}`);
}

function oneOf<T extends string>(name: string, value: unknown, known: readonly T[]): T | undefined {
  if (value === undefined) return undefined;
  const found = known.find((one) => one === value);
  if (found === undefined) throw form(`"${name}" is one of: ${known.join(', ')}`);
  return found;
}

type Asked = Omit<ListedStatusFault, 'seen' | 'fired' | 'over'>;

function askedFault(id: string, asked: Readonly<Record<string, unknown>>, seed: () => number): Asked {
  const kind = statusFaultNames.find((name) => name === asked.kind);
  if (kind === undefined) {
    const names = statusFaultNames.join(', ');
    throw new FaultError('fault/kind-unknown', `there is no fault "${asked.kind}"; there are: ${names}`);
  }
  const unknown = Object.keys(asked).find((name) => !members.includes(name));
  if (unknown !== undefined)
    throw form(`a fault of a status service has no "${unknown}"; it has: ${members.join(', ')}`);
  const { services, ms }: StatusFaultKind = statusFaultKinds[kind];
  const service =
    oneOf('service', asked.service, services) ?? (services.length === 1 ? services[0] : undefined);
  const certificate = oneOf('certificate', asked.certificate, ['signature', 'authentication']);
  if (asked.ms === undefined && ms === 'required') throw form(`${kind} needs "ms"`);
  if (asked.ms !== undefined && ms === undefined) throw form(`${kind} takes no "ms"`);
  if (asked.sticky !== undefined && typeof asked.sticky !== 'boolean')
    throw form('"sticky" is true or false');
  const { probability } = asked;
  if (probability === undefined && asked.seed !== undefined) throw form('"seed" goes with "probability"');
  if (probability !== undefined && !(typeof probability === 'number' && probability > 0 && probability <= 1))
    throw form('"probability" is greater than 0 and at most 1');
  return {
    id,
    kind,
    ...(service === undefined ? {} : { service }),
    ...(certificate === undefined ? {} : { certificate }),
    nth: asked.nth === undefined ? 1 : whole('nth', asked.nth, 1, 1_000_000),
    ...(typeof probability !== 'number'
      ? {}
      : { probability, seed: asked.seed === undefined ? seed() : whole('seed', asked.seed, 0, 0xffff_ffff) }),
    scope: asked.sticky === true ? 'sticky' : 'once',
    ...(asked.ms === undefined
      ? {}
      : { ms: whole('ms', asked.ms, 1, kind === 'status-slow' ? maxSlowMs : maxAgeMs) }),
  };
}

interface Armed {
  readonly fault: Asked;
  readonly dice: () => boolean;
  seen: number;
  fired: number;
  over: boolean;
}

function diceOf({ probability, seed }: Asked): () => boolean {
  if (probability === undefined) return () => true;
  const random = seededRandom(seed ?? 0);
  return () => new DataView(random(4).buffer).getUint32(0) / 2 ** 32 < probability;
}

/** The faults of the status services, in the order they were added. */
export class StatusFaults {
  readonly #armed = new Map<string, Armed>();
  readonly #seed: () => number;
  #next = 1;

  /** `seed` gives one where none is asked for. */
  constructor(seed: () => number) {
    this.#seed = seed;
  }

  /** Throws FaultError `fault/kind-unknown`, and `fault/form` for anything that could not mean what it says. */
  add(asked: Readonly<Record<string, unknown>>): ListedStatusFault {
    const fault = askedFault(`s${this.#next}`, asked, this.#seed);
    this.#next++;
    const armed: Armed = { fault, dice: diceOf(fault), seen: 0, fired: 0, over: false };
    this.#armed.set(fault.id, armed);
    return listed(armed);
  }

  list(): ListedStatusFault[] {
    return [...this.#armed.values()].map(listed);
  }

  has(id: string): boolean {
    return this.#armed.has(id);
  }

  /** Ends one, or all. */
  clear(id?: string): void {
    if (id === undefined) this.#armed.clear();
    else this.#armed.delete(id);
  }

  /** Counts a request for every fault that it matches and tells what strikes it. */
  strike(service: StatusService, certificate: StatusCertificateKind): StatusStrike | undefined {
    if (this.#armed.size === 0) return undefined;
    let delayMs = 0;
    let struck: Asked | undefined;
    let delayed: Asked | undefined;
    for (const armed of this.#armed.values()) {
      const { fault } = armed;
      if (armed.over || (fault.service ?? service) !== service) continue;
      if ((fault.certificate ?? certificate) !== certificate) continue;
      armed.seen++;
      if (armed.seen < fault.nth || !armed.dice()) continue;
      if (fault.kind === 'status-slow') {
        delayed ??= fault;
        delayMs += fault.ms ?? 0;
      } else if (struck === undefined) struck = fault;
      else continue;
      armed.fired++;
      armed.over = fault.scope === 'once';
    }
    const fault = struck ?? delayed;
    return fault === undefined ? undefined : { fault, delayMs };
  }
}

const listed = ({ fault, seen, fired, over }: Armed): ListedStatusFault => ({ ...fault, seen, fired, over });
