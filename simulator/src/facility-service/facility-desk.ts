import { jstIso } from '../clock/calendar.ts';
import type { RandomSource } from '../random.ts';
import type { EventOutcome, EventRefusal, Simulator } from '../simulator.ts';
import { accountFacts } from '../state.ts';
import type { FacilityAccount } from '../world/facility.ts';
import type { FacilityProblem } from './facility-problem.ts';
import { type QualificationRead, readQualification, stepsOf } from './qualification-read.ts';
import type { Values } from './request-values.ts';

/** What the desk, or a card, refused: the problem and the headers that go with it. */
export interface Refused {
  readonly problem: FacilityProblem;
  readonly headers: Readonly<Record<string, string>>;
}
type Answered<T> = T | { readonly refused: Refused };

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** The facility app before the desk: what happened, and what did not, in the service's words. */
export class FacilityDesk {
  readonly #simulator: Simulator;
  /** Challenges that a card signs. */
  readonly #random: RandomSource;

  constructor(simulator: Simulator, random: RandomSource) {
    this.#simulator = simulator;
    this.#random = random;
  }

  /** Throws SimulatorError `account/unknown`. */
  account(id: string): FacilityAccount {
    return this.#simulator.world.account(id);
  }

  /** Resolves when everything that is told is durable. */
  settled(): Promise<void> {
    return this.#simulator.settled();
  }

  accountJson(id: string) {
    const account = this.account(id);
    return {
      ...accountFacts(account),
      unread: account.notices.filter(({ read }) => !read).length,
      triesLeft: { password: account.password.triesLeft, passcode: account.passcode.triesLeft },
    };
  }

  /** An event that was not taken, or did not do what its actor hoped for. */
  #refused(
    { rule, message }: Pick<EventRefusal, 'rule' | 'message'>,
    result: 'refused' | 'mismatch' | 'blocked',
    account: FacilityAccount | undefined,
    triesLeft?: number,
  ): Refused {
    const locked = result === 'blocked' || rule === 'L-102';
    const waits = locked || rule === 'L-107';
    const dueAt = waits ? (account?.account.snapshot.context.dueAt ?? null) : null;
    const wait = dueAt === null ? 0 : Math.max(0, Math.ceil((dueAt - this.#simulator.calendar.now()) / 1000));
    return {
      problem: {
        type: 'about:blank',
        title: { refused: 'Refused', mismatch: 'Wrong', blocked: 'Locked' }[result],
        status: locked ? 423 : result === 'mismatch' ? 403 : 409,
        code: `event/${result}`,
        rule,
        message,
        ...(triesLeft === undefined ? {} : { triesLeft }),
        ...(dueAt === null ? {} : { due: jstIso(dueAt) }),
      },
      headers: dueAt === null ? {} : { 'retry-after': String(wait) },
    };
  }

  /** Tries left of what the event asks for, if it asks for anything. */
  #triesOf(event: string, account: FacilityAccount | undefined, phone?: string): number | undefined {
    if (event === 'facilityApp.logIn') return account?.password.triesLeft;
    if (event === 'facilityApp.launch') return account?.passcode.triesLeft;
    return phone === undefined
      ? undefined
      : this.#simulator.world.phone(phone).secrets.authentication.triesLeft;
  }

  /** Sends an event. Throws as `Simulator.send` does. */
  async send(type: string, data: Values): Promise<Answered<{ readonly outcome: EventOutcome }>> {
    const outcome = await this.#simulator.send({ type, data });
    const account = data.account === undefined ? undefined : this.account(data.account);
    if (!outcome.taken) return { refused: this.#refused(outcome, 'refused', account) };
    const { result, rule, message } = outcome;
    if ((result !== 'mismatch' && result !== 'blocked') || rule === undefined || message === undefined)
      return { outcome };
    const triesLeft = this.#triesOf(type, account, data.phone);
    return { refused: this.#refused({ rule, message }, result, account, triesLeft) };
  }

  /** The notices, as soon as the passcode opens them. */
  async notices(id: string): Promise<Answered<{ readonly notices: FacilityAccount['notices'] }>> {
    const { notices } = this.account(id);
    // The list is behind the passcode as each notice is; that there is no such notice is another matter.
    const data = { account: id, number: notices[0]?.number ?? '' };
    const refusal = await this.#simulator.refusal({ type: 'facilityApp.readNotice', data });
    if (refusal === undefined || refusal.rule === 'L-105') return { notices };
    return { refused: this.#refused(refusal, 'refused', this.account(id)) };
  }

  /** 資格確認, with a card on a reader or with a phone. Throws CheckRefused, and ReaderError when the card goes. */
  async check(id: string, values: Values): Promise<Answered<{ readonly check: object }>> {
    const { phone, pin } = values;
    const { sight } = this.account(id).account.snapshot.context;
    const about = { mode: sight ? 'sight' : 'pin', at: jstIso(this.#simulator.calendar.now()) };
    if (phone !== undefined) {
      const data = { account: id, phone, ...(pin === undefined ? {} : { pin }) };
      const sent = await this.send('facilityApp.checkCard', data);
      return 'refused' in sent ? sent : { check: { ...about, with: 'phone' } };
    }
    const checked = await this.#checkCard(id, values);
    if ('refused' in checked) return checked;
    const { certificate, proved, face } = checked.read;
    const check = {
      ...about,
      with: 'card',
      ...(certificate === undefined ? {} : { certificate: base64(certificate) }),
      ...(proved === undefined ? {} : { proved }),
      ...(face === undefined
        ? {}
        : { face: { ...face, nameImage: base64(face.nameImage), photo: base64(face.photo) } }),
    };
    return { check };
  }

  /**
   * A check at the card on a reader: the desk says whether it may be, the card itself whether PIN and certificate
   * are right, and the desk learns of it.
   */
  async #checkCard(
    account: string,
    { reader: named, pin, code }: Values,
  ): Promise<Answered<{ readonly read: QualificationRead }>> {
    const { world, readers } = this.#simulator;
    const { sight } = world.account(account).account.snapshot.context;
    const steps = stepsOf(sight ? 'sight' : 'pin', world.switches);
    const reader = readers.chosen(named);
    const id = reader.card?.id;
    const plastic = id !== undefined && world.plastics.has(id) ? id : undefined;
    const data: Values = {
      account,
      ...(plastic === undefined ? {} : { card: plastic }),
      ...(pin === undefined ? {} : { pin }),
    };
    const refusal = await this.#simulator.refusal({ type: 'facilityApp.checkCard', data });
    if (refusal !== undefined) return { refused: this.#refused(refusal, 'refused', this.account(account)) };
    let read: QualificationRead = {};
    if (Object.values(steps).includes(true)) {
      const contact = reader.activate(`facility:${account}`);
      try {
        read = await readQualification(contact, steps, { pin, code }, this.#random);
      } finally {
        contact.close();
      }
    }
    const sent = await this.send('facilityApp.checkCard', data);
    return 'refused' in sent ? sent : { read };
  }
}
