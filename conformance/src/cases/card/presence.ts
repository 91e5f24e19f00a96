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
];
