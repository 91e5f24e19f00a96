import { type PersonProfile, phoneProfiles } from '@kazashi/profiles';
import type { Simulator } from '../simulator.ts';

type Data = Readonly<Record<string, string>>;
type Step = readonly [type: string, data: Data];

/** What somebody does in the day. Of a hundred persons so many do it: the others do nothing. */
const doings = [
  { name: 'loses the card', of100: 3 },
  { name: 'loses and finds the card', of100: 2 },
  { name: 'renews', of100: 5 },
  { name: 'moves', of100: 3 },
  { name: 'enrols a phone', of100: 5 },
  { name: 'changes the phone', of100: 3 },
  { name: 'loses the phone', of100: 2 },
] as const;
export type Doing = (typeof doings)[number]['name'] | 'nothing';

/** What the nth person does. */
function doingOf(n: number): Doing {
  let rest = n % 100;
  for (const { name, of100 } of doings) {
    if (rest < of100) return name;
    rest -= of100;
  }
  return 'nothing';
}

/** Certificates by `carrier kind state reason`. */
export type Tally = Readonly<Record<string, number>>;

const kinds = ['signature', 'authentication'] as const;
const each = (what: string): Tally => Object.fromEntries(kinds.map((kind) => [what.replace('*', kind), 1]));

/**
 * What the rules leave somebody with who does this, told by them and not by the simulator: a lost card's
 * certificates are held (L-81), when it is found one comes back and one is revoked (L-82); a renewal supersedes, a
 * change of address ends the signature certificate (E-07); a phone gets both (L-16), another takes the place of
 * the first (L-70), a lost one is held (L-80).
 */
const leaves: Readonly<Record<Doing, readonly Tally[]>> = {
  nothing: [each('card * valid')],
  'loses the card': [each('card * held certificateHold')],
  'loses and finds the card': [{ 'card signature revoked unspecified': 1, 'card authentication valid': 1 }],
  renews: [each('card * revoked superseded'), each('card * valid')],
  moves: [{ 'card signature revoked affiliationChanged': 1, 'card authentication valid': 1 }],
  'enrols a phone': [each('card * valid'), each('phone * valid')],
  'changes the phone': [each('card * valid'), each('phone * revoked superseded'), each('phone * valid')],
  'loses the phone': [each('card * valid'), each('phone * held certificateHold')],
};

/** What the rules demand at the end of the day of so many persons. */
export function demanded(persons: number): Tally {
  const tally: Record<string, number> = {};
  for (let n = 0; n < persons; n++) {
    for (const part of leaves[doingOf(n)])
      for (const [what, count] of Object.entries(part)) tally[what] = (tally[what] ?? 0) + count;
  }
  return tally;
}

/** What the state tells at the end. */
export function tallied(simulator: Simulator): Tally {
  const tally: Record<string, number> = {};
  for (const { carrier, kind, state, reason } of simulator.state().certificates) {
    const what = [carrier, kind, state, ...(reason === null ? [] : [reason])].join(' ');
    tally[what] = (tally[what] ?? 0) + 1;
  }
  return tally;
}

const typed: readonly Step[] = [
  ['portal.enterSignaturePassword', { value: 'AB1234' }],
  ['portal.acknowledge', {}],
  ['portal.readCard', {}],
  ['portal.setSignaturePassword', { value: 'PHONE1', again: 'PHONE1' }],
  ['portal.setAuthenticationPin', { value: '4321', again: '4321' }],
  ['portal.apply', {}],
];
const enrolment: readonly Step[] = [
  ['portal.startEnrolment', {}],
  typed[0]!,
  ['portal.chooseCertificates', { kinds: 'signature,authentication' }],
  ...typed.slice(1),
];
const onPhone = (phone: string, steps: readonly Step[]): Step[] =>
  steps.map(([type, data]) => [type, { phone, ...data }]);

