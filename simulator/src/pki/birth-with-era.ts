/** A day as Japan counts it; month and day are 0 where they are not known, and the year too. */
export interface BirthDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

/** First days of the eras, YYYYMMDD, newest first, with their digits: Reiwa, Heisei, Showa, Taisho, Meiji. */
const eras = [
  [2019_05_01, 5],
  [1989_01_08, 4],
  [1926_12_25, 3],
  [1912_07_30, 2],
  [1868_01_25, 1],
] as const;

/** The era digit of a day: 1 Meiji to 5 Reiwa, 0 when the year is unknown or earlier. */
export function eraDigit({ year, month, day }: BirthDate): number {
  const date = year * 10_000 + month * 100 + day;
  return eras.find(([first]) => date >= first)?.[1] ?? 0;
}

/**
 * `EYYYYMMDD`: era digit, then the Gregorian date, zeros for what is unknown.
 * @see jpki-card reference, section 6.3, otherName .4
 */
export function birthWithEra(birth: BirthDate): string {
  const digits = (value: number, count: number): string => String(value).padStart(count, '0');
  return `${eraDigit(birth)}${digits(birth.year, 4)}${digits(birth.month, 2)}${digits(birth.day, 2)}`;
}
