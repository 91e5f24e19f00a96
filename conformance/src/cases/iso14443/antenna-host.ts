import { hex } from '../../bytes/hex.ts';
import { t } from '../support/bilingual.ts';
import { activated, antennaCases, heard, received } from './antenna-case.ts';
import { PlayedTypeB, pupi } from './played-card.ts';

const challenge = '00 84 00 00 08';
const getUid = 'ff ca 00 00 00';
const [startSession, endSession] = ['ff c2 00 00 02 81 00', 'ff c2 00 00 02 82 00'];

/** What a reader of PC/SC does between its host and the card. */
export const antennaHostCases = antennaCases('host', {
  'identifier-told': {
    title: ['The reader tells the identifier of the card itself', 'リーダーはカードの識別子を自ら答える'],
    clause: '3, 7.9.2 (PC/SC part 3, 3.2.2.1.3)',
    needs: 'get-uid',
    text: [
      'FF CA is answered with the PUPI that the card told, and no block reaches the card.',
      'FF CAにはカードが示したPUPIを返し、カードにブロックを送らない。',
    ],
    rules: ['own-commands-answered', 'identifier-told'],
    async run(at) {
      const card = new PlayedTypeB();
      await activated(at, card);
      const response = await at.antenna.transmit(hex(getUid));
      heard(at, card, []);
      received(at, response, `${pupi} 90 00`);
    },
  },
  'own-command-between': {
    title: [
      'A command of the reader between two of the card disturbs neither',
      'カードのコマンドの間のリーダー用コマンドは影響を与えない',
    ],
    clause: '4, 7.5.4.1 rule B (PC/SC part 3, 3.2.2.1.3)',
    needs: 'get-uid',
    text: [
      'The block numbers of the card go on as if it had not been sent.',
      'カードのブロック番号は途切れずに続く。',
    ],
    rules: ['own-commands-answered'],
    async run(at) {
      const card = new PlayedTypeB();
      await activated(at, card);
      card.answer('02 6a 80', '03 90 00');
      await at.antenna.transmit(hex(challenge));
      await at.antenna.transmit(hex(getUid));
      const response = await at.antenna.transmit(hex(challenge));
      heard(at, card, [`02 ${challenge}`, `03 ${challenge}`]);
      received(at, response, '90 00');
    },
  },
  'session-taken-back': {
    title: [
      'After a transparent session the card is activated anew',
      'トランスペアレントセッションの後はカードを活性化し直す',
    ],
    clause: '4, 7.5.4.1 rule A (PC/SC part 3, supplement, 2.2)',
    basis: 'inferred',
    needs: 'transparent-session',
    text: [
      'The host may have left the card in any state: the next command follows a new ATTRIB, in a block with number 0.',
      'カードの状態は不明なので、次のコマンドの前に新たにATTRIBを送り、番号0のブロックから始める。',
    ],
    rules: ['session-taken-back'],
    async run(at) {
      const card = new PlayedTypeB();
      await activated(at, card);
      card.answer('02 6a 80', '02 90 00');
      await at.antenna.transmit(hex(challenge));
      for (const command of [startSession, endSession]) {
        received(at, await at.antenna.transmit(hex(command)), 'c0 03 00 90 00 90 00');
      }
      const attribs = card.attribs.length;
      const response = await at.antenna.transmit(hex(challenge));
      at.check.that(
        t('ATTRIBs after the session', 'セッション後のATTRIB'),
        card.attribs.length > attribs,
        '1 or more',
        String(card.attribs.length - attribs),
      );
      heard(at, card, [`02 ${challenge}`, `02 ${challenge}`]);
      received(at, response, '90 00');
    },
  },
});
