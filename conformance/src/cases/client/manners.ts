/** What a client leaves behind: logs without secrets, one answer, an exit code. */
import { bytesText, textBytes, toHex } from '../../bytes/hex.ts';
import type { CaseDefinition } from '../../engine/case.ts';
import type { ClientRun, Operation } from '../../engine/client-under-test.ts';
import { wrongValue } from '../../engine/secret.ts';
import { t } from '../support/bilingual.ts';
import {
  answered,
  type ClientCase,
  clientCase,
  disturbed,
  isPinSent,
  refused,
  signWith,
} from './client-case.ts';

const privacy = 'design 5.2; style 5, secrets never reach a log';

/** A value does not stand in the text, neither as it is nor as hex digits. */
function absent(
  { check }: ClientCase,
  where: readonly [string, string],
  text: string,
  values: readonly string[],
): void {
  const folded = text.toLowerCase();
  const found = values.filter(
    (value) => text.includes(value) || folded.replaceAll(' ', '').includes(toHex(textBytes(value))),
  ).length;
  check.that(t(...where), found === 0, '0 secrets', `${found} secrets`);
}

const inLog = ['secrets in standard error', '標準エラー出力の秘密情報'] as const;

const quiet = (
  name: string,
  needs: Operation,
  title: readonly [string, string],
  catches: readonly string[],
  act: (at: ClientCase) => Promise<{ run: ClientRun; secrets: readonly string[] }>,
): CaseDefinition =>
  clientCase({
    name: `privacy/${name}`,
    needs: [needs],
    title,
    clause: privacy,
    basis: 'guide',
    text: [
      'Neither PIN nor personal data stands in what a client logs, in clear or as hex digits.',
      '暗証番号も個人情報も、平文でも16進でもログに残さない。',
    ],
    catches,
    async run(at) {
      const { run, secrets } = await act(at);
      at.check.that(
        t('the client answered', 'クライアントが応答した'),
        run.answer !== undefined,
        'one JSON object',
        run.answer === undefined ? 'none' : 'one JSON object',
      );
      absent(at, inLog, run.stderr, secrets);
    },
  });

const logs: readonly CaseDefinition[] = [
  quiet(
    'pin-of-signature',
    'sign',
    ['The PIN is not logged when signing', '署名時に暗証番号をログに残さない'],
    ['logs-pin'],
    async ({ client }) => {
      const request = signWith(client, 'authentication');
      return { run: await client.run('sign', request), secrets: [request.pin] };
    },
  ),
  quiet(
    'password-of-signature',
    'sign',
    ['The signature password is not logged', '署名用パスワードをログに残さない'],
    ['logs-pin'],
    async ({ client }) => {
      const request = signWith(client, 'signature');
      return { run: await client.run('sign', request), secrets: [request.pin, request.pin.toLowerCase()] };
    },
  ),
  quiet(
    'wrong-pin',
    'sign',
    ['A wrong PIN is not logged either', '誤った暗証番号もログに残さない'],
    ['logs-pin'],
    async ({ client }) => {
      const request = signWith(client, 'authentication');
      const pin = bytesText(wrongValue(request.pin));
      return { run: await client.run('sign', { ...request, pin }), secrets: [pin] };
    },
  ),
  quiet(
    'pin-behind-fault',
    'sign',
    ['The PIN is not logged when the answer was lost', '応答が失われても暗証番号をログに残さない'],
    ['logs-pin'],
    async (at) => {
      const request = signWith(at.client, 'authentication');
      const run = await disturbed(at, 'sign', request, isPinSent, { kind: 'lost-answer' });
      return { run, secrets: [request.pin] };
    },
  ),
  quiet(
    'basic-data',
    'read-basic-data',
    ['Basic data is not logged', '基本4情報をログに残さない'],
    ['logs-data'],
    async ({ client }) => {
      const pin = client.secretOf('text/pin');
      const { name, address } = client.personOf('adult');
      return { run: await client.run('read-basic-data', { pin }), secrets: [name, address] };
    },
  ),
  quiet(
    'number',
    'read-number',
    ['The My Number is not logged', '個人番号をログに残さない'],
    ['logs-data'],
    async ({ client }) => {
      const pin = client.secretOf('text/pin');
      const { individualNumber } = client.personOf('adult');
      return { run: await client.run('read-number', { pin }), secrets: [individualNumber] };
    },
  ),
  ...(['sign', 'read-basic-data'] as const).map((operation) =>
    clientCase({
      name: `privacy/answer-of-${operation}`,
      needs: [operation],
      title: ['The answer does not hold the PIN', '応答に暗証番号を含めない'],
      clause: privacy,
      basis: 'guide',
      text: [
        'A client does not give back the PIN it was given.',
        'クライアントは受け取った暗証番号を返さない。',
      ],
      catches: ['echoes-request'],
      async run(at) {
        const request =
          operation === 'sign' ? signWith(at.client, 'signature') : { pin: at.client.secretOf('text/pin') };
        const run = await at.client.run(operation, request);
        answered(at, run);
        // Four digits may stand in a signature by chance: the answer is looked at member by member.
        const told = Object.values(run.answer ?? {}).filter(
          (value) =>
            value === request.pin ||
            (typeof value === 'object' && JSON.stringify(value).includes(request.pin)),
        );
        at.check.that(t('PINs in the answer', '応答の暗証番号'), told.length === 0, '0', String(told.length));
      },
    }),
  ),
];

