import { deepStrictEqual } from 'node:assert';
import { isDeepStrictEqual } from 'node:util';
import { cardProfiles, personProfiles, phoneProfiles, readerProfiles } from '@kazashi/profiles';
import { sign } from '../../../src/bench/commands.ts';
import { ManualTimers } from '../../../src/clock/manual-timers.ts';
import { SimulatedCalendar } from '../../../src/clock/simulated-calendar.ts';
import { hex, toHex } from '../../../src/codec/hex.ts';
import { worldEvents } from '../../../src/desk/world-events.ts';
import { SimulatorError } from '../../../src/errors.ts';
import { type RandomSource, seededRandom } from '../../../src/random.ts';
import type { EmulatedReader } from '../../../src/readers/emulated-reader.ts';
import { type RuleId, RuleSet } from '../../../src/rules/rule-set.ts';
import { type EventOutcome, Simulator } from '../../../src/simulator.ts';
import type { Change, Json, Store } from '../../../src/store/store.ts';
import { Outside, ocspDifferences } from '../outside.ts';
import { phoneDiffers } from '../phone-apdus.ts';
import { selectJpki, start, verifyCommand } from '../public-world.ts';
import { eventAt, forwardOf, type Request, requestOf } from './event-data.ts';
import { Broken, Invariants } from './invariants.ts';
import type { Step } from './step.ts';

/** What was done in the end, with all that was chosen. */
export type Done =
  | {
      readonly event: string;
      readonly data: Request['data'];
      readonly outcome: EventOutcome | { code: string };
    }
  | { readonly clockMs: number }
  | { readonly apdus: readonly string[]; readonly card: string }
  | { readonly other: string };

/** How the state is kept over a restart. */
export interface Keeping {
  open(): Promise<Store>;
}

/** Keeps what is committed in this process, as JSON: what a file would give back. */
export function keptInMemory(): Keeping {
  const kept = new Map<string, string>();
  return {
    open: async () => ({
      entries: new Map<string, Json>([...kept].map(([key, value]) => [key, JSON.parse(value)])),
      commit(change: Change): undefined {
        for (const [key, value] of change) {
          if (value === null) kept.delete(key);
          else kept.set(key, JSON.stringify(value));
        }
      },
      close: async () => {},
    }),
  };
}

/** Steps after which a phone is held to a reader. */
const phonesEvery = 50;

const otherCertificates = ['jpki/authentication', 'jpki/signature'] as const;
const selectSecret = { 'jpki/authentication': '00A4020C020018', 'jpki/signature': '00A4020C02001B' } as const;
/** Steps from one look at the status services to the next. */
const lookEvery = 150;
const selectAuthenticationKey = '00A4020C020017';
const signCommand = toHex(sign);

/** Whom an event is about that names nobody: the card in the reader, the first phone, the first person. */
function meantBy(type: string, data: Request['data'], card: string): Request['data'] {
  const { fields } = worldEvents.find((event) => event.type === type)!;
  if ([data.card, data.person, data.phone].some((named) => named !== undefined)) return {};
  if (fields.card !== undefined) return { card };
  if (fields.phone !== undefined) return { phone: '1' };
  return fields.person === undefined ? {} : { person: '1' };
}

/** A world of two persons and five phones of both platforms, with an account of a facility: what random steps walk in. */
export class WalkedWorld {
  readonly done: Done[] = [];
  /** How many steps were taken, each of what is done some times over counted. */
  steps = 0;
  readonly #keeping: Keeping;
  readonly #random: RandomSource = seededRandom(1);
  readonly #mutants: readonly RuleId[];
  readonly #invariants = new Invariants();
  readonly #outside = new Outside();
  #looked = 0;
  /** How often something was stored. */
  #commits = 0;
  #simulator: Simulator | undefined;
  #reader: EmulatedReader | undefined;

  private constructor(keeping: Keeping, mutants: readonly RuleId[]) {
    this.#keeping = keeping;
    this.#mutants = mutants;
  }

