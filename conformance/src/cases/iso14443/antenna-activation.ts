import { hex, toHex } from '../../bytes/hex.ts';
import type { Checks } from '../../engine/case-context.ts';
import { t } from '../support/bilingual.ts';
import { activated, antennaCases, heard } from './antenna-case.ts';
import { atqbWith, PlayedTypeB, playedTypeA, pupi } from './played-card.ts';

/** Parameter `n` of ATTRIB, from 1. */
const parameter = (card: PlayedTypeB, n: number): number => card.attribs[0]?.[4 + n] ?? -1;
const shownByte = (value: number): string => value.toString(16).padStart(2, '0');

/** How a reader finds and activates a card. */
export const antennaActivationCases = antennaCases('activation', {
  'asks-type-b': {
    title: [
      'The reader asks for cards of type B of every family',
      'リーダーは全ファミリーのType Bカードを探す',
    ],
    clause: '3, 7.7',
    text: ['REQB or WUPB with AFI 00 and one slot is sent.', 'AFI 00・1スロットのREQBまたはWUPBを送る。'],
    rules: ['polls-type-b'],
    async run({ antenna, check }) {
      const card = new PlayedTypeB();
      antenna.play(card.play);
      await antenna.powerOn();
      const requests = card.initial
        .filter(({ modulation }) => modulation === 'B')
        .map(({ bytes }) => toHex(bytes));
      check.that(
        t('requests', '要求'),
        requests.some((request) => request === '050000' || request === '050008'),
        '050000 or 050008',
        requests.join(', '),
      );
    },
  },
  'asks-type-a': {
    title: ['The reader asks for cards of type A in seven bits', 'リーダーは7ビットでType Aカードを探す'],
    clause: '3, 6.4.1',
    text: ['REQA or WUPA is a short frame.', 'REQA・WUPAは短フレームである。'],
    rules: ['polls-type-a'],
    async run({ antenna, check }) {
      const card = new PlayedTypeB({ requests: ['silence'] });
      antenna.play(card.play);
      await antenna.powerOn();
      const asked = card.initial.filter(
        ({ modulation, bytes }) =>
          modulation === 'A' && bytes.length === 1 && [0x26, 0x52].includes(bytes[0]!),
      );
      check.that(
        t('bits of the requests', '要求のビット数'),
        asked.length > 0 && asked.every(({ lastBits }) => lastBits === 7),
        '7',
        asked.map(({ lastBits }) => lastBits).join(', '),
      );
    },
  },
  'type-a-selected': {
    title: ['A card of type A is selected and asked for its ATS', 'Type Aのカードを選択しATSを求める'],
    clause: '3, 6.5',
    text: [
      'Both levels of a UID of seven bytes are selected, and then RATS is sent.',
      '7バイトのUIDの両段階を選択し、その後RATSを送る。',
    ],
    rules: ['polls-type-a'],
    async run({ antenna, check }) {
      const card = playedTypeA('04 a1 b2 c3 d4 e5 80', '07 78 33 a1 02 80 90');
      const heardFrames: string[] = [];
      antenna.play((frame) => {
        if (frame.modulation === 'A') heardFrames.push(toHex(frame.bytes));
        return card(frame);
      });
      await antenna.powerOn();
      const selected = ['93708804a1b29f', '9570c3d4e58072'];
      const wanted = [...selected, 'e0'];
      const observed = heardFrames.filter((frame) => /^9[35]70|^e0/.test(frame));
      check.that(
        t('SELECT and RATS', 'SELECTとRATS'),
        observed.length >= 3 && wanted.every((start, i) => observed[i]!.startsWith(start)),
        wanted.join(', '),
        observed.join(', '),
      );
    },
  },
  'type-a-activated': {
    title: ['A phone of type A is found and activated', 'Type Aのスマートフォンを検出して活性化する'],
    clause: '3, 6.5',
    needs: 'pcsc-reader',
    text: [
      'A UID of seven bytes is selected in two levels, and RATS is sent.',
      '7バイトのUIDを2段階で選択し、RATSを送る。',
    ],
    rules: ['polls-type-a'],
    async run({ antenna, check }) {
      antenna.play(playedTypeA('04 a1 b2 c3 d4 e5 80', '07 78 33 a1 02 80 90'));
      const atr = await antenna.powerOn();
      // PC/SC part 3: the historical bytes of the ATS.
      check.same(t('what stands for the ATR', 'ATRに相当するもの'), atr, hex('3b 82 80 01 80 90 13'));
    },
  },
  'atqb-cut': {
    title: ['A cut ATQB is no card', '途中で切れたATQBではカードとみなさない'],
    clause: '3, 7.9',
    text: ['An ATQB of eleven bytes gets no ATTRIB.', '11バイトのATQBにはATTRIBを送らない。'],
    rules: ['atqb-whole'],
    async run({ antenna, check }) {
      const card = new PlayedTypeB({ atqb: `50 ${pupi} 54455354 0081` });
      antenna.play(card.play);
      await antenna.powerOn();
      noAttrib(check, card);
    },
  },
  'atqb-other-protocol': {
    title: [
      'A card without block protocol gets no ATTRIB',
      'ブロックプロトコルのないカードにはATTRIBを送らない',
    ],
    clause: '3, 7.9.4.4',
    text: ['An ATQB with protocol type 0 gets no ATTRIB.', 'プロトコル種別0のATQBにはATTRIBを送らない。'],
    needs: 'pcsc-reader',
    rules: ['atqb-protocol-type'],
    async run({ antenna, check }) {
      const card = new PlayedTypeB({ atqb: atqbWith({ protocol: 0 }) });
      antenna.play(card.play);
      await antenna.powerOn();
      noAttrib(check, card);
    },
  },
  'collision-resolved': {
    title: ['Of two cards in the field one is found', '磁界内の2枚のカードから1枚を検出する'],
    clause: '3, 7.6',
    text: [
      'After a collision the reader asks with slots, and takes the card of the first one.',
      '衝突後はスロットを設けて探し、最初のスロットのカードを扱う。',
    ],
    rules: ['slots-after-collision'],
    async run(at) {
      const card = new PlayedTypeB({ requests: ['collision'], slot: 1 });
      at.antenna.play(card.play);
      await at.antenna.powerOn();
      namedPupi(at.check, card);
    },
  },
  'slot-markers': {
    title: ['A card that drew a later slot is found', '後のスロットを選んだカードも検出する'],
    clause: '3, 7.8',
    text: [
      'The slots after the first are opened by Slot-MARKERs; the card answers in the third.',
      '2番目以降のスロットをSlot-MARKERで開き、3番目のカードを扱う。',
    ],
    rules: ['slot-markers', 'slots-after-collision'],
    async run(at) {
      const card = new PlayedTypeB({ requests: ['collision'], slot: 3 });
      at.antenna.play(card.play);
      await at.antenna.powerOn();
      namedPupi(at.check, card);
    },
  },
  'attrib-pupi': {
    title: ['ATTRIB names the card', 'ATTRIBはカードを指定する'],
    clause: '3, 7.10.2',
    text: ['Its identifier is the PUPI of the ATQB.', '識別子はATQBのPUPIである。'],
    rules: ['attrib-pupi'],
    async run(at) {
      const card = new PlayedTypeB();
      await activated(at, card);
      namedPupi(at.check, card);
    },
  },
  'attrib-frame-size': {
    title: ['The reader takes frames of 64 bytes at least', 'リーダーは64バイト以上のフレームを受信できる'],
    clause: '3, 7.10.4',
    basis: 'inferred',
    text: [
      'FSDI is 5 to 8: readers known carry 64 or 256 bytes, and every certificate is read in blocks of that size.',
      'FSDIは5〜8。既知のリーダーは64または256バイトで、証明書はその長さのブロックで読まれる。',
    ],
    rules: ['attrib-frame-size'],
    async run(at) {
      const card = new PlayedTypeB();
      await activated(at, card);
      const fsdi = parameter(card, 2) & 0x0f;
      at.check.that(t('FSDI', 'FSDI'), fsdi >= 5 && fsdi <= 8, '5 to 8', String(fsdi));
    },
  },
  'attrib-rates': {
    title: [
      'The reader asks for no bit rate that the card does not offer',
      'カードが示さない通信速度を求めない',
    ],
    clause: '3, 7.10.4',
    text: [
      'To a card of 106 kbit/s alone parameter 2 begins with 0.',
      '106 kbit/sだけのカードには、パラメータ2の上位4ビットを0とする。',
    ],
    rules: ['attrib-rates'],
    async run(at) {
      const card = new PlayedTypeB({ atqb: atqbWith({ rates: 0x00 }) });
      await activated(at, card);
      const rates = parameter(card, 2) >> 4;
      at.check.that(t('bit rates', '通信速度'), rates === 0, '0', rates.toString(16));
    },
  },
  'attrib-protocol': {
    title: ['ATTRIB confirms the block protocol', 'ATTRIBはブロックプロトコルを確認する'],
    clause: '3, 7.10.5',
    text: ['Parameter 3 is 01.', 'パラメータ3は01である。'],
    rules: ['attrib-protocol'],
    async run(at) {
      const card = new PlayedTypeB();
      await activated(at, card);
      const value = parameter(card, 3);
      at.check.that(t('parameter 3', 'パラメータ3'), value === 0x01, '01', shownByte(value));
    },
  },
  'attrib-cid': {
    title: ['Blocks have the CID that ATTRIB gave', 'ブロックはATTRIBのCIDを持つ'],
    clause: '3, 7.10.6',
    text: [
      'With CID 0 in ATTRIB blocks may have none; with another one they have it.',
      'ATTRIBのCIDが0ならブロックのCIDは省略でき、それ以外なら同じCIDを持つ。',
    ],
    rules: ['attrib-cid'],
    async run(at) {
      const card = new PlayedTypeB();
      // Whichever CID the reader gives is repeated, so that it goes on.
      const given = (): number => parameter(card, 4) & 0x0f;
      at.antenna.play((frame) => {
        const answer = card.play(frame);
        return frame.modulation === 'B' && frame.bytes[0] === 0x1d ? Uint8Array.of(given()) : answer;
      });
      await at.antenna.powerOn();
      card.answer('02 90 00');
      await at.antenna.transmit(hex('00 84 00 00 08'));
      const [cid] = card.cids;
      at.check.that(
        t('CID of the first block', '最初のブロックのCID'),
        card.blocks.length > 0 && (cid ?? 0) === given(),
        String(given()),
        card.blocks.length === 0 ? 'no block' : String(cid ?? 'none'),
      );
    },
  },
  'attrib-answer-of-another': {
    title: [
      'An answer to ATTRIB with another CID activates nothing',
      '異なるCIDのATTRIB応答では活性化しない',
    ],
    clause: '3, 7.11',
    text: ['The answer has CID 7, which nobody gave.', '応答が、与えていないCID 7を持つ。'],
    rules: ['attrib-answer-cid'],
    async run({ antenna, check }) {
      const card = new PlayedTypeB({ attrib: ['07'] });
      antenna.play(card.play);
      const atr = await antenna.powerOn();
      check.same(t('what stands for the ATR', 'ATRに相当するもの'), atr, hex(''));
    },
  },
  'attrib-again': {
    title: ['ATTRIB whose answer was lost is sent again', '応答が失われたATTRIBは再送する'],
    clause: '3, 7.10',
    basis: 'inferred',
    text: [
      'The second ATTRIB is answered, and the card is found.',
      '2回目のATTRIBに応答し、カードは検出される。',
    ],
    rules: ['attrib-retried'],
    async run({ antenna, check }) {
      const card = new PlayedTypeB({ attrib: ['silence', '00'] });
      antenna.play(card.play);
      const atr = await antenna.powerOn();
      const [first, second] = card.attribs;
      check.that(t('ATTRIBs', 'ATTRIBの回数'), card.attribs.length === 2, '2', String(card.attribs.length));
      check.same(t('second ATTRIB', '2回目のATTRIB'), second!, first!);
      check.that(t('the card is found', 'カードの検出'), atr.length > 0, 'an ATR', toHex(atr) || 'none');
    },
  },
  'atr-of-atqb': {
    title: ['The ATR tells what the card told', 'ATRはカードの情報を示す'],
    clause: '3, 7.9 (PC/SC part 3, 3.1.3.2.3.1)',
    needs: 'atr-pcsc3',
    text: [
      'It holds application data, protocol info and MBLI, and ends with its check byte.',
      'アプリケーションデータ・プロトコル情報・MBLIを含み、検査バイトで終わる。',
    ],
    rules: ['atr-of-atqb'],
    async run(at) {
      const card = new PlayedTypeB({ attrib: ['50'] });
      const atr = await activated(at, card);
      const told = hex('88 80 01 54455354 0081a1 50');
      const check = told.reduce((sum, byte) => sum ^ byte, 0);
      at.check.same(t('ATR', 'ATR'), atr, Uint8Array.of(0x3b, ...told, check));
    },
  },
  'deselected-at-end': {
    title: [
      'At power-off the card is deselected and the field goes',
      '電源断の前にカードを解除し、磁界を切る',
    ],
    clause: '4, 8',
    basis: 'inferred',
    text: ['S(DESELECT) is heard, and then there is no field.', 'S(DESELECT)が届き、その後磁界がなくなる。'],
    rules: ['deselect-at-end'],
    async run(at) {
      const card = new PlayedTypeB();
      await activated(at, card);
      await at.antenna.powerOff();
      at.check.that(
        t('S(DESELECT) and the field', 'S(DESELECT)と磁界'),
        card.deselects > 0 && !at.antenna.fieldIsOn(),
        '1 or more, no field',
        `${card.deselects}, ${at.antenna.fieldIsOn() ? 'a field' : 'no field'}`,
      );
      heard(at, card, []);
    },
  },
  'deselect-again': {
    title: ['S(DESELECT) that was not answered is sent again', '応答のないS(DESELECT)は再送する'],
    clause: '4, 8.2',
    text: [
      'It is sent twice at least and five times at most, and then the field goes.',
      '2回以上5回以下送り、その後磁界を切る。',
    ],
    rules: ['deselect-retried', 'deselect-at-end'],
    async run(at) {
      const card = new PlayedTypeB({ deselect: ['silence'] });
      await activated(at, card);
      await at.antenna.powerOff();
      at.check.that(
        t('S(DESELECT)', 'S(DESELECT)の回数'),
        card.deselects >= 2 && card.deselects <= 5,
        '2 to 5',
        String(card.deselects),
      );
    },
  },
});

function noAttrib(check: Checks, card: PlayedTypeB): void {
  check.that(t('ATTRIBs', 'ATTRIBの回数'), card.attribs.length === 0, '0', String(card.attribs.length));
}

function namedPupi(check: Checks, card: PlayedTypeB): void {
  const [attrib] = card.attribs;
  const named = attrib === undefined ? 'no ATTRIB' : toHex(attrib.subarray(1, 5));
  check.that(t('PUPI in ATTRIB', 'ATTRIBのPUPI'), named === pupi, pupi, named);
}
