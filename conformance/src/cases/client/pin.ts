import { bytesText } from '../../bytes/hex.ts';
import type { CaseDefinition } from '../../engine/case.ts';
import { CaseEnd } from '../../engine/case-end.ts';
import type { ClientUnderTest, Operation } from '../../engine/client-under-test.ts';
import { type SecretName, secrets, wrongValue } from '../../engine/secret.ts';
import { t } from '../support/bilingual.ts';
import {
  answered,
  type ClientCase,
  clientCase,
  message,
  pinsSent,
  refused,
  signWith,
  triesAre,
} from './client-case.ts';

const clause = 'jpki-card 3, PINs';

/** How each PIN comes to be sent. */
const uses = {
  'jpki/authentication': {
    word: 'authentication',
    ja: '利用者証明用',
    needs: 'sign',
    request: (pin: string) => ({ key: 'authentication', pin, data: message }),
  },
  'jpki/signature': {
    word: 'signature',
    ja: '署名用',
    needs: 'sign',
    request: (pin: string) => ({ key: 'signature', pin, data: message }),
  },
  'text/pin': {
    word: 'text',
    ja: '券面事項入力補助用',
    needs: 'read-basic-data',
    request: (pin: string) => ({ pin }),
  },
} as const satisfies Partial<
  Record<
    SecretName,
    { word: string; ja: string; needs: Operation; request: (pin: string) => Record<string, unknown> }
  >
>;
type Used = keyof typeof uses;
const used = Object.keys(uses) as Used[];

const wrong = (client: ClientUnderTest, secret: SecretName): string =>
  bytesText(wrongValue(client.secretOf(secret)));

const send = ({ client }: ClientCase, secret: Used, pin: string, more: Record<string, unknown> = {}) =>
  client.run(uses[secret].needs, { ...uses[secret].request(pin), ...more });

const perPin = used.flatMap((secret): CaseDefinition[] => {
  const { word, ja, needs } = uses[secret];
  return [
    clientCase({
      name: `pin/one-left-${word}`,
      needs: [needs],
      title: [`One try left of the ${word} PIN is told and not burnt`, `${ja}の残り1回を伝え、使わない`],
      clause,
      basis: 'guide',
      text: [
        'With one try left a client tells so and sends no PIN unless it was given leave to.',
        '残り1回のとき、クライアントはそれを伝え、許可なく暗証番号を送信しない。',
      ],
      catches: ['ignores-retry-counter'],
      async run(at) {
        await at.client.leaveTries(secret, 1);
        const run = await send(at, secret, at.client.secretOf(secret));
        refused(at, run, 'last-try');
        at.check.that(
          t('tries told', '伝えられた残り回数'),
          run.answer?.triesLeft === 1,
          '1',
          String(run.answer?.triesLeft),
        );
        pinsSent(at, run, 0);
        await triesAre(at, secret, 1);
      },
    }),
    clientCase({
      name: `pin/wrong-${word}`,
      needs: [needs],
      title: [
        `A wrong ${word} PIN is told with the tries left`,
        `${ja}の暗証番号の誤りを残り回数とともに伝える`,
      ],
      clause: `${clause}: 63Cn`,
      basis: 'probe',
      text: [
        'A wrong PIN is sent once, costs one try, and the client tells how many are left.',
        '誤った暗証番号は1回だけ送信され、1回を消費し、クライアントは残り回数を伝える。',
      ],
      catches: ['tells-full-tries'],
      async run(at) {
        const run = await send(at, secret, wrong(at.client, secret));
        const left = secrets[secret].tries - 1;
        refused(at, run, 'wrong-pin');
        at.check.that(
          t('tries told', '伝えられた残り回数'),
          run.answer?.triesLeft === left,
          String(left),
          String(run.answer?.triesLeft),
        );
        pinsSent(at, run, 1);
        await triesAre(at, secret, left);
      },
    }),
    clientCase({
      name: `pin/blocked-${word}`,
      needs: [needs],
      title: [`A blocked ${word} PIN is told and not sent`, `${ja}の閉塞を伝え、暗証番号を送信しない`],
      clause: `${clause}: 63C0 to the query when blocked`,
      basis: 'probe',
      text: [
        'A client tells a blocked PIN from a wrong one and sends none to a blocked reference.',
        'クライアントは閉塞と誤りを区別し、閉塞した参照先に暗証番号を送信しない。',
      ],
      catches: ['ignores-blocked'],
      async run(at) {
        await at.client.leaveTries(secret, 0);
        const run = await send(at, secret, at.client.secretOf(secret));
        refused(at, run, 'pin-blocked');
        pinsSent(at, run, 0);
      },
    }),
    clientCase({
      name: `pin/status-${word}`,
      needs: secret === 'text/pin' ? ['pin-status', 'pin-text'] : ['pin-status'],
      title: [`The tries of the ${word} PIN are told as they are`, `${ja}の残り回数をそのまま伝える`],
      clause: `${clause}: empty VERIFY`,
      basis: 'probe',
      text: [
        'Asking for the tries left costs none: the client sends an empty VERIFY, also when tries were spent.',
        '残り回数の確認は回数を消費しない。クライアントは空のVERIFYを送信する。',
      ],
      catches: ['queries-by-guessing', 'tells-full-tries'],
      async run(at) {
        const { tries } = secrets[secret];
        for (const left of [tries, 1, 0]) {
          await at.client.leaveTries(secret, left);
          const run = await at.client.run('pin-status', { pin: word });
          const { triesLeft, blocked } = answered(at, run);
          const expected = `${left}, blocked ${left === 0}`;
          const told = `${String(triesLeft)}, blocked ${String(blocked)}`;
          at.check.that(t('what is told', '伝えられた内容'), told === expected, expected, told);
          pinsSent(at, run, 0);
          await triesAre(at, secret, left);
        }
      },
    }),
  ];
});

