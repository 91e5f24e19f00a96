import type { CardProfile, PersonProfile, PhoneProfile } from '@kazashi/profiles';
import { type SecretName, type SecretValues, secretNames, secrets } from './secret.ts';
import type { KnownPerson, SubjectFacts } from './subject.ts';

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/**
 * What a subject can do, by its card profile: applications, interface, and each open point as
 * `name-of-the-switch-value` (`fci-df-name`, `chaining-6884`).
 */
export function factsOfProfile(card: CardProfile, signatureCertificate: boolean): SubjectFacts {
  const { tries } = card;
  return {
    profile: card.id,
    capabilities: new Set([
      'card',
      card.interface,
      ...card.applications,
      ...(signatureCertificate ? ['signature-certificate'] : []),
      ...Object.entries(card.switches)
        .filter(([, value]) => typeof value === 'string')
        .map(([name, value]) => `${kebab(name)}-${value}`),
    ]),
    tries: {
      'jpki/authentication': tries.authentication,
      'jpki/signature': tries.signature,
      'text/pin': tries.text,
      'text/number-a': tries.numberA,
      'text/number-b': tries.numberB,
      'visual/birth': tries.visualBirth,
      'visual/number-a': tries.visualNumberA,
      'visual/number-b': tries.visualNumberB,
      'common/pin': tries.card,
      'juki/pin': tries.card,
      'licence/pin': tries.licence ?? 10,
    },
  };
}

/**
 * What an enrolled phone can do, by its profile: platform, token, whether biometrics come before the tap, and each
 * open point as on a card. It has no other application than JPKI, and its counters are its own.
 */
export function factsOfPhone(phone: PhoneProfile): SubjectFacts {
  const { tries, contactless, switches } = phone;
  return {
    profile: phone.id,
    capabilities: new Set([
      'phone',
      phone.platform,
      'contactless',
      `type-${contactless.modulation.toLowerCase()}`,
      'jpki',
      'signature-certificate',
      ...(phone.preVerifiedByBiometrics ? ['pre-verified'] : []),
      ...(phone.secureElementSurvivesReset ? ['secure-element-survives-reset'] : []),
      ...Object.entries(switches)
        .filter(([, value]) => typeof value === 'string')
        .map(([name, value]) => `${kebab(name)}-${value}`),
    ]),
    tries: {
      ...(Object.fromEntries(secretNames.map((name) => [name, secrets[name].tries])) as Record<
        SecretName,
        number
      >),
      'jpki/authentication': tries.authentication,
      'jpki/signature': tries.signature,
    },
  };
}

/** `birth` is YYYYMMDD; undefined when it moves with a calendar that is not known. */
export function personOfProfile(person: PersonProfile, birth: string | undefined): KnownPerson {
  return {
    individualNumber: person.individualNumber,
    name: person.name,
    address: person.address,
    ...(birth === undefined ? {} : { birth }),
    sex: person.sex,
    cardSerial: person.cardSerial,
    municipality: person.municipality.code,
    typed: { cardPassword: person.secrets.signature, textPin: person.secrets.text },
  };
}

/** First days of the eras, latest first. */
const eras = [
  ['20190501', 2018],
  ['19890108', 1988],
  ['19261225', 1925],
  ['19120730', 1911],
  ['18680125', 1867],
] as const;

/** YYMMDD by the Japanese calendar, of YYYYMMDD. */
export function dateInEra(date: string): string {
  const before = eras.find(([first]) => date >= first)?.[1] ?? 1867;
  return String(Number(date.slice(0, 4)) - before).padStart(2, '0') + date.slice(4);
}

/**
 * The secrets of an invented person. Number B holds the year in which the card expires, so it needs that.
 * @see jpki-card reference, section 3
 */
export function secretsOfProfile(
  person: PersonProfile,
  birth: string | undefined,
  expiryYear: string | undefined,
): SecretValues {
  const numberB =
    birth === undefined || expiryYear === undefined
      ? undefined
      : dateInEra(birth) + expiryYear + person.securityCode;
  return {
    'jpki/authentication': person.secrets.authentication,
    'jpki/signature': person.secrets.signature,
    'text/pin': person.secrets.text,
    'text/number-a': person.individualNumber,
    'visual/number-a': person.individualNumber,
    ...(numberB === undefined ? {} : { 'text/number-b': numberB, 'visual/number-b': numberB }),
    ...(birth === undefined ? {} : { 'visual/birth': dateInEra(birth) }),
    'common/pin': person.secrets.card,
    'juki/pin': person.secrets.card,
    'licence/pin': person.secrets.licence ?? person.secrets.card,
  };
}
