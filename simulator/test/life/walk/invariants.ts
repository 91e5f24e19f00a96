import type { CardSecret } from '../../../src/applications/card-secret.ts';
import { jstIso } from '../../../src/clock/calendar.ts';
import type { Happening, Simulator } from '../../../src/simulator.ts';
import type { IssuedCertificate } from '../../../src/world/issued-certificates.ts';
import { usablePhone } from '../../../src/world/usable.ts';
import type { World } from '../../../src/world/world.ts';

/** An invariant that does not hold. */
export class Broken extends Error {
  /** The rule that it comes from, as a scenario names it. */
  readonly rule: string;
  constructor(rule: string, message: string) {
    super(message);
    this.name = 'Broken';
    this.rule = rule;
  }
}

/** Which secrets an event that was taken may give tries back, by the keys of their counters. */
const restores: readonly (readonly [RegExp, RegExp])[] = [
  [/^(?:counter|kiosk)\.resetSecret$/, /^card\//],
  [/^facilityApp\.logIn$/, /^facility\//],
  [/^facilityApp\.launch$/, /^facility\/.*passcode$/],
  [/^facilityCallCentre\.resetPassword$/, /^facility\/.*password$/],
  [/^clock\.unlocked$/, /^facility\/.*password$/],
  [/^portal\.usable$/, /^phone\//],
  [/^facilityApp\.checkCard$/, /^(?:card|phone)\/.*authentication$/],
  [/^holder\.usePhone$/, /^phone\//],
  [/^portal\.initialiseSecret$/, /^(?:card|phone)\//],
  [/^portal\.prepareKioskReset$/, /^card\/.*jpki\//],
  [/^portal\.(?:readCard|remoteDelete)$/, /^card\//],
  [/^portal\.(?:revoke|delete)$/, /^(?:card|phone)\//],
  [/^VERIFY$/, /^card\//],
];

function* secretsOf(world: World): Generator<CardSecret> {
  for (const { card } of world.plastics.values()) yield* card.secrets.values();
  for (const { secrets } of world.phones.values()) yield* Object.values(secrets);
  for (const { password, passcode } of world.accounts.values()) yield* [password, passcode];
}

const stateOf = ({ machine }: IssuedCertificate): string => String(machine.snapshot.value);
const minuteOfDay = (iso: string): number => Number(iso.slice(11, 13)) * 60 + Number(iso.slice(14, 16));

/** What holds of every world whatever happens to it, checked after each step. Knows no model of what should happen. */
export class Invariants {
  readonly #tries = new Map<string, number>();
  readonly #certificates = new Map<string, string>();
  #now = 0;
  /** What happened since the last check: types of events that were taken. */
  readonly #happened: string[] = [];

  /** Listens to what happens by itself and at desks, until told to stop. */
  watch(simulator: Simulator): () => void {
    return simulator.onEvent(({ type, outcome }: Happening) => {
      if (!outcome.taken) return;
      // Two secrets are tried at the card: the first may be right when the second is not.
      if (outcome.result === undefined || type === 'portal.readCard') this.#happened.push(type);
      if (type !== 'backOffice.notified') return;
      const minute = minuteOfDay(outcome.at);
      if (minute < 8 * 60 || minute >= 19 * 60 + 30)
        throw new Broken('L-31', `a notice at ${outcome.at}, outside 08:00 to 19:30`);
    });
  }

  /** A command of the card was answered 9000, or may have been: the right password of somebody else's card. */
  succeeded(command: string): void {
    this.#happened.push(command);
  }

  check(simulator: Simulator): void {
    const { world, rules, calendar } = simulator;
    const now = calendar.now();
    if (now < this.#now) throw new Broken('L-31', `the calendar went back to ${jstIso(now)}`);
    this.#now = now;
    this.#checkTries(world);
    this.#checkCertificates(world);
    for (const phone of world.phones.values()) {
      const person = world.person(phone.person);
      const parts = { phone, person, plastic: world.plastic(person.card), rules };
      if (usablePhone(parts, 'driving-licence', now).usable)
        throw new Broken('L-42', `phone ${phone.id} is a driving licence`);
    }
    this.#checkBindings(world);
    this.#happened.length = 0;
  }

  /** No counter rises without a success or a reset of its secret. */
  #checkTries(world: World): void {
    for (const { counter, triesLeft, maxTries } of secretsOf(world)) {
      if (triesLeft < 0 || triesLeft > maxTries)
        throw new Broken('L-90', `${counter.key} has ${triesLeft} of ${maxTries} tries`);
      const before = this.#tries.get(counter.key);
      this.#tries.set(counter.key, triesLeft);
      if (before === undefined || triesLeft <= before) continue;
      const may = restores.some(
        ([event, key]) => key.test(counter.key) && this.#happened.some((type) => event.test(type)),
      );
      if (!may) {
        const after = this.#happened.join(', ') || 'nothing';
        throw new Broken('L-90', `${counter.key} rose from ${before} to ${triesLeft} after ${after}`);
      }
    }
  }

  /** What is revoked stays so; a hold is lifted from the user authentication certificate of a card alone. */
  #checkCertificates(world: World): void {
    const seen = new Set<string>();
    for (const certificate of world.books.all) {
      const { id, kind, carrier } = certificate;
      seen.add(id);
      const state = stateOf(certificate);
      const before = this.#certificates.get(id);
      this.#certificates.set(id, state);
      if (before === state || before === undefined) continue;
      if (before === 'revoked') throw new Broken('desk/revoked-final', `${id} was revoked and is ${state}`);
      const lifted = before === 'held' && state === 'valid';
      if (lifted && (kind === 'signature' || carrier === 'phone'))
        throw new Broken('L-82', `the hold of ${carrier} certificate ${id} was lifted`);
    }
    for (const id of this.#certificates.keys())
      if (!seen.has(id)) throw new Broken('desk/revoked-final', `${id} is gone from the books`);
  }

  /** One phone for a person, one person for a phone, and no second phone whose certificates are good. */
  #checkBindings(world: World): void {
    const bound = new Set<string>();
    for (const person of world.persons.values()) {
      const { phone: id } = person.binding.snapshot.context;
      if (id !== null) {
        if (bound.has(id)) throw new Broken('L-07', `two persons are bound to phone ${id}`);
        bound.add(id);
        if (world.phone(id).person !== person.id)
          throw new Broken('L-07', `person ${person.id} is bound to phone ${id} of somebody else`);
      }
      const good = world.phonesOf(person).filter((phone) => phone.certificatesIn('valid').length > 0);
      for (const phone of good) {
        if (phone.id !== id)
          throw new Broken('L-07', `phone ${phone.id} has valid certificates, bound is ${id ?? 'none'}`);
      }
    }
  }
}
