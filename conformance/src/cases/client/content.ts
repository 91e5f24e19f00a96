/** What a client tells of the card: certificates, signatures, data, the token. */
import { toHex } from '../../bytes/hex.ts';
import type { CaseDefinition } from '../../engine/case.ts';
import type { Holder } from '../../engine/client-under-test.ts';
import { t } from '../support/bilingual.ts';
import {
  answered,
  type ClientCase,
  certificateFiles,
  clientCase,
  message,
  pinsSent,
  refused,
  signWith,
  triesAre,
  validSignature,
} from './client-case.ts';

type CertificateName = keyof typeof certificateFiles;
const names = Object.keys(certificateFiles) as CertificateName[];

const request = ({ client }: ClientCase, certificate: CertificateName) =>
  certificate === 'signature' ? { certificate, pin: client.secretOf('jpki/signature') } : { certificate };

const certificates: readonly CaseDefinition[] = [
  ...names.map((name) =>
    clientCase({
      name: `certificate/${name}`,
      needs: ['read-certificate'],
      title: [`The ${name} certificate is read whole`, `証明書(${name})を完全に読み取る`],
      clause: 'jpki-card 2.1 and 5.2, READ BINARY',
      basis: 'probe',
      text: [
        'What the client tells is the file of the card, byte by byte, as long as its first bytes announce.',
        'クライアントが伝える内容は、先頭が示す長さまで、カードのファイルとバイト単位で一致する。',
      ],
      catches: ['mixes-certificates', 'stops-after-a-block', 'assumes-full-blocks', 'reads-past-end'],
      async run(at) {
        const { certificate } = answered(at, await at.client.run('read-certificate', request(at, name)));
        const expected = toHex(await at.client.content(certificateFiles[name]));
        at.check.that(
          t('the certificate', '証明書'),
          certificate === expected,
          `${expected.length / 2} bytes of the card`,
          `${String(certificate).length / 2} bytes, ${certificate === expected ? 'the same' : 'others'}`,
        );
      },
    }),
  ),
  ...(['authentication', 'authentication-ca', 'signature-ca'] as const).map((name) =>
    clientCase({
      name: `certificate/${name}-without-pin`,
      needs: ['read-certificate'],
      title: [`The ${name} certificate is read without PIN`, `証明書(${name})を暗証番号なしで読み取る`],
      clause: 'jpki-card 2.1, access free',
      basis: 'probe',
      text: [
        'What anybody may read is read without sending a PIN.',
        '公開の情報は暗証番号を送信せずに読み取る。',
      ],
      catches: ['verifies-for-public'],
      async run(at) {
        const run = await at.client.run('read-certificate', request(at, name));
        answered(at, run);
        pinsSent(at, run, 0);
      },
    }),
  ),
  ...(['read', 'sign'] as const).map((what) =>
    clientCase({
      name: `certificate/child-${what}`,
      needs: [what === 'read' ? 'read-certificate' : 'sign'],
      title: ['A child’s card has no signature certificate', '子どものカードには署名用証明書がない'],
      clause: 'jpki-card 10, card without signature certificate',
      basis: 'inferred',
      text: [
        'The client looks for the certificate first: it tells that there is none, and burns no try of a password that nobody has.',
        'クライアントは先に証明書の有無を確かめ、ないことを伝え、存在しないパスワードの回数を消費しない。',
      ],
      catches: ['verifies-before-looking'],
      async run(at) {
        await at.client.lay('child');
        const run =
          what === 'read'
            ? await at.client.run('read-certificate', request(at, 'signature'))
            : await at.client.run('sign', signWith(at.client, 'signature'));
        refused(at, run, 'not-on-card');
        pinsSent(at, run, 0);
        await triesAre(at, 'jpki/signature', 5);
      },
    }),
  ),
  clientCase({
    name: 'certificate/child-authentication',
    needs: ['read-certificate'],
    title: ['A child’s card has an authentication certificate', '子どものカードにも利用者証明用証明書がある'],
    clause: 'jpki-card 2.1',
    basis: 'guide',
    text: [
      'A card without signature certificate is a card like any other for everything else.',
      '署名用証明書のないカードも、他の用途では通常のカードである。',
    ],
    catches: ['stops-after-a-block'],
    async run(at) {
      await at.client.lay('child');
      const { certificate } = answered(
        at,
        await at.client.run('read-certificate', request(at, 'authentication')),
      );
      const expected = toHex(await at.client.content(certificateFiles.authentication));
      at.check.that(
        t('the certificate', '証明書'),
        certificate === expected,
        'that of the card',
        'another one',
      );
    },
  }),
];

