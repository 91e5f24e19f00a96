import type { CardProfile, LifecycleSwitches, PersonProfile, PhoneProfile } from '@kazashi/profiles';
import type { CardSecret } from '../applications/card-secret.ts';
import { Card } from '../card/card.ts';
import { restoreSecret } from '../card/card-secrets.ts';
import type { LeafHolder } from '../card/leaf-certificate.ts';
import {
  type CertificateFacts,
  newCertificate,
  type PersonalisationFacts,
  personalise,
} from '../card/personalisation-facts.ts';
import type { PhoneCard } from '../card/phone-card.ts';
import { SimulatorError } from '../errors.ts';
import type { MachineRecord } from '../lifecycle/machine-instance.ts';
import { cardBodyInstance, noPolicy } from '../lifecycle/machine-kinds.ts';
import { type BackOfficeInstance, backOfficeInstance, bindingInstance } from '../lifecycle/world-machines.ts';
import type { RandomSource } from '../pki/index.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { asJson, fromJson } from '../store/json.ts';
import type { Json } from '../store/store.ts';
import { makeAccount, type StoredAccount } from './account-maker.ts';
import type { FacilityAccount, FacilityNotice } from './facility.ts';
import { type IssuedCertificate, IssuedCertificates } from './issued-certificates.ts';
import { Person } from './person.ts';
import {
  type CertificateKindName,
  type EnrolmentDraft,
  emptyDraft,
  type Notice,
  newPhone,
  type Phone,
  type PhoneSettings,
} from './phone.ts';
import { newPhoneCard } from './phone-functions.ts';
import { PhoneHoldings } from './phone-holdings.ts';
import { PhoneMaker } from './phone-maker.ts';
import { PlasticCard } from './plastic-card.ts';
import { SecretMaker } from './secret-maker.ts';
import { certificateId, fresh, nextNumber } from './serial-numbers.ts';
import type { Transaction } from './transaction.ts';

export interface WorldParts {
  readonly rules: RuleSet;
  readonly switches: LifecycleSwitches;
  readonly random: RandomSource;
}

type Entries = ReadonlyMap<string, Json>;
type StoredPerson = {
  readonly profile: PersonProfile;
  readonly card: string;
  readonly kioskPermit: Person['kioskPermit'];
};
type StoredPhone = { readonly person: string; readonly profile: PhoneProfile };

export const certificateKinds: readonly CertificateKindName[] = ['signature', 'authentication'];

/** Persons, cards, phones, accounts and the books on them. What happens to them is in the events. */
export class World {
  readonly persons = new Map<string, Person>();
  readonly plastics = new Map<string, PlasticCard>();
  readonly phones = new Map<string, Phone>();
  readonly accounts = new Map<string, FacilityAccount>();
  readonly books: IssuedCertificates;
  readonly backOffice: BackOfficeInstance;
  /** Where the status services are: certificates that are issued from now on name it. */
  statusUrl: string | undefined;
  readonly #holdings = new PhoneHoldings();
  readonly #parts: WorldParts;
  readonly #secrets = new SecretMaker();
  readonly #phoneMaker: PhoneMaker;

  constructor(parts: WorldParts) {
    this.#parts = parts;
    this.books = new IssuedCertificates(parts.rules, parts.switches);
    this.backOffice = backOfficeInstance('back-office');
    this.#phoneMaker = new PhoneMaker(parts.rules, parts.switches, this.#secrets);
  }

  get switches(): LifecycleSwitches {
    return this.#parts.switches;
  }

  // --- making things

