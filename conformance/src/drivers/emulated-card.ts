import { birthDate, type CardProfile, cardProfiles, type PersonProfile } from '@kazashi/profiles';
import type { EmulatedCard, EventOutcome, Rule } from '@kazashi/simulator';
import { bytesText, hex } from '../bytes/hex.ts';
import type { Mutant } from '../engine/kill-matrix.ts';
import { factsOfProfile, personOfProfile, secretsOfProfile } from '../engine/profile-facts.ts';
import type { BenchHand, EventAnswer, Subject } from '../engine/subject.ts';
import { ConformanceError } from '../error.ts';
import type { Bilingual, Language } from '../text.ts';
import { enrolledPhone } from './emulated-phone.ts';
import { worldCapabilities } from './world-capabilities.ts';

/** How the card in this process is made. */
export interface EmulatedCardOptions {
  readonly card?: string | CardProfile;
  /** The card that is really there, where it is not the one that it is said to be. */
  readonly plays?: CardProfile;
  /** Profile of a phone that is enrolled and held to the reader in the card's place. */
  readonly phone?: string;
  readonly person?: string;
  readonly seed?: number;
  /** Start of the virtual calendar, ISO 8601. */
  readonly clock?: string;
  /** Rules to break. */
  readonly mutants?: readonly string[];
  /** Told of each rule as the simulator asks it. */
  readonly onRule?: (id: string) => void;
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
  readonly title: Bilingual;
  /** It carries no APDU of extended length. */
  readonly shortApdusOnly?: boolean;
  readonly way: (card: EmulatedCard) => () => Activation | Promise<Activation>;
}

/** The rules that the simulated card decides by. */
export async function emulatedRules(): Promise<readonly Rule[]> {
  return (await import('@kazashi/simulator')).ruleList;
}

/** Rules of the guides have numbers: `L-82`, `E-07`. */
const isGuideRule = (id: string): boolean => /^[LE]-\d+$/.test(id);

/** Groups of cases that judge something other than the plastic card, by the area of its rules. */
const areas: Readonly<Record<string, string>> = {
  ocsp: 'status',
  crl: 'status',
  phone: 'phone',
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
  const { plays, ...others } = options;
  const clock = options.clock ?? '2026-11-20T10:00:00+09:00';
  const { phone, reach, ...cards } = others;
  const made = { seed: 1, ...cards, clock, ...(plays === undefined ? {} : { card: plays }) };
  const card: EmulatedCard = await startCard(made);
  const { personProfile } = card;
  const cardProfile =
    typeof options.card === 'object' ? options.card : saidToBe(options.card, card.cardProfile);
  const enrolled = phone === undefined ? undefined : await enrolledPhone(card, phone);
  const activate = reach === undefined ? () => card.activate() : reach.way(card);
  let activation: Activation = await activate();
  let present = true;
  let turned = false;
  /** Powered up for the next case, and nothing was done since: the case's own power-up has been done, then. */
  let fresh = false;
  /** The snapshot that the world still is, as long as nothing was done that could change it. */
  let unchanged: unknown;
  // With this rule broken, more outlasts a session than a snapshot tells of.
  const keepsNothing = !options.mutants?.includes('verify/status-volatile');
  const change = <T>(act: () => T): T => {
    unchanged = undefined;
    fresh = false;
    return act();
  };

  const benchHand: BenchHand = {
    save: async () => {
      const snapshot = card.save();
      unchanged = keepsNothing ? snapshot : undefined;
      return snapshot;
    },
    restore: async (snapshot) => {
      if (snapshot === unchanged && present && !turned) return;
      if (present) await activation.close();
      if (turned) card.lay('normal');
      turned = false;
      await card.load(snapshot);
      unchanged = keepsNothing ? snapshot : undefined;
      activation = await activate();
      present = true;
      fresh = true;
    },
    event: async (type, data) => {
      const answer = await change(() => card.send({ type, ...(data === undefined ? {} : { data }) }));
      return eventAnswer(answer);
    },
    advance: (milliseconds) => change(() => card.advance(milliseconds)),
    setClock: (instant) => change(() => card.setClock(instant)),
    nextDeadline: () => change(() => card.nextDeadline()),
    phone: async (profile) => (await change(() => card.addPhone(profile))).id,
    state: async () => card.state(),
    cause: async () => card.lastCause,
    removeCard: async () => {
      fresh = false;
      if (present) await activation.close();
      present = false;
    },
    insertCard: async () => {
      if (!present) activation = await activate();
      present = true;
    },
    turnCard: async () => {
      turned = !turned;
      fresh = false;
      card.lay(turned ? 'face-down' : 'normal');
    },
  };

  const birth = birthOn(personProfile, clock);
  const facts = enrolled?.facts ?? factsOfProfile(cardProfile, personProfile.signatureCertificate);
  const titleIn = (language: Language): string =>
    enrolled?.title[language] ??
    (reach === undefined
      ? cardProfile.title[language]
      : `${cardProfile.title[language]} ${reach.title[language]}`);
  const subject: Subject = {
    address: reach?.address ?? 'emulated:card',
    title: titleIn('en'),
    titleJa: titleIn('ja'),
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
    ...(reach?.shortApdusOnly ? { shortApdusOnly: true } : {}),
    secrets:
      enrolled?.secrets ??
      secretsOfProfile(personProfile, birth, await expiryYear((command) => activation.transmit(command))),
    person: personOfProfile(personProfile, birth),
    software: { name: 'kazashi simulator', version: '0.1.0' },
    // Whoever moves the card has moved it when the call returns.
    presence: { waitFor: async () => {} },
    reset: async () => {
      if (!present) throw new ConformanceError('subject/no-card', 'the card was taken away');
      if (!fresh) {
        await activation.close();
        activation = await activate();
      }
      fresh = false;
      if (activation.atr.length > 0) return activation.atr;
      throw new ConformanceError('subject/mute', 'the card does not answer the reset');
    },
    transmit: async (command) => {
      if (!present) throw new ConformanceError('subject/no-card', 'the card was taken away');
      if (activation.atr.length === 0) throw new ConformanceError('subject/mute', 'the card does not answer');
      fresh = false;
      if (!changesNothing(command)) unchanged = undefined;
      return activation.transmit(command);
    },
    close: async () => {
      await activation.close();
      await card.close();
    },
  };
  return subject;
}

/** SELECT, READ BINARY, READ RECORD, GET DATA, GET CHALLENGE and signing, in their plain classes: no card writes then. */
const reading: ReadonlySet<number> = new Set([0xa4, 0xb0, 0xb2, 0xca, 0x84, 0x2a]);
const changesNothing = ([cla = 0, ins = 0]: Uint8Array): boolean =>
  (cla === 0x00 || cla === 0x80) && reading.has(ins);

const saidToBe = (id: string | undefined, played: CardProfile): CardProfile =>
  (id === undefined ? undefined : cardProfiles.get(id)) ?? played;

export const eventAnswer = (outcome: EventOutcome): EventAnswer =>
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
