import type { LifecycleSwitches } from '@kazashi/profiles';
import type { RuleId, RuleSet } from '../rules/rule-set.ts';
import type { FacilityAccount } from './facility.ts';
import type { Person } from './person.ts';
import type { Phone } from './phone.ts';
import type { PlasticCard } from './plastic-card.ts';
import type { Transaction } from './transaction.ts';
import type { World } from './world.ts';

/** Who brings an event about. */
export const actors = [
  'holder',
  'phone',
  'counter',
  'kiosk',
  'callCentre',
  'facilityCallCentre',
  'facilityApplicant',
  'portal',
  'wallet',
  'facilityApp',
  'backOffice',
  'clock',
] as const;
export type Actor = (typeof actors)[number];

/** A field of an event's data; every value is a string. */
export interface EventField {
  readonly required: boolean;
  readonly values?: readonly string[];
  /** Characters at most, and one at least. */
  readonly longest?: number;
  readonly text: { readonly en: string; readonly ja: string };
}

/** What an event is about, as far as its data or the world say. */
export interface EventContext {
  readonly world: World;
  /** Calendar instant in ms. */
  readonly at: number;
  readonly data: Readonly<Record<string, string>>;
  readonly rules: RuleSet;
  readonly switches: LifecycleSwitches;
  readonly random: (length: number) => Uint8Array;
  readonly person: Person;
  /** The plastic card in force. */
  readonly card: PlasticCard;
  /** The plastic card that is read: the one in force, unless another is held there. Throws SimulatorError `card/unknown`. */
  readonly read: PlasticCard;
  /** Throws SimulatorError `phone/unknown` when the person has none. */
  readonly phone: Phone;
  /** Throws SimulatorError `account/unknown` when there is none. */
  readonly account: FacilityAccount;
}

/** A condition of an event: what it refuses, it refuses by this rule. */
export interface Guard {
  /** Depends on the platform for some. */
  readonly rule: RuleId | ((context: EventContext) => RuleId);
  /** Refuses while its rule is broken: the rule offers something that its breach withholds. */
  readonly whenBroken?: true;
  refuses(context: EventContext): boolean;
}

export const guard = (rule: RuleId, refuses: (context: EventContext) => boolean): Guard => ({
  rule,
  refuses,
});

/** Something that a rule offers; broken, the rule offers it no more. */
export const offer = (rule: RuleId, asked: (context: EventContext) => boolean): Guard => ({
  rule,
  refuses: asked,
  whenBroken: true,
});

/** A taken event that did not do what its actor hoped for: a wrong PIN, a blocked one. */
export interface EventNote {
  readonly result: 'mismatch' | 'blocked' | 'ended' | 'warned';
  readonly rule: RuleId;
}

/** Something that happens in the world, by whom, under which conditions, with which effects. */
export interface WorldEvent {
  /** `actor.verb`. */
  readonly type: `${Actor}.${string}`;
  readonly text: { readonly en: string; readonly ja: string };
  readonly fields: Readonly<Record<string, EventField>>;
  /** In the order in which they are asked; the first that refuses names its rule. */
  readonly guards: readonly Guard[];
  apply(context: EventContext, transaction: Transaction): EventNote | undefined;
}
