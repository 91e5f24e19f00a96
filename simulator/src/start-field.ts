import { type CardProfile, cardProfiles, type PersonProfile, personProfiles } from '@kazashi/profiles';
import type { CardSession, ContactlessParameters, Icc } from './card/icc.ts';
import { ManualTimers } from './clock/manual-timers.ts';
import { isoInstant, SimulatedCalendar } from './clock/simulated-calendar.ts';
import { SimulatorError } from './errors.ts';
import { Field } from './media/field.ts';
import type { RfAnswer, RfFrame } from './media/rf-frame.ts';
import { seededRandom } from './random.ts';
import { RuleSet } from './rules/rule-set.ts';
import { Simulator } from './simulator.ts';
import { profileOf } from './start-card.ts';
import { MemoryStore } from './store/memory-store.ts';

export interface StartFieldOptions {
  /** Card profile or its id; `mynumber/contactless-05e0` unless given. */
  readonly card?: string | CardProfile;
  /** Person profile or its id; `test/adult` unless given. */
  readonly person?: string | PersonProfile;
  readonly seed?: number;
  /** Rules to break. */
  readonly mutants?: readonly string[];
}

/** Something in the field: the card, or whatever else has the same applications behind another beginning. */
export interface FieldCard {
  /** What it tells of itself, where that differs from the card's profile. */
  readonly contactless?: ContactlessParameters;
  /** Time that each command takes on top of the profile's, in ms. */
  readonly executionTimeMs?: number;
}

/** A card in a field, frame by frame, with a time of its own that passes only while an answer is waited for. */
export interface EmulatedField {
  readonly cardProfile: CardProfile;
  readonly personProfile: PersonProfile;
  /** What the card tells of itself. */
  readonly contactless: ContactlessParameters;
  power(on: boolean): void;
  transceive(frame: RfFrame): Promise<RfAnswer>;
  /** Takes away what lies there and lays these. */
  lay(cards: readonly FieldCard[]): void;
  /** Milliseconds of the field's own time. */
  now(): number;
  /** The card as it was issued, alone in a field that is off. */
  renew(): Promise<void>;
  close(): Promise<void>;
}

/** So many turns without anything due, and the answer will not come: a fault of ours, not of the card. */
const idleTurns = 100;

/** Starts one card in a field of its own. */
export async function startField(options: StartFieldOptions = {}): Promise<EmulatedField> {
  const start = isoInstant('2026-11-20T10:00:00+09:00');
  const timers = new ManualTimers();
  const simulator = new Simulator({
    store: new MemoryStore(),
    calendar: new SimulatedCalendar(() => start, start),
    timers,
    random: seededRandom(options.seed ?? 1),
    rules: new RuleSet(options.mutants),
    placement: 'shared',
  });
  const cardProfile = profileOf(cardProfiles, options.card ?? 'mynumber/contactless-05e0', 'card');
  const personProfile = profileOf(personProfiles, options.person ?? 'test/adult', 'person');
  const { id, contactless } = await simulator.issueCard({ card: cardProfile, person: personProfile });
  if (contactless === undefined) throw noAntenna(cardProfile.id);
  const asIssued = simulator.save();
  const field = new Field({ name: 'field', faults: undefined }, simulator.readers.services);
  field.holder = 'memory:';
  let changed = false;

  const icc = (card: FieldCard, index: number): Icc => ({
    id: `${id}/${index}`,
    label: cardProfile.title.en,
    atr: new Uint8Array(0),
    contacts: false,
    contactless: card.contactless ?? contactless,
    open(): CardSession {
      const session = simulator.card(id).open();
      const moreMs = card.executionTimeMs ?? 0;
      return {
        execute(command) {
          const execution = session.execute(command);
          changed ||= execution.change !== undefined;
          return moreMs === 0
            ? execution
            : { ...execution, executionTimeMs: execution.executionTimeMs + moreMs };
        },
        close: () => session.close(),
      };
    },
  });
  const lay = (cards: readonly FieldCard[]): void => {
    for (const lying of field.cards.slice()) field.take(lying);
    cards.forEach((card, index) => {
      field.put(icc(card, index));
    });
  };
  lay([{}]);

  /** Time goes on to whatever is due next until the answer is there. */
  const inTime = async (answer: Promise<RfAnswer>): Promise<RfAnswer> => {
    let there = false;
    const told = answer.then((heard) => {
      there = true;
      return heard;
    });
    for (let idle = 0; !there && idle < idleTurns; idle++) {
      await new Promise((resolve) => setImmediate(resolve));
      const wait = there ? undefined : timers.untilNext;
      if (wait === undefined) continue;
      timers.advance(wait);
      idle = 0;
    }
    return told;
  };

  return {
    cardProfile,
    personProfile,
    contactless,
    power: (on) => field.power(on),
    async transceive(frame) {
      const answer = field.transceive(frame);
      return answer instanceof Promise ? inTime(answer) : answer;
    },
    lay,
    now: () => timers.now(),
    async renew() {
      field.power(false);
      if (changed) await simulator.load(asIssued);
      changed = false;
      lay([{}]);
    },
    close: () => simulator.close(),
  };
}

const noAntenna = (profile: string): SimulatorError =>
  new SimulatorError('card/no-antenna', `${profile} has no antenna: a field does not see it`);
