import { createPrivateKey, createPublicKey } from 'node:crypto';
import { concat } from '../../bytes/hex.ts';
import { defineCase } from '../../engine/case.ts';
import { selected, verified } from '../../engine/precondition.ts';
import { t } from '../support/bilingual.ts';
import { requires } from '../support/requirement.ts';
import { digestInfo, openSignature, pkcs1Encoded, sha256 } from '../support/signature.ts';

const clause = 'jpki-card 4.3';
const bytes = (count: number): string => `${'.. '.repeat(count)}9000`;
const challenge = Uint8Array.from({ length: 16 }, (_, i) => i);
/** 00 88 00 P2 Lc challenge 00 */
const authenticate = (p2: number, data: Uint8Array): Uint8Array =>
  concat(Uint8Array.of(0x00, 0x88, 0x00, p2, data.length), data, Uint8Array.of(0x00));

export const challengeCases = [
  defineCase({
    id: 'card/challenge/length',
    title: t('GET CHALLENGE gives as many bytes as Le says', 'GET CHALLENGEはLeどおりのバイト数を返す'),
    requirement: requires(
      clause,
      'probe',
      'Le of 01 to FF and 00 (256) gives that many bytes, at the master file too.',
      'Le=01〜FF、00(256)のとおりのバイト数を返す。MFでも使える。',
    ),
    level: 'card',
    appliesTo: 'card',
    cost: 'none',
    rules: ['other/challenge-length'],
    async run({ card }) {
      for (const [le, count] of [
        ['08', 8],
        ['01', 1],
        ['10', 16],
        ['ff', 255],
        ['00', 256],
      ] as const) {
        await card.expect(`00 84 00 00 ${le}`, bytes(count));
      }
    },
  }),
  defineCase({
    id: 'card/challenge/fresh',
    title: t('Every challenge is another', 'チャレンジは毎回異なる'),
    requirement: requires(
      'ISO/IEC 7816-4:2020, 11.6.3',
      'standard',
      'No challenge comes twice.',
      '同じチャレンジは二度返らない。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    rules: ['other/challenge-fresh'],
    given: [selected('jpki')],
    async run({ card, check }) {
      const first = await card.expect('00 84 00 00 10', bytes(16));
      const second = await card.expect('00 84 00 00 10', bytes(16));
      check.differ(t('the second challenge', '2回目のチャレンジ'), second.data, first.data);
      await card.reset();
      const third = await card.expect('00 84 00 00 10', bytes(16));
      check.differ(t('the challenge after power-off', '電源断後のチャレンジ'), third.data, first.data);
    },
  }),
  defineCase({
    id: 'card/challenge/extended',
    title: t('GET CHALLENGE with extended length is refused', '拡張長のGET CHALLENGEは拒否される'),
    requirement: requires(clause, 'probe', 'An extended Le is answered 6985.', '拡張Leには6985を返す。'),
    level: 'card',
    appliesTo: 'card',
    cost: 'none',
    cause: 'other/challenge-short-only',
    async run({ card }) {
      await card.refused('00 84 00 00 00 00 08', '6985', { command: '00 84 00 00 08' });
    },
  }),
  defineCase({
    id: 'card/authenticate/common-key',
    title: t('INTERNAL AUTHENTICATE with the common key', '共通アプリケーションの鍵による内部認証'),
    requirement: requires(
      clause,
      'probe',
      'Key 0019 answers a challenge with an RSA signature, without a PIN; the same challenge gives the same answer and another one another.',
      '鍵0019は暗証番号なしでチャレンジにRSA署名を返す。同じチャレンジには同じ応答、異なるものには異なる応答を返す。',
    ),
    level: 'card',
    appliesTo: 'common',
    cost: 'none',
    rules: ['other/authenticate-digest-info'],
    given: [selected('common')],
    async run({ card, check }) {
      const first = await card.expect(authenticate(0x99, challenge), bytes(256));
      const again = await card.expect(authenticate(0x99, challenge), bytes(256));
      check.same(t('the same challenge', '同じチャレンジ'), again.data, first.data);
      const other = await card.expect(authenticate(0x99, challenge.toReversed()), bytes(256));
      check.differ(t('another challenge', '異なるチャレンジ'), other.data, first.data);
    },
  }),
  defineCase({
    id: 'card/authenticate/common-key-encoding',
    title: t(
      'The common key signs DigestInfo of the challenge',
      '共通の鍵はチャレンジのDigestInfoに署名する',
    ),
    requirement: requires(
      clause,
      'probe',
      'The answer opens to PKCS#1 v1.5 padding of DigestInfo(SHA-256(challenge)), with the TEST key of emulated cards.',
      '応答は、エミュレーションカードのTEST鍵により、DigestInfo(SHA-256(チャレンジ))のPKCS#1 v1.5パディングに復元される。',
    ),
    level: 'card',
    appliesTo: 'common & person-known',
    cost: 'none',
    rules: ['other/authenticate-digest-info'],
    given: [selected('common')],
    async run({ card, check }) {
      const { testKey } = await import('@kazashi/firmware-fixtures');
      const pkcs8 = createPrivateKey({
        key: Buffer.from(testKey('card-common-internal')),
        format: 'der',
        type: 'pkcs8',
      });
      const { data } = await card.expect(authenticate(0x99, challenge), bytes(256));
      check.same(
        t('encoded message', '復元した符号化メッセージ'),
        openSignature(createPublicKey(pkcs8), data),
        pkcs1Encoded(digestInfo(sha256(challenge))),
      );
    },
  }),
  defineCase({
    id: 'card/authenticate/jpki-keys',
    title: t('INTERNAL AUTHENTICATE does not use the JPKI keys', '公的個人認証の鍵は内部認証に使えない'),
    requirement: requires(
      'jpki-card 4.1',
      'probe',
      'INTERNAL AUTHENTICATE with the authentication key is answered 6982, verified or not.',
      '利用者証明用の鍵での内部認証には、照合の有無によらず6982を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki & common',
    cost: 'none',
    secrets: ['jpki/authentication'],
    cause: 'other/authenticate-not-with-signature-keys',
    given: [verified('jpki/authentication')],
    async run({ card }) {
      await card.refused(authenticate(0x97, challenge), '6982', {
        meet: () => card.select('common'),
        command: authenticate(0x99, challenge),
      });
    },
  }),
  defineCase({
    id: 'card/authenticate/text-keys',
    title: t('INTERNAL AUTHENTICATE does not use the text keys', '券面事項入力補助の鍵は内部認証に使えない'),
    requirement: requires(
      'jpki-card 4.1',
      'probe',
      'INTERNAL AUTHENTICATE with key 0013 of the text application is answered 6985.',
      '券面事項入力補助の鍵0013での内部認証には6985を返す。',
    ),
    level: 'card',
    appliesTo: 'text & common',
    cost: 'none',
    cause: 'other/authenticate-not-with-record-keys',
    given: [selected('text')],
    async run({ card }) {
      await card.refused(authenticate(0x93, challenge), '6985', {
        meet: () => card.select('common'),
        command: authenticate(0x99, challenge),
      });
    },
  }),
];
