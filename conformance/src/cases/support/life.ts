import { bytesText } from '../../bytes/hex.ts';
import { type CaseDefinition, defineCase, type Requirement } from '../../engine/case.ts';
import type { CaseContext } from '../../engine/case-context.ts';
import { CaseEnd } from '../../engine/case-end.ts';
import type { SecretName } from '../../engine/secret.ts';
import type { BenchHand, EventAnswer } from '../../engine/subject.ts';
import type { Bilingual } from '../../text.ts';
import { t } from './bilingual.ts';
import { androidSteps, type EnrolmentStep, iphoneSteps, type TypedSecrets } from './enrolment-steps.ts';
import type { EventData } from './event-data.ts';
import { requires } from './requirement.ts';
import type { AccountState, CardState, PhoneState, WorldState } from './world-state.ts';

/** Milliseconds. */
export const hour = 3_600_000;
export const day = 24 * hour;

/** How far an enrolment goes and where it leaves the usual way. */
export interface EnrolmentRoute {
  /** Event before which it stops. */
  readonly before?: string;
  /** Data other than the usual, by event. */
  readonly data?: Readonly<Record<string, EventData>>;
  /** Events that are left out. */
  readonly without?: readonly string[];
  /** Event with which it goes on. */
  readonly from?: string;
}

const words = (type: string): Bilingual => ({ en: type, ja: type });

/** A day in Japan; weekdays count from Sunday 0. */
export interface JstDate {
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
}

/** A world of persons, cards and phones, as the bench hand moves it and tells of it. */
export class Life {
  readonly context: CaseContext;
  readonly #hand: BenchHand;
  readonly #typed: TypedSecrets | undefined;

  /** `typed` are the secrets of the plastic card where the subject is something else. */
  constructor(context: CaseContext, typed?: TypedSecrets) {
    this.context = context;
    this.#hand = context.benchHand!;
    this.#typed = typed;
  }

  // --- events

  send(type: string, data?: EventData): Promise<EventAnswer> {
    return this.#hand.event(type, data);
  }

  /** An event that is required to be taken, and to do what its actor hopes for. */
  async take(type: string, data?: EventData): Promise<void> {
    const observed = come(await this.send(type, data));
    this.context.check.that(words(type), observed === 'taken', 'taken', observed);
  }

  /** An event on the way to what the case is about; another end of it leaves the case INCONCLUSIVE. */
  async need(type: string, data?: EventData): Promise<void> {
    const observed = come(await this.send(type, data));
    if (observed !== 'taken') throw unproven(`${type} was ${observed}`, `${type}:${observed}`);
  }

  /** An event that has to be refused, by the rule that the case names unless another is given. */
  async refused(type: string, data?: EventData, rule?: string): Promise<void> {
    const answer = await this.send(type, data);
    this.context.check.cause(words(type), answer.taken ? undefined : answer.rule, rule);
  }

  /** An event that is taken and comes to nothing by that rule: a wrong PIN, a blocked one. */
  async fails(type: string, data: EventData, result: string, rule?: string): Promise<void> {
    const answer = await this.send(type, data);
    this.context.check.cause(
      words(type),
      answer.taken && answer.result === undefined ? undefined : answer.rule,
      rule,
    );
    const observed = answer.taken ? (answer.result ?? 'taken') : 'refused';
    this.context.check.that(words(type), observed === result, result, observed);
  }

  // --- time

  async now(): Promise<number> {
    return Date.parse((await this.state()).clock.now);
  }

  advance(milliseconds: number): Promise<void> {
    return this.#hand.advance(milliseconds);
  }

  async setClock(instant: number): Promise<void> {
    await this.#hand.setClock(new Date(instant).toISOString());
  }

