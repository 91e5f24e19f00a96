import { X509Certificate } from 'node:crypto';
import { textBytes } from '../../bytes/hex.ts';
import { announcedLength } from '../../bytes/tlv.ts';
import { defineCase } from '../../engine/case.ts';
import type { CaseContext } from '../../engine/case-context.ts';
import { type Precondition, selected, selectedReference, verified } from '../../engine/precondition.ts';
import type { SecretName } from '../../engine/secret.ts';
import { t } from '../support/bilingual.ts';
import { requires } from '../support/requirement.ts';
import { verifyCommand } from '../support/verify-command.ts';

const jpki = '0a d3 92 f0 00 26 01 00 00 00 01';
const authentication = 'jpki/authentication';
const signature = 'jpki/signature';
const sign = '80 2a 00 80 05 54 45 53 54 21 00';
const signed = `${'.. '.repeat(256)}9000`;
const internal = ['00 05', '00 09', '00 19', '00 1c', '00 1e'];

interface OpenPoint {
  readonly name: string;
  /** Place in the table of open points. */
  readonly point: string;
  readonly title: readonly [en: string, ja: string];
  readonly text: readonly [en: string, ja: string];
  readonly appliesTo: string;
  readonly secrets?: readonly SecretName[];
  readonly spends?: Readonly<Partial<Record<SecretName, number>>>;
  readonly given?: readonly Precondition[];
  readonly run: (context: CaseContext) => Promise<void>;
}

const openPoint = ({ name, point, title, text, spends, ...rest }: OpenPoint) =>
  defineCase({
    id: `card/open-point/${name}`,
    title: t(...title),
    requirement: requires(`jpki-card 10, ${point}`, 'inferred', ...text),
    level: 'card',
    cost: spends === undefined ? 'none' : 'spends-tries',
    ...(spends === undefined ? {} : { spends }),
    ...rest,
  });

/** The extended key usages of the signature certificate, by object identifier. */
async function usages({ card }: CaseContext): Promise<string> {
  const der = await card.readFile(0x0001);
  const told = new X509Certificate(der).keyUsage as readonly string[] | undefined;
  return told?.join(', ') ?? 'none';
}

const keyUsage = (name: string, expected: string, title: OpenPoint['title'], text: OpenPoint['text']) =>
  openPoint({
    name: `extended-key-usage-${name}`,
    point: 'signature leaf',
    title,
    text,
    appliesTo: `jpki & signature-certificate & signature-extended-key-usage-${name}`,
    secrets: [signature],
    given: [verified(signature)],
    async run(context) {
      const observed = await usages(context);
      context.check.that(t('extended key usage', '拡張鍵用途'), observed === expected, expected, observed);
    },
  });

const noApplication = (status: '6a82' | '6a88') =>
  openPoint({
    name: `no-application-${status}`,
    point: 'no application',
    title: [
      `Without an application there is no EF: ${status}`,
      `アプリケーション未選択ではEFがない(${status})`,
    ],
    text: [
      `A card whose profile says so answers ${status.toUpperCase()} to SELECT of an EF and to VERIFY with no application selected.`,
      `その旨とされるカードは、アプリケーション未選択でのEFのSELECTとVERIFYに${status.toUpperCase()}を返す。`,
    ],
    appliesTo: `jpki & no-application-${status}`,
    async run({ card }) {
      await card.expect('00 a4 02 0c 02 00 0a', status);
      await card.expect('00 20 00 80', status);
    },
  });

/**
 * The answers to the open points that no other case asks for: what a card does of which a profile says so.
 * @see jpki-card reference, section 10
 */
