// npm run walk -- [STEPS] [SEED]
// Walks at random through the life of cards and phones: ten million steps unless told otherwise. What breaks is
// shrunk and written to walk-SEED.yaml, which `kazashi scenario run` replays.
import { writeFileSync } from 'node:fs';
import { walk } from './walk.ts';

const [stepsText = '10000000', seedText] = process.argv.slice(2);
const steps = Number(stepsText);
const seed = seedText === undefined ? Date.now() % 2 ** 30 : Number(seedText);
if (!Number.isInteger(steps) || steps < 1 || !Number.isInteger(seed)) {
  process.stderr.write('usage: npm run walk -- [STEPS] [SEED]\n');
  process.exit(2);
}
process.stdout.write(`seed ${seed}, ${steps} steps\n`);
const begun = performance.now();
let told = begun;
const rate = (count: number): string =>
  `${count} steps, ${Math.round((count * 1000) / (performance.now() - begun))}/s`;
const { failure, steps: walked } = await walk({
  seed,
  steps,
  onProgress(count) {
    if (performance.now() - told < 2000) return;
    told = performance.now();
    process.stdout.write(`${rate(count)}\n`);
  },
});
process.stdout.write(`${rate(walked)}\n`);
if (failure !== undefined) {
  const file = `walk-${failure.seed}.yaml`;
  writeFileSync(file, failure.scenario);
  process.stdout.write(`${failure.message}\nseed ${failure.seed}; written to ${file}\n`);
  process.exitCode = 1;
}
