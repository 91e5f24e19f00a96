import { CardPosition } from '../engine/card-position.ts';
import type { Foresight, Mutant } from '../engine/kill-matrix.ts';
import { statusWord } from '../engine/status-word.ts';
import type { BenchHand, Subject } from '../engine/subject.ts';
import { ConformanceError } from '../error.ts';
import { commandFaults } from './faults/command-faults.ts';
import { contentFaults } from './faults/content-faults.ts';
import type { Exchange, Fault } from './faults/fault.ts';
import { changeFaults, verifyFaults } from './faults/reference-faults.ts';

/**
 * What the simulator's own rules do not cover: faults of content, and rules that are broken for one reference, one
 * file or one length alone. They are made by changing what passes between the card and the harness, so that the
 * cases which look for them can be shown to see them.
 */
const faults: ReadonlyMap<string, Fault> = new Map(
  [...contentFaults, ...commandFaults, ...verifyFaults, ...changeFaults].map((one) => [one.id, one]),
);

/** The faults, as mutants. */
export const faultMutants: readonly Mutant[] = [...faults.values()].map(({ id, text }) => ({
  id,
  area: 'card',
  rule: id,
  text,
}));

export function isFault(id: string): boolean {
  return faults.has(id);
}

/** The same subject with a fault on the way. */
export function withFault(subject: Subject, id: string): Subject {
  const found = faults.get(id);
  if (found === undefined) return subject;
  let work = found.make();
  const position = new CardPosition();
  const { benchHand } = subject;
  let mute = false;
  const hand: BenchHand | undefined = benchHand && {
    ...benchHand,
    // What a fault remembers is gone with the state that it remembers it of.
    restore: (snapshot) => {
      work = found.make();
      mute = false;
      return benchHand.restore(snapshot);
    },
    ...(benchHand.turnCard === undefined || work.turned === undefined
      ? {}
      : {
          turnCard: async () => {
            mute = work.turned === 'mute' && !mute;
          },
        }),
    event: async (type, data = {}) =>
      work.loses?.(type, data) ? { taken: true } : benchHand.event(type, data),
  };
  return {
    ...subject,
    ...(hand === undefined ? {} : { benchHand: hand }),
    reset: async (signal) => {
      position.reset();
      if (mute) throw new ConformanceError('subject/mute', 'the card does not answer the reset');
      const answer = await subject.reset(signal);
      return work.answerToReset?.(answer) ?? answer;
    },
    transmit: async (command, signal) => {
      const exchange = { command, at: position.target(command) };
      const response = await subject.transmit(work.command?.(exchange) ?? command, signal);
      const told = work.response?.(exchange, response) ?? response;
      position.observe(command, statusWord(response) ?? 0);
      return told;
    },
  };
}

/** One thing that passed between the harness and a card: a power-up, a command, an event. */
type Passed =
  | { readonly kind: 'reset'; readonly answer: Uint8Array }
  | { readonly kind: 'exchange'; readonly exchange: Exchange; readonly response: Uint8Array }
  | { readonly kind: 'turn' }
  | { readonly kind: 'event'; readonly type: string; readonly data: Readonly<Record<string, string>> };

/** A fault is a function of what passes, so what passed tells whether it would have changed anything. */
export const faultForesight: Foresight<readonly Passed[]> = {
  record(subject) {
    let passed: Passed[] = [];
    const position = new CardPosition();
    const { benchHand } = subject;
    const hand: BenchHand | undefined = benchHand && {
      ...benchHand,
      ...(benchHand.turnCard === undefined
        ? {}
        : {
            turnCard: () => {
              passed.push({ kind: 'turn' });
              return benchHand.turnCard!();
            },
          }),
      event: (type, data = {}) => {
        passed.push({ kind: 'event', type, data });
        return benchHand.event(type, data);
      },
    };
    return {
      subject: {
        ...subject,
        ...(hand === undefined ? {} : { benchHand: hand }),
        reset: async (signal) => {
          position.reset();
          const answer = await subject.reset(signal);
          passed.push({ kind: 'reset', answer });
          return answer;
        },
        transmit: async (command, signal) => {
          const exchange = { command, at: position.target(command) };
          const response = await subject.transmit(command, signal);
          passed.push({ kind: 'exchange', exchange, response });
          position.observe(command, statusWord(response) ?? 0);
          return response;
        },
      },
      take: () => {
        const taken = passed;
        passed = [];
        return taken;
      },
    };
  },
  changes({ id }, recording) {
    const work = faults.get(id)?.make();
    if (work === undefined) return true;
    return recording.some((one) => {
      if (one.kind === 'reset') return (work.answerToReset?.(one.answer) ?? one.answer) !== one.answer;
      if (one.kind === 'turn') return work.turned !== undefined;
      if (one.kind === 'event') return work.loses?.(one.type, one.data) ?? false;
      const { exchange, response } = one;
      return (
        (work.command?.(exchange) ?? exchange.command) !== exchange.command ||
        (work.response?.(exchange, response) ?? response) !== response
      );
    });
  },
};
