import type { AnyMachineSnapshot, AnyStateMachine, EventObject } from 'xstate';

/** One arrow of a definition. The event of an arrow that is followed at once is `always`. */
export interface Arrow {
  readonly source: string;
  readonly event: string;
  readonly guard: string | null;
  readonly actions: readonly string[];
  readonly target: string;
}

/** An arrow in words: `usable --secret.mismatched [lastTry]--> blocked`. */
export const arrowName = ({ source, event, guard, target }: Arrow): string =>
  `${source} --${event}${guard === null ? '' : ` [${guard}]`}--> ${target}`;

interface Definition {
  readonly eventType: string;
  readonly guard?: unknown;
  readonly actions: readonly unknown[];
  readonly target: readonly { readonly key: string }[] | undefined;
}

const nameOf = (part: unknown): string =>
  typeof part === 'string' ? part : String((part as { readonly type: unknown }).type);

function arrow(source: string, event: string, definition: Definition): Arrow {
  return {
    source,
    event,
    guard: definition.guard === undefined ? null : nameOf(definition.guard),
    actions: definition.actions.map(nameOf),
    target: definition.target?.[0]?.key ?? source,
  };
}

/**
 * Every arrow of a definition without nested states. An arrow of the machine itself counts once for each state in
 * which it can be followed; nothing happens in a state that is left at once.
 */
export function arrowsOf({ root }: AnyStateMachine): Arrow[] {
  const shared = [...root.transitions.values()].flat() as Definition[];
  return Object.values(root.states).flatMap((state) => {
    const always = (state.always ?? []) as Definition[];
    if (always.length > 0) return always.map((definition) => arrow(state.key, 'always', definition));
    const own = ([...state.transitions.values()] as Definition[][]).flat();
    return [...own, ...shared].map((definition) => arrow(state.key, definition.eventType, definition));
  });
}

/** The arrow that a machine follows on an event, if any. */
export function arrowTaken(snapshot: AnyMachineSnapshot, event: EventObject): Arrow | undefined {
  const machine: AnyStateMachine = snapshot.machine;
  const [taken] = (machine.getTransitionData(snapshot, event) ?? []) as unknown as Definition[];
  return taken === undefined ? undefined : arrow(String(snapshot.value), event.type, taken);
}

/** The arrow that leads from the initial state to the one in which a machine begins, if it is left at once. */
export function arrowAtStart(machine: AnyStateMachine, value: string): Arrow | undefined {
  return arrowsOf(machine).find(({ event, target }) => event === 'always' && target === value);
}
