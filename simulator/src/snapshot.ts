import { SimulatorError } from './errors.ts';
import { checkContents, type KeptLying } from './reader-contents.ts';
import type { Json } from './store/store.ts';

/** Everything that lasts, as one JSON value. */
export interface Snapshot {
  readonly kazashi: 'snapshot';
  readonly version: 2;
  /** ISO 8601, JST. */
  readonly clock: string;
  /** The state as the store keeps it, by key. */
  readonly entries: { readonly [key: string]: Json };
  readonly readers: readonly {
    readonly name: string;
    /** The card or phone of this world that lies there, the lowest of several. */
    readonly card: string | null;
    /** Everything that lies there, from below, strangers too. Absent in older snapshots: `card` lies well. */
    readonly lying?: readonly KeptLying[];
  }[];
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Throws SimulatorError `snapshot/form` or `snapshot/version`. */
export function checkSnapshot(value: unknown): asserts value is Snapshot {
  if (!isRecord(value) || value.kazashi !== 'snapshot') {
    throw new SimulatorError('snapshot/form', 'this is no snapshot of kazashi');
  }
  if (value.version !== 2) {
    throw new SimulatorError(
      'snapshot/version',
      `snapshot version ${String(value.version)} is not known here`,
    );
  }
  const { entries, readers, clock } = value;
  if (!isRecord(entries) || !Array.isArray(readers) || Number.isNaN(Date.parse(String(clock)))) {
    throw new SimulatorError('snapshot/form', 'the snapshot has no entries, readers or clock');
  }
  const isReader = (reader: unknown): boolean =>
    isRecord(reader) &&
    typeof reader.name === 'string' &&
    (reader.card === null || typeof reader.card === 'string');
  if (!readers.every(isReader)) {
    throw new SimulatorError('snapshot/form', 'a reader of the snapshot has no name or card');
  }
  for (const { name, lying } of readers as { readonly name: string; readonly lying?: unknown }[]) {
    if (lying !== undefined) checkContents(name, lying);
  }
}