  #card(id: string, facts: PersonalisationFacts): Card {
    return new Card({
      id,
      facts,
      rules: this.#parts.rules,
      random: this.#parts.random,
      isHeld: (kind) => this.plastics.get(id)?.isHeld(kind) ?? false,
    });
  }

  /** A plastic card for a person, who is entered with it when new. Its certificates are issued with it. */
  issuePlastic(
    order: {
      readonly card: CardProfile;
      readonly person: PersonProfile;
      readonly holder?: Person;
      readonly calendarStart: number;
      readonly issued?: number;
    },
    transaction: Transaction,
  ): PlasticCard {
    const number = nextNumber(this.plastics);
    const id = String(number);
    const make = (): PersonalisationFacts =>
      personalise({
        cardProfile: order.card,
        personProfile: order.person,
        calendarStart: order.calendarStart,
        number,
        random: this.#parts.random,
        statusUrl: this.statusUrl,
        ...(order.issued === undefined ? {} : { issued: order.issued }),
      });
    const facts = fresh(make, (made) => certificateKinds.every((kind) => this.#isFree(kind, made[kind])));
    const holder = order.holder ?? this.#enterPerson(order.person, id);
    const plastic = this.#plastic(
      holder.id,
      id,
      facts,
      this.#enterCertificates(holder.id, facts, transaction),
    );
    holder.card = id;
    transaction.put(`card/${id}/facts`, asJson(facts));
    transaction.put(`card/${id}/person`, holder.id);
    transaction.put(holder.key, holder.record());
    return plastic;
  }

  #enterPerson(profile: PersonProfile, card: string): Person {
    const id = String(nextNumber(this.persons));
    const person = new Person(id, profile, card, bindingInstance(`person/${id}/binding`));
    this.persons.set(id, person);
    return person;
  }

  #enterCertificates(person: string, facts: PersonalisationFacts, transaction: Transaction) {
    const entered: Partial<Record<CertificateKindName, IssuedCertificate>> = {};
    for (const kind of certificateKinds) {
      const certificate = facts[kind];
      if (certificate === null) continue;
      entered[kind] = this.issueCertificate(
        { kind, carrier: 'card', person, facts: certificate },
        transaction,
      );
    }
    return entered;
  }

  /** Facts of a certificate to be issued now, under a serial number that the books do not know. */
  newCertificate(kind: CertificateKindName, options: Parameters<typeof newCertificate>[0]): CertificateFacts {
    return fresh(
      () => newCertificate({ ...options, statusUrl: this.statusUrl }),
      (made) => this.#isFree(kind, made),
    );
  }

  #isFree(kind: CertificateKindName, facts: CertificateFacts | null): boolean {
    return facts === null || this.books.get(certificateId(kind, facts.serial)) === undefined;
  }

  /** Enters a certificate into the books, valid at once. */
  issueCertificate(
    certificate: Omit<IssuedCertificate, 'id' | 'machine'>,
    transaction: Transaction,
  ): IssuedCertificate {
    const issued = this.requestCertificate(certificate, transaction);
    transaction.send(issued.machine, { type: 'certificate.issue' });
    return issued;
  }

  /** Enters a certificate into the books, pending until it is issued. */
  requestCertificate(
    certificate: Omit<IssuedCertificate, 'id' | 'machine'>,
    transaction: Transaction,
  ): IssuedCertificate {
    const entered = this.books.enter(certificate);
    transaction.put(`certificate/${entered.id}`, IssuedCertificates.record(entered));
    transaction.send(entered.machine, { type: 'certificate.request' });
    return entered;
  }

  #plastic(
    person: string,
    id: string,
    facts: PersonalisationFacts,
    certificates: PlasticCard['certificates'],
  ): PlasticCard {
    const plastic = new PlasticCard(
      person,
      this.#card(id, facts),
      cardBodyInstance(`card/${id}/body`),
      certificates,
    );
    this.plastics.set(id, plastic);
    return plastic;
  }

  /** Gives a certificate of a phone another end. @see IssuedCertificates.moveEnd */
  moveEnd(certificate: IssuedCertificate, notAfter: number, transaction: Transaction): void {
    const moved = this.books.moveEnd(certificate, notAfter);
    transaction.put(`certificate/${moved.id}`, IssuedCertificates.record(moved));
    for (const phone of this.phones.values()) {
      if (phone.certificates[moved.kind]?.id === moved.id) phone.certificates[moved.kind] = moved;
    }
  }

  /** Writes to the chip: the same card with other contents. Counters and values of its secrets stay. */
  rewrite(plastic: PlasticCard, facts: PersonalisationFacts, transaction: Transaction): void {
    const kept = plastic.card.save();
    plastic.card = this.#card(plastic.id, facts);
    plastic.card.restore(kept);
    transaction.put(`card/${plastic.id}/facts`, asJson(facts));
  }

  addPhone(person: Person, profile: PhoneProfile, transaction: Transaction): Phone {
    const id = String(nextNumber(this.phones));
    transaction.put(`phone/${id}/facts`, { person: person.id, profile: asJson(profile) });
    return this.#phone(id, person.id, profile);
  }

  /** A phone with nothing on it is somebody else's from now on; what the former holder was told goes with him. */
  passPhone(phone: Phone, person: Person, transaction: Transaction): void {
    this.#holdings.leave(phone);
    phone.person = person.id;
    this.#holdings.enter(phone);
    phone.certificates = {};
    phone.notices = [];
    phone.holder = null;
    // Made anew when it is held to a reader: it says whose it is.
    phone.card = undefined;
    transaction.put(`phone/${phone.id}/facts`, { person: person.id, profile: asJson(phone.profile) });
    transaction.put(phone.certificatesKey, {});
    transaction.put(phone.noticesKey, []);
    transaction.put(phone.holderKey, null);
  }

  #phone(id: string, person: string, profile: PhoneProfile): Phone {
    const phone = this.#phoneMaker.make(id, person, profile);
    this.phones.set(id, phone);
    this.#holdings.enter(phone);
    return phone;
  }

  /** A phone as it is held to readers; made when first wanted. Throws SimulatorError `phone/unknown`. */
  phoneCard(id: string): PhoneCard {
    const phone = this.phone(id);
    phone.card ??= newPhoneCard(phone, this, this.#parts);
    return phone.card;
  }

  addAccount(stored: StoredAccount, password: string, transaction: Transaction): FacilityAccount {
    const id = String(nextNumber(this.accounts));
    const account = this.#account(id, stored);
    transaction.put(account.key, { ...stored });
    this.setValue(account.password, password, transaction);
    return account;
  }

  #account(id: string, stored: StoredAccount): FacilityAccount {
    const account = makeAccount(id, stored, this.switches, this.#secrets);
    this.accounts.set(id, account);
    return account;
  }

  /** Sets what a secret is compared with. */
  setValue(secret: CardSecret, value: string, transaction: Transaction): void {
    secret.value = new TextEncoder().encode(value);
    transaction.put(secret.valueKey, value);
  }

  // --- finding things

  person(id?: string): Person {
    const person = id === undefined ? this.persons.values().next().value : this.persons.get(id);
    return person ?? unknown('person', id, this.persons);
  }

  plastic(id?: string): PlasticCard {
    const [first] = this.persons.values();
    const plastic = this.plastics.get(id ?? first?.card ?? '');
    return plastic ?? unknown('card', id, this.plastics);
  }

  phone(id?: string): Phone {
    const phone = id === undefined ? this.phones.values().next().value : this.phones.get(id);
    return phone ?? unknown('phone', id, this.phones);
  }

  account(id?: string): FacilityAccount {
    const account = id === undefined ? [...this.accounts.values()].at(-1) : this.accounts.get(id);
    return account ?? unknown('account', id, this.accounts);
  }

  phonesOf(person: Person): Phone[] {
    return [...this.#holdings.of(person.id)];
  }

  // --- stored state

  /** Puts everything to what is stored; what is not stored is gone. */
  restore(entries: Entries): void {
    this.persons.clear();
    this.plastics.clear();
    this.phones.clear();
    this.#holdings.clear();
    this.accounts.clear();
    this.books.restore(entries);
    const record = (key: string): MachineRecord | undefined => entries.get(key) as MachineRecord | undefined;
    this.backOffice.restore(record(this.backOffice.key), noPolicy);
    for (const [key, value] of entries) {
      const [area, id, what] = key.split('/');
      if (what !== 'facts' || id === undefined) continue;
      if (area === 'person') this.#restorePerson(id, fromJson<StoredPerson>(value), record);
      else if (area === 'card')
        this.#restorePlastic(id, fromJson<PersonalisationFacts>(value), entries, record);
      else if (area === 'phone') this.#restorePhone(id, fromJson<StoredPhone>(value), entries, record);
      else if (area === 'facility') this.#restoreAccount(id, fromJson<StoredAccount>(value), entries, record);
    }
  }

  #restorePerson(id: string, stored: StoredPerson, record: (key: string) => MachineRecord | undefined): void {
    const person = new Person(id, stored.profile, stored.card, bindingInstance(`person/${id}/binding`));
    person.kioskPermit = stored.kioskPermit;
    person.binding.restore(record(person.binding.key), noPolicy);
    this.persons.set(id, person);
  }

  #restorePlastic(
    id: string,
    facts: PersonalisationFacts,
    entries: Entries,
    record: (key: string) => MachineRecord | undefined,
  ): void {
    const certificates: Partial<Record<CertificateKindName, IssuedCertificate>> = {};
    for (const kind of certificateKinds) {
      const serial = facts[kind]?.serial;
      const certificate = serial === undefined ? undefined : this.books.get(certificateId(kind, serial));
      if (certificate !== undefined) certificates[kind] = certificate;
    }
    const plastic = this.#plastic(String(entries.get(`card/${id}/person`)), id, facts, certificates);
    plastic.card.restore(entries);
    plastic.body.restore(record(plastic.body.key), noPolicy);
  }

  #restorePhone(
    id: string,
    stored: StoredPhone,
    entries: Entries,
    record: (key: string) => MachineRecord | undefined,
  ): void {
    const phone = this.#phone(id, stored.person, stored.profile);
    phone.device.restore(record(phone.device.key), noPolicy);
    phone.wallet.restore(record(phone.wallet.key), noPolicy);
    phone.enrolment.restore(record(phone.enrolment.key), phone.enrolment.snapshot.context.policy);
    for (const secret of Object.values(phone.secrets)) restoreSecret(secret, entries);
    phone.draft = fromJson<EnrolmentDraft | undefined>(entries.get(phone.draftKey)) ?? emptyDraft;
    phone.settings = fromJson<PhoneSettings | undefined>(entries.get(phone.settingsKey)) ?? newPhone;
    phone.locked = entries.get(phone.lockedKey) === true;
    phone.holder = fromJson<LeafHolder | undefined>(entries.get(phone.holderKey)) ?? null;
    phone.keys = (entries.get(phone.keysKey) ?? []) as readonly CertificateKindName[];
    phone.notices = fromJson<readonly Notice[]>(entries.get(phone.noticesKey) ?? []);
    const serials = (entries.get(phone.certificatesKey) ?? {}) as Readonly<Record<string, string>>;
    for (const kind of certificateKinds) {
      const certificate = serials[kind] === undefined ? undefined : this.books.get(serials[kind]);
      if (certificate !== undefined) phone.certificates[kind] = certificate;
    }
  }

  #restoreAccount(
    id: string,
    stored: StoredAccount,
    entries: Entries,
    record: (key: string) => MachineRecord | undefined,
  ): void {
    const account = this.#account(id, stored);
    account.fault = fromJson<string | null>(entries.get(account.faultKey) ?? null);
    account.notices = fromJson<readonly FacilityNotice[]>(entries.get(account.noticesKey) ?? []);
    account.account.restore(record(account.account.key), noPolicy);
    for (const secret of [account.password, account.passcode]) restoreSecret(secret, entries);
  }
}

function unknown(what: string, id: string | undefined, known: ReadonlyMap<string, unknown>): never {
  const ids = [...known.keys()].join(', ') || 'none';
  throw new SimulatorError(
    `${what}/unknown`,
    `there is no ${what}${id === undefined ? '' : ` ${id}`}; there are: ${ids}`,
  );
}
