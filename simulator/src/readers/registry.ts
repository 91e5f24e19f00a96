import type { ReaderProfile } from '@kazashi/profiles';
import type { Icc } from '../card/icc.ts';
import type { Placement } from '../media/field.ts';
import type { Orientation, ReaderServices } from './contact-parts.ts';
import { EmulatedReader } from './emulated-reader.ts';
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
  readonly services: ReaderServices;
  readonly #readers: EmulatedReader[] = [];
  /** Unplugged, to come back: they keep their names. */
  readonly #away = new Set<EmulatedReader>();
  /** What goes wrong between the readers and their cards. */
  readonly faults: FaultBench;
  readonly #listeners = new Set<(event: ReaderEvent) => void>();
  /** Told when what lies where may have changed, once for everything that was moved at once. */
  onMoved: (() => void) | undefined;
  #moving = 0;

  constructor(services: ReaderServices) {
    this.services = services;
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

  /** Moves cards and readers about; `onMoved` is told at the end. */
  atOnce<T>(move: () => T): T {
    this.#moving++;
    try {
      return move();
    } finally {
      this.#moving--;
      if (this.#moving === 0) this.onMoved?.();
    }
  }

  /** The readers that one kind of host reaches, as a registry of their own. */
  hostedBy(host: NonNullable<ReaderProfile['host']>): ReaderRegistry {
    const isMeant = ({ profile }: Pick<EmulatedReader, 'profile'>): boolean =>
      (profile.host ?? 'pcsc') === host;
    const all = this.#readers;
    return {
      get readers() {
        return all.filter(isMeant);
      },
      subscribe: (listener) => this.subscribe((event) => isMeant(event.reader) && listener(event)),
    };
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
    const reader = new EmulatedReader(`${profile.id}#${number}`, name(), profile, this.services);
    if (card !== undefined) checkFits(reader, card);
    this.atOnce(() => {
      if (card !== undefined) {
        this.#takeOutOfAny(card, profile);
        reader.insert(card);
      }
      this.#readers.push(reader);
      this.#tell({ type: 'reader.added', reader });
    });
    return reader;
  }

  remove(reader: EmulatedReader): void {
    const index = this.#readers.indexOf(reader);
    if (index < 0) return;
    this.atOnce(() => {
      this.#readers.splice(index, 1);
      reader.unplug();
      this.#tell({ type: 'reader.removed', reader });
    });
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
  insert(
    reader: EmulatedReader,
    card: Icc,
    orientation: Orientation = 'normal',
    placement: Placement = {},
  ): void {
    checkFits(reader, card);
    this.atOnce(() => {
      this.takeOut(reader);
      this.#takeOutOfAny(card, reader.profile);
      reader.insert(card, orientation, placement);
      if (!this.#away.has(reader)) this.#tell({ type: 'card.inserted', reader });
    });
  }

  /**
   * Lays a card onto what lies on a contactless reader. A host that uses the card there goes on with it. Throws
   * ReaderError `reader/no-stack` at a reader with contacts.
   */
  stack(reader: EmulatedReader, card: Icc, placement: Placement = {}): void {
    if (reader.field === undefined) {
      throw new ReaderError('reader/no-stack', `${reader.name} has contacts and takes one card`);
    }
    if (reader.cards.length === 0 || reader.cards.includes(card)) {
      this.insert(reader, card, 'normal', placement);
      return;
    }
    this.atOnce(() => {
      this.#takeOutOfAny(card, reader.profile);
      reader.insert(card, 'normal', placement);
      this.moved(reader);
    });
  }

  /** Something else than before may be found in a reader: whoever does not use the card looks anew. */
  moved(reader: EmulatedReader): void {
    if (this.#readers.includes(reader)) this.#tell({ type: 'card.moved', reader });
  }

  /**
   * A card lies in one reader at most. Where several endpoints may hold it at once, that is one of each kind of
   * host: it is in the PC/SC reader and in the field of a PN532 then.
   */
  #takeOutOfAny(card: Icc, by: ReaderProfile): void {
    const shared = this.services.placement === 'shared';
    const hostOf = ({ host = 'pcsc' }: ReaderProfile): string => host;
    for (const reader of [...this.#readers, ...this.#away]) {
      if (!reader.cards.includes(card) || (shared && hostOf(reader.profile) !== hostOf(by))) continue;
      this.takeOut(reader, card);
    }
  }

  /** Takes everything out of a reader and lays it down again as it lay; endpoints see it go and come. */
  layAgain(reader: EmulatedReader): void {
    const [first, ...others] = reader.lying;
    if (first === undefined) return;
    this.atOnce(() => {
      this.insert(reader, first.card, first.orientation, first.placement);
      for (const { card, placement } of others) this.stack(reader, card, placement);
    });
  }

  /** Takes out one card, or everything that lies there. The host is told when it used that one, or nothing is left. */
  takeOut(reader: EmulatedReader, card?: Icc): void {
    if (reader.card === undefined) return;
    this.atOnce(() => {
      const { holders } = reader;
      reader.remove(card);
      if (this.#away.has(reader)) return;
      const lost = reader.holders < holders;
      if (reader.card === undefined || lost) this.#tell({ type: 'card.removed', reader });
      if (reader.card === undefined) return;
      // What lay under or on it is found now.
      if (lost) this.#tell({ type: 'card.inserted', reader });
      else this.moved(reader);
    });
  }
}
