import type { LifecycleSwitches } from '@kazashi/profiles';
import { jstIso } from '../clock/calendar.ts';
import { SimulatorError } from '../errors.ts';
import { type RuleId, type RuleSet, ruleById } from '../rules/rule-set.ts';
import type { Change } from '../store/store.ts';
import type { Words } from '../world/portal-menu.ts';
import { Transaction } from '../world/transaction.ts';
import type { World } from '../world/world.ts';
import type { EventContext, EventNote, Guard, WorldEvent } from '../world/world-event.ts';
import { type Deadline, followHours, nextDeadline } from './deadlines.ts';
import { aboutPhone } from './event-conditions.ts';
import { Waiting } from './waiting.ts';
import { worldEvents } from './world-events.ts';

/** What came of an event. */
export type EventOutcome =
  | {
      readonly taken: true;
      readonly at: string;
      readonly changed: readonly string[];
      /** Present when the event did not do what its actor hoped for: a wrong PIN, a blocked one. */
      readonly result?: EventNote['result'];
      readonly rule?: string;
      readonly message?: { readonly en: string; readonly ja: string };
    }
  | EventRefusal;

export interface EventRefusal {
  readonly taken: false;
  readonly at: string;
  readonly rule: string;
  readonly message: { readonly en: string; readonly ja: string };
}

export interface EventRequest {
  readonly type: string;
  /** Short for `data.card`. */
  readonly card?: string | undefined;
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}

export interface DeskParts {
  readonly world: World;
  readonly rules: RuleSet;
  readonly switches: LifecycleSwitches;
  readonly random: (length: number) => Uint8Array;
}

/** Something that the holder could do on a phone now. */
export interface Offer {
  readonly event: string;
  readonly text: Words;
  /** The rule by which it is refused now; null when it is not. */
  readonly refusal: { readonly rule: string; readonly text: Words } | null;
}

/** Events on a phone that are decided without anything typed or chosen. */
const offered: readonly WorldEvent[] = worldEvents.filter(
  ({ type, fields }) =>
    /^(?:portal|wallet)\./.test(type) &&
    fields.phone === aboutPhone.phone &&
    Object.values(fields).every(({ required }) => !required),
);

const byType = new Map<string, WorldEvent>(worldEvents.map((event) => [event.type, event]));

/** What an event is about, looked up when a condition asks for it. */
class DeskContext implements EventContext {
  readonly data: Readonly<Record<string, string>>;
  readonly at: number;
  readonly #parts: DeskParts;
  readonly #isAboutPhone: boolean;

  constructor(parts: DeskParts, event: WorldEvent, data: Readonly<Record<string, string>>, at: number) {
    this.#parts = parts;
    this.#isAboutPhone = event.fields.phone === aboutPhone.phone;
    this.data = data;
    this.at = at;
  }

  get world() {
    return this.#parts.world;
  }

  get rules() {
    return this.#parts.rules;
  }

  get switches() {
    return this.#parts.switches;
  }

  get random() {
    return this.#parts.random;
  }

  get person() {
    const { world, data } = this;
    if (data.person !== undefined) return world.person(data.person);
    if (data.card !== undefined) return world.person(world.plastic(data.card).person);
    if (data.phone !== undefined || this.#isAboutPhone) return world.person(this.phone.person);
    return world.person();
  }

  get card() {
    return this.world.plastic(this.data.card ?? this.person.card);
  }

  get read() {
    return this.data.read === undefined ? this.card : this.world.plastic(this.data.read);
  }

  get phone() {
    return this.world.phone(this.data.phone);
  }

  get account() {
    return this.world.account(this.data.account);
  }
}

/** Takes events and lets time pass; what they change comes out as one transaction each. */
export class Desk {
  readonly #parts: DeskParts;
  readonly #waiting: Waiting;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.#waiting = new Waiting(parts.world);
  }

  /**
   * Decides on an event and applies it. A refused one names its rule and changes nothing. Throws SimulatorError
   * `event/unknown`, `event/data`, `card/unknown` and the like for a request that makes no sense.
   */
  take(request: EventRequest, at: number): { readonly outcome: EventOutcome; readonly change: Change } {
    const { event, context, refused } = this.#decide(request, at);
    const when = jstIso(at);
    if (refused !== undefined) return { outcome: refused, change: new Map() };
    const transaction = new Transaction();
    followHours(this.#parts, at, transaction);
    const note = whole(() => event.apply(context, transaction));
    const { change } = transaction;
    const changed = [...change.keys()];
    this.#keep(changed, at, transaction);
    const told = note === undefined ? {} : { ...note, message: ruleById(note.rule)!.text };
    return { outcome: { taken: true, at: when, changed, ...told }, change };
  }

  /** How an event would be refused; undefined when it would be taken. Throws as `take` does, and changes nothing. */
  refusal(request: EventRequest, at: number): EventRefusal | undefined {
    return this.#decide(request, at).refused;
  }

  #decide(request: EventRequest, at: number) {
    const event = byType.get(request.type);
    if (event === undefined) throw new SimulatorError('event/unknown', unknownEvent(request.type));
    const data = checkedData(event, {
      ...(request.card === undefined ? {} : { card: request.card }),
      ...request.data,
    });
    this.#findNamed(data);
    const context = this.#context(event, data, at);
    const refusing = event.guards.find((guard) => this.#refuses(guard, context));
    if (refusing === undefined) return { event, context, refused: undefined };
    const rule = ruleOf(refusing, context);
    const refused: EventRefusal = { taken: false, at: jstIso(at), rule, message: ruleById(rule)!.text };
    return { event, context, refused };
  }

  /** What the data name is looked up before anything moves: an unknown name is no event. */
  #findNamed({ person, card, read, phone, from, target, account }: Readonly<Record<string, string>>): void {
    const { world } = this.#parts;
    if (person !== undefined) world.person(person);
    for (const id of [card, read]) if (id !== undefined) world.plastic(id);
    for (const id of [phone, from, target]) if (id !== undefined) world.phone(id);
    if (account !== undefined) world.account(account);
  }