  /** To the next time of day `HH:MM` or `HH:MM:SS` in Japan, on the next day that is as wanted. */
  async until(time: string, on: (date: JstDate) => boolean = () => true): Promise<void> {
    const now = await this.now();
    const today = jstDay(now);
    const sinceMidnight = Date.parse(`1970-01-01T${time.length === 5 ? `${time}:00` : time}Z`);
    let at = today + sinceMidnight;
    while (at < now || !on(jstDate(at))) at += day;
    if (at > now) await this.setClock(at);
  }

  /** Lets the next pending thing come about, which has to be this one. */
  async next(type: string): Promise<void> {
    const pending = (await this.state()).clock.next?.type ?? 'nothing';
    this.context.check.that(t('pending next', '次に予定されていること'), pending === type, type, pending);
    await this.#hand.nextDeadline();
  }

  // --- phones and their enrolment

  /** A further phone of the holder. */
  phone(profile: string): Promise<string> {
    return this.#hand.phone(profile);
  }

  /** The usual way of a phone's platform, on the way to what the case is about. */
  async enrol(phone: string, route: EnrolmentRoute = {}): Promise<void> {
    for (const [type, data] of await this.#steps(phone, route)) await this.need(type, { phone, ...data });
  }

  async #steps(phone: string, route: EnrolmentRoute): Promise<EnrolmentStep[]> {
    const secrets = this.#typed ?? {
      cardPassword: this.secret('jpki/signature'),
      textPin: this.secret('text/pin'),
    };
    const { platform } = await this.phoneState(phone);
    const steps = platform === 'iphone' ? iphoneSteps(secrets) : androidSteps(secrets);
    const at = (type: string): number => steps.findIndex(([step]) => step === type);
    const begin = route.from === undefined ? 0 : at(route.from);
    const end = route.before === undefined ? steps.length : at(route.before);
    return steps
      .slice(begin, end)
      .filter(([type]) => !route.without?.includes(type))
      .map(([type, data]) => [type, { ...data, ...route.data?.[type] }]);
  }

  /** A phone that is enrolled and usable. What it takes is not judged. */
  async enrolled(profile: string, route: EnrolmentRoute = {}): Promise<string> {
    await this.until('10:00');
    const phone = await this.phone(profile);
    await this.enrol(phone, route);
    await this.completed(phone);
    return phone;
  }

  /** From the application to usable. Not judged. */
  async completed(phone: string): Promise<void> {
    const pass = async (): Promise<void> => {
      if ((await this.state()).clock.next === null) throw unproven('nothing is pending', '予定がない');
      await this.#hand.nextDeadline();
    };
    await pass();
    if ((await this.phoneState(phone)).enrolment === 'notified')
      await this.need('portal.register', { phone });
    await pass();
    const { enrolment } = await this.phoneState(phone);
    if (enrolment !== 'done') throw unproven(`the enrolment is ${enrolment}`, `搭載の状態が${enrolment}`);
  }

  /** The right value of a secret of the card, as the holder types it. */
  secret(name: SecretName): string {
    return bytesText(this.context.value(name));
  }

  /** A wrong one. */
  wrong(name: SecretName): string {
    return bytesText(this.context.wrong(name));
  }

  // --- what the simulator tells

  async state(): Promise<WorldState> {
    return (await this.#hand.state()) as WorldState;
  }

  async phoneState(id: string): Promise<PhoneState> {
    const { phones } = await this.state();
    return found(
      phones.find((phone) => phone.id === id),
      `phone ${id}`,
    );
  }

  /** The holder's card in force. */
  async cardState(): Promise<CardState> {
    const { persons, cards } = await this.state();
    return found(
      cards.find(({ id }) => id === persons[0]?.card),
      'card',
    );
  }

  /** The account that was applied for last. */
  async accountState(): Promise<AccountState> {
    return found((await this.state()).accounts.at(-1), 'account');
  }

  // --- checks of it

  is(label: Bilingual, observed: string, expected: string): void {
    this.context.check.that(label, observed === expected, expected, observed);
  }

  /** The state of the phone's enrolment. */
  async enrolmentIs(phone: string, expected: string): Promise<void> {
    this.is(t('enrolment', '搭載の状態'), (await this.phoneState(phone)).enrolment, expected);
  }

  /** What a phone serves a purpose as: `yes`, or the rule that says no. */
  async phoneServes(phone: string, purpose: string, expected: string): Promise<void> {
    const { usable } = await this.phoneState(phone);
    this.#serves(purpose, usable[purpose], expected);
  }

  async cardServes(purpose: string, expected: string): Promise<void> {
    const { usable } = await this.cardState();
    this.#serves(purpose, usable[purpose], expected);
  }

  #serves(purpose: string, observed: string | undefined, expected: string): void {
    if (expected === 'yes') this.is(words(purpose), observed ?? 'unknown', 'yes');
    else this.context.check.cause(words(purpose), observed === 'yes' ? undefined : observed, expected);
  }

  /** States of the phone's certificates, as `signature valid, authentication valid`. */
  async phoneCertificates(phone: string, expected: string): Promise<void> {
    const { certificates } = await this.phoneState(phone);
    this.is(t('certificates of the phone', 'スマホの証明書'), statesOf(certificates), expected);
  }

  async cardCertificates(expected: string): Promise<void> {
    const { certificates } = await this.cardState();
    this.is(t('certificates of the card', 'カードの証明書'), statesOf(certificates), expected);
  }

  /** What an empty VERIFY tells of a secret of the card. */
  async triesAre(secret: SecretName, expected: number): Promise<void> {
    const tries = await this.context.card.tries(secret);
    this.is(t('tries left', '残り回数'), String(tries), String(expected));
  }
}

