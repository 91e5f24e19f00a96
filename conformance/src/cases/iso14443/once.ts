import { concat, hex, toHex } from '../../bytes/hex.ts';
import type { CaseContext } from '../../engine/case-context.ts';
import { t } from '../support/bilingual.ts';
import { verifyCommand } from '../support/verify-command.ts';
import { slow } from './bench-cards.ts';
import { selectJpki } from './block-order.ts';
import type { FieldBench } from './field-bench.ts';
import { fieldCases } from './field-case.ts';

const pin = 'jpki/authentication';
/** EF 0018 holds the authentication PIN. */
const selectPin = '03 00a4020c 02 0018';
const emptyVerify = '02 00 20 00 80';
const wrong = '63 c2';

/** The reference is selected; the next block has number 0. */
async function ready(bench: FieldBench): Promise<void> {
  await bench.activate();
  await bench.need(selectJpki, '02 90 00');
  await bench.need(selectPin, '03 90 00');
}

/** VERIFY with a wrong PIN in an I-block. */
const verifyBlock = ({ wrong: value }: CaseContext, pcb = 0x02): Uint8Array =>
  concat(Uint8Array.of(pcb), verifyCommand(value(pin)));

/** After a new activation the counter has to stand so many tries below the full number. */
async function spent(bench: FieldBench, { facts, check }: CaseContext, expected: number): Promise<void> {
  await bench.powerCycle();
  await ready(bench);
  const answer = await bench.need(emptyVerify, '02 63 ..');
  const left = hex(answer)[2]! & 0x0f;
  check.that(
    t('tries spent', '消費された試行回数'),
    facts.tries[pin] - left === expected,
    String(expected),
    String(facts.tries[pin] - left),
  );
}

const subject = { needs: 'type-b & jpki' };

