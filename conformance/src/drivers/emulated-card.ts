import { birthDate, type PersonProfile } from '@kazashi/profiles';
import type { EmulatedCard, EventOutcome, Rule } from '@kazashi/simulator';
import { bytesText, hex } from '../bytes/hex.ts';
import type { Mutant } from '../engine/kill-matrix.ts';
import { factsOfProfile, personOfProfile, secretsOfProfile } from '../engine/profile-facts.ts';
import type { BenchHand, EventAnswer, Subject } from '../engine/subject.ts';
import { ConformanceError } from '../error.ts';
import { worldCapabilities } from './world-capabilities.ts';

/** How the card in this process is made. */
export interface EmulatedCardOptions {
  readonly card?: string;
  readonly person?: string;
  readonly seed?: number;
  /** Start of the virtual calendar, ISO 8601. */
  readonly clock?: string;
  /** Rules to break. */
  readonly mutants?: readonly string[];
  /** How the card is reached, where that is not directly. */
  readonly reach?: Reach;
}

/** One activation of the card. */
export interface Activation {
  readonly atr: Uint8Array;
  transmit(command: Uint8Array): Uint8Array | Promise<Uint8Array>;
  close(): void | Promise<void>;
}

/** A way to a card in this process: what powers it up. */
export interface Reach {
  /** As `Subject.address` and the title have it. */
  readonly address: string;
  readonly title: string;
  readonly way: (card: EmulatedCard) => () => Activation | Promise<Activation>;
}

/** The rules that the simulated card decides by. */
export async function emulatedRules(): Promise<readonly Rule[]> {
  return (await import('@kazashi/simulator')).ruleList;
}

/** Rules of the guides have numbers: `L-82`, `E-07`. */
const isGuideRule = (id: string): boolean => /^[LE]-\d+$/.test(id);

/** Groups of cases that judge what is below the level of commands, by the area of its rules. */
const areas: Readonly<Record<string, string>> = {
  picc: 'iso14443-picc',
  pcd: 'iso14443-pcd',
  'port-100': 'port-100',
  pn532: 'pn532',
};
const areaOf = (id: string): string =>
  isGuideRule(id) ? 'life' : (areas[id.slice(0, id.indexOf('/'))] ?? 'card');

/** The same rules, each with the mutant that breaks it. */
export async function emulatedMutants(): Promise<readonly Mutant[]> {
  return (await emulatedRules()).map(({ id, text }) => ({ id, area: areaOf(id), rule: id, text }));
}

/**
 * `emulated:card`: a simulated card in this process. Being made here, through the simulator's public entry, is
 * its proof of being emulated.
 */
export async function openEmulatedCard(options: EmulatedCardOptions = {}): Promise<Subject> {
  const { startCard } = await import('@kazashi/simulator');
  const clock = options.clock ?? '2026-11-20T10:00:00+09:00';
  const { reach, ...making } = options;
  const card: EmulatedCard = await startCard({ seed: 1, ...making, clock });
  const activate = reach === undefined ? () => card.activate() : reach.way(card);
  const { cardProfile, personProfile } = card;
  let activation: Activation = await activate();
  let present = true;

  const benchHand: BenchHand = {
    save: async () => card.save(),
    restore: async (snapshot) => {
      if (present) await activation.close();
      await card.load(snapshot);
      activation = await activate();
      present = true;
    },
    event: async (type, data) => {
      const answer = await card.send({ type, ...(data === undefined ? {} : { data }) });
      return eventAnswer(answer);
    },
    advance: (milliseconds) => card.advance(milliseconds),
    setClock: (instant) => card.setClock(instant),
    nextDeadline: () => card.nextDeadline(),
    phone: async (profile) => (await card.addPhone(profile)).id,
    state: async () => card.state(),
    cause: async () => card.lastCause,
    removeCard: async () => {
      if (present) await activation.close();
      present = false;
    },
    insertCard: async () => {
      if (!present) activation = await activate();
      present = true;
    },
  };

  const birth = birthOn(personProfile, clock);
  const facts = factsOfProfile(cardProfile, personProfile.signatureCertificate);
  const subject: Subject = {
    address: reach?.address ?? 'emulated:card',
    title: reach === undefined ? cardProfile.title.en : `${cardProfile.title.en} ${reach.title}`,
    level: 'card',
    proof: { method: 'in-process' },
    facts: {
      ...facts,
      capabilities: new Set([
        ...facts.capabilities,
        'bench-hand',
        'person-known',
        'removable',
        ...worldCapabilities(card.state()),
      ]),
    },
    benchHand,
    secrets: secretsOfProfile(
      personProfile,
      birth,
      await expiryYear((command) => activation.transmit(command)),
    ),
    person: personOfProfile(personProfile, birth),
    software: { name: 'kazashi simulator', version: '0.1.0' },
    // Whoever moves the card has moved it when the call returns.
    presence: { waitFor: async () => {} },
    reset: async () => {
      if (!present) throw new ConformanceError('subject/no-card', 'the card was taken away');
      await activation.close();
      activation = await activate();
      return activation.atr;
    },
    transmit: async (command) => {
      if (!present) throw new ConformanceError('subject/no-card', 'the card was taken away');
      return activation.transmit(command);
    },
    close: async () => {
      await activation.close();
      await card.close();
    },
  };
  return subject;
}

const eventAnswer = (outcome: EventOutcome): EventAnswer =>
  outcome.taken
    ? {
        taken: true,
        ...(outcome.result === undefined ? {} : { result: outcome.result }),
        ...(outcome.rule === undefined ? {} : { rule: outcome.rule }),
      }
    : { taken: false, rule: outcome.rule };

/** Date of birth as YYYYMMDD when the calendar starts at this instant; some invented persons keep their age. */
function birthOn(person: PersonProfile, clock: string): string {
  const jst = new Date(Date.parse(clock) + 9 * 3_600_000);
  const start = { year: jst.getUTCFullYear(), month: jst.getUTCMonth() + 1, day: jst.getUTCDate() };
  const { year, month, day } = birthDate(person, start);
  return `${year}${String(month).padStart(2, '0')}${String(day).padStart(2, '0')}`;
}

/** Year of the expiry date in record 1 of the common application: serial 15, municipality 5, YYYYMMDD. */
async function expiryYear(transmit: Activation['transmit']): Promise<string | undefined> {
  await transmit(hex('00 a4 04 0c 0a d3921000310001010100'));
  const record = await transmit(hex('00 b2 01 0c 00'));
  if (record.length !== 2 + 28 + 2) return undefined;
  return bytesText(record.subarray(2 + 20, 2 + 24));
}
