import type { Bilingual } from '../../text.ts';
import { t } from '../support/bilingual.ts';
import { phonePassword } from '../support/enrolment-steps.ts';
import { guide, type JstDate, type Life, lifeCase } from '../support/life.ts';

const quarter = 15 * 60_000;
const onSunday = ({ weekday }: JstDate): boolean => weekday === 0;

/** When something is applied for, on what day, and whether it is answered soon or waits for the opening. */
type Application = readonly [time: string, answer: 'soon' | 'waits', on?: typeof onSunday];

const stories: readonly (readonly [name: string, title: Bilingual, applications: readonly Application[]])[] =
  [
    [
      'evening',
      t('what is applied for at eight in the evening waits for the morning', '午後8時の申請は翌朝を待つ'),
      [['20:00', 'waits']],
    ],
    [
      'closing',
      t('19:30 sharp is too late, a second before is not', '午後7時30分の1秒前までが受付時間である'),
      [
        ['19:29:59', 'soon'],
        ['19:30', 'waits'],
      ],
    ],
    [
      'night',
      t('at two in the night it is the same morning', '午前2時の申請は同じ日の朝に処理される'),
      [['02:00', 'waits']],
    ],
    [
      'opening',
      t('eight sharp is in time, a second before waits', '午前8時ちょうどから受け付ける'),
      [
        ['08:00', 'soon'],
        ['07:59:59', 'waits'],
      ],
    ],
    [
      'weekend',
      t('Sunday is a day like any other', '日曜日も平日と同じである'),
      [
        ['12:00', 'soon', onSunday],
        ['22:00', 'waits', onSunday],
      ],
    ],
  ];

const platforms = [
  ['android', 'android/supported', 'L-31', 'portal.apply', 'portal.revoke', 'Android'],
  ['iphone', 'iphone/xs-ios-18-5', 'L-30', 'wallet.add', 'portal.delete', 'iPhone'],
] as const;

/** The notice comes within a quarter of an hour. */
async function answeredSoon(life: Life, phone: string): Promise<void> {
  await life.enrolmentIs(phone, 'queued');
  const before = await life.now();
  await life.next('backOffice.notified');
  const waited = (await life.now()) - before;
  const label = t('minutes until the notice', '通知までの分');
  life.context.check.that(label, waited <= quarter, 'at most 15', String(Math.round(waited / 60_000)));
}

export const batchHoursCases = platforms.flatMap(([platform, profile, rule, last, stop, name]) =>
  stories.map(([story, title, applications]) =>
    lifeCase({
      id: `batch-hours/${platform}-${story}`,
      title: t(`${name}: ${title.en}`, `${name}:${title.ja}`),
      requirement: guide(
        rule,
        'From 08:00 until before 19:30 the answer comes some minutes later, at any other time from the next 08:00 on, whatever the day.',
        '午前8時から午後7時30分より前は数分後、それ以外は次の午前8時以降。曜日による違いはない。',
      ),
      rules: [rule],
      async run(life) {
        for (const [time, answer, on] of applications) {
          const phone = await life.phone(profile);
          await life.enrol(phone, { before: last });
          await life.until(time, on);
          await life.need(last, { phone });
          if (answer === 'waits') {
            await life.enrolmentIs(phone, 'submitted');
            await life.until('07:59:59');
            await life.enrolmentIs(phone, 'submitted');
            await life.until('08:00');
          }
          await answeredSoon(life, phone);
          if (platform === 'android') await life.need('portal.register', { phone });
          await life.next('portal.usable');
          await life.need(stop, { phone, with: 'phone', password: phonePassword });
        }
      },
    }),
  ),
);
