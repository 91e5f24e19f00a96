import type { ReaderProfile } from '@kazashi/profiles';
import type { Icc } from '../card/icc.ts';
import { EmulatedReader, type Orientation, type ReaderServices } from './emulated-reader.ts';
import { FaultBench } from './fault-bench.ts';
import { ReaderError, type ReaderEvent, type ReaderRegistry } from './reader.ts';

function checkFits({ name, profile }: EmulatedReader, card: Icc): void {
  if (profile.interface !== 'contact' || card.contacts) return;
  throw new ReaderError(
    'reader/contactless-only',
    `${name} has a contact slot, and ${card.id} is a phone without contacts; hold it to a contactless reader`,
  );
}

/** The readers of one simulator, in the order they were plugged in. */
export class EmulatedReaders implements ReaderRegistry {
  readonly #services: ReaderServices;
  readonly #readers: EmulatedReader[] = [];
  /** Unplugged, to come back: they keep their names. */
  readonly #away = new Set<EmulatedReader>();
  /** What goes wrong between the readers and their cards. */
  readonly faults: FaultBench;
  readonly #listeners = new Set<(event: ReaderEvent) => void>();

  constructor(services: ReaderServices) {
    this.#services = services;
    this.faults = new FaultBench(this, services);
  }

  get readers(): readonly EmulatedReader[] {
    return this.#readers;
  }

  /** Readers that are unplugged for a while. */
  get away(): readonly EmulatedReader[] {
    return [...this.#away];
  }

  subscribe(listener: (event: ReaderEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(event: ReaderEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** The reader of that name or id. Throws ReaderError `reader/unknown`, naming the ones there are. */
  get(nameOrId: string): EmulatedReader {
    const found = this.#readers.find((reader) => reader.name === nameOrId || reader.id === nameOrId);
    if (found !== undefined) return found;
    const names = this.#readers.map((reader) => `"${reader.name}"`).join(', ') || 'none';
    throw new ReaderError('reader/unknown', `there is no reader "${nameOrId}"; there are: ${names}`);
  }

  /** The one meant by a command that names none: the only one, or the first. */
  chosen(nameOrId: string | undefined): EmulatedReader {
    if (nameOrId !== undefined) return this.get(nameOrId);
    const first = this.#readers[0];
    if (first === undefined) throw new ReaderError('reader/unknown', 'there is no reader');
    return first;
  }

  /** Plugs in a reader, with a card in it when one is given. The first free number makes its name. */
  add(profile: ReaderProfile, card?: Icc): EmulatedReader {
    let number = 0;
    const name = (): string => `${profile.name} ${number.toString(16).toUpperCase().padStart(2, '0')} 00`;
    while ([...this.#readers, ...this.#away].some((reader) => reader.name === name())) number++;
    const reader = new EmulatedReader(`${profile.id}#${number}`, name(), profile, this.#services);
    if (card !== undefined) {
      checkFits(reader, card);
      this.#takeOutOfAny(card);
      reader.insert(card);
    }
    this.#readers.push(reader);
    this.#tell({ type: 'reader.added', reader });
    return reader;
  }

  remove(reader: EmulatedReader): void {
    const index = this.#readers.indexOf(reader);
    if (index < 0) return;
    this.#readers.splice(index, 1);
    reader.unplug();
    this.#tell({ type: 'reader.removed', reader });
  }

  /** Takes a reader away that will be back; the card stays in it. */
  unplug(reader: EmulatedReader): void {
    if (!this.#readers.includes(reader)) return;
    this.#away.add(reader);
    this.remove(reader);
  }

  /** Plugs an unplugged reader in again, as the last one. */
  plug(reader: EmulatedReader): void {
    if (!this.#away.delete(reader)) return;
    reader.plug();
    this.#readers.push(reader);
    this.#tell({ type: 'reader.added', reader });
  }

  /**
   * Puts a card into a reader; whatever lay there is taken out first. Throws ReaderError `reader/contactless-only`
   * for a phone and a contact slot, and nothing moves then.
   */
  insert(reader: EmulatedReader, card: Icc, orientation: Orientation = 'normal'): void {
    checkFits(reader, card);
    this.takeOut(reader);
    this.#takeOutOfAny(card);
    reader.insert(card, orientation);
    if (!this.#away.has(reader)) this.#tell({ type: 'card.inserted', reader });
  }

  /** A card lies in one reader at most. */
  #takeOutOfAny(card: Icc): void {
    const reader = [...this.#readers, ...this.#away].find((candidate) => candidate.card === card);
    if (reader !== undefined) this.takeOut(reader);
  }

  takeOut(reader: EmulatedReader): void {
    if (reader.card === undefined) return;
    reader.remove();
    if (this.#away.has(reader)) return;
    this.#tell({ type: 'card.removed', reader });
  }
}
