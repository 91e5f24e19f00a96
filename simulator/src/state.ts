import type { CardSecret } from './applications/card-secret.ts';
import { jstDate, jstIso } from './clock/calendar.ts';
import type { Offer } from './desk/desk.ts';
import { enrolmentPages } from './desk/enrolment-page.ts';
import { showsApp } from './desk/phone-conditions.ts';
import type { RuleSet } from './rules/rule-set.ts';
import type { FacilityAccount } from './world/facility.ts';
import { type IssuedCertificate, serialDigits } from './world/issued-certificates.ts';
import type { Phone } from './world/phone.ts';
import type { PlasticCard } from './world/plastic-card.ts';
import { contentsOf, portalMenu } from './world/portal-menu.ts';
import { purposes, usablePhone, usablePlastic } from './world/usable.ts';
import type { World } from './world/world.ts';

/** A certificate as its issuer's books have it; `expired` is computed, never stored. */
function certificateState(certificate: IssuedCertificate, now: number) {
  const { kind, facts, machine } = certificate;
  const value = String(machine.snapshot.value);
  return {
    kind,
    state: value === 'valid' && now > facts.notAfter ? 'expired' : value,
    reason: machine.snapshot.context.reason,
    serial: serialDigits(facts.serial),
    notBefore: jstIso(facts.notBefore),
    notAfter: jstIso(facts.notAfter),
  };
}

const secretState = ({ triesLeft, maxTries, blocked }: CardSecret) => ({ triesLeft, maxTries, blocked });

const secretStates = (secrets: Iterable<readonly [string, CardSecret]>) =>
  Object.fromEntries([...secrets].map(([id, secret]) => [id, secretState(secret)]));

type Usability = ReturnType<typeof usablePlastic>;
const usability = (ask: (purpose: (typeof purposes)[number]) => Usability) =>
  Object.fromEntries(
    purposes.map((purpose) => {
      const answer = ask(purpose);
      return [purpose, answer.usable ? 'yes' : answer.rule];
    }),
  );

function cardState(plastic: PlasticCard, now: number) {
  const { issued, cardProfile, personProfile } = plastic.card.facts;
  const body = String(plastic.body.snapshot.value);
  return {
    id: plastic.id,
    profile: cardProfile.id,
    person: personProfile.id,
    holder: plastic.person,
    state: body === 'active' && now > plastic.expires ? 'expired' : body,
    issued: jstIso(issued),
    expires: jstDate(plastic.expires),
    secrets: secretStates(plastic.card.secrets),
    certificates: Object.values(plastic.certificates).map((certificate) =>
      certificateState(certificate, now),
    ),
    usable: usability((purpose) => usablePlastic(plastic, purpose, now)),
  };
}

type Offers = (phone: string, now: number) => Offer[];

function phoneState(phone: Phone, world: World, rules: RuleSet, now: number, offers: Offers) {
  const person = world.person(phone.person);
  const plastic = world.plastic(person.card);
  const { step, policy, dueAt } = phone.enrolment.snapshot.context;
  const enrolment = String(phone.enrolment.snapshot.value);
  return {
    id: phone.id,
    /** By this name it lies in readers. */
    card: phone.key,
    profile: phone.profile.id,
    platform: phone.profile.platform,
    holder: phone.person,
    device: String(phone.device.snapshot.value),
    enrolment,
    step: enrolment === 'collecting' ? (policy.steps[step] ?? 'complete') : null,
    due: dueAt === null ? null : jstIso(dueAt),
    wallet: String(phone.wallet.snapshot.value),
    bound: person.binding.snapshot.context.phone === phone.id,
    ...phone.settings,
    locked: phone.locked,
    contents: [
      ...contentsOf(phone),
      ...(rules.holds('L-09') || contentsOf(phone).length === 0 ? [] : ['medical-records', 'bank-accounts']),
    ],
    /** What Myna Portal's menu says; null on a phone that does not show the app. */
    portalMenu: showsApp(phone, world.switches) ? portalMenu(phone, now) : null,
    notices: phone.notices,
    /** The pages of its enrolment, in both languages. */
    steps: enrolmentPages(phone),
    /** What the holder could do on it now, and by which rule not, in both languages. */
    offers: offers(phone.id, now),
    secrets: secretStates(Object.entries(phone.secrets)),
    certificates: Object.values(phone.certificates).map((certificate) => certificateState(certificate, now)),
    usable: usability((purpose) => usablePhone({ phone, person, plastic, rules }, purpose, now)),
  };
}

/** What the app shows of an account and a tester sees of it alike. */
export function accountFacts(account: FacilityAccount) {
  const { registered, device, uninstalled, sight, dueAt } = account.account.snapshot.context;
  return {
    id: account.id,
    platform: account.platform,
    state: String(account.account.snapshot.value),
    registered,
    device,
    installed: !uninstalled,
    mode: sight ? 'sight' : 'pin',
    due: dueAt === null ? null : jstIso(dueAt),
    takesPhones: account.takesPhones,
    fault: account.fault,
  };
}

const accountState = (account: FacilityAccount) => ({
  ...accountFacts(account),
  notices: account.notices,
  secrets: { password: secretState(account.password), passcode: secretState(account.passcode) },
});

/** What a tester wants to see of the world. */
export function worldState(world: World, rules: RuleSet, now: number, offers: Offers) {
  return {
    persons: [...world.persons.values()].map(({ id, profile, card, binding }) => ({
      id,
      profile: profile.id,
      name: profile.name,
      address: profile.address,
      card,
      phone: binding.snapshot.context.phone,
      binding: String(binding.snapshot.value),
    })),
    cards: [...world.plastics.values()].map((plastic) => cardState(plastic, now)),
    phones: [...world.phones.values()].map((phone) => phoneState(phone, world, rules, now, offers)),
    accounts: [...world.accounts.values()].map(accountState),
    /** Every certificate ever issued: what OCSP and CRL would say. */
    certificates: [...world.books.all].map((certificate) => ({
      ...certificateState(certificate, now),
      carrier: certificate.carrier,
      holder: certificate.person,
    })),
    backOffice: String(world.backOffice.snapshot.value),
  };
}
