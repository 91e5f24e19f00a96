import { guideRulesOf, holderGuide } from './guide-rule.ts';

/** When what was applied for is issued. */
export const batchRules = guideRulesOf(holderGuide, {
  'L-30': [
    'A card added to an iPhone from 08:00 until before 19:30 is ready some minutes later, and one added at any other time from the next 08:00 on, on holidays as on weekdays.',
    'iPhoneに午前8時以降、午後7時30分より前に追加した場合は数分後に、それ以外の時間帯に追加した場合は次の午前8時以降に利用できるようになります。平日・土日祝日とも同じです。',
    '3-D note',
    'backOffice',
    'a card added at 20:00 is ready the same evening',
    'beforeOpening',
  ],
  'L-31': [
    'An application made on an Android phone from about 08:00 until about 19:30 brings the push notice some minutes later, and one made at any other time from about the next 08:00 on, whatever the day.',
    'Androidで午前8時頃から午後7時30分頃までの間に申請した場合は数分後に、それ以外の時間帯に申請した場合は次の午前8時頃以降にプッシュ通知が届きます。曜日による違いはありません。',
    '5-A Q1 note, 2-D ③',
    'backOffice',
    'an application made at noon on a Sunday is answered on Monday',
    'atClosing',
  ],
});
