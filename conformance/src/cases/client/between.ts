/** What comes between client and card: resets, swaps, removal, lost answers, slow cards. */
import { bytesText, toHex } from '../../bytes/hex.ts';
import type { CaseDefinition } from '../../engine/case.ts';
import type { ClientRun, Operation } from '../../engine/client-under-test.ts';
import { wrongValue } from '../../engine/secret.ts';
import { t } from '../support/bilingual.ts';
import {
  answered,
  type ClientCase,
  certificateFiles,
  clientCase,
  disturbed,
  isPinSent,
  isRead,
  isSignature,
  notResent,
  onTheWay,
  refused,
  rehearsed,
  signedOrFault,
  signWith,
  triesAre,
} from './client-case.ts';

const pcsc = 'design 5.3, lab 2 item 7; phone-wallet L-92';
const reset = 'jpki-card 3 and 5; ISO/IEC 7816-4, security status is lost at reset';

const readAuthentication = { certificate: 'authentication' } as const;
const readSignature = ({ client }: ClientCase) => ({
  certificate: 'signature',
  pin: client.secretOf('jpki/signature'),
});
const signAuthentication = ({ client }: ClientCase) => signWith(client, 'authentication');
const textPin = ({ client }: ClientCase) => ({ pin: client.secretOf('text/pin') });

/** The certificate told is whole and the adult's, or none is told. */
async function wholeOrFault(
  at: ClientCase,
  run: ClientRun,
  name: keyof typeof certificateFiles,
  expected: Uint8Array,
): Promise<void> {
  if (run.answer?.ok !== true) return refused(at, run, ...onTheWay);
  at.check.that(
    t(`the certificate (${name}) is whole and of one card`, `証明書(${name})は完全で、1枚のカードのもの`),
    run.answer.certificate === toHex(expected),
    `the ${expected.length} bytes of the card`,
    `${String(run.answer.certificate).length / 2} bytes, others`,
  );
}

/** The basic data told is the adult's, or none is told. */
function dataOrFault(at: ClientCase, run: ClientRun): void {
  if (run.answer?.ok !== true) {
    refused(at, run, ...onTheWay);
    return;
  }
  const { name } = at.client.personOf('adult');
  at.check.that(t('name', '氏名'), run.answer.name === name, name, String(run.answer.name));
}

/** No PIN reached any card but the one that it was typed for. */
async function noPinElsewhere(at: ClientCase, run: ClientRun): Promise<void> {
  const own = at.client.cardOf('adult');
  const strayed = run.exchanges.filter((exchange) => isPinSent(exchange) && exchange.card !== own).length;
  at.check.that(
    t('PINs sent to the other card', '別のカードに送信された暗証番号'),
    strayed === 0,
    '0',
    String(strayed),
  );
  const tries = await at.client.tries('jpki/authentication', 'child');
  at.check.that(t('tries left of the other card', '別のカードの残り回数'), tries === 3, '3', String(tries));
}

/** One fault of a kind at each command of an operation in turn, each on a fresh card. */
async function atEachStep(
  at: ClientCase,
  operation: Operation,
  parameters: Readonly<Record<string, unknown>>,
  kind: string,
  judge: (run: ClientRun) => Promise<void> | void,
): Promise<void> {
  const steps = (await rehearsed(at, operation, parameters)).length;
  for (let step = 1; step <= steps; step++) {
    await at.client.lay('adult');
    await at.client.fault({ kind, nth: step });
    await judge(await at.client.run(operation, parameters));
  }
}

const eachStep = (
  name: string,
  operation: Operation,
  parameters: (at: ClientCase) => Readonly<Record<string, unknown>>,
  kind: string,
  title: readonly [string, string],
  catches: readonly string[] = ['takes-any-fault-for-success', 'takes-any-fault-for-wrong-pin'],
): CaseDefinition =>
  clientCase({
    name: `removal/${name}`,
    needs: [operation],
    title,
    clause: pcsc,
    basis: 'guide',
    text: [
      'Whenever the card goes, the client ends in time, tells a fault, and blames no PIN; no try is lost.',
      'カードがいつ離されても、クライアントは時間内に終了して障害を伝え、暗証番号の誤りとせず、回数も失われない。',
    ],
    catches,
    async run(at) {
      await atEachStep(at, operation, parameters(at), kind, (run) => refused(at, run, ...onTheWay));
      await triesAre(at, 'jpki/authentication', 3);
      await triesAre(at, 'text/pin', 3);
    },
  });

