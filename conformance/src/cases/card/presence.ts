import { defineCase } from '../../engine/case.ts';
import { selectedReference, verified } from '../../engine/precondition.ts';
import { t } from '../support/bilingual.ts';
import { requires } from '../support/requirement.ts';
import { verifyCommand } from '../support/verify-command.ts';

const authentication = 'jpki/authentication';
const signature = 'jpki/signature';

/** What a card off the field forgets and keeps. Somebody has to move the card: a person, a robot, a simulator. */
export const presenceCases = [
  defineCase({
    id: 'card/presence/removal-ends-status',
    title: t('Taking the card away ends the security status', 'カードを離すと照合状態は消える'),
    requirement: requires(
      'jpki-card 1.1',
      'probe',
      'What was verified is verified no more after the card was taken off the reader and put back.',
      'カードをリーダーから離して置き直すと、照合済み状態は失われる。',
    ),
    level: 'card',
    appliesTo: 'removable & jpki & signature-certificate',
    cost: 'none',
    secrets: [signature],
    cause: 'read/access-condition',
    rules: ['verify/status-volatile'],
    given: [verified(signature)],
    async run({ card }) {
      await card.selectFile(0x0001);
      await card.require('00 b0 00 00 04');
      await card.remove();
      await card.insert();
      await card.expect('00 b0 81 00 04', '6982 | 6986 | 6a82');
      await card.select('jpki');
      await card.selectFile(0x0001);
      await card.refused('00 b0 00 00 04', '6982', {
        meet: async () => {
          await card.verify(signature);
          await card.selectFile(0x0001);
        },
      });
    },
  }),
  defineCase({
    id: 'card/presence/removal-keeps-counter',
    title: t('Taking the card away keeps the counter', 'カードを離しても残り回数は戻らない'),
    requirement: requires(
      'jpki-card 3, VERIFY',
      'inferred',
      'A spent try stays spent after the card was taken off the reader and put back.',
      '減った残り回数は、カードを離して置き直しても減ったままである。',
    ),
    level: 'card',
    appliesTo: 'removable & jpki',
    cost: 'spends-tries',
    spends: { [authentication]: 1 },
    rules: ['verify/counter-persists'],
    given: [selectedReference(authentication)],
    async run({ card, facts, wrong }) {
      const left = `63 c${facts.tries[authentication] - 1}`;
      await card.expect(verifyCommand(wrong(authentication)), left);
      await card.remove();
      await card.insert();
      await card.select('jpki');
      await card.selectFile(0x0018);
      await card.expect('00 20 00 80', left);
    },
  }),
  defineCase({
    id: 'card/presence/turned-contacts-mute',
    title: t('A card with contacts is mute the wrong way round', '接触カードは裏返すと応答しない'),
    requirement: requires(
      'phone-wallet L-92',
      'guide',
      'A card with contacts that was turned over does not answer the reset; turned back it does.',
      '裏返して挿入した接触カードはリセットに応答しない。正しい向きに戻せば応答する。',
    ),
    level: 'card',
    appliesTo: 'removable & contact & jpki',
    cost: 'none',
    async run({ card, check }) {
      const [over, back] = [await card.turn(), await card.turn()];
      check.that(t('turned over', '裏返したとき'), over === 'mute', 'mute', over);
      check.that(t('turned back', '戻したとき'), back === 'answers', 'answers', back);
      await card.select('jpki');
    },
  }),
  defineCase({
    id: 'card/presence/turned-contactless-answers',
    title: t('A contactless card answers on either side', '非接触カードはどちらの面でも応答する'),
    requirement: requires(
      'ISO/IEC 14443-2',
      'standard',
      'A contactless card that was turned over on the reader answers as before.',
      'リーダー上で裏返した非接触カードは、それまでどおり応答する。',
    ),
    level: 'card',
    appliesTo: 'removable & contactless & jpki',
    cost: 'none',
    async run({ card, check }) {
      for (const side of [t('turned over', '裏返したとき'), t('turned back', '戻したとき')]) {
        const state = await card.turn();
        check.that(side, state === 'answers', 'answers', state);
        await card.expect('00 a4 04 0c 0a d3 92 f0 00 26 01 00 00 00 01', '9000');
      }
    },
  }),
];
