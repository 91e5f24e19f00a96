import { defineCase } from '../../engine/case.ts';
import { selected } from '../../engine/precondition.ts';
import { t } from '../support/bilingual.ts';
import { requires } from '../support/requirement.ts';

const clause = 'jpki-card 2.5, GET DATA';

const object = (tag: string, name: readonly [string, string], answer: string) =>
  defineCase({
    id: `card/data/${tag}`,
    title: t(`GET DATA ${tag.toUpperCase()}: ${name[0]}`, `GET DATA ${tag.toUpperCase()}:${name[1]}`),
    requirement: requires(
      clause,
      'probe',
      'With no application selected the object is given with 9000.',
      'アプリケーション未選択のとき、データオブジェクトを9000とともに返す。',
    ),
    level: 'card',
    appliesTo: 'card',
    cost: 'none',
    rules: ['other/data-at-master-file-only'],
    async run({ card }) {
      await card.expect(`00 ca ${tag} 00`, answer);
    },
  });

export const dataCases = [
  object('0042', ['issuer identifier', '発行者識別子'], `${'.. '.repeat(16)}9000`),
  object('0045', ['card identifier', 'カード識別子'], '.. * 9000'),
  object('0066', ['card recognition data', 'カード認識データ'], '.. * 9000'),
  object('00f0', ['municipality', '市区町村コード'], `${'.. '.repeat(5)}9000`),
  object('00f2', ['expiry date', '有効期限'], `${'.. '.repeat(8)}9000`),
  object('00f7', ['identifier of the intermediate key', '中間鍵の識別子'], `${'.. '.repeat(16)}9000`),
  defineCase({
    id: 'card/data/large-object',
    title: t('A large object needs an extended Le', '大きなオブジェクトには拡張Leが必要'),
    requirement: requires(
      clause,
      'probe',
      'A card-verifiable certificate is answered 6700 with a short Le and given whole with an extended one.',
      'カード検証可能証明書は、短縮Leには6700を返し、拡張Leでは全体を返す。',
    ),
    level: 'card',
    appliesTo: 'card',
    cost: 'none',
    cause: 'other/data-large-needs-extended',
    async run({ card }) {
      const extended = '00 ca 00 f8 00 00 00';
      await card.refused('00 ca 00 f8 00', '6700', { command: extended });
      await card.expect(
        extended,
        `5f 4e 82 01 29 ${'.. '.repeat(0x129)} 5f 37 82 01 00 ${'.. '.repeat(256)} 9000`,
      );
    },
  }),
  defineCase({
    id: 'card/data/unknown-object',
    title: t('An unknown object is refused', '未知のオブジェクトは拒否される'),
    requirement: requires(
      clause,
      'probe',
      'An unknown object is answered 6A88.',
      '未知のデータオブジェクトには6A88を返す。',
    ),
    level: 'card',
    appliesTo: 'card',
    cost: 'none',
    cause: 'other/data-unknown',
    async run({ card }) {
      await card.refused('00 ca 01 23 00', '6a88', { command: '00 ca 00 42 00' });
    },
  }),
  defineCase({
    id: 'card/data/inside-application',
    title: t(
      'Objects of the card are not given inside an application',
      'アプリケーション選択中はカードのオブジェクトを返さない',
    ),
    requirement: requires(
      clause,
      'probe',
      'With an application selected the same object is answered 6A88.',
      'アプリケーション選択中、同じオブジェクトには6A88を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki & !phone',
    cost: 'none',
    cause: 'other/data-at-master-file-only',
    given: [selected('jpki')],
    async run({ card }) {
      await card.refused('00 ca 00 42 00', '6a88', { meet: () => card.reset() });
    },
  }),
];
