import type { Icc } from './card/icc.ts';
import { layContents } from './kept-readers.ts';
import { strangerCard } from './media/strangers.ts';
import { contentsOf, type NotLaid, sameContents } from './reader-contents.ts';
import type { EmulatedReader } from './readers/emulated-reader.ts';
import type { EmulatedReaders } from './readers/registry.ts';
import type { Snapshot } from './snapshot.ts';
import { phoneKey } from './world/phone.ts';
import type { World } from './world/world.ts';

/** What of a world lies in the readers: what becomes of a card or phone there follows what becomes of it in the world. */
export class CardsInReaders {
  readonly #world: World;
  readonly #readers: EmulatedReaders;

  constructor(world: World, readers: EmulatedReaders) {
    this.#world = world;
    this.#readers = readers;
  }

  get #all(): readonly EmulatedReader[] {
    return [...this.#readers.readers, ...this.#readers.away];
  }

  /** What goes by that id in the world now; undefined when it is gone. */
  #now(id: string): Icc | undefined {
    const phone = phoneKey.exec(id)?.[1];
    if (phone === undefined) return this.#world.plastics.get(id)?.card;
    return this.#world.phones.has(phone) ? this.#world.phoneCard(phone) : undefined;
  }

  /** What became of a card; a stranger stays what it is. */
  #asNow(card: Icc): Icc {
    return this.#now(card.id) ?? card;
  }

  /** What an id means in a reader: of this world, a stranger, or a card of neither that lies there already. */
  icc(id: string): Icc | undefined {
    const lying = this.#all.flatMap(({ cards }) => cards);
    return this.#now(id) ?? strangerCard(id) ?? lying.find((card) => card.id === id);
  }

  /**
   * A card that was written to begins a new session wherever it lies, also under others. A phone that was locked or
   * unlocked leaves its reader's field and comes back, mute or not.
   */
  follow(): void {
    for (const reader of this.#all) {
      if (reader.cards.some((card) => this.#asNow(card) !== card))
        reader.repower((card) => this.#asNow(card));
      if (reader.lying.some(({ card, mute }) => (card.mute ?? false) !== mute))
        this.#readers.layAgain(reader);
    }
  }

  /** As snapshots have it. `card` is the first of this world, for whoever knows no more than one. */
  save(): Snapshot['readers'] {
    return this.#all.map((reader) => ({
      name: reader.name,
      card: reader.cards.find(({ id }) => this.#now(id) !== undefined)?.id ?? null,
      lying: contentsOf(reader),
    }));
  }

  /** Lays back what lay there; whatever lies there still begins a new session. Gives what could not be laid back. */
  load(readers: Snapshot['readers']): NotLaid[] {
    return this.#readers.atOnce(() =>
      readers.flatMap(({ name, card, lying }): NotLaid[] => {
        const reader = this.#all.find((candidate) => candidate.name === name);
        const wanted = lying ?? (card === null ? [] : [{ card }]);
        if (reader === undefined)
          return wanted.map((one) => ({ reader: name, card: one.card, why: 'no-reader' }));
        const stays =
          lying === undefined ? reader.card?.id === card : sameContents(contentsOf(reader), wanted);
        if (!stays) return layContents(this.#readers, reader, wanted, (id) => this.icc(id));
        reader.repower((lies) => this.#asNow(lies));
        return [];
      }),
    );
  }
}
