import { hex, toHex } from '../../bytes/hex.ts';
import { t } from '../support/bilingual.ts';
import { type AntennaDefinition, activated, antennaCases, heard, received } from './antenna-case.ts';
import { atqbWith, PlayedTypeB } from './played-card.ts';

const challenge = '00 84 00 00 08';
const first = `02 ${challenge}`;
const second = `03 ${challenge}`;
/** READ BINARY, whose answer comes in parts. */
const read = '00 b0 00 00 00';
/** A command of forty bytes, for a card with frames of 16 and no CID: thirteen bytes to a block. */
const long = toHex(Uint8Array.of(0x00, 0x88, 0x00, 0x80, 35, ...Array.from({ length: 35 }, (_, i) => i)));
const parts = [0, 26, 52, 78].map((at) => long.slice(at, at + 26));
const small = { atqb: atqbWith({ fsci: 0, cid: false }) };

/** The block protocol as a reader plays it, and what it does when something goes wrong. */
export const antennaBlockCases = antennaCases('blocks', {
  'first-number': {
    title: ['The first block has number 0', '最初のブロックの番号は0'],
    clause: '4, 7.5.4.1 rule A',
    text: ['The first I-block after activation has number 0.', '活性化後の最初のIブロックの番号は0。'],
    rules: ['starts-at-zero'],
    commands: [challenge],
    answers: ['02 90 00'],
    blocks: [first],
    response: '90 00',
  },
  'numbers-toggle': {
    title: ['Block numbers alternate', 'ブロック番号は交互に変わる'],
    clause: '4, 7.5.4.1 rule B',
    text: ['The second command has number 1, the third 0.', '2番目のコマンドは番号1、3番目は0。'],
    rules: ['number-toggles'],
    commands: [challenge, challenge, challenge],
    answers: ['02 6a 80', '03 6a 81', '02 90 00'],
    blocks: [first, second, first],
    response: '90 00',
  },
  'command-in-parts': {
    title: ['A long command goes out in parts', '長いコマンドは分割して送る'],
    clause: '4, 7.5.2',
    text: [
      'To a card with frames of 16 bytes 40 bytes go in four blocks, all but the last with the chaining bit.',
      '16バイトのフレームのカードには40バイトを4ブロックで送り、最後以外は連鎖ビットを持つ。',
    ],
    rules: ['within-frame-size', 'chain-marked'],
    card: small,
    commands: [long],
    answers: ['a2', 'a3', 'a2', '03 90 00'],
    blocks: [`12 ${parts[0]}`, `13 ${parts[1]}`, `12 ${parts[2]}`, `03 ${parts[3]}`],
    response: '90 00',
  },
  ...Object.fromEntries(
    (
      [
        [0, 16],
        [2, 32],
        [5, 64],
        [8, 256],
      ] as const
    ).map(
      ([fsci, size]) =>
        [
          `frames-of-${size}`,
          {
            title: [
              `A card with frames of ${size} bytes gets none longer`,
              `${size}バイトのフレームのカードにはそれを超えて送らない`,
            ],
            clause: '4, 7.5.2',
            text: [
              'The blocks of a command of 261 bytes, with CRC, are no longer, and together are the command.',
              '261バイトのコマンドの各ブロックはCRC込みでその長さを超えず、つなぐとコマンドになる。',
            ],
            rules: ['within-frame-size', 'chain-marked'],
            async run(at) {
              const command = `00d60000ff${'5a'.repeat(255)}00`;
              const card = new PlayedTypeB({ atqb: atqbWith({ fsci }) });
              await activated(at, card);
              // Each part is acknowledged with its number; what has no chaining bit is the end.
              at.antenna.play((frame) => {
                const pcb = frame.bytes[0]! & ~0x08;
                if ((pcb & 0xe2) === 0x02 && frame.modulation === 'B' && frame.bytes.length > 1) {
                  card.answer(
                    (pcb & 0x10) === 0
                      ? toHex(Uint8Array.of(pcb, 0x90, 0x00))
                      : toHex(Uint8Array.of(0xa2 | (pcb & 1))),
                  );
                }
                return card.play(frame);
              });
              const response = await at.antenna.transmit(hex(command));
              const longest = Math.max(
                ...card.blocks.map((block, i) => block.length / 2 + (card.cids[i] === undefined ? 2 : 3)),
              );
              at.check.that(
                t('longest frame', '最長のフレーム'),
                longest <= size,
                `${size} at most`,
                String(longest),
              );
              const joined = card.blocks.map((block) => block.slice(2)).join('');
              at.check.same(
                t('what the card received', 'カードが受け取ったコマンド'),
                hex(joined),
                hex(command),
              );
              received(at, response, '90 00');
            },
          },
        ] satisfies [string, AntennaDefinition],
    ),
  ),
  'part-answered-wrongly': {
    title: ['The next part waits for R(ACK)', '次の部分はR(ACK)を待って送る'],
    clause: '4, 7.5.4.2 rule 7',
    text: [
      'An I-block in the place of R(ACK) is no answer: it is asked for by R(NAK).',
      'R(ACK)の代わりのIブロックは応答とみなさず、R(NAK)で求める。',
    ],
    rules: ['chain-awaits-ack'],
    card: small,
    commands: [long],
    answers: ['02 90 00', 'a2', 'a3', 'a2', '03 90 00'],
    blocks: [`12 ${parts[0]}`, 'b2', `13 ${parts[1]}`, `12 ${parts[2]}`, `03 ${parts[3]}`],
    response: '90 00',
  },
  'part-lost': {
    title: ['A part that was lost is sent again, and only that', '失われた部分だけを再送する'],
    clause: '4, 7.5.4.2 rules 4 and 6',
    text: [
      'R(NAK) is answered with the other number: the part is sent once more.',
      'R(NAK)に異なる番号のR(ACK)が返れば、その部分を再送する。',
    ],
    rules: ['other-ack-resends', 'nak-number'],
    card: small,
    commands: [long],
    answers: ['a2', 'silence', 'a2', 'a3', 'a2', '03 90 00'],
    blocks: [`12 ${parts[0]}`, `13 ${parts[1]}`, 'b3', `13 ${parts[1]}`, `12 ${parts[2]}`, `03 ${parts[3]}`],
    response: '90 00',
  },
  'answer-in-parts': {
    title: ['A chained answer is fetched to its end', '連鎖した応答を最後まで受け取る'],
    clause: '4, 7.5.4.2 rule 5',
    text: [
      'Each part is asked for by R(ACK) with the toggled number.',
      '各部分を反転した番号のR(ACK)で求める。',
    ],
    rules: ['chain-fetched', 'chain-ack-number'],
    commands: [read],
    answers: ['12 01 02', '13 03 04', '02 05 90 00'],
    blocks: [`02 ${read}`, 'a3', 'a2'],
    response: '01 02 03 04 05 90 00',
  },
  'number-after-parts': {
    title: ['After a chained answer the numbers go on', '連鎖応答の後も番号は続く'],
    clause: '4, 7.5.4.1 rule B',
    text: [
      'After an answer in two parts the next command has number 0.',
      '2部分の応答の次のコマンドは番号0。',
    ],
    rules: ['number-toggles', 'chain-ack-number'],
    commands: [read, challenge],
    answers: ['12 01 02', '03 90 00', '02 90 00'],
    blocks: [`02 ${read}`, 'a3', first],
    response: '90 00',
  },
  'answer-part-lost': {
    title: [
      'A part of an answer that did not come is asked for by R(ACK)',
      '届かない応答の部分はR(ACK)で求める',
    ],
    clause: '4, 7.5.4.2 rule 5',
    text: [
      'While the card chains R(ACK) is repeated, never R(NAK).',
      'カードの連鎖中はR(ACK)を繰り返し、R(NAK)は使わない。',
    ],
    rules: ['chain-acknowledges-anew'],
    commands: [read],
    answers: ['12 01 02', 'silence', '03 03 90 00'],
    blocks: [`02 ${read}`, 'a3', 'a3'],
    response: '01 02 03 90 00',
  },
  'answer-part-damaged': {
    title: ['A damaged part of an answer is asked for by R(ACK)', '壊れた応答の部分はR(ACK)で求める'],
    clause: '4, 7.5.4.2 rule 5',
    text: [
      'What was damaged does not enter the answer of the host.',
      '壊れた部分はホストへの応答に入らない。',
    ],
    rules: ['chain-acknowledges-anew', 'damage-asked-after'],
    commands: [read],
    answers: ['12 01 02', 'damaged', '03 03 90 00'],
    blocks: [`02 ${read}`, 'a3', 'a3'],
    response: '01 02 03 90 00',
  },
  'answer-lost': {
    title: [
      'An answer that was lost is asked for, and the command not repeated',
      '失われた応答を求め、コマンドは繰り返さない',
    ],
    clause: '4, 7.5.4.2 rule 4',
    text: [
      'After silence R(NAK) with the number of the command brings the answer: a PIN is tried once.',
      '無応答の後、コマンドの番号のR(NAK)で応答を得る。暗証番号の照合は1回で済む。',
    ],
    rules: ['loss-asked-after', 'silence-asked-after', 'nak-number'],
    commands: ['00 20 00 80 04 30303030'],
    answers: ['silence', '02 63 c2'],
    blocks: ['02 00 20 00 80 04 30303030', 'b2'],
    response: '63 c2',
  },
  'answer-damaged': {
    title: ['A damaged answer is asked for again', '壊れた応答を求め直す'],
    clause: '4, 7.5.4.2 rule 4',
    text: ['After a wrong CRC R(NAK) is sent.', 'CRC誤りの後はR(NAK)を送る。'],
    rules: ['damage-asked-after'],
    commands: [challenge],
    answers: ['damaged', '02 90 00'],
    blocks: [first, 'b2'],
    response: '90 00',
  },
  'command-lost': {
    title: ['A command that never came is sent again', '届かなかったコマンドは再送する'],
    clause: '4, 7.5.4.2 rule 6',
    text: [
      'R(ACK) with the other number says so: the same block is sent once more.',
      '異なる番号のR(ACK)で不達とわかり、同じブロックを再送する。',
    ],
    rules: ['other-ack-resends'],
    commands: [challenge],
    answers: ['silence', 'a3', '02 90 00'],
    blocks: [first, 'b2', first],
    response: '90 00',
  },
  'silent-card': {
    title: ['A card that stays silent is given up', '応答し続けないカードは打ち切る'],
    clause: '4, 7.5.6.1',
    basis: 'inferred',
    text: [
      'After one to five R(NAK) the host is told, and the command was sent once.',
      'R(NAK)を1〜5回送った後ホストに伝え、コマンドは1回だけ送る。',
    ],
    rules: ['tries-limited', 'silence-asked-after'],
    async run(at) {
      const card = new PlayedTypeB();
      await activated(at, card);
      const response = await at.antenna.transmit(hex(challenge));
      const naks = card.blocks.filter((block) => block === 'b2').length;
      at.check.that(
        t('R(NAK) and other blocks', 'R(NAK)とその他のブロック'),
        naks >= 1 && naks <= 5 && card.blocks.length === naks + 1,
        '1 to 5, 1',
        `${naks}, ${card.blocks.length - naks}`,
      );
      received(at, response, 'failure');
    },
  },
  'wrong-number': {
    title: ['An answer with the other number is not taken', '番号の異なる応答は受け取らない'],
    clause: '4, 7.5.4.2',
    text: ['The I-block with the right number is.', '正しい番号のIブロックを受け取る。'],
    rules: ['wrong-number-refused'],
    commands: [challenge],
    answers: ['03 6f 00', '02 90 00'],
    blocks: [first, 'b2'],
    response: '90 00',
  },
  'unknown-block': {
    title: ['A block of no known kind is not taken', '未知のブロックは受け取らない'],
    clause: '4, 7.1.1.1',
    text: [
      'PCB E2 is no answer; the I-block after R(NAK) is.',
      'PCB E2は応答とみなさず、R(NAK)後のIブロックを受け取る。',
    ],
    rules: ['unknown-block-refused'],
    commands: [challenge],
    answers: ['e2 6f 00', '02 90 00'],
    blocks: [first, 'b2'],
    response: '90 00',
  },
  'stale-answer': {
    title: [
      'After a failure no answer of an older command is taken for the next',
      '失敗後、前のコマンドの応答を次の応答とみなさない',
    ],
    clause: '4, 7.5.4.2 and nfc-readers 3',
    basis: 'inferred',
    text: [
      'A failed command is followed by S(DESELECT) and activation: without them R(NAK) would bring the old answer.',
      '失敗後はS(DESELECT)と活性化を行う。そうしないとR(NAK)で古い応答が返る。',
    ],
    needs: 'pcsc-reader',
    rules: ['lost-card-deselected'],
    async run(at) {
      const card = new PlayedTypeB();
      await activated(at, card);
      const failed = await at.antenna.transmit(hex('00 20 00 80 04 30303030'));
      received(at, failed, 'failure');
      const attribs = card.attribs.length;
      // What a card does that still stands at its old block: silence to the lost command, then the old answer.
      card.answer(...(card.deselects > 0 ? ['02 90 00'] : ['silence', '02 63 c2']));
      const response = await at.antenna.transmit(hex(challenge));
      received(at, response, '90 00');
      at.check.that(
        t('S(DESELECT), ATTRIBs after the failure', '失敗後のS(DESELECT)とATTRIB'),
        card.deselects > 0 && card.attribs.length > attribs,
        '1 or more, 1 or more',
        `${card.deselects}, ${card.attribs.length - attribs}`,
      );
    },
  },
  'presence-asked': {
    title: ['Whether the card is there is asked without a command', 'カードの有無はコマンドを送らずに調べる'],
    clause: '4, 7.5.6',
    text: [
      'R(NAK) is sent and nothing else; R(ACK) says that the card is there.',
      'R(NAK)だけを送り、R(ACK)でカードありとわかる。',
    ],
    needs: 'presence-asked',
    rules: ['presence-by-nak'],
    async run(at) {
      const card = new PlayedTypeB();
      await activated(at, card);
      card.answer('02 90 00', 'a2');
      await at.antenna.transmit(hex(challenge));
      const there = (await at.antenna.present?.()) ?? false;
      heard(at, card, [first, 'b3']);
      at.check.that(t('the card is there', 'カードの有無'), there, 'yes', there ? 'yes' : 'no');
    },
  },
  'presence-lost': {
    title: ['A card that was taken away is missed', '取り去られたカードを検出する'],
    clause: '4, 7.5.6',
    text: [
      'R(NAK) that nothing answers says that the card is gone.',
      '応答のないR(NAK)でカードなしとわかる。',
    ],
    needs: 'presence-asked',
    rules: ['presence-by-nak'],
    async run(at) {
      const card = new PlayedTypeB();
      await activated(at, card);
      const there = (await at.antenna.present?.()) ?? false;
      const commands = card.blocks.filter((block) => !block.startsWith('b'));
      at.check.that(
        t('blocks but R(NAK)', 'R(NAK)以外のブロック'),
        commands.length === 0,
        'none',
        commands.join(', '),
      );
      at.check.that(t('the card is there', 'カードの有無'), !there, 'no', there ? 'yes' : 'no');
    },
  },
});
