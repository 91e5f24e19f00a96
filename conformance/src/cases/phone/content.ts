import { X509Certificate } from 'node:crypto';
import { textBytes } from '../../bytes/hex.ts';
import { aids } from '../../engine/applications.ts';
import { defineCase } from '../../engine/case.ts';
import { selectedFile, verified } from '../../engine/precondition.ts';
import { t } from '../support/bilingual.ts';
import {
  authentication,
  keyFile,
  signature,
  signatureAnswer,
  signCommand,
  signedInput,
} from '../support/phone-case.ts';
import { requires } from '../support/requirement.ts';
import { openSignature, pkcs1Encoded, publicKeyOf } from '../support/signature.ts';

const clause = 'phone-wallet 2';

const token = (platform: 'android' | 'iphone', label: string, source: string) =>
  defineCase({
    id: `phone/content/token-${platform}`,
    title: t(`The token of the phone is labelled ${label}`, `スマホのトークン名は${label}である`),
    requirement: requires(
      source,
      'probe',
      `The first 32 bytes of EF 0006 are ${label} padded with blanks: by them clients tell the phone from the card.`,
      `EF 0006の先頭32バイトは${label}で、空白で埋める。クライアントはこれでスマホとカードを区別する。`,
    ),
    level: 'card',
    appliesTo: `phone & ${platform}`,
    cost: 'none',
    rules: ['phone/token-label'],
    given: [selectedFile('jpki', 0x0006)],
    async run({ card, check }) {
      const { data } = await card.expect('00 b0 00 00 20', '* 9000');
      check.same(t('label', 'ラベル'), data, textBytes(label.padEnd(32, ' ')));
    },
  });

/** Applications of the plastic card that no phone has. */
const absent = ['text', 'visual', 'juki', 'common', 'licence'] as const;
const selectCommand = (name: string): string =>
  `00 a4 04 0c ${(name.length / 2).toString(16).padStart(2, '0')} ${name}`;