/** A value that can be no PIN: refused before anything is burnt. */
const form = (name: string, secret: Used, pin: string, title: readonly [string, string]): CaseDefinition =>
  clientCase({
    name: `pin/form-${name}`,
    needs: [uses[secret].needs],
    title,
    clause: `${clause}: formats`,
    basis: 'guide',
    text: [
      'What cannot be the PIN by its length or characters is refused by the client, and no try is spent.',
      '桁数・文字種から暗証番号でありえないものは、クライアントが拒否し、回数を消費しない。',
    ],
    catches: ['checks-no-form'],
    async run(at) {
      const run = await send(at, secret, pin);
      refused(at, run, 'pin-form');
      pinsSent(at, run, 0);
      await triesAre(at, secret, secrets[secret].tries);
    },
  });

export const pinCases: readonly CaseDefinition[] = [
  ...perPin,
  clientCase({
    name: 'pin/last-try-by-leave',
    needs: ['sign'],
    title: ['The last try is tried when leave is given', '許可があれば最後の1回を試す'],
    clause,
    basis: 'guide',
    text: [
      'Told "lastTry": true, a client sends the PIN with one try left.',
      '"lastTry": true を指定されたクライアントは、残り1回でも暗証番号を送信する。',
    ],
    catches: ['never-tries-last'],
    async run(at) {
      const secret = 'jpki/authentication';
      await at.client.leaveTries(secret, 1);
      const run = await send(at, secret, at.client.secretOf(secret), { lastTry: true });
      answered(at, run);
      await triesAre(at, secret, 3);
    },
  }),
  clientCase({
    name: 'pin/last-wrong-blocks',
    needs: ['sign'],
    title: ['63C0 is told as blocked', '63C0を閉塞として伝える'],
    clause: `${clause}: VERIFY wrong, last try, 63C0`,
    basis: 'probe',
    text: [
      'The answer 63C0 to a wrong PIN says that it is blocked now; a client does not ask for another one.',
      '誤った暗証番号への63C0は閉塞を意味し、クライアントは再入力を求めない。',
    ],
    catches: ['treats-63c0-as-wrong-pin'],
    async run(at) {
      const secret = 'jpki/authentication';
      await at.client.leaveTries(secret, 1);
      const run = await send(at, secret, wrong(at.client, secret), { lastTry: true });
      refused(at, run, 'pin-blocked');
      await triesAre(at, secret, 0);
    },
  }),
  clientCase({
    name: 'pin/blocked-meanwhile',
    needs: ['sign'],
    title: ['6984 is told as blocked, not as a wrong PIN', '6984を暗証番号の誤りではなく閉塞として伝える'],
    clause: `${clause}: VERIFY when blocked, 6984`,
    basis: 'probe',
    text: [
      'Blocked by another program between query and VERIFY, the card answers 6984; a client tells it from a wrong PIN.',
      '確認とVERIFYの間に他のプログラムが閉塞させた場合の6984を、クライアントは暗証番号の誤りと区別する。',
    ],
    catches: ['treats-6984-as-wrong-pin'],
    async run(at) {
      const secret = 'jpki/authentication';
      await at.client.fault({ kind: 'delay', ins: '20', ms: 600 });
      const running = send(at, secret, at.client.secretOf(secret));
      await at.client.struck();
      await at.client.leaveTries(secret, 0);
      const run = await running;
      if (!run.exchanges.some(({ response }) => response === '6984')) {
        throw new CaseEnd(
          'INCONCLUSIVE',
          t('the client sent no VERIFY after its query', '確認の後にVERIFYが送信されなかった'),
        );
      }
      refused(at, run, 'pin-blocked');
    },
  }),
  clientCase({
    name: 'pin/lower-case',
    needs: ['sign'],
    title: [
      'A signature password in lower case is folded or refused, never burnt',
      '小文字の署名用パスワードを変換または拒否し、回数を消費しない',
    ],
    clause: `${clause}: signature password, upper case`,
    basis: 'guide',
    text: [
      'The card knows upper case only; a password typed in lower case costs no try.',
      'カードは大文字のみを扱う。小文字で入力されたパスワードで回数を消費しない。',
    ],
    catches: ['folds-not'],
    async run(at) {
      const secret = 'jpki/signature';
      const run = await send(at, secret, at.client.secretOf(secret).toLowerCase());
      if (run.answer?.ok === true) answered(at, run);
      else refused(at, run, 'pin-form');
      await triesAre(at, secret, 5);
    },
  }),
  form('letters', 'jpki/authentication', 'abcd', [
    'Letters are no authentication PIN',
    '英字は利用者証明用の暗証番号ではない',
  ]),
  form('three-digits', 'jpki/authentication', '123', ['Three digits are no PIN', '3桁は暗証番号ではない']),
  form('five-digits', 'jpki/authentication', '12345', ['Five digits are no PIN', '5桁は暗証番号ではない']),
  form('empty', 'jpki/authentication', '', [
    'An empty PIN is not sent as a query',
    '空の暗証番号を確認として送信しない',
  ]),
  form('full-width', 'jpki/authentication', '１２３４', [
    'Full-width digits are not sent as UTF-8',
    '全角数字をUTF-8で送信しない',
  ]),
  form('short-password', 'jpki/signature', 'AB123', [
    'Five characters are no signature password',
    '5文字は署名用パスワードではない',
  ]),
  form('long-password', 'jpki/signature', 'AB123456789012345', [
    'Seventeen characters are no signature password',
    '17文字は署名用パスワードではない',
  ]),
  form('symbols', 'jpki/signature', 'AB-1234', [
    'Symbols are no part of a signature password',
    '記号は署名用パスワードに含まれない',
  ]),
  form('text-letters', 'text/pin', '91 0', [
    'A blank is no part of the text PIN',
    '空白は券面事項入力補助用の暗証番号に含まれない',
  ]),
  clientCase({
    name: 'pin/own-reference',
    needs: ['sign'],
    title: ['The signature password goes to its own reference', '署名用パスワードを正しい参照先に送る'],
    clause: 'jpki-card 2.1, EF 0018 and 001B',
    basis: 'probe',
    text: [
      'A signature with the signature key costs the authentication PIN no try.',
      '署名用の鍵での署名は、利用者証明用の回数を消費しない。',
    ],
    catches: ['crosses-pins'],
    async run(at) {
      answered(at, await at.client.run('sign', signWith(at.client, 'signature')));
      await triesAre(at, 'jpki/authentication', 3);
      await triesAre(at, 'jpki/signature', 5);
    },
  }),
];