const removal: readonly CaseDefinition[] = [
  eachStep('before-each-sign', 'sign', signAuthentication, 'lift-before', [
    'The card is taken away before each command of a signature',
    '署名の各コマンドの前にカードを離す',
  ]),
  eachStep('after-each-sign', 'sign', signAuthentication, 'lift-after', [
    'The card is taken away after each command of a signature, before its answer',
    '署名の各コマンドの後、応答の前にカードを離す',
  ]),
  eachStep('before-each-certificate', 'read-certificate', () => readAuthentication, 'lift-before', [
    'The card is taken away before each command of reading a certificate',
    '証明書読み取りの各コマンドの前にカードを離す',
  ]),
  eachStep('before-each-basic-data', 'read-basic-data', textPin, 'lift-before', [
    'The card is taken away before each command of reading the basic data',
    '基本4情報読み取りの各コマンドの前にカードを離す',
  ]),
  eachStep('before-each-number', 'read-number', textPin, 'lift-before', [
    'The card is taken away before each command of reading the number',
    '個人番号読み取りの各コマンドの前にカードを離す',
  ]),
  eachStep('before-each-status', 'pin-status', () => ({ pin: 'authentication' }), 'lift-before', [
    'The card is taken away before each command of asking for tries',
    '残り回数確認の各コマンドの前にカードを離す',
  ]),
  eachStep('mute-at-each-sign', 'sign', signAuthentication, 'mute', [
    'The card falls silent at each command of a signature',
    '署名の各コマンドでカードが応答しなくなる',
  ]),
  ...(['sign', 'pin-status'] as const).map((operation) =>
    clientCase({
      name: `removal/no-card-${operation}`,
      needs: [operation],
      title: ['Without a card the client says so', 'カードがなければそれを伝える'],
      clause: pcsc,
      basis: 'guide',
      text: ['No card on the reader is told as that.', 'リーダーにカードがないことを伝える。'],
      catches: ['takes-any-fault-for-wrong-pin'],
      async run(at) {
        await at.client.removeCard();
        const parameters = operation === 'sign' ? signAuthentication(at) : { pin: 'authentication' };
        refused(at, await at.client.run(operation, parameters), 'no-card');
      },
    }),
  ),
  ...(['sign', 'read-certificate'] as const).map((operation) =>
    clientCase({
      name: `removal/reader-gone-${operation}`,
      needs: [operation],
      title: ['The reader is unplugged in the middle', '途中でリーダーが取り外される'],
      clause: 'phone-wallet L-91',
      basis: 'guide',
      text: [
        'A reader that goes away ends the operation in time with a fault.',
        'リーダーがなくなれば、処理は時間内に障害として終了する。',
      ],
      catches: ['hangs-without-reader'],
      async run(at) {
        const parameters = operation === 'sign' ? signAuthentication(at) : readAuthentication;
        const kind = operation === 'sign' ? isPinSent : isRead;
        refused(at, await disturbed(at, operation, parameters, kind, { kind: 'reader-gone' }), ...onTheWay);
      },
    }),
  ),
];

