import { t } from '../support/bilingual.ts';
import { phonePassword } from '../support/enrolment-steps.ts';
import { guide, inferred, lifeCase } from '../support/life.ts';

const android = 'android/supported';
const iphone = 'iphone/xs-ios-18-5';
const byPhone = { with: 'phone', password: phonePassword };
const revoked = 'signature revoked, authentication revoked';
const valid = 'signature valid, authentication valid';

export const stoppingCases = [
  lifeCase({
    id: 'stopping/android-revokes',
    title: t('Revoking on an Android phone ends its certificates', 'Androidで失効させると証明書は失効する'),
    requirement: guide(
      'L-60',
      'With the signature password of the phone the holder revokes its certificates.',
      'スマホの署名用パスワードで証明書を失効させる。',
    ),
    rules: ['L-60', 'L-07'],
    async run(life) {
      const phone = await life.enrolled(android);
      await life.fails('portal.revoke', { phone, with: 'phone', password: 'WRONG1' }, 'mismatch', 'L-60');
      await life.take('portal.revoke', { phone, ...byPhone });
      await life.phoneCertificates(phone, revoked);
      life.is(t('bound phone', '紐づくスマホ'), (await life.state()).persons[0]?.phone ?? 'none', 'none');
    },
  }),
  lifeCase({
    id: 'stopping/android-wrong-password',
    title: t('A wrong password revokes nothing', '誤ったパスワードでは失効しない'),
    requirement: guide(
      'L-60',
      'Revoking takes the signature password of the phone; a wrong one spends a try of the phone.',
      '失効にはスマホの署名用パスワードが必要で、誤ると残り回数が減る。',
    ),
    cause: 'L-60',
    async run(life) {
      const phone = await life.enrolled(android);
      await life.fails('portal.revoke', { phone, with: 'phone', password: 'WRONG1' }, 'mismatch');
      await life.phoneCertificates(phone, valid);
      const { triesLeft } = (await life.phoneState(phone)).secrets.signature!;
      life.is(t('tries left', '残り回数'), String(triesLeft), '4');
    },
  }),
  lifeCase({
    id: 'stopping/five-wrong-passwords',
    title: t('Five wrong passwords block that of the phone', '5回誤るとスマホのパスワードはロックされる'),
    requirement: inferred(
      'L-61',
      'Five wrong signature passwords block that of the phone; then the right one does not help, but the card does.',
      'スマホの署名用パスワードは5回の誤りでロックされ、正しい値も受け付けないが、カードを使う手続きはできる。',
    ),
    cause: 'L-61',
    rules: ['L-60'],
    async run(life) {
      const phone = await life.enrolled(android);
      const wrong = { phone, with: 'phone', password: 'WRONG1' };
      for (let i = 1; i < 5; i++) await life.fails('portal.revoke', wrong, 'mismatch', 'L-60');
      await life.fails('portal.revoke', wrong, 'blocked');
      await life.fails('portal.revoke', { phone, ...byPhone }, 'blocked');
      await life.phoneCertificates(phone, valid);
      await life.take('portal.revoke', { phone, with: 'card', password: life.secret('jpki/signature') });
    },
  }),
  lifeCase({
    id: 'stopping/not-while-held',
    title: t('A phone on hold cannot sign its own end', '一時停止中のスマホは失効の署名ができない'),
    requirement: inferred(
      'C-25',
      'Revoking on the phone is a signature; while held it is refused, and the way with the card works.',
      'スマホでの失効は電子署名を伴うため一時停止中はできず、カードを使う手続きはできる。',
    ),
    cause: 'L-60',
    async run(life) {
      const phone = await life.enrolled(android);
      await life.need('callCentre.holdPhone', { phone });
      await life.refused('portal.revoke', { phone, ...byPhone });
      await life.take('portal.revoke', { phone, with: 'card', password: life.secret('jpki/signature') });
      await life.phoneCertificates(phone, revoked);
    },
  }),
  lifeCase({
    id: 'stopping/with-the-card',
    title: t('The phone is revoked with the card at hand', '手元のカードで失効させることもできる'),
    requirement: guide(
      'L-61',
      'Whoever does not know the password of the phone revokes with the plastic card.',
      'スマホのパスワードが分からなくても、手元のカードで失効させることができる。',
    ),
    rules: ['L-61'],
    async run(life) {
      const phone = await life.enrolled(android);
      await life.take('portal.revoke', { phone, with: 'card', password: life.secret('jpki/signature') });
      await life.phoneCertificates(phone, revoked);
    },
  }),
  lifeCase({
    id: 'stopping/with-the-card-wrong-password',
    title: t('With the card its own password counts', 'カードを使う場合はカードのパスワードで照合する'),
    requirement: guide(
      'L-61',
      'On that way a wrong password of the card is refused and spends one of its tries.',
      'この手続きではカードのパスワードを照合し、誤るとカードの残り回数が減る。',
    ),
    cost: 'spends-tries',
    spends: { 'jpki/signature': 1 },
    cause: 'L-61',
    async run(life) {
      const phone = await life.enrolled(android);
      const password = life.wrong('jpki/signature');
      await life.fails('portal.revoke', { phone, with: 'card', password }, 'mismatch');
      await life.phoneCertificates(phone, valid);
      await life.triesAre('jpki/signature', life.context.facts.tries['jpki/signature'] - 1);
    },
  }),
  lifeCase({
    id: 'stopping/iphone-deletes',
    title: t('Deleting on an iPhone ends certificates and Wallet', 'iPhoneで削除すると証明書も失効する'),
    requirement: guide(
      'L-62',
      'Deleting the card from an iPhone ends its certificates as well.',
      'iPhoneのカードを削除すると証明書も失効する。',
    ),
    rules: ['L-62'],
    async run(life) {
      const phone = await life.enrolled(iphone);
      await life.take('portal.delete', { phone, ...byPhone });
      await life.phoneCertificates(phone, revoked);
      life.is(t('Wallet', 'ウォレット'), (await life.phoneState(phone)).wallet, 'removed');
    },
  }),
  lifeCase({
    id: 'stopping/iphone-wrong-password',
    title: t('A wrong password deletes nothing', '誤ったパスワードでは削除されない'),
    requirement: guide(
      'L-62',
      'Deleting takes the signature password.',
      '削除には署名用パスワードが必要である。',
    ),
    cause: 'L-62',
    async run(life) {
      const phone = await life.enrolled(iphone);
      await life.fails('portal.delete', { phone, with: 'phone', password: 'WRONG1' }, 'mismatch');
      await life.phoneCertificates(phone, valid);
      life.is(t('Wallet', 'ウォレット'), (await life.phoneState(phone)).wallet, 'usable');
    },
  }),
  lifeCase({
    id: 'stopping/each-platform-its-own-way',
    title: t('Android revokes and an iPhone deletes', 'Androidは失効、iPhoneは削除の手続きをとる'),
    requirement: guide(
      'L-62',
      'Deleting is the way of the iPhone; an Android phone has no such menu.',
      '削除はiPhoneの手続きであり、Androidにはない。',
    ),
    cause: 'L-62',
    async run(life) {
      const phone = await life.enrolled(android);
      await life.refused('portal.delete', { phone, ...byPhone });
      await life.phoneCertificates(phone, valid);
    },
  }),
  lifeCase({
    id: 'stopping/remote-delete',
    title: t(
      'From an iPhone without a card the other is deleted',
      'カードのないiPhoneから別のiPhoneのカードを削除できる',
    ),
    requirement: guide(
      'L-63',
      'The card on another iPhone is deleted with the plastic card read and its signature password.',
      '別のiPhoneのカードは、マイナンバーカードの読み取りとその署名用パスワードで削除する。',
    ),
    cause: 'L-63',
    cost: 'spends-tries',
    spends: { 'jpki/signature': 1 },
    async run(life) {
      const target = await life.enrolled(iphone);
      const phone = await life.phone(iphone);
      const password = life.secret('jpki/signature');
      await life.refused('portal.remoteDelete', { phone: target, target: phone, password });
      const wrong = { phone, target, password: life.wrong('jpki/signature') };
      await life.fails('portal.remoteDelete', wrong, 'mismatch');
      await life.take('portal.remoteDelete', { phone, target, password });
      await life.phoneCertificates(target, revoked);
    },
  }),
  lifeCase({
    id: 'stopping/remote-delete-not-with-a-card',
    title: t('An iPhone that has a card deletes no other', 'カードのあるiPhoneから他のiPhoneは削除できない'),
    requirement: guide(
      'L-63',
      'The card on another iPhone is deleted only from an iPhone that has none.',
      '別のiPhoneのカードを削除できるのは、カードを追加していないiPhoneからだけである。',
    ),
    cause: 'L-63',
    async run(life) {
      const phone = await life.enrolled(iphone);
      const password = life.secret('jpki/signature');
      await life.refused('portal.remoteDelete', { phone, target: phone, password });
      await life.phoneCertificates(phone, valid);
    },
  }),
  lifeCase({
    id: 'stopping/remote-delete-iphones-only',
    title: t('An Android phone is not deleted from afar', 'Androidは別の端末から削除できない'),
    requirement: inferred(
      'C-13',
      'What is deleted from another iPhone is the card on an iPhone.',
      '別のiPhoneから削除できるのはiPhoneのカードだけである。',
    ),
    cause: 'L-63',
    async run(life) {
      const target = await life.enrolled(android);
      const phone = await life.phone(iphone);
      const password = life.secret('jpki/signature');
      await life.refused('portal.remoteDelete', { phone, target, password });
      await life.phoneCertificates(target, valid);
    },
  }),
];
