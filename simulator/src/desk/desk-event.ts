import type { Card } from '../card/card.ts';
import type { RuleId, RuleSet } from '../rules/rule-set.ts';
import type { Json } from '../store/store.ts';

/** A field of an event's data. */
export interface EventField {
  readonly required: boolean;
  readonly values?: readonly string[];
  readonly text: { readonly en: string; readonly ja: string };
}

/** What an event wants to change; nothing is changed yet. */
export type EventPlan =
  | { readonly taken: true; apply(): Map<string, Json> }
  | { readonly taken: false; readonly rule: RuleId };

/** An event that somebody at a desk, a kiosk or a telephone brings about. */
export interface DeskEvent {
  /** `actor.verb`. */
  readonly type: string;
  readonly text: { readonly en: string; readonly ja: string };
  readonly fields: Readonly<Record<string, EventField>>;
  /** Decides from the present state; the only place where the event's rules are read. */
  plan(context: {
    readonly card: Card;
    readonly data: Readonly<Record<string, string>>;
    readonly at: number;
    readonly rules: RuleSet;
  }): EventPlan;
}