const validity = 'jpki-card 6.4; the card itself never refuses an expired certificate';
const expiry: readonly CaseDefinition[] = [
  ...(['authentication', 'signature'] as const).flatMap((name) => [
    clientCase({
      name: `expiry/valid-${name}`,
      needs: ['read-certificate'],
      title: [`A valid ${name} certificate is told as valid`, `有効な証明書(${name})を有効と伝える`],
      clause: validity,
      basis: 'guide',
      text: ['"expired" is false before the end of validity.', '有効期間内は "expired" が false である。'],
      catches: ['calls-all-expired'],
      async run(at) {
        const { expired } = answered(at, await at.client.run('read-certificate', request(at, name)));
        at.check.that(t('expired', '期限切れ'), expired === false, 'false', String(expired));
      },
    }),
    clientCase({
      name: `expiry/expired-${name}`,
      needs: ['read-certificate'],
      title: [
        `An expired ${name} certificate is told as expired`,
        `期限切れの証明書(${name})を期限切れと伝える`,
      ],
      clause: validity,
      basis: 'guide',
      text: ['"expired" is true after the end of validity.', '有効期間後は "expired" が true である。'],
      catches: ['ignores-expiry'],
      async run(at) {
        await at.client.lay('expired');
        const { expired } = answered(at, await at.client.run('read-certificate', request(at, name)));
        at.check.that(t('expired', '期限切れ'), expired === true, 'true', String(expired));
      },
    }),
    clientCase({
      name: `expiry/sign-${name}`,
      needs: ['sign'],
      title: [
        `Nothing is signed with an expired ${name} certificate unsaid`,
        `期限切れの証明書(${name})で黙って署名しない`,
      ],
      clause: validity,
      basis: 'guide',
      text: [
        'The card signs after the end of validity too: the client refuses, or says "expired": true.',
        'カードは有効期間後も署名する。クライアントは拒否するか "expired": true を伝える。',
      ],
      catches: ['ignores-expiry'],
      async run(at) {
        await at.client.lay('expired');
        const run = await at.client.run('sign', signWith(at.client, name));
        if (run.answer?.ok !== true) return refused(at, run, 'certificate-expired');
        const { expired } = run.answer;
        at.check.that(t('expired', '期限切れ'), expired === true, 'true', String(expired));
      },
    }),
  ]),
  clientCase({
    name: 'expiry/at-a-given-time',
    needs: ['read-certificate'],
    title: ['Validity is judged at the time given', '指定された時刻で有効性を判断する'],
    clause: validity,
    basis: 'guide',
    text: [
      'With "now" in the request, a certificate is expired when that is after its end.',
      '要求に "now" があれば、その時刻で期限切れを判断する。',
    ],
    catches: ['ignores-expiry'],
    async run(at) {
      const later = { ...request(at, 'authentication'), now: '2099-01-01T00:00:00+09:00' };
      const { expired } = answered(at, await at.client.run('read-certificate', later));
      at.check.that(t('expired', '期限切れ'), expired === true, 'true', String(expired));
    },
  }),
];

const signing = (
  name: string,
  key: 'authentication' | 'signature',
  data: string,
  title: readonly [string, string],
): CaseDefinition =>
  clientCase({
    name: `sign/${name}`,
    needs: ['sign'],
    title,
    clause: 'jpki-card 4.1; RFC 8017, 8.2',
    basis: 'standard',
    text: [
      'The signature is RSASSA-PKCS1-v1_5 with SHA-256 over the data and opens with the certificate of that key.',
      '署名はデータに対するSHA-256のRSASSA-PKCS1-v1_5であり、その鍵の証明書で検証できる。',
    ],
    catches: ['signs-unhashed'],
    async run(at) {
      const { signature } = answered(at, await at.client.run('sign', { ...signWith(at.client, key), data }));
      await validSignature(at, key, data, signature);
    },
  });

