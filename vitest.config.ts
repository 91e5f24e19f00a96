import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest is begun first: begun last, it would run alone. */
const longest = [
  'simulator/test/life/walk/in-memory.test.ts',
  'conformance/src/drivers/emulated-card.test.ts',
  'test/packed.test.ts',
  'conformance/src/drivers/serial.test.ts',
  'conformance/src/clients/client-matrix.test.ts',
  'conformance/src/drivers/emulated-status.test.ts',
  'simulator/test/life/every-event.test.ts',
  'conformance/src/drivers/client.test.ts',
  'simulator/test/life/walk/file-store.test.ts',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const index = longest.findIndex((file) => moduleId.endsWith(`/${file}`));
      return index < 0 ? longest.length : index;
    };
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  test: {
    include: [
      '*/src/**/*.test.ts',
      '*/test/**/*.test.ts',
      'bin/**/*.test.ts',
      'test/**/*.test.ts',
      'scripts/**/*.test.mjs',
    ],
    sequence: { sequencer: LongestFirst },
    testTimeout: 20_000,
    hookTimeout: 20_000,
    pool: 'forks',
    // Modules hold no state: files may share those already loaded, which saves a fifth of the time.
    isolate: false,
    // One more than there are processors: many tests wait for other programs.
    maxWorkers: availableParallelism() + 1,
  },
});
