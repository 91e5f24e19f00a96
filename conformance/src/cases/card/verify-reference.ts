import { type ApplicationName, aids } from '../../engine/applications.ts';
import { defineCase } from '../../engine/case.ts';
import type { CaseContext } from '../../engine/case-context.ts';
import { selectedReference } from '../../engine/precondition.ts';
import { type SecretName, secrets } from '../../engine/secret.ts';
import { t } from '../support/bilingual.ts';
import { requires } from '../support/requirement.ts';
import { verifyCommand } from '../support/verify-command.ts';

const clause = 'jpki-card 3, VERIFY';
const query = '00 20 00 80';

const tries = (count: number): string => `63 c${count.toString(16)}`;
const selectCommand = (application: ApplicationName): string => {
  const name = aids[application];
  return `00 a4 04 0c ${(name.length / 2).toString(16).padStart(2, '0')} ${name}`;
};
const slug = (secret: SecretName): string => secret.replace('/', '-');

/** Every reference, with what a subject must have for it. */
const references: readonly (readonly [SecretName, string])[] = [
  ['jpki/authentication', 'jpki'],
  ['jpki/signature', 'jpki & signature-certificate'],
  ['text/pin', 'text'],
  ['text/number-a', 'text'],
  ['text/number-b', 'text'],
  ['common/pin', 'common'],
  ['juki/pin', 'juki'],
  ['visual/birth', 'visual'],
  ['visual/number-a', 'visual'],
  ['visual/number-b', 'visual'],
  ['licence/pin', 'licence'],
];

/** The rules of VERIFY, held to each reference of the card. */
export const verifyReferenceCases = references.flatMap(([secret, appliesTo]) => {
  const { title } = secrets[secret];
  const full = ({ facts }: CaseContext): number => facts.tries[secret];
  return [
    defineCase({
      id: `card/verify/${slug(secret)}-query`,
      title: t(
        `An empty VERIFY tells the tries of the ${title.en}`,
        `データなしのVERIFYは${title.ja}の残り回数を返す`,
      ),
      requirement: requires(
        clause,
        /number|birth/.test(secret) ? 'inferred' : 'probe',
        'VERIFY without data is answered 63Cn with the tries left, and spends none however often it is sent.',
        'データなしのVERIFYには残り回数を63Cnで返し、何度送っても減らない。',
      ),
      level: 'card',
      appliesTo,
      cost: 'none',
      rules: ['verify/query-tells-tries', 'verify/query-spends-nothing'],
      given: [selectedReference(secret)],
      async run(context) {
        for (let i = 0; i < 3; i++) await context.card.expect(query, tries(full(context)));
      },
    }),
    defineCase({
      id: `card/verify/${slug(secret)}-match`,
      title: t(`The right value of the ${title.en} verifies`, `${title.ja}は正しい値で照合に成功する`),
      requirement: requires(clause, 'probe', 'The right value is answered 9000.', '正しい値には9000を返す。'),
      level: 'card',
      appliesTo,
      cost: 'none',
      secrets: [secret],
      rules: ['verify/mismatch-spends'],
      given: [selectedReference(secret)],
      async run(context) {
        await context.card.expect(verifyCommand(context.value(secret)), '9000');
        await context.card.reset();
        const left = await context.card.tries(secret);
        context.check.that(
          t('tries left', '残り回数'),
          left === full(context),
          String(full(context)),
          String(left),
        );
      },
    }),
    defineCase({
      id: `card/verify/${slug(secret)}-mismatch`,
      title: t(
        `A wrong value of the ${title.en} spends a try and the right one restores it`,
        `${title.ja}は誤った値で1回減り、正しい値で戻る`,
      ),
      requirement: requires(
        clause,
        /number|birth/.test(secret) ? 'inferred' : 'probe',
        'A wrong value is answered 63Cn with the tries left; the next empty VERIFY tells the same; the right value is answered 9000 and restores the counter.',
        '誤った値には残り回数を63Cnで返し、続くデータなしVERIFYも同じ値を返す。正しい値には9000を返し、残り回数は元に戻る。',
      ),
      level: 'card',
      appliesTo,
      cost: 'spends-tries',
      spends: { [secret]: 1 },
      cause: 'verify/mismatch-spends',
      rules: ['verify/mismatch-tells-tries', 'verify/match-restores-tries'],
      given: [selectedReference(secret)],
      async run(context) {
        const { card } = context;
        const left = tries(full(context) - 1);
        const right = verifyCommand(context.value(secret));
        await card.refused(verifyCommand(context.wrong(secret)), left, { command: right, accept: '9000' });
        await card.reset();
        const counter = await card.tries(secret);
        const expected = context.benchHand === undefined ? full(context) : full(context) - 1;
        context.check.that(
          t('tries left', '残り回数'),
          counter === expected,
          String(expected),
          String(counter),
        );
        await card.expect(right, '9000');
        await card.reset();
        const restored = await card.tries(secret);
        context.check.that(
          t('tries after the right value', '正しい値の後の残り回数'),
          restored === full(context),
          String(full(context)),
          String(restored),
        );
      },
    }),
    defineCase({
      id: `card/verify/${slug(secret)}-blocks`,
      title: t(`The ${title.en} blocks at its last try`, `${title.ja}は最後の試行で閉塞する`),
      requirement: requires(
        clause,
        /number|birth/.test(secret) ? 'inferred' : 'probe',
        'Wrong values count down to 63C0; then every value, the right one too, is answered 6984, the empty VERIFY 63C0, and power-off changes nothing.',
        '誤った値で63C0まで減り、以後は正しい値にも6984、データなしVERIFYには63C0を返す。電源断でも変わらない。',
      ),
      level: 'card',
      appliesTo,
      cost: 'blocks',
      spends: { [secret]: secrets[secret].tries },
      cause: 'verify/blocks-at-zero',
      rules: [
        'verify/last-try-63c0',
        'verify/blocked-6984',
        'verify/query-blocked-63c0',
        'verify/counter-persists',
      ],
      given: [selectedReference(secret)],
      async run(context) {
        const { card } = context;
        const wrong = verifyCommand(context.wrong(secret));
        const right = verifyCommand(context.value(secret));
        for (let left = full(context) - 1; left >= 0; left--) await card.expect(wrong, tries(left));
        await card.refused(right, '6984');
        await card.expect(wrong, '6984');
        await card.expect(query, '63 c0');
        await card.reset();
        // 6283 warns that the application is locked by then.
        await card.require(selectCommand(secrets[secret].application), '9000 | 6283');
        await card.selectFile(secrets[secret].file);
        await card.expect(query, '63 c0');
        await card.refused(right, '6984');
      },
    }),
  ];
});
