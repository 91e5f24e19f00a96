import { type ReaderProfile, unmeasuredField } from '@kazashi/profiles';
import type { Icc } from '../card/icc.ts';
import type { LinkFaults } from '../faults/link-faults.ts';
import { reachOf } from '../media/coupling.ts';
import { Field, type Placement } from '../media/field.ts';
import { type AirFaults, type CardFaults, PoweredCard } from '../media/powered-card.ts';
import { AcsSettings } from './acs-commands.ts';
import type { HeldContact, LyingCard, Orientation, ReaderServices } from './contact-parts.ts';
import { ContactlessContact } from './contactless-contact.ts';
import { DirectContact } from './direct-contact.ts';
import { Pcd } from './pcd/pcd.ts';
import { pseudoClass } from './pseudo-apdu.ts';
import { type CardContact, type CardPresence, type Reader, ReaderError } from './reader.ts';
import { ReaderCommands } from './reader-commands.ts';

/** A reader whose slot is emulated: passes commands to the card, answers pseudo-APDUs, keeps the trace. */
export class EmulatedReader implements Reader {
  readonly id: string;
  readonly name: string;
  readonly profile: ReaderProfile;
  readonly #services: ReaderServices;
  readonly #contacts = new Set<HeldContact>();
  #lying: readonly LyingCard[] = [];
  #plugged = true;
  /** Commands that come without a contact. */
  #escapes: ReaderCommands | undefined;
  /**
   * Of a contactless reader, for chips that talk to cards themselves. Contacts of PC/SC have fields of their own in
   * which the same cards lie, since several may hold a card at once.
   */
  readonly field: Field | undefined;
  /** What its control commands have set. */
  readonly settings = new AcsSettings();
  /** Absent unless a fault waits, so that commands pass at no cost. */
  faults: CardFaults | undefined;
  /** Absent unless a fault waits that strikes frames. */
  air: AirFaults | undefined;
  /** Absent unless a fault waits that strikes what goes to the host. */
  link: LinkFaults | undefined;

  constructor(id: string, name: string, profile: ReaderProfile, services: ReaderServices) {
    this.id = id;
    this.name = name;
    this.profile = profile;
    this.#services = services;
    this.field = profile.interface === 'contactless' ? new Field(this, services, profile.field) : undefined;
  }

  /** The card that was laid down first. */
  get card(): Icc | undefined {
    return this.#lying[0]?.card;
  }

  get cards(): readonly Icc[] {
    return this.#lying.map(({ card }) => card);
  }

  /** Everything that lies there, from below. */
  get lying(): readonly LyingCard[] {
    return this.#lying;
  }

  get orientation(): Orientation {
    return this.#lying[0]?.orientation ?? 'normal';
  }

  get presence(): CardPresence {
    const reachable = this.#lying.filter(
      ({ placement }) =>
        this.field === undefined ||
        !['none', 'weak'].includes(reachOf(placement.coupling ?? 1, this.profile.field ?? unmeasuredField)),
    );
    if (reachable.length === 0) return 'absent';
    if (reachable.every(({ card }) => card.mute)) return 'mute';
    return this.orientation !== 'normal' && this.field === undefined ? 'mute' : 'present';
  }

  /** How many endpoints hold the card powered. */
  get holders(): number {
    return this.#contacts.size;
  }

  /** Lays a card down beside what lies there; in a reader with contacts in its place. */
  insert(card: Icc, orientation: Orientation = 'normal', placement: Placement = {}): void {
    if (this.field === undefined) this.remove();
    else this.remove(card);
    this.#lying = [...this.#lying, { card, orientation, placement, mute: card.mute ?? false }];
    this.field?.put(card, placement);
  }

  /** Takes one card away, or all. */
  remove(card?: Icc): void {
    if (card !== undefined && !this.cards.includes(card)) return;
    const taken = this.cards.filter((lying) => card === undefined || lying === card);
    for (const one of taken) this.field?.take(one);
    this.#lying = this.#lying.filter((lying) => !taken.includes(lying.card));
    for (const contact of this.#contacts) {
      const gone = this.#lying.length === 0 || taken.some((one) => contact.take(one));
      if (!gone) continue;
      contact.lose('reader/card-removed');
      this.#contacts.delete(contact);
    }
  }

  unplug(): void {
    this.#plugged = false;
    this.field?.power(false);
    for (const contact of this.#contacts) contact.lose('reader/unplugged');
    this.#contacts.clear();
  }

  plug(): void {
    this.#plugged = true;
  }

  /** Begins every contact anew, as after a power cycle that the host did not see; with each card as it is now. */
  repower(becomes: (card: Icc) => Icc = (card) => card): void {
    const now = new Map(this.cards.map((card) => [card, becomes(card)]));
    for (const [before, after] of now) this.field?.follow(before, after);
    this.#lying = this.#lying.map((lying) => ({ ...lying, card: now.get(lying.card)! }));
    for (const contact of this.#contacts) contact.repower(now);
  }

  activate(holder: string): CardContact {
    if (!this.#plugged) throw new ReaderError('reader/unplugged', 'the reader was unplugged');
    const { card } = this;
    if (card === undefined) throw this.#noCard();
    if (this.#services.placement === 'single') {
      for (const contact of this.#contacts) {
        if (contact.holder !== holder) {
          throw new ReaderError('reader/card-in-use', `${contact.holder} holds the card in ${this.name}`);
        }
      }
    }
    const contact = this.#begin(card, holder);
    this.#contacts.add(contact);
    return contact;
  }

  escape(command: Uint8Array): Uint8Array | undefined | Promise<Uint8Array> {
    const { profile, field, settings } = this;
    if (!profile.escape || !this.#plugged) return undefined;
    const own = profile.pseudoApdus.includes('acs-escape') ? settings.escape(profile, command) : undefined;
    if (own !== undefined || field === undefined || command[0] !== pseudoClass) return own;
    this.#escapes ??= new ReaderCommands({
      profile,
      settings,
      pcd: new Pcd({ field, rules: this.#services.rules, atrBuilder: profile.atrBuilder ?? 'pcsc3' }),
      field,
      services: this.#services,
      takeProof: () => this.#services.takeProof(this.name),
    });
    return this.#escapes.answer(command);
  }

  #begin(card: Icc, holder: string): HeldContact {
    const parts = {
      reader: this,
      holder,
      services: this.#services,
      closed: (contact: HeldContact) => this.#contacts.delete(contact),
    };
    const inField =
      this.field !== undefined && this.#lying.some((lying) => lying.card.contactless !== undefined);
    if (inField && this.presence !== 'mute') {
      const contact = ContactlessContact.begin(parts);
      if (contact === undefined) throw this.#noCard();
      return contact;
    }
    const answers = this.presence === 'mute' ? undefined : card;
    return new DirectContact(parts, new PoweredCard(answers, this, holder, this.#services), answers);
  }

  #noCard(): ReaderError {
    return new ReaderError('reader/no-card', `no card in ${this.name}`);
  }
}