const statesOf = (certificates: readonly { readonly kind: string; readonly state: string }[]): string =>
  certificates
    .map(({ kind, state }) => `${kind} ${state}`)
    .sort()
    .reverse()
    .join(', ') || 'none';

function come(answer: EventAnswer): string {
  if (!answer.taken) return `refused by ${answer.rule}`;
  return answer.result === undefined ? 'taken' : `${answer.result} by ${answer.rule}`;
}

const unproven = (en: string, ja: string): CaseEnd => new CaseEnd('INCONCLUSIVE', { en, ja });

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw unproven(`the simulator tells of no ${what}`, `${what}の状態が得られない`);
  return value;
}

/** Midnight in Japan. */
function jstDate(at: number): JstDate {
  const date = new Date(at + 9 * hour);
  return { month: date.getUTCMonth() + 1, day: date.getUTCDate(), weekday: date.getUTCDay() };
}

function jstDay(at: number): number {
  return Math.floor((at + 9 * hour) / day) * day - 9 * hour;
}

/** A requirement of the guides, by its number. */
export const guide = (rule: string, en: string, ja: string): Requirement =>
  requires(`phone-wallet ${rule}`, 'guide', en, ja);
/** One that the reference infers where the guides are silent. */
export const inferred = (rule: string, en: string, ja: string): Requirement =>
  requires(`phone-wallet ${rule}`, 'inferred', en, ja);

type LifeCase = Omit<CaseDefinition, 'level' | 'run' | 'appliesTo' | 'cost'> &
  Partial<Pick<CaseDefinition, 'appliesTo' | 'cost'>> & {
    readonly run: (life: Life) => Promise<void>;
  };

/** A case of the lifecycle: needs a bench hand and a calendar that it can move. */
export function lifeCase({ run, ...definition }: LifeCase): CaseDefinition {
  return defineCase({
    level: 'card',
    cost: 'none',
    secrets: ['jpki/signature', 'text/pin'],
    ...definition,
    id: `life/${definition.id}`,
    appliesTo: `bench-hand & virtual-clock & !phone & ${definition.appliesTo ?? 'signature-certificate'}`,
    run: (context) => run(new Life(context)),
  });
}