const resets: readonly CaseDefinition[] = [
  clientCase({
    name: 'reset/each-sign',
    needs: ['sign'],
    title: [
      'The card resets before each command of a signature',
      '署名の各コマンドの前にカードがリセットされる',
    ],
    clause: reset,
    basis: 'standard',
    text: [
      'After a reset nothing is selected and verified: the client begins anew or tells a fault, and blames no PIN.',
      'リセット後は選択も照合も失われる。クライアントはやり直すか障害を伝え、暗証番号の誤りとしない。',
    ],
    catches: ['takes-any-status-for-wrong-pin'],
    async run(at) {
      const outcomes: ClientRun[] = [];
      await atEachStep(at, 'sign', signAuthentication(at), 'reset', (run) => void outcomes.push(run));
      for (const run of outcomes) await signedOrFault(at, run, 'authentication');
      await triesAre(at, 'jpki/authentication', 3);
    },
  }),
  clientCase({
    name: 'reset/verify-and-sign',
    needs: ['sign'],
    title: ['The card resets between VERIFY and signature', '照合と署名の間にカードがリセットされる'],
    clause: reset,
    basis: 'standard',
    text: [
      'The refused signature is not told as a wrong PIN, and no other bytes are told as a signature.',
      '拒否された署名を暗証番号の誤りとせず、他のバイト列を署名としない。',
    ],
    catches: ['takes-any-status-for-wrong-pin'],
    async run(at) {
      const run = await disturbed(at, 'sign', signWith(at.client, 'signature'), isSignature, {
        kind: 'reset',
      });
      await signedOrFault(at, run, 'signature');
      await triesAre(at, 'jpki/signature', 5);
    },
  }),
  clientCase({
    name: 'reset/status',
    needs: ['pin-status'],
    title: ['The card resets before it is asked for tries', '残り回数の確認前にカードがリセットされる'],
    clause: reset,
    basis: 'standard',
    text: [
      'Without a current reference the query is refused: that is no number of tries, and no blocked PIN.',
      '参照先のない確認は拒否される。それは残り回数でも閉塞でもない。',
    ],
    catches: ['takes-any-status-for-wrong-pin'],
    async run(at) {
      const query = { pin: 'authentication' };
      const run = await disturbed(at, 'pin-status', query, ({ command }) => command.startsWith('0020'), {
        kind: 'reset',
      });
      if (run.answer?.ok !== true) return refused(at, run, ...onTheWay);
      const told = String(run.answer.triesLeft);
      at.check.that(t('tries told', '伝えられた残り回数'), told === '3', '3', told);
    },
  }),
  ...(['authentication', 'signature'] as const).map((name) =>
    clientCase({
      name: `reset/certificate-${name}`,
      needs: ['read-certificate'],
      title: [
        `The card resets while the ${name} certificate is read`,
        `証明書(${name})の読み取り中にカードがリセットされる`,
      ],
      clause: reset,
      basis: 'standard',
      text: [
        'A file whose reading was cut off is read anew or told as a fault, never given out as whole.',
        '途中で切れた読み取りは、やり直すか障害として伝え、完全なものとして扱わない。',
      ],
      catches: ['takes-part-for-whole'],
      async run(at) {
        const parameters = name === 'signature' ? readSignature(at) : readAuthentication;
        const run = await disturbed(at, 'read-certificate', parameters, isRead, { kind: 'reset' }, 3);
        await wholeOrFault(at, run, name, await at.client.content(certificateFiles[name]));
      },
    }),
  ),
  clientCase({
    name: 'reset/basic-data',
    needs: ['read-basic-data'],
    title: ['The card resets while the basic data is read', '基本4情報の読み取り中にカードがリセットされる'],
    clause: reset,
    basis: 'standard',
    text: [
      'What the card refuses after a reset is not told as a wrong PIN.',
      'リセット後の拒否を暗証番号の誤りとしない。',
    ],
    catches: ['takes-any-status-for-wrong-pin'],
    async run(at) {
      dataOrFault(at, await disturbed(at, 'read-basic-data', textPin(at), isRead, { kind: 'reset' }));
    },
  }),
];

