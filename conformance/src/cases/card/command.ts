import { hex } from '../../bytes/hex.ts';
import { defineCase } from '../../engine/case.ts';
import { selectedFile } from '../../engine/precondition.ts';
import { t } from '../support/bilingual.ts';
import { requires } from '../support/requirement.ts';

const iso = 'ISO/IEC 7816-4:2020';
const select = '04 0c 0a d3 92 f0 00 26 01 00 00 00 01';
const file = selectedFile('jpki', 0x000a);

export const commandCases = [
  defineCase({
    id: 'card/command/unknown-instruction',
    title: t('An unknown instruction is refused', '未知のINSは拒否される'),
    requirement: requires(
      `${iso}, 5.4.2`,
      'standard',
      'An instruction the card does not have is answered 6D00.',
      'カードにないINSには6D00を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    cause: 'command/instruction-known',
    given: [file],
    async run({ card }) {
      for (const ins of ['00', '0e', 'c0', 'fe']) {
        await card.refused(`00 ${ins} 00 00 04`, '6d00', { command: '00 b0 00 00 04' });
      }
    },
  }),
  defineCase({
    id: 'card/command/unknown-class',
    title: t('An unknown class is refused', '未知のCLAは拒否される'),
    requirement: requires(
      `${iso}, 5.4.1`,
      'standard',
      'A class the card does not have is answered 6E00.',
      'カードにないCLAには6E00を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    cause: 'command/class-known',
    given: [file],
    async run({ card }) {
      for (const cla of ['20', 'a0']) {
        await card.refused(`${cla} b0 00 00 04`, '6e00', { command: '00 b0 00 00 04' });
      }
    },
  }),
  defineCase({
    id: 'card/command/logical-channel',
    title: t('Logical channels are refused', '論理チャネルは拒否される'),
    requirement: requires(
      'jpki-card 5.2, logical channels',
      'probe',
      'A command on another channel than the basic one is answered 6881, whatever the Answer to Reset promises.',
      'ATRの内容によらず、基本チャネル以外のコマンドには6881を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    cause: 'command/channel-basic-only',
    async run({ card }) {
      for (const cla of ['01', '02', '03']) {
        await card.refused(`${cla} a4 ${select}`, '6881', { command: `00 a4 ${select}` });
      }
    },
  }),
  defineCase({
    id: 'card/command/chaining',
    title: t('Command chaining is refused', 'コマンドチェイニングは拒否される'),
    requirement: requires(
      'jpki-card 10, command chaining',
      'inferred',
      'A command with the chaining bit (CLA 10) is answered 6884.',
      'チェイニングビットの立ったコマンド(CLA 10)には6884を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki & chaining-6884',
    cost: 'none',
    cause: 'command/chaining-refused',
    async run({ card }) {
      await card.refused(`10 a4 ${select}`, '6884', { command: `00 a4 ${select}` });
    },
  }),
  defineCase({
    id: 'card/command/secure-messaging',
    title: t(
      'Secure messaging without a session is refused',
      'セッションのないセキュアメッセージングは拒否される',
    ),
    requirement: requires(
      'jpki-card 4.4',
      'probe',
      'In class 08 without a session SELECT is answered 6882, READ BINARY and VERIFY 69FC.',
      'セッションのないCLA 08では、SELECTに6882、READ BINARYとVERIFYに69FCを返す。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    cause: 'command/secure-messaging-needs-session',
    given: [file],
    async run({ card }) {
      await card.refused('08 b0 00 00 04', '69fc', { command: '00 b0 00 00 04' });
      await card.refused('08 20 00 98', '69fc', { command: '00 20 00 98', accept: '63 ..' });
      await card.refused(`08 a4 ${select}`, '6882', { command: `00 a4 ${select}` });
    },
  }),
  defineCase({
    id: 'card/command/length',
    title: t('A command whose lengths do not add up is refused', '長さの合わないコマンドは拒否される'),
    requirement: requires(
      `${iso}, 5.2`,
      'standard',
      'A command whose lengths do not add up is answered 6700.',
      '長さの合わないコマンドには6700を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    cause: 'command/length-consistent',
    async run({ card }) {
      const control = { command: `00 a4 ${select}` };
      await card.refused(`00 a4 ${select} 00 00`, '6700', control);
      await card.refused(hex(`00 a4 ${select}`).subarray(0, 14), '6700', control);
    },
  }),
];
