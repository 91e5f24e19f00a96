import { z } from 'zod';
import { lifecycleSwitchesSchema } from './lifecycle-switches.ts';
import { bilingual } from './text.ts';

const ruleId = z.string().regex(/^(?:[LE]-[0-9]{2,3}|[a-z-]+\/[a-z0-9-]+)$/, {
  error: 'not the id of a rule such as L-07 or desk/kiosk-hours',
});
const profileReference = z.string().min(1);

/** A person of a scenario: a profile, and what this one has of his own. */
const someone = {
  person: profileReference.default('test/adult'),
  card: profileReference.default('mynumber/contactless-05e0'),
  /** Phones of the person; over all persons their ids are `1`, `2` and so on. */
  phones: z.array(profileReference).default([]),
  name: z.string().min(1).optional(),
  birth: z.string().optional(),
  issuedDaysBefore: z.int().min(0).optional(),
  secrets: z
    .strictObject({
      authentication: z.string().optional(),
      signature: z.string().optional(),
      text: z.string().optional(),
      card: z.string().optional(),
    })
    .optional(),
};
const someoneSchema = z.strictObject(someone);

const exchangeSchema = z.strictObject({
  /** Powers the card up anew before. */
  reset: z.literal(true).optional(),
  /** Command APDU in hex digits, blanks allowed. */
  send: z.string().regex(/^(?:\s*[0-9a-fA-F]{2}){4,}\s*$/, { error: 'not a command APDU in hex digits' }),
  /** Response in hex digits, with "." for any digit and "*" for any bytes, or `mute`; without it, `9000` at the end. */
  expect: z
    .string()
    .regex(/^(?:[0-9a-fA-F.*\s]+|mute)$/, { error: 'not hex digits, "." or "*", nor "mute"' })
    .default('*9000'),
  /** Error of the reader that the program gets in the place of a response; the card is powered up anew after it. */
  fails: z
    .string()
    .regex(/^reader\/[a-z-]+$/, { error: 'not an error of a reader such as reader/card-removed' })
    .optional(),
  /** Something that somebody does at the reader before, from the faults' remedies. */
  remedy: z.string().min(1).optional(),
});
export type ScenarioExchange = z.infer<typeof exchangeSchema>;

const asList = (value: unknown): unknown => (value === undefined || Array.isArray(value) ? value : [value]);

const does = ['event', 'clock', 'state', 'apdu'] as const;

const stepSchema = z
  .strictObject({
    /** Something that somebody does: `actor.verb`. */
    event: z
      .string()
      .regex(/^[a-zA-Z]+\.[a-zA-Z]+$/, { error: 'not the type of an event, actor.verb' })
      .optional(),
    data: z.record(z.string(), z.string()).optional(),
    /** Whose person, card and first phone the event or the exchanges are about, where they name none. */
    who: z.int({ error: 'not the number of a person such as 2' }).min(1).optional(),
    /** The event is refused by this rule. */
    refused: ruleId.optional(),
    /** The event is taken, and does not do what its actor hoped for. */
    result: z.enum(['mismatch', 'blocked', 'ended', 'warned']).optional(),
    /** The rule of `result`; with `state` or `apdu` the one that is checked there. */
    rule: ruleId.optional(),
    clock: z
      .string()
      .regex(/^(?:next|advance P\S+|set [0-9]\S+)$/, {
        error: 'none of "next", "advance PT20M", "set 2026-11-21T08:00"',
      })
      .optional(),
    /** What has to be found in the state, by path. */
    state: z
      .record(
        z.string(),
        z.union([z.string(), z.number(), z.boolean(), z.null()], {
          error: 'not one text, number, true, false or null',
        }),
      )
      .optional(),
    /** What the `apdu` commands go to: a card by its id, or a phone as `phone/1`; the card in force when left out. */
    card: z
      .string()
      .regex(/^(?:phone\/)?[0-9]+$/, { error: 'not the id of a card, or of a phone as phone/1' })
      .optional(),
    /** Exchanges with the card in the reader, in one contact. */
    apdu: z.preprocess(asList, z.array(exchangeSchema).min(1).optional()),
    /** What goes wrong between reader and card during the exchanges, as `kazashi fault add` takes it. */
    faults: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))).optional(),
    /** How the card lies during the exchanges: how well, and with what on top of it. */
    lies: z
      .strictObject({
        coupling: z.number().min(0).max(1).optional(),
        under: z.array(z.string().min(1)).optional(),
      })
      .optional(),
    note: bilingual.optional(),
    say: bilingual.optional(),
  })
  .refine((step) => does.filter((what) => step[what] !== undefined).length <= 1, {
    error: 'a step does one thing: event, clock, state or apdu',
  })
  .refine((step) => does.some((what) => step[what] !== undefined) || step.note || step.say, {
    error: 'a step has one of: event, clock, state, apdu, note',
  })
  .refine((step) => step.apdu !== undefined || !(step.faults ?? step.lies), {
    error: '"faults" and "lies" belong to an apdu',
  })
  .refine((step) => step.event !== undefined || !(step.data || step.refused || step.result), {
    error: '"data", "refused" and "result" belong to an event',
  })
  .refine((step) => step.who === undefined || (step.event ?? step.apdu) !== undefined, {
    error: '"who" goes with "event" or "apdu"; a path of the state names whose by number: cards.2…',
  })
  .refine((step) => step.card === undefined || step.apdu !== undefined, { error: '"card" goes with "apdu"' })
  .refine((step) => step.refused === undefined || (step.result ?? step.rule) === undefined, {
    error: 'an event is refused or has a result, not both',
  })
  .refine((step) => step.event === undefined || step.rule === undefined || step.result !== undefined, {
    error: '"rule" of an event goes with "result"; what refuses it stands in "refused"',
  });
export type ScenarioStep = z.infer<typeof stepSchema>;

/** A story of the guides that plays by itself: who starts with what, and what happens step by step. */
export const scenarioSchema = z.strictObject({
  /** 2 knows several persons, what they have of their own, and `who`. */
  schema: z.union([z.literal(1), z.literal(2)], { error: 'not 1 or 2' }),
  kind: z.literal('scenario'),
  id: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, { error: 'not lower-case words joined by "-"' }),
  title: bilingual,
  story: bilingual.optional(),
  /** Rules without which the story goes another way. */
  rules: z.array(ruleId).min(1),
  start: z.strictObject({
    /** ISO 8601; Japan's time without offset. */
    clock: z.string().regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}/, { error: 'not a date and time in ISO 8601' }),
    seed: z.int().min(0).max(99_999).default(1),
    card: someone.card,
    person: someone.person,
    phones: someone.phones,
    name: someone.name,
    birth: someone.birth,
    issuedDaysBefore: someone.issuedDaysBefore,
    secrets: someone.secrets,
    /** Several persons, whose ids are `1`, `2` and so on, in the place of the one of whom `start` itself tells. */
    persons: z.array(someoneSchema).min(1).optional(),
    switches: lifecycleSwitchesSchema.optional(),
  }),
  steps: z.array(stepSchema).min(1),
});
export type Scenario = z.infer<typeof scenarioSchema>;
export type ScenarioPerson = z.infer<typeof someoneSchema>;

/** A scenario with the place it was read from. */
export interface ScenarioSource {
  readonly file: string;
  /** Line on which each step begins, counted from 1. */
  readonly lines: readonly number[];
  readonly scenario: Scenario;
}