const swap = 'lab 2 item 7; each activation begins with nothing verified';
const swaps: readonly CaseDefinition[] = [
  clientCase({
    name: 'swap/sign',
    needs: ['sign'],
    title: ['The card is swapped between VERIFY and signature', '照合と署名の間にカードが差し替えられる'],
    clause: swap,
    basis: 'guide',
    text: [
      'A PIN goes to the card it was typed for: the other card gets none, and signs nothing.',
      '暗証番号は入力時のカードだけに送られ、別のカードには送られず、署名もされない。',
    ],
    catches: ['follows-swapped-card'],
    async run(at) {
      const order = { kind: 'swap', card: at.client.cardOf('child') };
      const run = await disturbed(at, 'sign', signAuthentication(at), isSignature, order);
      refused(at, run, ...onTheWay);
      await noPinElsewhere(at, run);
    },
  }),
  clientCase({
    name: 'swap/verify',
    needs: ['sign'],
    title: ['The card is swapped before VERIFY', '照合の前にカードが差し替えられる'],
    clause: swap,
    basis: 'guide',
    text: [
      'A VERIFY that failed on the way is not sent to whatever lies there next.',
      '途中で失敗したVERIFYを、次に置かれたカードに送らない。',
    ],
    catches: ['resends-verify'],
    async run(at) {
      const order = { kind: 'swap', card: at.client.cardOf('child') };
      const run = await disturbed(at, 'sign', signAuthentication(at), isPinSent, order);
      refused(at, run, ...onTheWay);
      await noPinElsewhere(at, run);
    },
  }),
  clientCase({
    name: 'swap/certificate',
    needs: ['read-certificate'],
    title: ['The card is swapped while a certificate is read', '証明書の読み取り中にカードが差し替えられる'],
    clause: swap,
    basis: 'guide',
    text: ['What is told comes from one card.', '伝える内容は1枚のカードのものである。'],
    catches: ['mixes-cards'],
    async run(at) {
      const own = await at.client.content(certificateFiles.authentication);
      const order = { kind: 'swap', card: at.client.cardOf('child') };
      const run = await disturbed(at, 'read-certificate', readAuthentication, isRead, order, 3);
      const other = await at.client.content(certificateFiles.authentication);
      const whole = run.answer?.certificate === toHex(other) ? other : own;
      await wholeOrFault(at, run, 'authentication', whole);
    },
  }),
  clientCase({
    name: 'swap/basic-data',
    needs: ['read-basic-data'],
    title: [
      'The card is swapped before the basic data is read',
      '基本4情報の読み取り前にカードが差し替えられる',
    ],
    clause: swap,
    basis: 'guide',
    text: [
      'A read that failed is no success, and the other card gets no PIN.',
      '失敗した読み取りを成功とせず、別のカードに暗証番号を送らない。',
    ],
    catches: ['takes-any-fault-for-success'],
    async run(at) {
      const order = { kind: 'swap', card: at.client.cardOf('child') };
      const run = await disturbed(at, 'read-basic-data', textPin(at), isRead, order);
      dataOrFault(at, run);
      await noPinElsewhere(at, run);
    },
  }),
];

