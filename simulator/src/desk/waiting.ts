import type { FacilityAccount } from '../world/facility.ts';
import type { Phone } from '../world/phone.ts';
import type { World } from '../world/world.ts';

interface DueContext {
  readonly dueAt: number | null;
}

/**
 * Who waits for something that is due at an instant: of ten thousand phones the few that are being enrolled. Told of
 * every change by its keys, so that nobody has to look through all of them for the next deadline.
 */
export class Waiting {
  readonly #world: World;
  readonly #phones = new Set<string>();
  readonly #accounts = new Set<string>();
  #edition = -1;

  constructor(world: World) {
    this.#world = world;
  }

  /** Follows what was changed. */
  follow(changed: Iterable<string>): void {
    if (this.#edition !== this.#world.books.edition) return; // looked through anew when asked next
    for (const key of changed) {
      const [area, id, machine] = key.split('/');
      if (id === undefined) continue;
      if (area === 'phone' && machine === 'enrolment')
        note(this.#phones, id, this.#world.phones.get(id)?.enrolment.snapshot.context);
      else if (area === 'facility' && machine === 'account')
        note(this.#accounts, id, this.#world.accounts.get(id)?.account.snapshot.context);
    }
  }

  /** In the order in which they were entered, as the deadlines of one instant come about. */
  get phones(): readonly Phone[] {
    this.#lookThrough();
    return inOrder(this.#phones, this.#world.phones);
  }

  get accounts(): readonly FacilityAccount[] {
    this.#lookThrough();
    return inOrder(this.#accounts, this.#world.accounts);
  }

  /** After the world was put to what is stored. */
  #lookThrough(): void {
    const { phones, accounts, books } = this.#world;
    if (this.#edition === books.edition) return;
    this.#edition = books.edition;
    this.#phones.clear();
    this.#accounts.clear();
    for (const [id, { enrolment }] of phones) note(this.#phones, id, enrolment.snapshot.context);
    for (const [id, { account }] of accounts) note(this.#accounts, id, account.snapshot.context);
  }
}

function note(ids: Set<string>, id: string, context: DueContext | undefined): void {
  if (context === undefined || context.dueAt === null) ids.delete(id);
  else ids.add(id);
}

/** Ids are numbers, given in the order of entering. */
function inOrder<T>(ids: ReadonlySet<string>, known: ReadonlyMap<string, T>): T[] {
  const found: T[] = [];
  for (const id of [...ids].sort((a, b) => Number(a) - Number(b))) {
    const one = known.get(id);
    if (one !== undefined) found.push(one);
  }
  return found;
}