  /** What the app and the Wallet of a phone offer the holder now, and why not what they do not. */
  offers(phone: string, at: number): Offer[] {
    const data = { phone };
    return offered.map((event) => {
      const context = this.#context(event, data, at);
      const refusing = event.guards.find((guard) => this.#refuses(guard, context));
      const rule = refusing && ruleOf(refusing, context);
      return {
        event: event.type,
        text: event.text,
        refusal: rule === undefined ? null : { rule, text: ruleById(rule)!.text },
      };
    });
  }

  /** Whether an event of that type has a card in its data. */
  isAboutCard(type: string): boolean {
    return byType.get(type)?.fields.card !== undefined;
  }

  #refuses(guard: Guard, context: EventContext): boolean {
    const holds = this.#parts.rules.holds(ruleOf(guard, context));
    return holds !== (guard.whenBroken ?? false) && guard.refuses(context);
  }

  #context(event: WorldEvent, data: Readonly<Record<string, string>>, at: number): EventContext {
    return new DeskContext(this.#parts, event, data, at);
  }

  /** The next thing that happens by itself after `from`, if anything is pending. */
  next(from: number): Deadline | undefined {
    return nextDeadline(this.#parts, this.#waiting, from);
  }

  /** Brings what follows from the time of day alone up to an instant. Nothing of it has to be stored. */
  follow(at: number): void {
    followHours(this.#parts, at, new Transaction());
  }

  /** Lets a deadline come about. */
  pass(deadline: Deadline): Change {
    const transaction = new Transaction();
    followHours(this.#parts, deadline.at, transaction);
    whole(() => deadline.apply(transaction));
    this.#keep([...transaction.change.keys()], deadline.at, transaction);
    return transaction.change;
  }

  /** What follows from a change: what the books note of it, and who waits for what from now on. */
  #keep(changed: readonly string[], at: number, transaction: Transaction): void {
    for (const [key, value] of this.#parts.world.books.noteChanges(changed, at)) transaction.put(key, value);
    this.#waiting.follow(changed);
  }
}

/** An event or deadline that could not be applied to its end: machines may have moved that nobody has stored. */
export class HalfApplied extends Error {
  constructor(cause: unknown) {
    super('an event could not be applied to its end', { cause });
    this.name = 'HalfApplied';
  }
}

function whole<T>(apply: () => T): T {
  try {
    return apply();
  } catch (error) {
    throw new HalfApplied(error);
  }
}

const ruleOf = (guard: Guard, context: EventContext): RuleId =>
  typeof guard.rule === 'function' ? guard.rule(context) : guard.rule;

function unknownEvent(type: string): string {
  const actor = type.split('.')[0];
  const known = [...byType.keys()];
  const near = known.filter((candidate) => candidate.startsWith(`${actor}.`));
  return `there is no event "${type}"; there are: ${(near.length > 0 ? near : known).join(', ')}`;
}

function checkedData(event: WorldEvent, data: Readonly<Record<string, unknown>>): Record<string, string> {
  const checked: Record<string, string> = {};
  const names = Object.keys(event.fields).join(', ') || 'none';
  for (const [name, value] of Object.entries(data)) {
    // What every object has is no field of an event.
    const field = Object.hasOwn(event.fields, name) ? event.fields[name] : undefined;
    if (field === undefined) {
      throw new SimulatorError('event/data', `${event.type} has no field "${name}"; it has: ${names}`);
    }
    if (typeof value !== 'string')
      throw new SimulatorError('event/data', `"${name}" of ${event.type} is a string`);
    if (field.values !== undefined && !field.values.includes(value)) {
      const values = field.values.join(', ');
      throw new SimulatorError(
        'event/data',
        `"${name}" of ${event.type} is one of: ${values}; not "${value}"`,
      );
    }
    const { longest } = field;
    if (longest !== undefined && (value.trim() === '' || [...value].length > longest)) {
      throw new SimulatorError('event/data', `"${name}" of ${event.type} has 1 to ${longest} characters`);
    }
    checked[name] = value;
  }
  for (const [name, field] of Object.entries(event.fields)) {
    if (field.required && checked[name] === undefined) {
      const values = field.values === undefined ? '' : `, one of: ${field.values.join(', ')}`;
      throw new SimulatorError('event/data', `${event.type} needs "${name}"${values}`);
    }
  }
  return checked;
}