/** What somebody does in the course of the day, some minutes between: a notice comes after three. */
function stagesOf(
  doing: Doing,
  card: string,
  [phone, next]: readonly string[],
): readonly (readonly Step[])[] {
  const enrol = [onPhone(phone!, enrolment), onPhone(phone!, [['portal.register', {}]])];
  switch (doing) {
    case 'nothing':
      return [];
    case 'loses the card':
      return [[['callCentre.holdCard', { card }]]];
    case 'loses and finds the card':
      return [[['callCentre.holdCard', { card }]], [['counter.liftHold', { card }]]];
    case 'renews':
      return [kinds.map((certificate): Step => ['counter.issueCertificate', { card, certificate }])];
    case 'moves':
      return [[['counter.changeBasicData', { card, address: '見本県テスト市見本町９丁目９番９号' }]]];
    case 'enrols a phone':
      return enrol;
    case 'changes the phone':
      return [
        ...enrol,
        [['portal.changeDevice', { phone: next!, from: phone! }], ...onPhone(next!, typed)],
        onPhone(next!, [['portal.register', {}]]),
      ];
    case 'loses the phone':
      return [
        ...enrol,
        onPhone(phone!, [
          ['holder.losePhone', {}],
          ['callCentre.holdPhone', {}],
        ]),
      ];
  }
}

/** Somebody who lives there, with what the day holds. */
interface Resident {
  readonly stages: readonly (readonly Step[])[];
}

const phonesNeeded = (doing: Doing): number =>
  doing === 'changes the phone' ? 2 : /phone/.test(doing) ? 1 : 0;

/** Enters so many persons with their cards and phones. */
export async function settle(simulator: Simulator, persons: number): Promise<Resident[]> {
  const { cardProfile, personProfile } = simulator.card().facts;
  // Issued four years ago and born in January: the certificates end within three months.
  const renewing: PersonProfile = { ...personProfile, birth: '1985-01-12', issuedDaysBefore: 4 * 365 };
  const android = phoneProfiles.get('android/supported')!;
  const residents: Resident[] = [];
  for (let n = 0; n < persons; n++) {
    const doing = doingOf(n);
    const person = doing === 'renews' ? renewing : personProfile;
    const { id } = await simulator.issueCard({ card: cardProfile, person });
    const holder = simulator.world.plastic(id).person;
    const phones: string[] = [];
    for (let i = 0; i < phonesNeeded(doing); i++) phones.push((await simulator.addPhone(android, holder)).id);
    residents.push({ stages: stagesOf(doing, id, phones) });
  }
  return residents;
}

const dayBeginsMs = 8 * 3_600_000;
const stageMs = 15 * 60_000;

/**
 * Lets them live a day in virtual time, one after another from morning to afternoon, everybody's next step a quarter
 * of an hour after the one before; then the night, until the lists of the next day are out. The calendar stands
 * before 09:00. Gives how many events there were, those included that came about by themselves.
 */
export async function liveDay(simulator: Simulator, residents: readonly Resident[]): Promise<number> {
  let events = 0;
  const unsubscribe = simulator.onEvent(() => {
    events++;
  });
  const start = simulator.calendar.now();
  const gapMs = Math.floor(dayBeginsMs / residents.length);
  const lag = Math.ceil(stageMs / gapMs);
  const most = Math.max(...residents.map(({ stages }) => stages.length));
  for (let turn = 0; turn < residents.length + most * lag; turn++) {
    const due = Array.from(
      { length: most },
      (_, stage) => residents[turn - stage * lag]?.stages[stage] ?? [],
    );
    const steps = due.flat();
    if (steps.length === 0) continue;
    await simulator.setClock(start + turn * gapMs);
    for (const [type, data] of steps) {
      const outcome = await simulator.send({ type, data });
      if (!outcome.taken) throw new Error(`${type} ${JSON.stringify(data)}: refused by ${outcome.rule}`);
      if (outcome.result !== undefined) throw new Error(`${type}: ${outcome.result}`);
    }
  }
  await simulator.setClock(start + 24 * 3_600_000);
  unsubscribe();
  return events;
}
