import type { CaseDefinition } from '../../engine/case.ts';
import { defineCase } from '../../engine/case.ts';
import type { CaseContext, Checks } from '../../engine/case-context.ts';
import { CaseEnd } from '../../engine/case-end.ts';
import type { Basis } from '../../engine/classification.ts';
import type { BenchKind } from '../../engine/relying-bench.ts';
import type { StatusAnswer, StatusQuestion, StatusUnderTest } from '../../engine/status-under-test.ts';
import type { BenchHand } from '../../engine/subject.ts';
import { ConformanceError } from '../../error.ts';
import { type Certificate, crlPointsOf, ocspUrlsOf } from '../../x509/certificate.ts';
import { type CertId, certIdOf, type OcspRequestParts, writeOcspRequest } from '../../x509/ocsp-request.ts';
import { type BasicResponse, readOcspResponse, type SingleResponse } from '../../x509/ocsp-response.ts';
import { type RevocationList, type RevokedEntry, readRevocationList } from '../../x509/revocation-list.ts';
import { t } from '../support/bilingual.ts';
import { requires } from '../support/requirement.ts';
import type { WorldState } from '../support/world-state.ts';

type Words = readonly [en: string, ja: string];

const inconclusive = (en: string, ja: string): CaseEnd => new CaseEnd('INCONCLUSIVE', t(en, ja));
const ocspRequestType = { 'content-type': 'application/ocsp-request' };
/** Longer than from any instant to a list that was published after it. */
const pastPublicationMs = 37 * 3_600_000;

/** What a case of status services has at hand. */
export class StatusCase {
  readonly status: StatusUnderTest;
  readonly check: Checks;
  readonly #hand: BenchHand | undefined;

  constructor(status: StatusUnderTest, check: Checks, hand: BenchHand | undefined) {
    this.status = status;
    this.check = check;
    this.#hand = hand;
  }

  get hand(): BenchHand {
    if (this.#hand === undefined) throw inconclusive('there is no bench hand', 'ベンチハンドがない');
    return this.#hand;
  }

  #known() {
    const { certificates } = this.status;
    if (certificates === undefined)
      throw inconclusive('nobody says which certificates there are', '対象の証明書が分からない');
    return certificates;
  }

  leaf(kind: BenchKind): Certificate {
    return this.#known().leaf[kind];
  }

  issuer(kind: BenchKind): Certificate {
    return this.#known().issuer[kind];
  }

  id(kind: BenchKind, hash: 'sha1' | 'sha256' = 'sha1'): CertId {
    return certIdOf(this.issuer(kind), this.leaf(kind).serial, hash);
  }

  async state(): Promise<WorldState> {
    return (await this.hand.state()) as WorldState;
  }

  async now(): Promise<number> {
    return Date.parse((await this.state()).clock.now);
  }

  /** Brings an event about that has to be taken. */
  async event(type: string, data: Readonly<Record<string, string>> = {}): Promise<void> {
    const answer = await this.hand.event(type, data);
    if (!answer.taken)
      throw inconclusive(`${type} was refused by ${answer.rule}`, `${type}が${answer.rule}により拒否された`);
  }

  /** Sets the calendar to an instant. */
  async at(instant: number): Promise<void> {
    const jst = new Date(instant + 9 * 3_600_000).toISOString().slice(0, 19);
    await this.hand.setClock(`${jst}+09:00`);
  }

  // OCSP

  /** Where a certificate says that its responder is; the subject itself where there is no certificate. */
  ocspUrl(kind: BenchKind): string {
    if (this.status.certificates === undefined) return this.status.url;
    const [url] = ocspUrlsOf(this.leaf(kind));
    if (url === undefined)
      throw inconclusive('the certificate names no responder', '証明書にレスポンダーの記載がない');
    return url;
  }

  ask(question: StatusQuestion): Promise<StatusAnswer> {
    return this.status.ask(question);
  }

  post(kind: BenchKind, body: Uint8Array): Promise<StatusAnswer> {
    return this.ask({ method: 'POST', url: this.ocspUrl(kind), headers: ocspRequestType, body });
  }

  /** GET with the request in the path. @see RFC 6960, A.1 */
  get(
    kind: BenchKind,
    request: Uint8Array,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<StatusAnswer> {
    const encoded = encodeURIComponent(Buffer.from(request).toString('base64'));
    return this.ask({ method: 'GET', url: `${this.ocspUrl(kind)}/${encoded}`, headers });
  }

  /** The signed answer that an HTTP answer holds; anything else is a FAIL. */
  basic({ status, body }: StatusAnswer): BasicResponse {
    this.equal(t('HTTP status', 'HTTPステータス'), status, 200);
    const response = this.#readable(t('OCSP response', 'OCSP応答'), () => readOcspResponse(body));
    this.equal(t('response status', '応答ステータス'), response.status, 'successful');
    return response.basic!;
  }

  /** The request has to be answered with this error, and nothing but its status. */
  error({ status, body }: StatusAnswer, expected: string): void {
    this.equal(t('HTTP status', 'HTTPステータス'), status, 200);
    const response = this.#readable(t('OCSP response', 'OCSP応答'), () => readOcspResponse(body));
    this.equal(t('response status', '応答ステータス'), response.status, expected);
  }

  #readable<T>(what: { en: string; ja: string }, read: () => T): T {
    try {
      const value = read();
      this.check.that(what, true, 'readable', 'readable');
      return value;
    } catch (error) {
      if (!(error instanceof ConformanceError)) throw error;
      this.check.that(what, false, 'readable', error.message);
      throw error;
    }
  }

