import { type Actor, type AnyStateMachine, createActor, type EventObject } from 'xstate';
import { SimulatorError } from '../errors.ts';

type Scalar = null | boolean | number | string;

/** A machine's state as it is stored: name and version say which definition can read it. */
export type MachineRecord = {
  readonly machine: string;
  readonly version: number;
  readonly value: string;
  readonly context: { readonly [name: string]: Scalar };
};

/** What is used of a snapshot, whatever its machine. */
export interface MachineSnapshot<E extends EventObject> {
  readonly value: unknown;
  readonly context: object;
  can(event: E): boolean;
}

/** One kind of machine with what of its context lasts beyond its policy. */
export interface MachineKind<S extends MachineSnapshot<E>, E extends EventObject, I extends object> {
  readonly definition: AnyStateMachine;
  readonly version: number;
  /** Context values that do not follow from the policy. */
  readonly keep: readonly string[];
  /** Never set: carries the types of snapshot, event and policy. */
  readonly types?: { readonly snapshot: S; readonly event: E; readonly policy: I };
}

/**
 * One machine at work. The actor is made by the first event: a card at rest costs a snapshot shared with all
 * others of its policy.
 */
export class MachineInstance<S extends MachineSnapshot<E>, E extends EventObject, I extends object> {
  /** Where its state is stored. */
  readonly key: string;
  readonly #kind: MachineKind<S, E, I>;
  #actor: Actor<AnyStateMachine> | undefined;
  snapshot: S;

  constructor(key: string, kind: MachineKind<S, E, I>, policy: I) {
    this.key = key;
    this.#kind = kind;
    this.snapshot = initialSnapshot(kind, policy);
  }

  /** Whether the machine takes the event in its present state. */
  can(event: E): boolean {
    return this.snapshot.can(event);
  }

  /** Sends an event that the caller knows to be taken, or does not mind being dropped. */
  send(event: E): void {
    if (this.#actor === undefined) {
      this.#actor = createActor(this.#kind.definition, { snapshot: this.snapshot as never });
      this.#actor.start();
    }
    this.#actor.send(event);
    this.snapshot = this.#actor.getSnapshot() as never;
  }

  /**
   * Puts the machine into a stored state; `policy` may differ from the one it was stored under. Throws
   * SimulatorError `machine/record` for the record of another machine or version, and changes nothing then.
   */
  restore(record: MachineRecord | undefined, policy: I): void {
    const initial = initialSnapshot(this.#kind, policy);
    this.snapshot = record === undefined ? initial : this.#stored(record, initial);
    this.#actor?.stop();
    this.#actor = undefined;
  }

  #stored(record: MachineRecord, initial: S): S {
    const { definition, version, keep } = this.#kind;
    if (
      record.machine !== definition.id ||
      record.version !== version ||
      !Object.hasOwn(definition.states, record.value)
    ) {
      const what = `${record.machine} ${record.version} "${record.value}"`;
      throw new SimulatorError('machine/record', `${this.key} holds ${what}: no ${definition.id} ${version}`);
    }
    const kept = keep.map((name) => [name, record.context[name] ?? null]);
    const context = { ...initial.context, ...Object.fromEntries(kept) };
    return definition.resolveState({ value: record.value, context }) as never;
  }

  record(): MachineRecord {
    const all = this.snapshot.context as Readonly<Record<string, Scalar>>;
    const context: Record<string, Scalar> = {};
    for (const name of this.#kind.keep) context[name] = all[name] ?? null;
    const { definition, version } = this.#kind;
    return { machine: definition.id, version, value: String(this.snapshot.value), context };
  }
}

const initialSnapshots = new WeakMap<AnyStateMachine, WeakMap<object, unknown>>();

/** The snapshot a machine begins with, made once for each policy object. */
function initialSnapshot<S extends MachineSnapshot<E>, E extends EventObject, I extends object>(
  kind: MachineKind<S, E, I>,
  policy: I,
): S {
  let byPolicy = initialSnapshots.get(kind.definition);
  if (byPolicy === undefined) {
    byPolicy = new WeakMap();
    initialSnapshots.set(kind.definition, byPolicy);
  }
  const known = byPolicy.get(policy) as S | undefined;
  if (known !== undefined) return known;
  const actor = createActor(kind.definition, { input: policy });
  actor.start();
  const snapshot = actor.getSnapshot() as never;
  actor.stop();
  byPolicy.set(policy, snapshot);
  return snapshot;
}