export const openPointCases = [
  openPoint({
    name: 'reselect-keeps-status',
    point: 're-SELECT',
    title: [
      'The current application is selected once more',
      '現在のアプリケーションの再選択で照合状態が残る',
    ],
    text: [
      'On a card whose profile says so, SELECT by name of the current application keeps what was verified.',
      'その旨とされるカードでは、現在のアプリケーションの再SELECTで照合済み状態が残る。',
    ],
    appliesTo: 'jpki & reselect-current-kept',
    secrets: [authentication],
    given: [verified(authentication)],
    async run({ card }) {
      await card.select('jpki');
      await card.selectFile(0x0017);
      await card.expect(sign, signed);
    },
  }),
  openPoint({
    name: 'query-when-verified-success',
    point: 'empty VERIFY when verified',
    title: [
      'An empty VERIFY of a verified reference: 9000',
      '照合済みの参照データへのデータなしVERIFY(9000)',
    ],
    text: [
      'On a card whose profile says so, an empty VERIFY is answered 9000 as long as the reference is verified, and the tries after.',
      'その旨とされるカードでは、照合済みの間はデータなしVERIFYに9000を返し、その後は残り回数を返す。',
    ],
    appliesTo: 'jpki & query-when-verified-success',
    secrets: [authentication],
    given: [verified(authentication)],
    async run({ card }) {
      await card.expect('00 20 00 80', '9000');
      await card.reset();
      await card.select('jpki');
      await card.selectFile(0x0018);
      await card.expect('00 20 00 80', '63 ..');
    },
  }),
  openPoint({
    name: 'malformed-value-refused',
    point: 'wrong length or charset',
    title: ['A value of impossible length spends nothing', '長さの不正な値は数えない'],
    text: [
      'On a card whose profile says so, a PIN of five digits is answered 6700 and no try is spent.',
      'その旨とされるカードでは、5桁の暗証番号に6700を返し、試行回数は減らない。',
    ],
    appliesTo: 'jpki & malformed-secret-wrong-length',
    spends: { [authentication]: 1 },
    given: [selectedReference(authentication)],
    async run({ card, facts }) {
      await card.expect(verifyCommand(textBytes('12345')), '6700');
      await card.expect('00 20 00 80', `63 c${facts.tries[authentication]}`);
    },
  }),
  openPoint({
    name: 'certificate-filler',
    point: 'filler after certificates',
    title: ['FF follows a certificate to the end of its file', '証明書の後はファイル終端までFFで埋まる'],
    text: [
      'On a card whose profile says so, FF follows the certificate in its file, and beyond the file is 6B00.',
      'その旨とされるカードでは、証明書の後はファイル終端までFFで、その先は6B00となる。',
    ],
    appliesTo: 'jpki & certificate-filler-ff',
    given: [selected('jpki')],
    async run({ card, check }) {
      await card.selectFile(0x000a);
      let at = announcedLength((await card.require('00 b0 00 00 04')).data);
      await card.expect(`00 b0 ${word(at)} 01`, 'ff 9000');
      for (;;) {
        const { data, statusWord } = await card.send(`00 b0 ${word(at)} 00`);
        if (statusWord !== 0x9000 || data.length === 0) break;
        check.that(
          t('filler', '充填'),
          data.every((byte) => byte === 0xff),
          'FF',
          'other bytes',
        );
        at += data.length;
      }
      await card.expect(`00 b0 ${word(at)} 01`, '6b00');
    },
  }),
  openPoint({
    name: 'signature-reference-absent',
    point: 'card without signature certificate',
    title: ['Without the certificate there is no password', '署名用証明書がなければパスワードもない'],
    text: [
      'On a card whose profile says so and which holds no signature certificate, EF 001B does not exist.',
      '署名用証明書がなく、その旨とされるカードには、EF 001Bも存在しない。',
    ],
    appliesTo: 'jpki & !signature-certificate & absent-signature-reference-absent',
    given: [selected('jpki')],
    async run({ card }) {
      await card.expect('00 a4 02 0c 02 00 1b', '6a82');
      await card.expect('00 20 00 9b', '6a82');
    },
  }),
  noApplication('6a82'),
  noApplication('6a88'),
  openPoint({
    name: 'no-current-key-6a88',
    point: 'no application',
    title: ['VERIFY with no current EF: 6A88', 'カレントEFのないVERIFY(6A88)'],
    text: [
      'On a card whose profile says so, VERIFY with no current EF, or with one that is no reference, is answered 6A88.',
      'その旨とされるカードでは、カレントEFがないか参照データでないときのVERIFYに6A88を返す。',
    ],
    appliesTo: 'jpki & no-current-key-6a88',
    given: [selected('jpki')],
    async run({ card }) {
      await card.expect('00 20 00 80', '6a88');
      await card.selectFile(0x000a);
      await card.expect('00 20 00 80', '6a88');
    },
  }),
  openPoint({
    name: 'empty-name-6a82',
    point: 'empty AID',
    title: ['The empty name selects nothing: 6A82', '空のDF名は何も選択しない(6A82)'],
    text: [
      'On a card whose profile says so, SELECT by an empty name is answered 6A82.',
      'その旨とされるカードでは、空のDF名のSELECTに6A82を返す。',
    ],
    appliesTo: 'jpki & empty-name-6a82',
    given: [selected('jpki')],
    async run({ card }) {
      await card.expect('00 a4 04 00 00', '6a82');
    },
  }),
  openPoint({
    name: 'next-occurrence-6a86',
    point: 'P2=02',
    title: ['SELECT of the next occurrence is no form: 6A86', '「次」のSELECTは定義外(6A86)'],
    text: [
      'On a card whose profile says so, P2=02 is answered 6A86.',
      'その旨とされるカードでは、P2=02に6A86を返す。',
    ],
    appliesTo: 'jpki & next-occurrence-6a86',
    given: [selected('jpki')],
    async run({ card }) {
      await card.expect(`00 a4 04 02 ${jpki}`, '6a86');
    },
  }),
  openPoint({
    name: 'unidentified-files-internal',
    point: 'JPKI 0005 0009 0010 0019 001C 001E',
    title: ['Files of unknown purpose are selected and not read', '用途不明のファイルは選択できるが読めない'],
    text: [
      'The EFs 0005, 0009, 0019, 001C and 001E of the JPKI application are selected with 9000, and READ BINARY is answered 6981.',
      '公的個人認証のEF 0005、0009、0019、001C、001Eは9000で選択でき、READ BINARYには6981を返す。',
    ],
    appliesTo: 'jpki & unidentified-files-internal',
    given: [selected('jpki')],
    async run({ card }) {
      for (const file of internal) {
        await card.expect(`00 a4 02 0c 02 ${file}`, '9000');
        await card.expect('00 b0 00 00 04', '6981');
      }
    },
  }),
  openPoint({
    name: 'unidentified-files-absent',
    point: 'JPKI 0005 0009 0010 0019 001C 001E',
    title: ['Files of unknown purpose do not exist', '用途不明のファイルは存在しない'],
    text: [
      'On a card whose profile says so, the EFs 0005, 0009, 0010, 0019, 001C and 001E of the JPKI application do not exist.',
      'その旨とされるカードには、公的個人認証のEF 0005、0009、0010、0019、001C、001Eが存在しない。',
    ],
    appliesTo: 'jpki & unidentified-files-absent',
    given: [selected('jpki')],
    async run({ card }) {
      for (const file of [...internal, '00 10']) await card.expect(`00 a4 02 0c 02 ${file}`, '6a82');
    },
  }),
  openPoint({
    name: 'chaining-accepted',
    point: 'command chaining',
    title: ['A chain of commands is one command', 'チェイニングしたコマンドは1つとして扱う'],
    text: [
      'On a card whose profile says so, SELECT in two commands of a chain selects.',
      'その旨とされるカードでは、2つに分けたSELECTで選択できる。',
    ],
    appliesTo: 'jpki & chaining-accepted',
    async run({ card }) {
      await card.expect('10 a4 04 0c 05 d3 92 f0 00 26', '9000');
      await card.expect('00 a4 04 0c 05 01 00 00 00 01', '9000');
      await card.expect('00 a4 02 0c 02 00 0a', '9000');
    },
  }),
  keyUsage(
    'none',
    'none',
    ['The signature certificate has no extended key usage', '署名用証明書に拡張鍵用途はない'],
    [
      'The signature certificate has no extension for extended key usage.',
      '署名用証明書は拡張鍵用途の拡張を持たない。',
    ],
  ),
  keyUsage(
    'email-protection',
    '1.3.6.1.5.5.7.3.4',
    ['The signature certificate may protect e-mail', '署名用証明書の拡張鍵用途は電子メール保護'],
    [
      'On a card whose profile says so, the extended key usage of the signature certificate is emailProtection alone.',
      'その旨とされるカードでは、署名用証明書の拡張鍵用途はemailProtectionのみである。',
    ],
  ),
  openPoint({
    name: 'signature-input-6985',
    point: 'P1=00 wrong input length',
    title: ['Too much to sign: 6985', '署名対象が長すぎる(6985)'],
    text: [
      'On a card whose profile says so, P1=00 with 246 bytes is answered 6985.',
      'その旨とされるカードでは、P1=00に246バイトを渡すと6985を返す。',
    ],
    appliesTo: 'jpki & signature-input-length-6985',
    secrets: [authentication],
    given: [verified(authentication)],
    async run({ card }) {
      await card.expect(`80 2a 00 97 f6 ${'5a '.repeat(246)}00`, '6985');
      await card.expect(`80 2a 00 97 f5 ${'5a '.repeat(245)}00`, signed);
    },
  }),
  openPoint({
    name: 'signature-no-key-6a88',
    point: 'key EF not current',
    title: ['A signature with no key current: 6A88', '鍵が選択されていない署名(6A88)'],
    text: [
      'On a card whose profile says so, a signature with no current EF, or with one that is no key, is answered 6A88.',
      'その旨とされるカードでは、カレントEFがないか鍵でないときの署名に6A88を返す。',
    ],
    appliesTo: 'jpki & signature-no-key-6a88',
    given: [selected('jpki')],
    async run({ card }) {
      await card.expect(sign, '6a88');
      await card.selectFile(0x000a);
      await card.expect(sign, '6a88');
    },
  }),
];

function word(value: number): string {
  return value.toString(16).padStart(4, '0');
}
