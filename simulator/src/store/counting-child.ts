import { openFileStore } from './file-store.ts';
import type { Json } from './store.ts';

/** Counts up in a store and says each number on stdout once it is durable, until it is killed. */
const store = await openFileStore(process.argv[2]!, { sectors: 8 });
let count = Number(store.entries.get('count') ?? 0);
process.stdout.write(`found ${count}\n`);
for (;;) {
  count++;
  // Every seventh change takes several sectors.
  const filling = 'x'.repeat(count % 7 === 0 ? 1300 : 10);
  await store.commit(new Map<string, Json>(Object.entries({ count, filling })));
  process.stdout.write(`durable ${count}\n`);
}
