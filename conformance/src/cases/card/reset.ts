import { defineCase } from '../../engine/case.ts';
import { t } from '../support/bilingual.ts';
import { requires } from '../support/requirement.ts';

export const resetCases = [
  defineCase({
    id: 'card/reset/contactless-answer',
    title: t('The Answer to Reset of a contactless card', '非接触カードのATR'),
    requirement: requires(
      'PC/SC part 3, 3.1.3.2.3.2',
      'standard',
      'A type B card is shown as 3B 88 80 01, application data, protocol information, MBLI and a check byte over all but the first.',
      'タイプBカードのATRは3B 88 80 01、アプリケーションデータ、プロトコル情報、MBLI、先頭を除く検査バイトからなる。',
    ),
    level: 'card',
    appliesTo: 'contactless & !(phone & type-a)',
    cost: 'none',
    async run({ card, check }) {
      const answer = await card.reset();
      const shown = Buffer.from(answer).toString('hex');
      check.that(
        t('form', '形'),
        answer.length === 13 && shown.startsWith('3b888001'),
        '3b888001…, 13 bytes',
        shown,
      );
      const rest = answer.subarray(1).reduce((sum, byte) => sum ^ byte, 0);
      check.that(t('check byte', '検査バイト'), rest === 0, '00', rest.toString(16).padStart(2, '0'));
    },
  }),
  defineCase({
    id: 'card/reset/type-a-answer',
    title: t('The Answer to Reset of a phone of type A', 'タイプAのスマホのATR'),
    requirement: requires(
      'PC/SC part 3, 3.1.3.2.3.1',
      'standard',
      'A type A phone is shown as 3B 8n 80 01, the n historical bytes of its ATS, and a check byte over all but the first.',
      'タイプAのスマホのATRは3B 8n 80 01、ATSのヒストリカルバイトn個、先頭を除く検査バイトからなる。',
    ),
    level: 'card',
    appliesTo: 'phone & type-a',
    cost: 'none',
    async run({ card, check }) {
      const answer = await card.reset();
      const shown = Buffer.from(answer).toString('hex');
      const count = (answer[1] ?? 0) & 0x0f;
      const form = /^3b8[0-9a-f]8001/.test(shown) && answer.length === 5 + count;
      check.that(t('form', '形'), form, '3b8n8001, n bytes, check byte', shown);
      const rest = answer.subarray(1).reduce((sum, byte) => sum ^ byte, 0);
      check.that(t('check byte', '検査バイト'), rest === 0, '00', rest.toString(16).padStart(2, '0'));
    },
  }),
  defineCase({
    id: 'card/reset/contact-answer',
    title: t('The Answer to Reset of a contact card', '接触カードのATR'),
    requirement: requires(
      'ISO/IEC 7816-3:2006, 8.2',
      'standard',
      'The Answer to Reset begins with 3B and offers T=1, so a check byte closes it.',
      'ATRは3Bで始まり、T=1を示すため検査バイトで終わる。',
    ),
    level: 'card',
    appliesTo: 'contact',
    cost: 'none',
    async run({ card, check }) {
      const answer = await card.reset();
      check.that(t('TS', 'TS'), answer[0] === 0x3b, '3b', (answer[0] ?? 0).toString(16));
      const rest = answer.subarray(1).reduce((sum, byte) => sum ^ byte, 0);
      check.that(t('check byte', '検査バイト'), rest === 0, '00', rest.toString(16).padStart(2, '0'));
    },
  }),
];
