import { concat, hex } from '../../bytes/hex.ts';
import { defineCase } from '../../engine/case.ts';
import { selected, verified } from '../../engine/precondition.ts';
import { t } from '../support/bilingual.ts';
import { requires } from '../support/requirement.ts';
import {
  deliveryMessage,
  deliveryModulus,
  encryptOaep,
  freshSeed,
  setSessionKey,
} from '../support/secure-terminal.ts';

const clause = 'jpki-card 4.4';
/** Where only the access condition counts, what is sent does not. */
const anyCryptogram = setSessionKey(new Uint8Array(256).fill(0x5a));

/** A SET SESSION KEY that is refused after the PIN, with one that is taken as the control. */
const refusedForm = (
  slug: string,
  [en, ja]: readonly [string, string],
  basis: 'probe' | 'inferred',
  answer: string,
  rule: string,
  command: (modulus: Uint8Array) => Uint8Array,
) =>
  defineCase({
    id: `card/session-key/${slug}`,
    title: t(`SET SESSION KEY: ${en}`, `SET SESSION KEY:${ja}`),
    requirement: requires(
      clause,
      basis,
      `SET SESSION KEY with ${en} is answered ${answer.toUpperCase()}.`,
      `${ja}のSET SESSION KEYには${answer.toUpperCase()}を返す。`,
    ),
    level: 'card',
    appliesTo: 'text',
    cost: 'none',
    secrets: ['text/pin'],
    cause: rule,
    given: [verified('text/pin')],
    async run({ card }) {
      const modulus = await deliveryModulus(card);
      const right = setSessionKey(encryptOaep(modulus, deliveryMessage(freshSeed())));
      await card.refused(command(modulus), answer, { command: right });
    },
  });

const elsewhere = (application: 'jpki' | 'juki' | 'common' | 'visual', answer: string, rule: string) =>
  defineCase({
    id: `card/session-key/in-${application}`,
    title: t(
      `The ${application} application takes no session key`,
      `アプリケーション${application}はセッション鍵を受け付けない`,
    ),
    requirement: requires(
      clause,
      'probe',
      `SET SESSION KEY in the ${application} application is answered ${answer.toUpperCase()}.`,
      `アプリケーション${application}でのSET SESSION KEYには${answer.toUpperCase()}を返す。`,
    ),
    level: 'card',
    appliesTo: `${application} & text`,
    cost: 'none',
    secrets: ['text/pin'],
    cause: rule,
    given: [selected(application)],
    async run({ card }) {
      await card.refused(anyCryptogram, answer, {
        meet: () => card.verify('text/pin'),
        // The text application looks at the data: it gets further.
        accept: '6a80 | 6f00',
      });
    },
  });

const withTwoKeys = (): Uint8Array => concat(hex('a0 44 80 20'), freshSeed(), hex('81 20'), freshSeed());

