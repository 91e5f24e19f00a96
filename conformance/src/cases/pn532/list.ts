import { chipCases } from './chip-case.ts';

const reference = 'nfc-readers 4';
/** Looks for Jewel, which is not there. */
const listNobody = '4a 01 04';
const listB = '4a 01 03 00';

export const listCases = chipCases('list', {
  'type-b': {
    title: [
      'A card of type B is told with ATQB and answer to ATTRIB',
      'Type BカードをATQBとATTRIB応答で示す',
    ],
    clause: '7.3.5',
    basis: 'probe',
    text: [
      '12 bytes of ATQB, then length and answer of ATTRIB.',
      'ATQB 12バイト、ATTRIB応答の長さと内容を返す。',
    ],
    needs: 'type-b',
    rules: ['lists-atqb-and-attrib'],
    async run(bench) {
      await bench.ask(listB, `4b 01 01 50 ${'.. '.repeat(11)}01 ..`);
    },
  },
  nobody: {
    title: ['Without a card the list is empty', 'カードがなければ空'],
    clause: '7.3.5',
    basis: 'probe',
    text: ['InListPassiveTarget is answered 00.', 'InListPassiveTargetは00を返す。'],
    rules: ['lists-none'],
    async run(bench) {
      await bench.ask(listNobody, '4b 00');
    },
  },
  'tries-counted': {
    title: ['MaxRtyPassiveActivation limits the search', 'MaxRtyPassiveActivationで探索を制限する'],
    clause: '7.3.1',
    text: ['With two retries the answer comes by itself.', 'リトライ2回なら自ら応答する。'],
    rules: ['retries-counted'],
    async run(bench) {
      await bench.ask('32 05 ff 01 02', '33');
      await bench.ask(listNobody, '4b 00', 5000);
    },
  },
  'tries-endless': {
    title: ['FF means to look until aborted', 'FFなら中止されるまで探す'],
    clause: '7.3.1',
    text: ['No answer comes before the host aborts it.', '中止されるまで応答しない。'],
    rules: ['retries-until-aborted'],
    async run(bench) {
      await bench.ask('32 05 ff 01 ff', '33');
      await bench.send(listNobody);
      await bench.hears('ack');
      await bench.hears('silence', 1000);
      await bench.abort();
      await bench.ask('02', '03 *');
    },
  },
  'at-most': {
    title: ['No more cards are activated than asked for', '指定数を超えて活性化しない'],
    clause: '7.3.5',
    text: ['With two cards and MaxTg 1 one target is told.', 'カード2枚でMaxTg=1なら1件だけ示す。'],
    needs: 'cards-moved',
    rules: ['lists-at-most'],
    async run(bench) {
      bench.serial.put?.('second', true);
      await bench.ask(listB, '4b 01 *');
    },
  },
  several: {
    title: ['Two cards are both found', '2枚のカードを両方見つける'],
    clause: 'ISO/IEC 14443-3, 7.4',
    text: ['With MaxTg 2 two targets are told.', 'MaxTg=2なら2件示す。'],
    needs: 'cards-moved',
    rules: ['lists-all-of-several'],
    async run(bench) {
      bench.serial.put?.('second', true);
      await bench.ask('4a 02 03 00', '4b 02 *');
    },
  },
  family: {
    title: ['The application family goes out in REQB', 'AFIはREQBで送られる'],
    clause: '7.3.5',
    text: ['AFI 30 stands in the frame to the card.', 'カードへのフレームにAFI=30が入る。'],
    needs: 'played-card',
    rules: ['afi-passed-on'],
    async run(bench) {
      bench.play(() => 'silence');
      await bench.ask('4a 01 03 30', '4b 01 *');
      bench.heardFrame('05 30 ..');
    },
  },
  'card-identifier': {
    title: ['The number of the target is the CID', 'ターゲット番号がCIDになる'],
    clause: reference,
    basis: 'probe',
    text: ['R(NAK) with CID 1 is answered R(ACK) with CID 1.', 'CID=1のR(NAK)にCID=1のR(ACK)が返る。'],
    needs: 'type-b',
    rules: ['cid-is-target'],
    async run(bench) {
      await bench.list();
      await bench.ask('42 ba 01', '43 00 aa 01 | 43 00 ab 01');
    },
  },
  anew: {
    title: ['An activated card is found again', '活性化済みのカードを再び見つける'],
    clause: reference,
    basis: 'inferred',
    text: ['A second InListPassiveTarget tells it too.', '2回目のInListPassiveTargetでも示す。'],
    needs: 'type-b',
    rules: ['lists-anew'],
    async run(bench) {
      await bench.list();
      await bench.list();
    },
  },
  'type-a': {
    title: ['A card of type A is told with its ATS', 'Type AカードをATSとともに示す'],
    clause: '7.3.5',
    text: ['ATQA high byte first, SAK, UID and ATS.', 'ATQA(上位から)、SAK、UID、ATSを返す。'],
    needs: 'type-a',
    rules: ['type-a-too'],
    async run(bench) {
      await bench.ask('4a 01 00', '4b 01 01 00 .. 20 .. *');
    },
  },
});