const contract = 'docs/client-adapter.md';
const adapter: readonly CaseDefinition[] = [
  clientCase({
    name: 'contract/describe-without-card',
    needs: [],
    title: ['"describe" needs no card', '"describe"にカードは要らない'],
    clause: contract,
    basis: 'standard',
    text: [
      'What a client can do does not depend on what lies on the reader.',
      'クライアントの機能はカードの有無によらない。',
    ],
    catches: ['wants-card-to-describe'],
    async run(at) {
      await at.client.removeCard();
      answered(at, await at.client.run('describe'));
    },
  }),
  clientCase({
    name: 'contract/unknown-operation',
    needs: [],
    title: ['An unknown operation is refused', '知らない操作を拒否する'],
    clause: contract,
    basis: 'standard',
    text: [
      'The answer is "unsupported", and nothing was sent to the card.',
      '"unsupported"と答え、カードには何も送信しない。',
    ],
    catches: ['does-anything'],
    async run(at) {
      const run = await at.client.run('open-the-sesame');
      refused(at, run, 'unsupported');
      const sent = run.exchanges.length;
      at.check.that(t('commands sent', '送信されたコマンド'), sent === 0, '0', String(sent));
    },
  }),
  clientCase({
    name: 'contract/unknown-parameter',
    needs: ['pin-status'],
    title: ['A parameter of no meaning is refused', '意味のないパラメーターを拒否する'],
    clause: contract,
    basis: 'standard',
    text: [
      'A client guesses nothing: the answer is "bad-request".',
      'クライアントは推測せず、"bad-request"と答える。',
    ],
    catches: ['guesses-parameters'],
    async run(at) {
      refused(at, await at.client.run('pin-status', { pin: 'no-such-pin' }), 'bad-request');
    },
  }),
  clientCase({
    name: 'contract/one-line',
    needs: ['pin-status'],
    title: ['Standard output is one line of JSON', '標準出力はJSON1行'],
    clause: contract,
    basis: 'standard',
    text: ['One object on one line, and nothing else.', '1行に1つのオブジェクトのみ。'],
    catches: ['talks-on-stdout'],
    async run(at) {
      const { stdout, answer } = await at.client.run('pin-status', { pin: 'authentication' });
      const lines = stdout.split('\n').filter((line) => line !== '').length;
      at.check.that(t('lines', '行数'), lines === 1, '1', String(lines));
      at.check.that(
        t('an object', 'オブジェクト'),
        answer !== undefined,
        'JSON object',
        answer ? 'JSON object' : 'none',
      );
    },
  }),
  clientCase({
    name: 'contract/exit-code',
    needs: ['sign'],
    title: ['The exit code tells failure', '終了コードで失敗を伝える'],
    clause: contract,
    basis: 'standard',
    text: ['0 when it was done, something else when it was not.', '成功なら0、失敗なら0以外。'],
    catches: ['exits-zero'],
    async run(at) {
      const request = signWith(at.client, 'authentication');
      answered(at, await at.client.run('sign', request));
      refused(
        at,
        await at.client.run('sign', { ...request, pin: bytesText(wrongValue(request.pin)) }),
        'wrong-pin',
      );
    },
  }),
];

export const mannersCases: readonly CaseDefinition[] = [...logs, ...adapter];
