import { textBytes } from '../../bytes/hex.ts';
import { t } from '../support/bilingual.ts';
import { guide, hour, inferred, lifeCase } from '../support/life.ts';
import { verifyCommand } from '../support/verify-command.ts';
import { mistake } from './secrets.ts';

const authentication = 'jpki/authentication';
const signature = 'jpki/signature';

export const kioskCases = [
  lifeCase({
    id: 'kiosk/resets-with-the-other-secret',
    title: t(
      'A blocked PIN is reset with the signature password',
      '署名用パスワードで暗証番号を初期化できる',
    ),
    requirement: guide(
      'E-02',
      'Within 24 hours of a reservation with the other JPKI secret the kiosk resets a blocked one.',
      'もう一方の暗証番号で予約してから24時間以内に、キオスク端末で初期化できる。',
    ),
    cost: 'blocks',
    secrets: [signature],
    spends: { [authentication]: 3 },
    cause: 'E-02',
    rules: ['desk/reset-sets-new-value'],
    async run(life) {
      await mistake(life, authentication, life.context.facts.tries[authentication]);
      await life.until('10:00');
      await life.refused('kiosk.resetSecret', { secret: authentication, value: '8642' });
      await life.take('portal.prepareKioskReset', { secret: authentication, other: life.secret(signature) });
      await life.advance(23 * hour);
      await life.take('kiosk.resetSecret', { secret: authentication, value: '8642' });
      await life.triesAre(authentication, life.context.facts.tries[authentication]);
      await life.context.card.expect(verifyCommand(textBytes('8642')), '9000');
    },
  }),
  lifeCase({
    id: 'kiosk/resets-the-password',
    title: t('And the password with the PIN', '暗証番号で署名用パスワードを初期化できる'),
    requirement: guide(
      'E-02',
      'The signature password is reset by the user authentication PIN.',
      '署名用パスワードは利用者証明用の暗証番号で初期化できる。',
    ),
    cost: 'blocks',
    secrets: [authentication],
    spends: { [signature]: 5 },
    cause: 'E-02',
    async run(life) {
      await mistake(life, signature, life.context.facts.tries[signature]);
      await life.until('10:00');
      await life.refused('kiosk.resetSecret', { secret: signature });
      await life.need('portal.prepareKioskReset', { secret: signature, other: life.secret(authentication) });
      await life.take('kiosk.resetSecret', { secret: signature });
      await life.triesAre(signature, life.context.facts.tries[signature]);
    },
  }),
  lifeCase({
    id: 'kiosk/after-a-day',
    title: t('After 25 hours the reservation has lapsed', '25時間後には予約は無効になる'),
    requirement: guide(
      'E-02',
      'The kiosk resets within 24 hours of the reservation.',
      'キオスク端末での初期化は予約から24時間以内である。',
    ),
    secrets: [signature],
    cause: 'E-02',
    async run(life) {
      await life.until('10:00');
      await life.need('portal.prepareKioskReset', { secret: authentication, other: life.secret(signature) });
      await life.advance(25 * hour);
      await life.refused('kiosk.resetSecret', { secret: authentication });
    },
  }),
  lifeCase({
    id: 'kiosk/wrong-other-secret',
    title: t('A wrong other secret reserves nothing', 'もう一方の暗証番号が誤りなら予約できない'),
    requirement: guide(
      'E-02',
      'The reservation takes the other JPKI secret; a wrong one spends one of its tries.',
      '予約にはもう一方の暗証番号が必要で、誤るとその残り回数が減る。',
    ),
    cost: 'spends-tries',
    spends: { [signature]: 1 },
    secrets: [],
    cause: 'E-02',
    async run(life) {
      await life.until('10:00');
      const reservation = { secret: authentication, other: life.wrong(signature) };
      await life.fails('portal.prepareKioskReset', reservation, 'mismatch');
      await life.triesAre(signature, life.context.facts.tries[signature] - 1);
      await life.refused('kiosk.resetSecret', { secret: authentication });
    },
  }),
  lifeCase({
    id: 'kiosk/what-was-reserved',
    title: t('The kiosk resets what was reserved', '予約した暗証番号だけを初期化できる'),
    requirement: inferred(
      'E-02',
      'A reservation holds for one secret and one reset.',
      '予約は1つの暗証番号の1回の初期化に限る。',
    ),
    secrets: [signature],
    cause: 'E-02',
    async run(life) {
      await life.until('10:00');
      await life.need('portal.prepareKioskReset', { secret: authentication, other: life.secret(signature) });
      await life.refused('kiosk.resetSecret', { secret: signature });
      await life.take('kiosk.resetSecret', { secret: authentication });
      await life.refused('kiosk.resetSecret', { secret: authentication });
    },
  }),
  ...(
    [
      ['before-opening', '06:29:59', 'at 06:29:59', '6時29分59秒'],
      ['at-closing', '23:00', 'at 23:00', '23時'],
    ] as const
  ).map(([name, time, en, ja]) =>
    lifeCase({
      id: `kiosk/${name}`,
      title: t(`The kiosk is closed ${en}`, `${ja}にはキオスク端末を使えない`),
      requirement: guide(
        'E-02',
        'The kiosk works from 06:30 to 23:00.',
        'キオスク端末の受付は6時30分から23時までである。',
      ),
      secrets: [signature],
      cause: 'desk/kiosk-hours',
      async run(life) {
        await life.until('22:00');
        await life.need('portal.prepareKioskReset', {
          secret: authentication,
          other: life.secret(signature),
        });
        await life.until(time);
        await life.refused('kiosk.resetSecret', { secret: authentication });
        await life.until('06:30');
        await life.take('kiosk.resetSecret', { secret: authentication });
      },
    }),
  ),
  lifeCase({
    id: 'kiosk/lost-card',
    title: t('A card that was reported lost is not reset', '紛失を届け出たカードは初期化できない'),
    requirement: inferred(
      'E-02',
      'The kiosk resets a card that is at hand and in force.',
      'キオスク端末で初期化できるのは、手元にある有効なカードである。',
    ),
    secrets: [signature],
    cause: 'L-81',
    async run(life) {
      await life.until('10:00');
      await life.need('portal.prepareKioskReset', { secret: authentication, other: life.secret(signature) });
      await life.need('counter.reportLost');
      await life.refused('kiosk.resetSecret', { secret: authentication });
    },
  }),
];
