import { asciiBytes } from '../codec/hex.ts';
import type { SecretInstance } from '../lifecycle/machine-kinds.ts';

/** Which values a secret can have. */
export interface SecretFormat {
  readonly minLength: number;
  readonly maxLength: number;
  readonly alphabet: 'digits' | 'digits-and-capitals' | 'letters-and-digits' | 'any';
  /** A new value holds at least one digit and one letter. */
  readonly mixed: boolean;
}

export const fourDigits: SecretFormat = { minLength: 4, maxLength: 4, alphabet: 'digits', mixed: false };
export const digitsOf = (length: number): SecretFormat => ({
  minLength: length,
  maxLength: length,
  alphabet: 'digits',
  mixed: false,
});
/** Signature password (署名用パスワード): 6 to 16 capitals and digits, both. */
export const signaturePassword: SecretFormat = {
  minLength: 6,
  maxLength: 16,
  alphabet: 'digits-and-capitals',
  mixed: true,
};

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

/** Whether a value has a length and characters that the secret can have at all. */
export function isPossible(format: SecretFormat, value: Uint8Array): boolean {
  if (value.length < format.minLength || value.length > format.maxLength) return false;
  if (format.alphabet === 'any') return true;
  const capitals = format.alphabet !== 'digits';
  const small = format.alphabet === 'letters-and-digits';
  return value.every(
    (byte) =>
      isDigit(byte) || (capitals && byte >= 0x41 && byte <= 0x5a) || (small && byte >= 0x61 && byte <= 0x7a),
  );
}

/** Whether a value may be set as a new one. */
export function hasFormat(format: SecretFormat, value: Uint8Array): boolean {
  if (!isPossible(format, value)) return false;
  return !format.mixed || (value.some(isDigit) && !value.every(isDigit));
}

/**
 * The reference data behind one secret of one card. The value is the card's memory, the counter is the
 * machine's.
 */
export class CardSecret {
  /** `application/name`, such as `jpki/authentication`. */
  readonly id: string;
  readonly format: SecretFormat;
  readonly counter: SecretInstance;
  /** Where the value is stored once it is not the personalised one. */
  readonly valueKey: string;
  /** `undefined`: no value matches. */
  value: Uint8Array | undefined;
  readonly personalised: string | undefined;

  constructor(
    id: string,
    format: SecretFormat,
    counter: SecretInstance,
    valueKey: string,
    personalised: string | undefined,
  ) {
    this.id = id;
    this.format = format;
    this.counter = counter;
    this.valueKey = valueKey;
    this.personalised = personalised;
    this.value = personalised === undefined ? undefined : asciiBytes(personalised);
  }

  get triesLeft(): number {
    return this.counter.snapshot.context.triesLeft;
  }

  get maxTries(): number {
    return this.counter.snapshot.context.policy.maxTries;
  }

  get blocked(): boolean {
    return this.triesLeft === 0;
  }
}