/** A wrong PIN is counted exactly once, whatever is lost on the way. */
export const onceCases = fieldCases('once', subject, {
  'answer-lost': {
    title: [
      'A wrong PIN whose answer was lost three times counts once',
      '応答が3回失われた誤った暗証番号も1回と数える',
    ],
    clause: '4, 7.5.4.3 rule 11',
    text: [
      'R(NAK) three times brings the same answer, and one try is spent.',
      'R(NAK)を3回送っても同じ応答が返り、消費される試行は1回。',
    ],
    rules: ['resend-without-executing', 'resend-on-nak'],
    spendsTry: true,
    async run(bench, context) {
      await ready(bench);
      await bench.expect(verifyBlock(context), `02 ${wrong}`);
      for (let time = 0; time < 3; time++) await bench.expect('b2', `02 ${wrong}`);
      await spent(bench, context, 1);
    },
  },
  'command-lost': {
    title: [
      'A wrong PIN that was lost and sent again counts once',
      '失われて再送した誤った暗証番号は1回と数える',
    ],
    clause: '4, 7.5.4.3 rule 12',
    text: [
      'R(NAK) for the lost block is acknowledged; the block sent again is executed.',
      '失われたブロックへのR(NAK)にR(ACK)を返し、再送したブロックを実行する。',
    ],
    rules: ['nak-acknowledged', 'ack-number-own'],
    spendsTry: true,
    async run(bench, context) {
      await ready(bench);
      await bench.expect('b2', 'a3');
      await bench.expect(verifyBlock(context), `02 ${wrong}`);
      await spent(bench, context, 1);
    },
  },
  'command-damaged': {
    title: [
      'A wrong PIN that was damaged and sent again counts once',
      '壊れて再送した誤った暗証番号は1回と数える',
    ],
    clause: '4, 7.5.5.2',
    text: [
      'The damaged block is not executed; R(NAK) is acknowledged, and the block sent again is executed.',
      '壊れたブロックは実行せず、R(NAK)にR(ACK)を返し、再送したブロックを実行する。',
    ],
    rules: ['crc-checked', 'never-nak'],
    spendsTry: true,
    async run(bench, context) {
      await ready(bench);
      await bench.expect(verifyBlock(context), 'silence', { crc: 'wrong' });
      await bench.expect('b2', 'a3');
      await bench.expect(verifyBlock(context), `02 ${wrong}`);
      await spent(bench, context, 1);
    },
  },
  'chain-disturbed': {
    title: [
      'A wrong PIN in parts, each asked for again, counts once',
      '各部分を求め直した誤った暗証番号も1回と数える',
    ],
    clause: '4, 7.5.2 and 7.5.4.3 rule 11',
    text: [
      'R(ACK) of each part is lost once; the command is executed with its last part.',
      '各部分のR(ACK)が1回ずつ失われても、コマンドは最後の部分で1回だけ実行される。',
    ],
    rules: ['chain-joined', 'chain-acknowledged', 'resend-on-nak'],
    spendsTry: true,
    async run(bench, context) {
      await ready(bench);
      const command = verifyCommand(context.wrong(pin));
      await bench.expect(concat(hex('12'), command.subarray(0, 4)), 'a2');
      await bench.expect('b2', 'a2');
      await bench.expect(concat(hex('13'), command.subarray(4, 7)), 'a3');
      await bench.expect('b3', 'a3');
      await bench.expect(concat(hex('02'), command.subarray(7)), `02 ${wrong}`);
      await bench.expect('b2', `02 ${wrong}`);
      await spent(bench, context, 1);
    },
  },
  'chain-broken-off': {
    title: [
      'A wrong PIN of which the last part never comes counts nothing',
      '最後の部分が届かない誤った暗証番号は数えない',
    ],
    clause: '4, 7.5.2',
    text: [
      'After the first part S(DESELECT) is answered, and no try is spent.',
      '最初の部分の後S(DESELECT)に応答し、試行は消費されない。',
    ],
    rules: ['chain-acknowledged', 'deselect-answered'],
    spendsTry: true,
    async run(bench, context) {
      await ready(bench);
      await bench.expect(verifyBlock(context, 0x12), 'a2');
      await bench.expect('c2', 'c2');
      await spent(bench, context, 0);
    },
  },
  'other-cid': {
    title: ['A wrong PIN for another card counts nothing', '他のカード宛ての誤った暗証番号は数えない'],
    clause: '4, 7.1.1.2',
    text: ['VERIFY with another CID is met with silence.', '異なるCIDのVERIFYには応答しない。'],
    needs: 'type-b & jpki & cid',
    rules: ['cid-other'],
    spendsTry: true,
    async run(bench, context) {
      await ready(bench);
      const [, ...command] = verifyBlock(context);
      await bench.expect(Uint8Array.of(0x0a, 0x05, ...command), 'silence');
      await spent(bench, context, 0);
    },
  },
  'slow-and-disturbed': {
    title: ['A wrong PIN on a slow card counts once', '遅いカードでも誤った暗証番号は1回と数える'],
    clause: '4, 7.3 and 7.5.4.3 rule 11',
    text: [
      'S(WTX) and the answer are each lost once and asked for again.',
      'S(WTX)と応答がそれぞれ1回失われ、求め直される。',
    ],
    lies: [slow],
    rules: ['extension-asked', 'resend-on-nak'],
    spendsTry: true,
    async run(bench, context) {
      const through = async (frame: Uint8Array | string): Promise<string> => {
        let answer = await bench.send(frame);
        for (let times = 0; times < 9 && answer.startsWith('f2'); times++) answer = await bench.send(answer);
        return answer;
      };
      await bench.activate();
      await through(selectJpki);
      await through(selectPin);
      const extension = await bench.expect(verifyBlock(context), 'f2 ..');
      await bench.expect('b2', extension);
      bench.fits(t('answer in the end', '最終的な応答'), await through(extension), `02 ${wrong}`);
      await bench.expect('b2', `02 ${wrong}`);
      await bench.powerCycle();
      await bench.activate();
      await through(selectJpki);
      await through(selectPin);
      const told = await through(emptyVerify);
      const left = context.facts.tries[pin] - 1;
      bench.fits(t('answer to an empty VERIFY', '空のVERIFYへの応答'), told, `02 63 c${left}`);
    },
  },
  'field-lost': {
    title: [
      'A wrong PIN stays counted when the field goes before its answer',
      '応答前に磁界が切れても誤った暗証番号は数えられる',
    ],
    clause: '3, 7.4.2',
    text: [
      'What is verified and selected is gone, what was counted is not.',
      '照合・選択の状態は失われ、数えた試行は残る。',
    ],
    rules: ['power-off-forgets'],
    spendsTry: true,
    async run(bench, context) {
      await ready(bench);
      await bench.send(verifyBlock(context));
      await bench.powerCycle();
      await bench.expect('b2', 'silence');
      await spent(bench, context, 1);
    },
  },
  'stale-answer': {
    title: [
      'An answer nobody fetched is kept, and gone after S(DESELECT)',
      '受け取られなかった応答は保持され、S(DESELECT)で消える',
    ],
    clause: '4, 7.5.4.3 rule 11 and 8',
    text: [
      'To a reader that lost its next command R(NAK) brings the old answer: only S(DESELECT) and activation help.',
      '次のコマンドを失ったリーダーのR(NAK)には古い応答が返る。S(DESELECT)と活性化だけが解決する。',
    ],
    rules: ['resend-on-nak', 'deselect-answered', 'activation-begins-anew'],
    spendsTry: true,
    async run(bench, context) {
      await ready(bench);
      const old = await bench.expect(verifyBlock(context), `02 ${wrong}`);
      // The reader never heard it, gave up, and lost its next command, which had number 0 again.
      bench.fits(
        t('answer to R(NAK) of a lost command', '失われたコマンドのR(NAK)への応答'),
        await bench.send('b2'),
        old,
      );
      await bench.expect('c2', 'c2');
      await bench.activate();
      await bench.expect('b2', 'a3');
      bench.check.that(
        t('nothing is selected', '選択状態なし'),
        !(await bench.send('02 00 20 00 80')).startsWith('0263c'),
        'no tries told',
        'as the card answered',
      );
      await spent(bench, context, 1);
    },
  },
  'right-pin-once': {
    title: ['What a PIN opens is closed after S(DESELECT)', '暗証番号で開いたものはS(DESELECT)で閉じる'],
    clause: '4, 8.1',
    basis: 'inferred',
    text: [
      'After deselection and activation the reference tells its tries: it is not verified.',
      '解除と活性化の後、残り回数が返り、照合済みではない。',
    ],
    rules: ['activation-begins-anew'],
    async run(bench) {
      await ready(bench);
      const before = await bench.need('02 00 84 00 00 04', '02 * 90 00');
      await bench.expect('c2', 'c2');
      await bench.activate();
      const after = await bench.expect('02 00 a4020c 02 0018', '02 ..  ..');
      bench.check.that(
        t('selection of a file without application', 'アプリケーション未選択でのファイル選択'),
        !after.endsWith('9000'),
        'other than 9000',
        `${after.slice(-4)} after ${toHex(hex(before).subarray(-2))}`,
      );
    },
  },
});