export const phoneContentCases = [
  token('android', 'JPKIAPGPSETOKEN', 'phone-wallet 2'),
  token('iphone', 'JPKIAPIOSTOKEN', 'phone-wallet 1.3'),
  defineCase({
    id: 'phone/content/authentication-certificate-guarded',
    title: t(
      'The user authentication certificate of a phone needs the PIN',
      'スマホの利用者証明用証明書の読み出しには暗証番号が必要',
    ),
    requirement: requires(
      clause,
      'probe',
      'EF 000A is answered 6982 before VERIFY of 0018 and read after it; on the plastic card it is free.',
      'EF 000Aは0018の照合前には6982、照合後は読める。カードでは照合なしで読める。',
    ),
    level: 'card',
    appliesTo: 'phone & !pre-verified',
    cost: 'none',
    secrets: [authentication],
    cause: 'read/access-condition',
    rules: ['phone/authentication-certificate-guarded'],
    given: [selectedFile('jpki', 0x000a)],
    async run({ card }) {
      const meet = async (): Promise<void> => {
        await card.verify(authentication);
        await card.selectFile(0x000a);
      };
      await card.refused('00 b0 00 00 04', '6982', { meet });
      await meet();
      await card.expect('00 b0 00 00 04', '30 82 .. .. 9000');
    },
  }),
  defineCase({
    id: 'phone/content/authentication-certificate-issuer',
    title: t(
      'The user authentication certificate of a phone is issued by the CA certificate beside it',
      'スマホの利用者証明用証明書は隣のCA証明書が発行したものである',
    ),
    requirement: requires(
      'phone-wallet 1.3',
      'probe',
      'Read after the PIN, the certificate verifies with the key of the CA certificate in EF 000B.',
      '暗証番号の照合後に読んだ証明書の署名は、EF 000BのCA証明書の鍵で検証できる。',
    ),
    level: 'card',
    appliesTo: 'phone',
    cost: 'none',
    secrets: [authentication],
    rules: ['content/ca-certificate-issued-it'],
    given: [verified(authentication)],
    async run({ card, check }) {
      const certificate = new X509Certificate(await card.readFile(0x000a));
      const issuer = new X509Certificate(await card.readFile(0x000b));
      const verifies = certificate.verify(issuer.publicKey);
      check.that(t('the CA key verifies the certificate', 'CAの鍵で証明書を検証'), verifies, 'yes', 'no');
    },
  }),
  defineCase({
    id: 'phone/content/other-applications-absent',
    title: t('A phone has no other application of the card', 'スマホにはカードの他のアプリケーションがない'),
    requirement: requires(
      clause,
      'inferred',
      'SELECT of the text, visual, juki, common and licence applications is answered 6A82.',
      '券面事項入力補助、券面事項確認、住基、共通、免許のアプリケーションのSELECTには6A82を返す。',
    ),
    level: 'card',
    appliesTo: 'phone',
    cost: 'none',
    cause: 'select/unknown-application',
    rules: ['phone/other-applications-absent'],
    async run({ card }) {
      for (const name of absent)
        await card.refused(selectCommand(aids[name]), '6a82', { command: selectCommand(aids.jpki) });
    },
  }),
  ...([authentication, signature] as const).map((secret) =>
    defineCase({
      id: `phone/sign/${secret.slice('jpki/'.length)}`,
      title: t(
        `The ${secret.slice('jpki/'.length)} key of a phone belongs to its certificate`,
        `スマホの${secret === signature ? '署名用' : '利用者証明用'}の鍵は証明書と組になっている`,
      ),
      requirement: requires(
        'phone-wallet 1.3',
        'probe',
        'A signature opens with the certificate that is read from the phone, and not with the other one.',
        '署名はスマホから読んだ証明書で復元でき、もう一方の証明書では復元できない。',
      ),
      level: 'card',
      appliesTo: 'phone & signature-certificate',
      cost: 'none',
      secrets: [authentication, signature],
      rules: ['sign/own-key'],
      given: [verified(authentication)],
      async run({ card, check, value }) {
        const password = value(signature);
        await card.selectFile(0x001b);
        await card.require(Uint8Array.from([0x00, 0x20, 0, 0x80, password.length, ...password]), '9000');
        const own = publicKeyOf(await card.readFile(secret === signature ? 0x0001 : 0x000a));
        const other = publicKeyOf(await card.readFile(secret === signature ? 0x000a : 0x0001));
        await card.selectFile(keyFile[secret]);
        const { data } = await card.expect(signCommand, signatureAnswer);
        check.same(t('opened', '復元'), openSignature(own, data), pkcs1Encoded(signedInput));
        check.that(t('keys', '鍵'), !own.equals(other), 'two keys', 'one key for both');
      },
    }),
  ),
  defineCase({
    id: 'phone/biometrics/authentication-satisfied',
    title: t(
      'After biometrics the user authentication needs no PIN',
      '生体認証の後の利用者証明に暗証番号は要らない',
    ),
    requirement: requires(
      'phone-wallet 0 and 1.3',
      'inferred',
      'Biometrics come before the phone is held to the reader: EF 000A is read and key 0017 signs without VERIFY, in each activation.',
      '生体認証を済ませてからかざすため、VERIFYなしでEF 000Aが読め、鍵0017で署名できる。かざすたびに同じである。',
    ),
    level: 'card',
    appliesTo: 'phone & pre-verified',
    cost: 'none',
    rules: ['phone/biometrics-before-tap'],
    given: [selectedFile('jpki', 0x000a)],
    async run({ card }) {
      await card.expect('00 b0 00 00 04', '30 82 .. .. 9000');
      await card.reset();
      await card.select('jpki');
      await card.selectFile(0x0017);
      await card.expect(signCommand, signatureAnswer);
    },
  }),
  defineCase({
    id: 'phone/biometrics/never-sign',
    title: t('Biometrics never stand in for the signature password', '生体認証では署名できない'),
    requirement: requires(
      'phone-wallet L-43',
      'guide',
      'However the holder unlocked the phone, key 001A is answered 6982 until the signature password is verified.',
      '生体認証を済ませていても、署名用パスワードの照合前の鍵001Aには6982を返す。',
    ),
    level: 'card',
    appliesTo: 'phone & pre-verified & signature-certificate',
    cost: 'none',
    secrets: [signature],
    cause: 'sign/needs-verified',
    rules: ['phone/biometrics-never-sign'],
    given: [selectedFile('jpki', 0x001a)],
    async run({ card }) {
      const meet = async (): Promise<void> => {
        await card.verify(signature);
        await card.selectFile(0x001a);
      };
      await card.refused(signCommand, '6982', { meet });
      await meet();
      await card.expect(signCommand, signatureAnswer);
    },
  }),
];
