import { textBytes } from '../bytes/hex.ts';
import type { Bilingual } from '../text.ts';
import type { ApplicationName } from './applications.ts';

/** A reference that VERIFY checks a value against, and what may be done to it on a real card. */
export interface Secret {
  readonly application: ApplicationName;
  readonly file: number;
  readonly title: Bilingual;
  /** Tries of a fresh card. */
  readonly tries: number;
  /** Tries that no run leaves fewer of on a subject that has not proved itself emulated. */
  readonly floor: number;
  readonly format: RegExp;
}

/**
 * The references of the card by name.
 * @see jpki-card reference, section 3
 */
export const secrets = {
  'jpki/authentication': {
    application: 'jpki',
    file: 0x0018,
    title: { en: 'user authentication PIN', ja: '利用者証明用電子証明書の暗証番号' },
    tries: 3,
    floor: 1,
    format: /^[0-9]{4}$/,
  },
  'jpki/signature': {
    application: 'jpki',
    file: 0x001b,
    title: { en: 'digital signature password', ja: '署名用電子証明書の暗証番号' },
    tries: 5,
    floor: 2,
    format: /^[A-Z0-9]{6,16}$/,
  },
  'text/pin': {
    application: 'text',
    file: 0x0011,
    title: { en: 'text PIN', ja: '券面事項入力補助用の暗証番号' },
    tries: 3,
    floor: 1,
    format: /^[0-9]{4}$/,
  },
  'text/number-a': {
    application: 'text',
    file: 0x0014,
    title: { en: 'verification number A', ja: '照合番号A' },
    tries: 10,
    floor: 5,
    format: /^[0-9]{12}$/,
  },
  'text/number-b': {
    application: 'text',
    file: 0x0015,
    title: { en: 'verification number B', ja: '照合番号B' },
    tries: 10,
    floor: 5,
    format: /^[0-9]{14}$/,
  },
  'visual/birth': {
    application: 'visual',
    file: 0x0011,
    title: { en: 'birth key', ja: '生年月日の照合値' },
    tries: 10,
    floor: 5,
    format: /^[0-9]{6}$/,
  },
  'visual/number-a': {
    application: 'visual',
    file: 0x0013,
    title: { en: 'verification number A (visual application)', ja: '照合番号A(券面事項確認)' },
    tries: 10,
    floor: 5,
    format: /^[0-9]{12}$/,
  },
  'visual/number-b': {
    application: 'visual',
    file: 0x0012,
    title: { en: 'verification number B (visual application)', ja: '照合番号B(券面事項確認)' },
    tries: 10,
    floor: 5,
    format: /^[0-9]{14}$/,
  },
  'common/pin': {
    application: 'common',
    file: 0x001c,
    title: { en: 'card PIN (common application)', ja: '個人番号カード用の暗証番号(共通AP)' },
    tries: 3,
    floor: 1,
    format: /^[0-9]{4}$/,
  },
  'juki/pin': {
    application: 'juki',
    file: 0x001c,
    title: { en: 'card PIN (juki application)', ja: '住民基本台帳用の暗証番号' },
    tries: 3,
    floor: 1,
    format: /^[0-9]{4}$/,
  },
  'licence/pin': {
    application: 'licence',
    file: 0x0006,
    title: { en: 'licence PIN', ja: 'マイナ免許証の暗証番号' },
    tries: 10,
    floor: 5,
    format: /^[0-9]{4}$/,
  },
} as const satisfies Record<string, Secret>;

export type SecretName = keyof typeof secrets;
export const secretNames = Object.keys(secrets) as SecretName[];

export function isSecretName(name: string): name is SecretName {
  return Object.hasOwn(secrets, name);
}

/** The reference that stands in this file of this application, if one is known. */
export function secretAt(
  application: ApplicationName | undefined,
  file: number | undefined,
): SecretName | undefined {
  return secretNames.find((name) => secrets[name].application === application && secrets[name].file === file);
}

/** Values of secrets as they were handed to the run; they never enter a result. */
export type SecretValues = Partial<Record<SecretName, string>>;

/** A value of the same length and characters that differs in its last character. */
export function wrongValue(value: string): Uint8Array {
  const last = value.at(-1);
  const other = /[0-9]/.test(last ?? '') ? String((Number(last) + 1) % 10) : last === 'A' ? 'B' : 'A';
  return textBytes(value.slice(0, -1) + other);
}
