import {
  cardProfiles,
  defaultLifecycleSwitches,
  type LifecycleSwitches,
  personProfiles,
  phoneProfiles,
} from '@kazashi/profiles';
import { ManualTimers } from './clock/manual-timers.ts';
import { isoInstant, SimulatedCalendar } from './clock/simulated-calendar.ts';
import { seededRandom } from './random.ts';
import { type RuleId, RuleSet } from './rules/rule-set.ts';
import { Simulator } from './simulator.ts';
import { MemoryStore } from './store/memory-store.ts';

export const android = 'android/supported';
export const biometric = 'android/biometric';
export const iphone = 'iphone/xs-ios-18-5';

export interface Setting {
  /** One for each person. */
  readonly persons?: readonly string[];
  /** Profiles, in the order of their numbers; `profile@2` for the second person. */
  readonly phones?: readonly string[];
  /** A Friday evening within the hours of the batch unless given. */
  readonly clock?: string;
  readonly switches?: Partial<LifecycleSwitches>;
  readonly mutants?: readonly RuleId[];
}

type Data = Readonly<Record<string, string>>;
type Step = readonly [type: string, data?: Data];
type State = ReturnType<Simulator['state']>;

/** A world and what is done in it, told in words. */
export class Story {
  readonly simulator: Simulator;

  constructor(simulator: Simulator) {
    this.simulator = simulator;
  }

  get state(): State {
    return this.simulator.state();
  }

  /** `taken`, the rule that refused, or what it came to and by which rule. */
  async does(type: string, data: Data = {}): Promise<string> {
    const outcome = await this.simulator.send({ type, data });
    if (!outcome.taken) return outcome.rule;
    return outcome.result === undefined ? 'taken' : `${outcome.result} ${outcome.rule}`;
  }

  /** Several events one after another; what the last came to. */
  async walks(steps: readonly Step[]): Promise<string> {
    let told = '';
    for (const [type, data] of steps) told = await this.does(type, data);
    return told;
  }

  /** What each of several events came to. */
  async tells(...steps: readonly Step[]): Promise<string> {
    const told: string[] = [];
    for (const [type, data] of steps) told.push(await this.does(type, data));
    return told.join(', ');
  }

  async clock(iso: string): Promise<void> {
    await this.simulator.setClock(isoInstant(iso));
  }

  /** Lets everything happen that is pending by itself. */
  async settles(): Promise<void> {
    while (this.state.clock.next !== null) await this.simulator.nextDeadline();
  }

  phone(id = '1') {
    return this.state.phones.find((phone) => phone.id === id)!;
  }

  /** States of a phone's certificates, signature first. */
  certificates(id = '1'): string {
    return this.phone(id)
      .certificates.map(({ state }) => state)
      .join(' ');
  }

  usable(purpose: string, id = '1'): string {
    return this.phone(id).usable[purpose]!;
  }

  /** Enrols a phone to its end: applied, told, registered or warmed up. */
  async enrols(id = '1', over: Over = {}): Promise<string> {
    const profile = this.phone(id).platform;
    const told = await this.walks(profile === 'android' ? androidSteps(id, over) : iphoneSteps(id, over));
    await this.settles();
    if (profile === 'android') {
      await this.does('portal.register', { phone: id });
      await this.settles();
    }
    return told;
  }
}

/** Event data other than usual, by event; `null` leaves the event out. */
export type Over = Readonly<Record<string, Data | null>>;

function stepsOf(phone: string, steps: readonly Step[], over: Over): Step[] {
  return steps.flatMap(([type, data]) => {
    const other = over[type];
    return other === null ? [] : [[type, { phone, ...data, ...other }] as const];
  });
}

const newSecrets = {
  signature: ['portal.setSignaturePassword', { value: 'PHONE1', again: 'PHONE1' }],
  authentication: ['portal.setAuthenticationPin', { value: '4321', again: '4321' }],
} as const;

export const androidSteps = (phone = '1', over: Over = {}): Step[] =>
  stepsOf(
    phone,
    [
      ['portal.startEnrolment'],
      ['portal.enterSignaturePassword', { value: 'AB1234' }],
      ['portal.chooseCertificates', { kinds: 'signature,authentication' }],
      ['portal.acknowledge'],
      ['portal.readCard'],
      newSecrets.signature,
      newSecrets.authentication,
      ['portal.apply'],
    ],
    over,
  );

export const iphoneSteps = (phone = '1', over: Over = {}): Step[] =>
  stepsOf(
    phone,
    [
      ['portal.startEnrolment'],
      ['portal.acceptTerms'],
      ['portal.captureFace', { camera: 'allowed' }],
      ['portal.enterTextPin', { value: '9120' }],
      ['portal.enterSignaturePassword', { value: 'AB1234' }],
      ['portal.readCard'],
      newSecrets.authentication,
      newSecrets.signature,
      ['wallet.add'],
    ],
    over,
  );

/** The steps of a change from an old Android phone to a new one. */
export const changeSteps = (phone: string, from: string, over: Over = {}): Step[] => [
  ['portal.changeDevice', { phone, from }],
  ...androidSteps(phone, {
    'portal.startEnrolment': null,
    'portal.chooseCertificates': null,
    'portal.setSignaturePassword': { value: 'PHONE2', again: 'PHONE2' },
    'portal.setAuthenticationPin': { value: '8642', again: '8642' },
    ...over,
  }),
];

/** Steps up to an event, without it. */
export const before = (type: string, steps: readonly Step[]): readonly Step[] =>
  steps.slice(
    0,
    steps.findIndex(([step]) => step === type),
  );

/** The world that a story begins with. */
export async function begin(setting: Setting): Promise<Story> {
  const simulator = new Simulator({
    store: new MemoryStore(),
    calendar: new SimulatedCalendar(() => 0, isoInstant(setting.clock ?? '2026-11-20T18:00:00+09:00')),
    timers: new ManualTimers(),
    random: seededRandom(1),
    rules: new RuleSet(setting.mutants),
    placement: 'shared',
    switches: { ...defaultLifecycleSwitches, ...setting.switches },
  });
  for (const person of setting.persons ?? ['test/adult']) {
    await simulator.issueCard({
      card: cardProfiles.get('mynumber/contactless-05e0')!,
      person: personProfiles.get(person)!,
    });
  }
  for (const named of setting.phones ?? []) {
    const [profile, person] = named.split('@');
    await simulator.addPhone(phoneProfiles.get(profile!)!, person);
  }
  return new Story(simulator);
}