/** SET SESSION KEY and SET PUBLIC IC KEY. */
export const sessionKeyCases = [
  defineCase({
    id: 'card/session-key/needs-pin',
    title: t('SET SESSION KEY needs the PIN', 'SET SESSION KEYには暗証番号の照合が必要'),
    requirement: requires(
      clause,
      'probe',
      'With nothing verified, or number A, SET SESSION KEY is answered 6982; after VERIFY of the PIN the same bytes 9000.',
      '照合なし、または照合番号Aの照合後のSET SESSION KEYには6982を返し、暗証番号の照合後は同じデータに9000を返す。',
    ),
    level: 'card',
    appliesTo: 'text',
    cost: 'none',
    secrets: ['text/pin', 'text/number-a'],
    cause: 'messaging/key-needs-pin',
    rules: ['messaging/key-not-by-numbers'],
    given: [verified('text/pin')],
    async run({ card }) {
      const cryptogram = encryptOaep(await deliveryModulus(card), deliveryMessage(freshSeed()));
      const control = { meet: () => card.verify('text/pin') };
      await card.reset();
      await card.select('text');
      await card.refused(setSessionKey(cryptogram), '6982', control);
      await card.reset();
      await card.verify('text/number-a');
      await card.refused(setSessionKey(cryptogram), '6982', control);
      await card.verify('text/pin');
      await card.expect(setSessionKey(cryptogram), '9000');
    },
  }),
  elsewhere('jpki', '6982', 'messaging/key-closed'),
  elsewhere('juki', '6982', 'messaging/key-closed'),
  elsewhere('common', '66f1', 'messaging/key-elsewhere'),
  elsewhere('visual', '66f1', 'messaging/key-elsewhere'),
  refusedForm(
    'p1-p2',
    ['other P1-P2', '定義外のP1-P2'],
    'inferred',
    '6a86',
    'messaging/key-forms',
    (modulus) => setSessionKey(encryptOaep(modulus, deliveryMessage(freshSeed())), '00 01'),
  ),
  refusedForm('length', ['255 bytes', '255バイト'], 'inferred', '6700', 'messaging/key-length', () =>
    setSessionKey(new Uint8Array(255)),
  ),
  refusedForm(
    'modulus',
    ['a cryptogram as large as the modulus', '法と等しい暗号文'],
    'probe',
    '6f00',
    'messaging/key-below-modulus',
    (modulus) => setSessionKey(modulus),
  ),
  refusedForm(
    'oaep-sha1',
    ['OAEP of SHA-1', 'SHA-1によるOAEP'],
    'probe',
    '6a80',
    'messaging/key-oaep-sha256',
    (modulus) => setSessionKey(encryptOaep(modulus, deliveryMessage(freshSeed()), 'sha1')),
  ),
  refusedForm(
    'two-keys',
    ['a second key for checksums', '検査用の鍵の併記'],
    'probe',
    '6a80',
    'messaging/key-structure',
    (modulus) => setSessionKey(encryptOaep(modulus, withTwoKeys())),
  ),
  defineCase({
    id: 'card/session-key/terminal-p1-p2',
    title: t('SET PUBLIC IC KEY has P1-P2 00C1', 'SET PUBLIC IC KEYのP1-P2は00C1'),
    requirement: requires(
      clause,
      'probe',
      'SET PUBLIC IC KEY with P1-P2 0000, 00AE, 8000 or 00B6 is answered 6A86.',
      'P1-P2が0000、00AE、8000、00B6のSET PUBLIC IC KEYには6A86を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    // A certificate that the card took would stay in it.
    cost: 'destroys',
    cause: 'messaging/terminal-key-forms',
    given: [selected('jpki')],
    async run({ card }) {
      const zeros = `00 01 00 ${'00 '.repeat(256)}`;
      for (const p1p2 of ['00 00', '00 ae', '80 00', '00 b6']) {
        await card.refused(`80 a2 ${p1p2} ${zeros}`, '6a86', {
          command: `80 a2 00 c1 ${zeros}`,
          accept: '6700',
        });
      }
    },
  }),
  defineCase({
    id: 'card/session-key/terminal-certificate',
    title: t('No certificate of nobody is taken', '署名のない端末証明書は受け付けない'),
    requirement: requires(
      clause,
      'inferred',
      'SET PUBLIC IC KEY with 256 zero bytes is answered 6700, with the card’s own certificate 6A80.',
      '256バイトの00のSET PUBLIC IC KEYには6700、カード自身の証明書には6A80を返す。',
    ),
    level: 'card',
    appliesTo: 'text',
    cost: 'destroys',
    cause: 'messaging/terminal-key-length',
    rules: ['messaging/terminal-key-signed'],
    given: [selected('text')],
    async run({ card }) {
      const certificate = await card.readFile(0x0004);
      const own = concat(
        hex('80 a2 00 c1 00'),
        Uint8Array.of(certificate.length >> 8, certificate.length & 0xff),
        certificate,
      );
      await card.refused(`80 a2 00 c1 00 01 00 ${'00 '.repeat(256)}`, '6700', {
        command: own,
        accept: '6a80',
      });
      await card.expect(own, '6a80');
    },
  }),
];
