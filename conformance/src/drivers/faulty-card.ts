import { CardPosition } from '../engine/card-position.ts';
import type { Mutant } from '../engine/kill-matrix.ts';
import { statusWord } from '../engine/status-word.ts';
import type { BenchHand, Subject } from '../engine/subject.ts';
import { ConformanceError } from '../error.ts';
import { commandFaults } from './faults/command-faults.ts';
import { contentFaults } from './faults/content-faults.ts';
import type { Fault } from './faults/fault.ts';
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

/** The fault of that id; undefined for a rule of the simulator. */
export const faultOf = (id: string): Fault | undefined => faults.get(id);

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