const lostClause = 'jpki-card 3: a counter never comes back by itself';
const lost: readonly CaseDefinition[] = [
  clientCase({
    name: 'lost/verify-wrong',
    needs: ['sign'],
    title: [
      'A wrong VERIFY whose answer was lost costs one try',
      '応答が失われた誤ったVERIFYは1回だけ消費する',
    ],
    clause: lostClause,
    basis: 'guide',
    text: [
      'The card may have executed a VERIFY whose answer was lost: it is not sent again without asking for the tries left.',
      '応答が失われたVERIFYは実行されている場合がある。残り回数を確認せずに再送しない。',
    ],
    catches: ['resends-verify'],
    async run(at) {
      const right = signAuthentication(at);
      const step = (await rehearsed(at, 'sign', right)).findIndex(isPinSent) + 1;
      const wrong = bytesText(wrongValue(right.pin));
      await at.client.fault({ kind: 'lost-answer', nth: step });
      const run = await at.client.run('sign', { ...right, pin: wrong });
      refused(at, run, ...onTheWay, 'wrong-pin');
      notResent(at, run);
      await triesAre(at, 'jpki/authentication', 2);
    },
  }),
  clientCase({
    name: 'lost/verify-right',
    needs: ['sign'],
    title: [
      'A right VERIFY whose answer was lost is not told as wrong',
      '応答が失われた正しいVERIFYを誤りとしない',
    ],
    clause: lostClause,
    basis: 'guide',
    text: [
      'What became of a VERIFY whose answer was lost is not known: the client tells a fault, or finds out first.',
      '応答が失われたVERIFYの結果は不明である。クライアントは障害を伝えるか、先に確かめる。',
    ],
    catches: ['takes-any-fault-for-wrong-pin', 'resends-verify'],
    async run(at) {
      const run = await disturbed(at, 'sign', signAuthentication(at), isPinSent, { kind: 'lost-answer' });
      await signedOrFault(at, run, 'authentication');
      notResent(at, run);
      await triesAre(at, 'jpki/authentication', 3);
    },
  }),
  clientCase({
    name: 'lost/card-comes-back',
    needs: ['sign'],
    title: [
      'A card that leaves after VERIFY and comes back gets no second one',
      '照合後に離され戻ったカードに再送しない',
    ],
    clause: lostClause,
    basis: 'guide',
    text: [
      'A card taken away before the answer and laid down again is asked for its tries before another VERIFY.',
      '応答前に離され置き直されたカードには、VERIFYの前に残り回数を確認する。',
    ],
    catches: ['resends-verify'],
    async run(at) {
      const run = await disturbed(at, 'sign', signAuthentication(at), isPinSent, {
        kind: 'lift-after',
        ms: 40,
      });
      await signedOrFault(at, run, 'authentication');
      notResent(at, run);
    },
  }),
  clientCase({
    name: 'lost/signature',
    needs: ['sign'],
    title: ['The answer to the signature is lost', '署名の応答が失われる'],
    clause: pcsc,
    basis: 'guide',
    text: ['A signature that did not arrive is no success.', '届かなかった署名を成功としない。'],
    catches: ['takes-any-fault-for-success'],
    async run(at) {
      const run = await disturbed(at, 'sign', signAuthentication(at), isSignature, { kind: 'lost-answer' });
      await signedOrFault(at, run, 'authentication');
    },
  }),
  clientCase({
    name: 'lost/read',
    needs: ['read-certificate'],
    title: ['The answer to a READ BINARY is lost', 'READ BINARYの応答が失われる'],
    clause: pcsc,
    basis: 'guide',
    text: ['A file with a gap is not told as whole.', '欠落のあるファイルを完全なものとして扱わない。'],
    catches: ['takes-part-for-whole'],
    async run(at) {
      const run = await disturbed(
        at,
        'read-certificate',
        readAuthentication,
        isRead,
        { kind: 'lost-answer' },
        3,
      );
      const expected = await at.client.content(certificateFiles.authentication);
      await wholeOrFault(at, run, 'authentication', expected);
    },
  }),
];

const slowAt = (
  name: string,
  operation: Operation,
  parameters: (at: ClientCase) => Readonly<Record<string, unknown>>,
  order: { ins: string; nth?: number },
  title: readonly [string, string],
): CaseDefinition =>
  clientCase({
    name: `slow/${name}`,
    needs: [operation],
    title,
    clause: 'jpki-card 5; ISO/IEC 7816-3 and 14443-4: the card may ask for more time',
    basis: 'standard',
    text: [
      'A card that takes its time is waited for, and no command is sent twice.',
      '時間のかかるカードを待ち、コマンドを重ねて送信しない。',
    ],
    catches: ['impatient'],
    async run(at) {
      await at.client.fault({ kind: 'delay', ms: 300, ...order });
      const run = await at.client.run(operation, parameters(at));
      answered(at, run);
      notResent(at, run);
    },
  });

const slow: readonly CaseDefinition[] = [
  slowAt('verify', 'sign', signAuthentication, { ins: '20', nth: 1 }, ['A slow VERIFY', '遅い照合']),
  slowAt('sign', 'sign', signAuthentication, { ins: '2a' }, ['A slow signature', '遅い署名']),
  slowAt('select', 'pin-status', () => ({ pin: 'authentication' }), { ins: 'a4' }, [
    'A slow SELECT',
    '遅い選択',
  ]),
  slowAt('read', 'read-certificate', () => readAuthentication, { ins: 'b0', nth: 2 }, [
    'A slow READ BINARY',
    '遅い読み取り',
  ]),
];

export const betweenCases: readonly CaseDefinition[] = [...removal, ...resets, ...swaps, ...lost, ...slow];
