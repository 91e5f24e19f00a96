import type { Icc } from './card/icc.ts';
import { SimulatorError } from './errors.ts';
import { checkContents, contentsOf, type KeptLying, type NotLaid } from './reader-contents.ts';
import type { EmulatedReader } from './readers/emulated-reader.ts';
import { ReaderError } from './readers/reader.ts';
import type { EmulatedReaders } from './readers/registry.ts';
import type { Change, Json } from './store/store.ts';

/** What lies in the readers, by their names, in the state directory. */
export const readersKey = 'readers';

/** The cards that an id may mean; `undefined`: there is none of that name. */
export type IccOf = (id: string) => Icc | undefined;

/** Takes out what lies in a reader and lays these there instead. Gives those that could not be laid. */
export function layContents(
  readers: EmulatedReaders,
  reader: EmulatedReader,
  lying: readonly KeptLying[],
  iccOf: IccOf,
): NotLaid[] {
  return readers.atOnce(() => {
    // Before they are taken out: one that is known from lying there only is not found afterwards.
    const iccs = lying.map(({ card }) => iccOf(card));
    readers.takeOut(reader);
    return lying.flatMap(({ card, orientation, coupling }, index): NotLaid[] => {
      const icc = iccs[index];
      if (icc === undefined) return [{ reader: reader.name, card, why: 'no-card' }];
      const placement = coupling === undefined ? {} : { coupling };
      try {
        if (reader.card === undefined) readers.insert(reader, icc, orientation, placement);
        else readers.stack(reader, icc, placement);
        return [];
      } catch (error) {
        if (!(error instanceof ReaderError)) throw error;
        return [{ reader: reader.name, card, why: 'does-not-fit' }];
      }
    });
  });
}

/** What the entries of a state directory say; nothing where they say something that means nothing. */
function keptIn(entries: ReadonlyMap<string, Json>): Map<string, readonly KeptLying[]> {
  const stored = entries.get(readersKey);
  const kept = new Map<string, readonly KeptLying[]>();
  if (typeof stored !== 'object' || stored === null) return kept;
  for (const [name, lying] of Object.entries(stored)) {
    try {
      checkContents(name, lying);
      kept.set(name, lying);
    } catch (error) {
      if (!(error instanceof SimulatorError)) throw error;
    }
  }
  return kept;
}

export interface KeptReadersParts {
  readonly readers: EmulatedReaders;
  readonly iccOf: IccOf;
  /** Everything stored. */
  readonly entries: ReadonlyMap<string, Json>;
  readonly commit: (change: Change) => unknown;
}

/** Keeps what lies in the readers in the state directory. Readers that are not there this time are not forgotten. */
export class KeptReaders {
  readonly #parts: KeptReadersParts;
  readonly #kept: Map<string, readonly KeptLying[]>;
  /** Names of the readers that were there at the last look. */
  #here: ReadonlySet<string> = new Set();

  constructor(parts: KeptReadersParts) {
    this.#parts = parts;
    this.#kept = keptIn(parts.entries);
  }

  get #readers(): readonly EmulatedReader[] {
    const { readers } = this.#parts;
    return [...readers.readers, ...readers.away];
  }

  /** What lay in the readers lies there again; those that are new hold what they hold. */
  layBack(): NotLaid[] {
    const { readers, iccOf } = this.#parts;
    return this.#readers.flatMap((reader) => {
      const lying = this.#kept.get(reader.name);
      return lying === undefined ? [] : layContents(readers, reader, lying, iccOf);
    });
  }

  /** Keeps what lies there now, and from now on whatever changes. */
  follow(): void {
    this.#parts.readers.onMoved = () => this.keep();
    this.keep();
  }

  keep(): void {
    const here = this.#readers;
    const names = new Set(here.map(({ name }) => name));
    // Taken away by hand, and not only left out this time.
    for (const name of this.#here) if (!names.has(name)) this.#kept.delete(name);
    this.#here = names;
    for (const reader of here) this.#kept.set(reader.name, contentsOf(reader));
    const value = Object.fromEntries(
      [...this.#kept].map(([name, lying]): [string, Json] => [name, lying.map((one) => ({ ...one }))]),
    );
    const { entries, commit } = this.#parts;
    if (JSON.stringify(value) !== JSON.stringify(entries.get(readersKey)))
      commit(new Map([[readersKey, value]]));
  }
}
