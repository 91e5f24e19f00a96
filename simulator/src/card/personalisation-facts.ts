import {
  birthDate,
  type CardProfile,
  type CivilDate,
  certificateText,
  type PersonProfile,
} from '@kazashi/profiles';
import { fromJst, toJst } from '../clock/calendar.ts';
import {
  cardExpiry,
  certificateEnd,
  eraDigit,
  type Generation,
  generationFor,
  leafCommonName,
  leafSerial,
  type RandomSource,
} from '../pki/index.ts';

export interface CertificateFacts {
  readonly serial: number;
  readonly commonName: string;
  /** Instants in ms. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly generation: Generation;
  readonly keyName: string;
  /** Where the status services were when it was issued; absent when there were none. */
  readonly statusUrl?: string;
}

/**
 * Everything that was decided when a card was made. With it the card's bytes come out the same every time, so
 * it is all that has to be stored of them.
 */
export interface PersonalisationFacts {
  readonly cardProfile: CardProfile;
  readonly personProfile: PersonProfile;
  /** The instant the calendar started at; the CAs hang on it. */
  readonly calendarStart: number;
  readonly issued: number;
  readonly birth: CivilDate;
  /** Last day of the card. */
  readonly expiry: CivilDate;
  readonly cardIdentifier: string;
  readonly signature: CertificateFacts | null;
  readonly authentication: CertificateFacts;
  readonly textKeyName: string;
  readonly sessionKeyName: string;
  readonly visualKeyName: string;
}

const dayMs = 86_400_000;
const keyPool = 24;
const keysPerCard = 4;
const visualKeyPool = 6;

const eraStart: Readonly<Record<number, number>> = { 1: 1868, 2: 1912, 3: 1926, 4: 1989, 5: 2019 };
const digits = (value: number, count: number): string => String(value).padStart(count, '0');

const leafKey = (index: number): string => `leaf-${digits(index, 2)}`;

export const civilDigits = ({ year, month, day }: CivilDate): string =>
  `${digits(year, 4)}${digits(month, 2)}${digits(day, 2)}`;

/**
 * Number B (照合番号B): birth as YYMMDD with the year of its era, year of expiry, security code.
 * @see jpki-card reference, section 3
 */
export function numberB(facts: Pick<PersonalisationFacts, 'birth' | 'expiry' | 'personProfile'>): string {
  const { birth } = facts;
  const eraYear = birth.year - (eraStart[eraDigit(birth)] ?? birth.year) + 1;
  const day = `${digits(eraYear, 2)}${digits(birth.month, 2)}${digits(birth.day, 2)}`;
  return `${day}${digits(facts.expiry.year, 4)}${facts.personProfile.securityCode}`;
}

/** What the birth key is: the beginning of number B. @see jpki-card reference, section 3 */
export const birthKey = (facts: Parameters<typeof numberB>[0]): string => numberB(facts).slice(0, 6);

/** Decides what a card is made with. `number` tells the cards of one simulator apart. */
export function personalise(options: {
  readonly cardProfile: CardProfile;
  readonly personProfile: PersonProfile;
  readonly calendarStart: number;
  readonly number: number;
  readonly random: RandomSource;
  /** When the card is made, if not as long before the calendar's start as the person's profile says. */
  readonly issued?: number;
  readonly statusUrl?: string | undefined;
}): PersonalisationFacts {
  const { cardProfile, personProfile, calendarStart, number, random } = options;
  const birth = birthDate(personProfile, toJst(calendarStart));
  const before = toJst(calendarStart - personProfile.issuedDaysBefore * dayMs);
  const issued = options.issued ?? fromJst(before.year, before.month, before.day, 9, 30, 0);
  const issuedDay = toJst(issued);
  const expiry = cardExpiry({ issued: issuedDay, birth });
  const notAfter = certificateEnd({ issued: issuedDay, birth, cardExpiry: expiry });
  const key = (index: number): string => leafKey((number * keysPerCard + index) % keyPool);
  const certificate = (keyName: string): CertificateFacts => ({
    serial: leafSerial(random),
    commonName: leafCommonName(random, personProfile.municipality.code),
    notBefore: issued,
    notAfter,
    generation: generationFor({ notBefore: issued, notAfter }, calendarStart),
    keyName,
    ...(options.statusUrl === undefined ? {} : { statusUrl: options.statusUrl }),
  });
  return {
    cardProfile,
    personProfile,
    calendarStart,
    issued,
    birth,
    expiry,
    cardIdentifier: `TEST${digits(number, 8)}`,
    signature: personProfile.signatureCertificate ? certificate(key(0)) : null,
    authentication: certificate(key(1)),
    textKeyName: key(2),
    sessionKeyName: key(3),
    visualKeyName: `visual-${number % visualKeyPool}`,
  };
}

/** Facts of a certificate that is made after the card: a serial number, name and key of its own. */
export function newCertificate(options: {
  /** Of the plastic card that it belongs to or was applied for with. */
  readonly facts: PersonalisationFacts;
  readonly issued: number;
  readonly notAfter: number;
  readonly random: RandomSource;
  /** Keys that it must not have, besides those of the plastic card. */
  readonly taken?: readonly string[];
  readonly statusUrl?: string | undefined;
}): CertificateFacts {
  const { facts, issued, notAfter, random, taken = [] } = options;
  const { signature, authentication, textKeyName, sessionKeyName } = facts;
  const others = new Set([signature?.keyName, authentication.keyName, textKeyName, sessionKeyName, ...taken]);
  const serial = leafSerial(random);
  const commonName = leafCommonName(random, facts.personProfile.municipality.code);
  let index = random(1)[0]! % keyPool;
  while (others.has(leafKey(index))) index = (index + 1) % keyPool;
  return {
    serial,
    commonName,
    notBefore: issued,
    notAfter,
    generation: generationFor({ notBefore: issued, notAfter }, facts.calendarStart),
    keyName: leafKey(index),
    ...(options.statusUrl === undefined ? {} : { statusUrl: options.statusUrl }),
  };
}

/** Name and address as the signature certificate carries them. */
export const holderOf = (facts: Pick<PersonalisationFacts, 'personProfile' | 'birth'>) => ({
  ...certificateText(facts.personProfile),
  birth: facts.birth,
  sex: facts.personProfile.sex,
});