const signatures: readonly CaseDefinition[] = [
  signing('authentication', 'authentication', message, [
    'A signature with the authentication key',
    '利用者証明用の鍵による署名',
  ]),
  signing('signature', 'signature', message, ['A signature with the signature key', '署名用の鍵による署名']),
  signing('nothing', 'authentication', '', ['A signature over nothing', '空のデータへの署名']),
  signing('long', 'signature', '54455354'.repeat(1000), [
    'A signature over 4,000 bytes',
    '4,000バイトへの署名',
  ]),
];

const basicData = (
  holder: Holder,
  title: readonly [string, string],
  catches: readonly string[],
): CaseDefinition =>
  clientCase({
    name: `data/basic-${holder}`,
    needs: ['read-basic-data'],
    title,
    clause: 'jpki-card 2.2, EF 0002; ISO/IEC 8825-1, 8.1.3',
    basis: 'probe',
    text: [
      'Name, address, birth and sex are told whole, whatever the form of their lengths.',
      '長さの表現にかかわらず、氏名・住所・生年月日・性別を完全に伝える。',
    ],
    catches,
    async run(at) {
      await at.client.lay(holder);
      const answer = answered(
        at,
        await at.client.run('read-basic-data', { pin: at.client.secretOf('text/pin') }),
      );
      const { name, address, birth = '', sex } = at.client.personOf(holder);
      for (const [field, expected] of Object.entries({ name, address, birth, sex })) {
        const told = String(answer[field]);
        at.check.that(t(field, field), told === expected, expected, told);
      }
    },
  });

const data: readonly CaseDefinition[] = [
  basicData('adult', ['Basic data of fewer than 128 bytes', '128バイト未満の基本4情報'], ['reads-past-end']),
  basicData(
    'long',
    ['Basic data of more than 127 bytes', '127バイトを超える基本4情報'],
    ['one-byte-length', 'cuts-characters'],
  ),
  basicData(
    'very-long',
    ['Basic data of more than 255 bytes', '255バイトを超える基本4情報'],
    ['one-byte-length', 'stops-after-a-block'],
  ),
  basicData('child', ['Basic data of a child', '子どもの基本4情報'], ['reads-past-end']),
  ...(['adult', 'very-long'] as const).map((holder) =>
    clientCase({
      name: `data/number-${holder}`,
      needs: ['read-number'],
      title: ['The My Number is told without filler', '個人番号を余分なバイトなしで伝える'],
      clause: 'jpki-card 2.2, EF 0001',
      basis: 'probe',
      text: ['Twelve digits, and not the filler behind them.', '12桁のみで、後続のバイトを含まない。'],
      catches: ['reads-past-end'],
      async run(at) {
        await at.client.lay(holder);
        const run = await at.client.run('read-number', { pin: at.client.secretOf('text/pin') });
        const { number } = answered(at, run);
        const { individualNumber } = at.client.personOf(holder);
        at.check.that(t('number', '個人番号'), number === individualNumber, individualNumber, String(number));
      },
    }),
  ),
  clientCase({
    name: 'data/token',
    needs: ['token'],
    title: ['The token’s label is told without padding', 'トークン名を詰め物なしで伝える'],
    clause: 'jpki-card 2.1, EF 0006',
    basis: 'probe',
    text: [
      'JPKIAPICCTOKEN2 for a card: 32 bytes in the file, padded with blanks.',
      'カードではJPKIAPICCTOKEN2。ファイルでは空白で32バイトに詰められている。',
    ],
    catches: ['keeps-padding'],
    async run(at) {
      const { token } = answered(at, await at.client.run('token'));
      at.check.that(t('token', 'トークン'), token === 'JPKIAPICCTOKEN2', 'JPKIAPICCTOKEN2', String(token));
    },
  }),
  clientCase({
    name: 'data/token-without-pin',
    needs: ['token'],
    title: ['The token is told without PIN', 'トークンを暗証番号なしで伝える'],
    clause: 'jpki-card 2.1, access free',
    basis: 'probe',
    text: [
      'What anybody may read is read without sending a PIN.',
      '公開の情報は暗証番号を送信せずに読み取る。',
    ],
    catches: ['verifies-for-public'],
    async run(at) {
      const run = await at.client.run('token');
      answered(at, run);
      pinsSent(at, run, 0);
    },
  }),
];

export const contentCases: readonly CaseDefinition[] = [...certificates, ...expiry, ...signatures, ...data];