  /** Asks about one certificate by POST. */
  async answer(kind: BenchKind, parts: Partial<OcspRequestParts> = {}): Promise<BasicResponse> {
    return this.basic(await this.post(kind, writeOcspRequest({ ids: [this.id(kind)], ...parts })));
  }

  /** The one answer about the holder's certificate. */
  async single(kind: BenchKind): Promise<SingleResponse> {
    return this.only(await this.answer(kind));
  }

  only({ responses }: BasicResponse): SingleResponse {
    this.equal(t('answers', '応答の数'), responses.length, 1);
    return responses[0]!;
  }

  /** `good`, `unknown`, or `revoked` with its reason. */
  is({ certStatus }: SingleResponse, expected: string): void {
    const told =
      certStatus.status === 'revoked'
        ? `revoked ${certStatus.reason ?? 'without reason'}`
        : certStatus.status;
    this.equal(t('certificate status', '証明書の状態'), told, expected);
  }

  // Lists

  crlUrl(kind: BenchKind): string {
    const url = crlPointsOf(this.leaf(kind)).flatMap(({ urls }) => urls)[0];
    if (url === undefined)
      throw inconclusive('the certificate has no address of a list', '証明書に失効リストのURLがない');
    return url;
  }

  fetch(kind: BenchKind, headers: Readonly<Record<string, string>> = {}): Promise<StatusAnswer> {
    return this.ask({ method: 'GET', url: this.crlUrl(kind), headers });
  }

  /** The list that is served now. */
  async list(kind: BenchKind): Promise<RevocationList> {
    const { status, body } = await this.fetch(kind);
    this.equal(t('HTTP status', 'HTTPステータス'), status, 200);
    return this.#readable(t('revocation list', '失効リスト'), () => readRevocationList(body));
  }

  /** A list that was published later than now. */
  async nextList(kind: BenchKind): Promise<RevocationList> {
    await this.hand.advance(pastPublicationMs);
    return this.list(kind);
  }

  entry({ entries }: RevocationList, serial: string): RevokedEntry | undefined {
    return entries.find((one) => one.serial === serial);
  }

  listed(list: RevocationList, serial: string, expected: boolean): RevokedEntry | undefined {
    const found = this.entry(list, serial);
    this.equal(t('the certificate is listed', '失効リストへの掲載'), found !== undefined, expected);
    return found;
  }

  // Comparisons

  equal(label: { en: string; ja: string }, observed: unknown, expected: unknown): void {
    this.check.that(label, observed === expected, String(expected), String(observed));
  }

  /** Instants are shown, and compared to the second. */
  time(label: { en: string; ja: string }, observed: number | undefined, expected: number): void {
    const second = Math.floor(expected / 1000) * 1000;
    const shown = observed === undefined ? 'none' : new Date(observed).toISOString();
    this.check.that(label, observed === second, new Date(second).toISOString(), shown);
  }
}

/** A case of status services; `rules` are those of the simulator that it holds a service to. */
export function statusCase(definition: {
  readonly name: string;
  /** What is needed beside the service: a bench that knows certificates, unless given. */
  readonly needs?: readonly string[];
  readonly title: Words;
  readonly clause: string;
  readonly basis: Basis;
  readonly text: Words;
  readonly catches: readonly string[];
  readonly run: (at: StatusCase) => Promise<void>;
}): CaseDefinition {
  const { name, needs = ['bench-hand'], title, clause, basis, text, catches, run } = definition;
  return defineCase({
    id: `status/${name}`,
    title: t(...title),
    requirement: requires(clause, basis, ...text),
    level: 'status',
    appliesTo: ['status', ...needs].join(' & '),
    cost: 'none',
    rules: catches,
    limitMs: 30_000,
    run: ({ status, check, benchHand }: CaseContext) => {
      if (status === undefined) throw inconclusive('there is no status service', '失効情報のサービスがない');
      return run(new StatusCase(status, check, benchHand));
    },
  });
}

export const bench = ['bench-hand', 'virtual-clock'] as const;
export const kinds = ['authentication', 'signature'] as const;
export const kindName: Readonly<Record<BenchKind, Words>> = {
  authentication: ['user authentication certificate', '利用者証明用電子証明書'],
  signature: ['signature certificate', '署名用電子証明書'],
};
