import { t } from '../support/bilingual.ts';
import { guide, inferred, type JstDate, lifeCase } from '../support/life.ts';

const android = 'android/supported';

/** No public holiday falls in June. @see Act on National Holidays, article 2 */
const weekday = ({ month, weekday }: JstDate): boolean => month === 6 && weekday === 3;
/** The first of National Foundation Day and the Emperor's Birthday that falls on a working day, as one always does. */
const holiday = ({ month, day, weekday }: JstDate): boolean =>
  month === 2 && (day === 11 || day === 23) && weekday >= 1 && weekday <= 5;
const sunday = ({ weekday }: JstDate): boolean => weekday === 0;
const saturday = ({ weekday }: JstDate): boolean => weekday === 6;

/** Enquiries: on what day and at what time, and whether somebody answers. */
const enquiries = [
  ['weekday-morning', t('a weekday', '平日'), weekday, '09:29:59', false],
  ['weekday-evening', t('a weekday', '平日'), weekday, '19:59:59', true],
  ['weekday-night', t('a weekday', '平日'), weekday, '20:00', false],
  ['sunday-evening', t('a Sunday', '日曜日'), sunday, '18:00', false],
  ['saturday-afternoon', t('a Saturday', '土曜日'), saturday, '17:29:59', true],
  ['holiday-evening', t('a public holiday', '祝日'), holiday, '18:00', false],
] as const;

export const cardLossCases = [
  lifeCase({
    id: 'loss-card/held-at-once',
    title: t('A call puts the certificates of the card on hold', '電話でカードの証明書は一時停止になる'),
    requirement: guide(
      'L-81',
      'Whoever loses the card calls at once, which puts its certificates on hold.',
      'カードを紛失したら、すぐに電話をして一時停止を申し込む。',
    ),
    cause: 'L-81',
    async run(life) {
      await life.until('03:00');
      await life.take('callCentre.holdCard');
      await life.cardCertificates('signature held, authentication held');
      await life.cardServes('portal-login', 'L-81');
      await life.refused('callCentre.holdCard');
    },
  }),
  lifeCase({
    id: 'loss-card/reported-once',
    title: t('The loss is reported at the counter, once', '紛失は窓口に一度届け出る'),
    requirement: guide(
      'L-81',
      'The loss is reported at the municipal counter too.',
      '紛失は市区町村の窓口にも届け出る。',
    ),
    cause: 'L-81',
    async run(life) {
      await life.take('counter.reportLost');
      life.is(t('state of the card', 'カードの状態'), (await life.cardState()).state, 'lostReported');
      await life.refused('counter.reportLost');
    },
  }),
  lifeCase({
    id: 'loss-card/phone-goes-on',
    title: t('The phone goes on while the card is on hold', 'カードの一時停止中もスマホは使える'),
    requirement: inferred(
      'C-15',
      'A hold of the certificates of the card leaves those of the phone.',
      'カードの証明書の一時停止は、スマホの証明書に影響しない。',
    ),
    rules: ['L-81'],
    async run(life) {
      const phone = await life.enrolled(android);
      await life.need('callCentre.holdCard');
      await life.cardCertificates('signature held, authentication held');
      await life.phoneCertificates(phone, 'signature valid, authentication valid');
      await life.phoneServes(phone, 'portal-login', 'yes');
    },
  }),
  lifeCase({
    id: 'loss-card/no-enrolment-on-hold',
    title: t('With a card on hold no phone is enrolled', '一時停止中のカードでは搭載できない'),
    requirement: inferred(
      'L-02',
      'A signature certificate on hold is none to enrol with.',
      '一時停止中の署名用証明書では搭載を申請できない。',
    ),
    cause: 'L-02',
    async run(life) {
      const phone = await life.phone(android);
      await life.need('callCentre.holdCard');
      await life.refused('portal.startEnrolment', { phone });
    },
  }),
  lifeCase({
    id: 'loss-card/found',
    title: t(
      'For a found card only user authentication comes back',
      'カードが見つかると利用者証明用だけが回復する',
    ),
    requirement: guide(
      'L-82',
      'The hold of the user authentication certificate is lifted; the signature certificate is revoked and a new one applied for.',
      '利用者証明用の一時停止は解除され、署名用は失効して新たに申請する必要がある。',
    ),
    cost: 'destroys',
    rules: ['L-82', 'desk/hold-signature-final', 'desk/hold-authentication-lifted'],
    async run(life) {
      await life.need('callCentre.holdCard');
      await life.need('counter.reportLost');
      await life.take('counter.liftHold');
      await life.cardCertificates('signature revoked, authentication valid');
      life.is(t('state of the card', 'カードの状態'), (await life.cardState()).state, 'active');
      await life.take('counter.issueCertificate', { certificate: 'signature' });
      await life.cardCertificates('signature valid, authentication valid');
    },
  }),
  lifeCase({
    id: 'loss-card/nothing-to-lift',
    title: t('Without a hold the counter lifts none', '一時停止していなければ解除もない'),
    requirement: inferred(
      'L-82',
      'The counter lifts a hold only where there is one.',
      '窓口で解除するのは一時停止中の証明書だけである。',
    ),
    cause: 'L-82',
    async run(life) {
      await life.refused('counter.liftHold');
    },
  }),
  lifeCase({
    id: 'loss-card/new-card-for-a-lost-one',
    title: t('A new card is issued for a lost one', '紛失したカードに代えて新しいカードが交付される'),
    requirement: guide(
      'L-82',
      'A card that is not found is issued anew; as long as it is in hand, it is not.',
      '見つからないカードは再交付され、手元にあるうちは再交付されない。',
    ),
    cost: 'destroys',
    cause: 'L-82',
    async run(life) {
      await life.refused('counter.reissueCard');
      const { id } = await life.cardState();
      await life.need('counter.reportLost');
      await life.take('counter.reissueCard');
      const now = await life.cardState();
      life.context.check.that(t('card in force', '有効なカード'), now.id !== id, 'another', now.id);
      await life.cardCertificates('signature valid, authentication valid');
    },
  }),
  ...enquiries.map(([name, when, on, time, answered]) =>
    lifeCase({
      id: `loss-card/enquiry-${name}`,
      title: t(
        `At ${time} on ${when.en} an ordinary question is ${answered ? 'answered' : 'not answered'}`,
        `${when.ja}の${time}は一般の問い合わせの受付${answered ? '時間内' : '時間外'}である`,
      ),
      requirement: guide(
        'L-84',
        'Ordinary questions are answered from 09:30 to 20:00 on weekdays and to 17:30 on weekends and holidays.',
        '一般の問い合わせは平日9時30分から20時、土日祝日は17時30分まで受け付ける。',
      ),
      ...(answered ? { rules: ['L-84'] } : { cause: 'L-84' }),
      async run(life) {
        await life.until(time, on);
        if (answered) {
          await life.take('callCentre.enquire');
          await life.advance(1000);
          await life.refused('callCentre.enquire', {}, 'L-84');
        } else await life.refused('callCentre.enquire');
      },
    }),
  ),
];
