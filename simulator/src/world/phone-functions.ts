import { PhoneCard, type PhoneFunctions } from '../card/phone-card.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import type { Person } from './person.ts';
import type { CertificateKindName, Phone } from './phone.ts';
import type { PlasticCard } from './plastic-card.ts';
import { biometricsServe } from './usable.ts';

/** Whom a phone asks about its holder. */
interface Holders {
  person(id: string): Person;
  plastic(id: string): PlasticCard;
}

/** What a phone carries of the card's functions, read off its life at each command. */
function functionsOf(phone: Phone, holders: Holders, rules: RuleSet): PhoneFunctions {
  const plastic = (): PlasticCard => holders.plastic(holders.person(phone.person).card);
  const afterRegistration = rules.holds('phone/not-before-registration');
  const ownCertificates = rules.holds('phone/own-certificates');
  const ownSecrets = rules.holds('phone/own-secrets');
  const beforeTap = rules.holds('phone/biometrics-before-tap');
  const neverSign = rules.holds('phone/biometrics-never-sign');
  const hasKey = (kind: CertificateKindName): boolean =>
    phone.keys.includes(kind) ||
    (!afterRegistration && (phone.certificates[kind]?.machine.snapshot.matches('pending') ?? false));
  return {
    certificate(kind) {
      if (!hasKey(kind)) return undefined;
      return ownCertificates ? phone.certificates[kind]?.facts : (plastic().card.facts[kind] ?? undefined);
    },
    // Of a phone that was stored before it kept its holder: the card's, which it was applied for with.
    holder: () => phone.holder ?? plastic().card.facts,
    secrets() {
      if (ownSecrets) return phone.secrets;
      const { secrets } = plastic().card;
      return {
        signature: secrets.get('jpki/signature')!,
        authentication: secrets.get('jpki/authentication')!,
      };
    },
    preVerified: (kind) =>
      beforeTap &&
      phone.profile.preVerifiedByBiometrics &&
      biometricsServe(phone, 'authentication', rules) &&
      (kind === 'authentication' || !neverSign),
    locked: () => phone.locked,
    isHeld: (kind) => phone.certificates[kind]?.machine.snapshot.matches('held') ?? false,
  };
}

/** A phone as it is held to readers. */
export function newPhoneCard(
  phone: Phone,
  holders: Holders,
  { rules, random }: { readonly rules: RuleSet; readonly random: (length: number) => Uint8Array },
): PhoneCard {
  const { name } = holders.person(phone.person).profile;
  return new PhoneCard({
    id: phone.key,
    label: `${phone.profile.id}, ${name}`,
    profile: phone.profile,
    rules,
    random,
    functions: functionsOf(phone, holders, rules),
  });
}
