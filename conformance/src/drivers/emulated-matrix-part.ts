import { cardCases } from '../cases/index.ts';
import { killMatrix } from '../engine/kill-matrix.ts';
import { systemClock } from '../engine/run-clock.ts';
import { cardForesight } from './card-foresight.ts';
import { cardMutants, emulatedVariants } from './emulated-variants.ts';

/** What one process of a matrix is asked to do, by ids. */
export interface MatrixPart {
  readonly cases: readonly string[];
  readonly mutants: readonly string[];
  readonly fast: boolean;
}

// Whatever a case throws is a verdict here: nobody reads where it was thrown, and to find out is dear.
Error.stackTraceLimit = 0;

/** Makes the matrix of the part that it is sent, and sends it back. */
process.once('message', async (part: MatrixPart) => {
  const { cases, mutants, fast } = part;
  const matrix = await killMatrix({
    cases: cardCases.filter(({ id }) => cases.includes(id)),
    mutants: (await cardMutants()).filter(({ id }) => mutants.includes(id)),
    variants: emulatedVariants,
    foresight: cardForesight,
    clock: systemClock,
    signal: new AbortController().signal,
    fast,
  });
  process.send!(matrix, () => process.disconnect());
});
// Whoever asked may be gone before the matrix is made.
process.once('disconnect', () => process.exit());
