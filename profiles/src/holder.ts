import { characterCount } from './character-count.ts';
import type { PersonProfile } from './person-profile.ts';

/** A day of the calendar, as Japan counts it. */
export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

/**
 * The holder's date of birth when the calendar starts on `start`. A profile that gives an age instead of a date
 * has its birthday half a year before, so that the age holds for six months either way.
 */
export function birthDate(person: Pick<PersonProfile, 'birth' | 'ageYears'>, start: CivilDate): CivilDate {
  if (person.birth !== undefined) {
    const [year, month, day] = person.birth.split('-').map(Number);
    return { year: year!, month: month!, day: day! };
  }
  const thisYear = start.month > 6;
  return {
    year: start.year - person.ageYears! - (thisYear ? 0 : 1),
    month: thisYear ? start.month - 6 : start.month + 6,
    day: Math.min(start.day, 28),
  };
}

/** Name and address as the signature certificate carries them, with one `0` or `1` per character. */
export interface CertificateText {
  readonly name: string;
  readonly nameSubstitutes: string;
  readonly address: string;
  readonly addressSubstitutes: string;
}

/** @see jpki-card reference, section 6.3, otherNames .1 .2 .5 .6 */
export function certificateText(person: PersonProfile): CertificateText {
  const { certificateName: name = person.name, certificateAddress: address = person.address } = person;
  return {
    name,
    nameSubstitutes: person.substitutes?.name ?? '0'.repeat(characterCount(name)),
    address,
    addressSubstitutes: person.substitutes?.address ?? '0'.repeat(characterCount(address)),
  };
}