  static async open(
    keeping: Keeping = keptInMemory(),
    mutants: readonly RuleId[] = [],
  ): Promise<WalkedWorld> {
    const walked = new WalkedWorld(keeping, mutants);
    await walked.#start();
    const { simulator } = walked;
    const card = cardProfiles.get('mynumber/contactless-05e0')!;
    const first = await simulator.issueCard({ card, person: personProfiles.get('test/adult')! });
    await simulator.issueCard({ card, person: personProfiles.get('test/long-basic-data')! });
    for (const [profile, person] of [
      ['android/supported', '1'],
      ['iphone/xs-ios-18-5', '1'],
      ['android/biometric', '1'],
      ['iphone/xs-ios-18-5', '2'],
      ['iphone/xs-ios-18-5', '2'],
    ] as const)
      await simulator.addPhone(phoneProfiles.get(profile)!, person);
    const data = { platform: 'android', password: 'clinic-9' };
    await simulator.send({ type: 'facilityApplicant.applyAccount', data });
    simulator.insert(first, walked.#reader!);
    walked.#outside.look(simulator, Number.NEGATIVE_INFINITY);
    walked.#invariants.check(simulator);
    return walked;
  }

  get simulator(): Simulator {
    return this.#simulator!;
  }

  async #start(): Promise<void> {
    const store = await this.#keeping.open();
    this.#simulator = new Simulator({
      store: {
        entries: store.entries,
        commit: (change) => {
          this.#commits++;
          return store.commit(change);
        },
        close: () => store.close(),
      },
      calendar: new SimulatedCalendar(() => start, start),
      timers: new ManualTimers(),
      random: this.#random,
      rules: new RuleSet(this.#mutants),
      placement: 'shared',
    });
    this.#invariants.watch(this.#simulator);
    this.#outside.watch(this.#simulator);
    this.#reader = this.#simulator.addReader(readerProfiles.get('kazashi/generic')!);
  }

  /** Takes a step and checks what always holds. Throws Broken when it does not, or whatever else was thrown. */
  async take(step: Step): Promise<void> {
    await this.#take(step);
    this.steps++;
    this.#invariants.check(this.simulator);
    if (this.steps % phonesEvery === 0) await this.#holdPhone();
    if (this.steps - this.#looked < lookEvery) return;
    this.#looked = this.steps;
    await this.#lookFromOutside();
  }

  /** One phone after the other is held to a reader: what it answers fits its life. */
  async #holdPhone(): Promise<void> {
    const { phones } = this.simulator.state();
    const phone = phones[(this.steps / phonesEvery) % phones.length]!;
    const { secrets } = this.simulator.world.phone(phone.id);
    const session = this.simulator.icc(phone.card).open();
    const transmit = async (command: string): Promise<string> =>
      toHex(session.execute(hex(command)).response) || 'mute';
    const differs = await phoneDiffers(phone, transmit, (kind) => {
      const { value } = secrets[kind];
      return value && String.fromCharCode(...value);
    });
    session.close();
    if (differs !== undefined) throw new Broken('L-17', `phone ${phone.id}: ${differs}`);
  }

  /** OCSP says what the books say, the lists what they said at the last publication. */
  async #lookFromOutside(): Promise<void> {
    const [byOcsp] = await ocspDifferences(this.simulator);
    if (byOcsp !== undefined) throw new Broken('ocsp/at-once', byOcsp);
    const [byList] = await this.#outside.crlDifferences(this.simulator);
    if (byList !== undefined) throw new Broken('crl/daily', byList);
  }

  async #take(step: Step): Promise<void> {
    const { world, calendar } = this.simulator;
    switch (step.do) {
      case 'event':
        return this.#event(requestOf(world, eventAt(step.event), step.choices));
      case 'forward':
        for (let i = 0; i < step.times; i++) {
          const request = forwardOf(world, calendar.now(), step.choices);
          await (request === undefined ? this.#next() : this.#event(request));
          this.steps++;
          if (i + 1 < step.times) this.#invariants.check(this.simulator);
        }
        this.steps--;
        return;
      case 'clock':
        return this.#set(calendar.now() + step.ms);
      case 'next':
        return this.#next();
      case 'verify':
        return this.#verify(otherCertificates[step.secret % 2]!, step.how);
      case 'sign':
        return this.#sign();
      case 'insert': {
        const plastics = [...world.plastics.values()];
        const { card } = plastics[step.choices[0]! % plastics.length]!;
        this.simulator.insert(card, this.#reader!);
        this.done.push({ other: `card ${card.id} into the reader` });
        return;
      }
      case 'restart':
        return this.#restart(step.how);
    }
  }

  async #event({ type, data }: Request): Promise<void> {
    const { simulator } = this;
    const before = this.#commits;
    const meant = meantBy(type, data, this.#reader!.card!.id);
    let outcome: EventOutcome | { code: string };
    try {
      outcome = await simulator.send({ type, data });
      // Whatever comes of it: the secret of the card that was read may have been right.
      if (data.read !== undefined) this.#invariants.succeeded(type);
    } catch (error) {
      if (!(error instanceof SimulatorError)) throw error;
      outcome = { code: error.code };
    }
    this.done.push({ event: type, data: { ...meant, ...data }, outcome });
    const refused = 'code' in outcome || !outcome.taken;
    if (refused && this.#commits > before)
      throw new Broken('L-10', `${type} was refused and changed what is stored`);
  }

  async #set(instant: number): Promise<void> {
    const from = this.simulator.calendar.now();
    this.done.push({ clockMs: instant - from });
    try {
      await this.simulator.setClock(instant);
    } catch (error) {
      // The end of the calendar.
      if (!(error instanceof SimulatorError)) throw error;
    }
  }

  async #next(): Promise<void> {
    const next = this.simulator.next();
    await this.#set(next === null ? this.simulator.calendar.now() + 3_600_000 : Date.parse(next.at));
  }

  async #transmit(commands: readonly string[]): Promise<string[]> {
    const contact = this.#reader!.activate('walk');
    const answers: string[] = [];
    for (const command of commands) answers.push(toHex(await contact.transmit(hex(command))).toUpperCase());
    contact.close();
    this.done.push({ apdus: commands, card: this.#reader!.card!.id });
    return answers;
  }

  async #verify(id: (typeof otherCertificates)[number], how: 'right' | 'wrong' | 'empty'): Promise<void> {
    const secret = this.simulator.card(this.#reader!.card!.id).secrets.get(id)!;
    const before = secret.triesLeft;
    const right = String.fromCharCode(...(secret.value ?? []));
    const [wrong] = (id === 'jpki/signature' ? ['WRONG1', 'WRONG2'] : ['9999', '9998']).filter(
      (value) => value !== right,
    );
    const command = verifyCommand(
      how === 'empty' ? undefined : how === 'right' && right !== '' ? right : wrong,
    );
    const answer = (await this.#transmit([selectJpki, selectSecret[id], command])).at(-1)!;
    const after = secret.triesLeft;
    if (answer === '9000') this.#invariants.succeeded('VERIFY');
    if (how === 'empty' && after !== before) throw new Broken('L-90', 'an empty VERIFY changed the counter');
    if (how === 'wrong' && after !== Math.max(0, before - 1))
      throw new Broken('L-90', `a wrong value left ${after} of ${before} tries`);
    if (how === 'right' && right !== '' && before > 0 !== (answer === '9000'))
      throw new Broken('L-90', `the right value was answered ${answer} with ${before} tries`);
  }

  /** A card signs whatever the books say of its certificates. */
  async #sign(): Promise<void> {
    const secret = this.simulator.card(this.#reader!.card!.id).secrets.get('jpki/authentication')!;
    if (secret.blocked) return;
    const pin = verifyCommand(String.fromCharCode(...secret.value!));
    const commands = [
      selectJpki,
      selectSecret['jpki/authentication'],
      pin,
      selectAuthenticationKey,
      signCommand,
    ];
    const answers = await this.#transmit(commands);
    this.#invariants.succeeded('VERIFY');
    if (answers.at(-1)!.length !== 2 * 258)
      throw new Broken('L-81', `the card does not sign: ${answers.at(-1)}`);
  }

  /** Everything is as before after it was loaded, or after the process began anew. */
  async #restart(how: 'load' | 'reopen'): Promise<void> {
    const before = this.simulator.state();
    this.done.push({ other: how });
    if (how === 'load') {
      await this.simulator.load(JSON.parse(JSON.stringify(this.simulator.save())));
    } else {
      const inReader = this.#reader!.card!.id;
      const now = this.simulator.calendar.now();
      await this.simulator.close();
      await this.#start();
      // A calendar is started anew as the command line does.
      if (this.simulator.calendar.now() !== now) throw new Broken('L-31', 'the calendar was not kept');
      this.simulator.insert(this.simulator.card(inReader), this.#reader!);
    }
    const after = this.simulator.state();
    if (!isDeepStrictEqual(after, before)) {
      try {
        deepStrictEqual(after, before);
      } catch (error) {
        throw new Broken('L-10', `the state is another after ${how}: ${(error as Error).message}`);
      }
    }
  }

  /** That a restart would lose nothing; the end of a walk. */
  async close(): Promise<void> {
    await this.#lookFromOutside();
    await this.#restart('reopen');
    await this.#lookFromOutside();
    await this.simulator.close();
  }
}
