/** What a relying party makes of revocation lists. */
import type { CaseDefinition } from '../../engine/case.ts';
import type { Transport } from '../../engine/relying-bench.ts';
import { dayMs, relyingCase, revoked } from './relying-case.ts';

const list = 'RFC 5280, 6.3';

/** The same questions to a list. */
const listTransport = (
  transport: Transport,
  title: readonly [string, string],
  catches: string,
): CaseDefinition =>
  relyingCase({
    name: `list/${transport}`,
    title,
    clause: list,
    basis: 'standard',
    text: [
      'Without a list nothing is known of the certificate, and it is not accepted.',
      '失効リストを得られなければ、証明書を受け入れない。',
    ],
    catches: [catches],
    async run(at) {
      const holder = at.bench.issue({ kind: 'authentication' });
      at.bench.crl({ transport });
      at.refuses(await at.ask(holder, { method: 'crl' }), 'no-status');
    },
  });

export const relyingListCases: readonly CaseDefinition[] = [
  relyingCase({
    name: 'list/good',
    title: ['A certificate that is not listed is accepted', '失効リストにない証明書を受け入れる'],
    clause: list,
    basis: 'standard',
    text: [
      'A list in its time, signed by the CA, without the certificate, says that it is good.',
      '認証局が署名した有効期間内の失効リストにない証明書を受け入れる。',
    ],
    catches: ['asks-nobody'],
    async run(at) {
      const holder = at.bench.issue({ kind: 'authentication' });
      at.accepts(await at.ask(holder, { method: 'crl' }));
      const count = at.bench.asked.filter(({ service }) => service === 'crl').length;
      at.check.that(
        { en: 'lists fetched', ja: '取得した失効リスト' },
        count > 0,
        'at least 1',
        String(count),
      );
    },
  }),
  relyingCase({
    name: 'list/revoked',
    kind: 'signature',
    title: ['A certificate that is listed is refused', '失効リストに載った証明書を拒否する'],
    clause: list,
    basis: 'standard',
    text: ['What is listed is revoked.', '失効リストに載った証明書を受け入れない。'],
    catches: ['sees-holds-only', 'asks-nobody'],
    async run(at) {
      const holder = at.bench.issue({ kind: 'signature' });
      at.bench.set(holder.serial, revoked(at, 'affiliationChanged'));
      at.refuses(await at.ask(holder, { method: 'crl' }), 'revoked');
    },
  }),
  relyingCase({
    name: 'list/suspended',
    title: [
      'A certificate that is listed as on hold is refused',
      '失効リストに一時停止として載った証明書を拒否する',
    ],
    clause: list,
    basis: 'standard',
    text: [
      'An entry with certificateHold counts like any other until it leaves the list.',
      'certificateHoldの項目も、リストから消えるまでは他の項目と同じく扱う。',
    ],
    catches: ['accepts-hold'],
    async run(at) {
      const holder = at.bench.issue({ kind: 'authentication' });
      at.bench.set(holder.serial, revoked(at, 'certificateHold'));
      at.refuses(await at.ask(holder, { method: 'crl' }), 'held');
    },
  }),
  relyingCase({
    name: 'list/stale',
    title: ['A list past its next update is refused', '次回更新日時を過ぎた失効リストを受け入れない'],
    clause: 'RFC 5280, 6.3.3 (a)',
    basis: 'standard',
    text: [
      'A list of last week does not say who lost a card since.',
      '古い失効リストには、その後に失効した証明書が載っていない。',
    ],
    catches: ['takes-old-list'],
    async run(at) {
      const holder = at.bench.issue({ kind: 'authentication' });
      at.bench.crl({ thisUpdate: -8 * dayMs, nextUpdate: -7 * dayMs });
      at.refuses(await at.ask(holder, { method: 'crl' }), 'no-status');
    },
  }),
  relyingCase({
    name: 'list/early',
    title: ['A list of tomorrow is refused', '未来の日時の失効リストを受け入れない'],
    clause: 'RFC 5280, 5.1.2.4',
    basis: 'standard',
    text: ['A list counts from its date on.', '失効リストは発行日時から有効である。'],
    catches: ['takes-list-of-tomorrow'],
    async run(at) {
      const holder = at.bench.issue({ kind: 'authentication' });
      at.bench.crl({ thisUpdate: dayMs, nextUpdate: 2 * dayMs });
      at.refuses(await at.ask(holder, { method: 'crl' }), 'no-status');
    },
  }),
  ...(
    [
      [
        'stranger',
        'stranger',
        'A list of somebody who has taken the name of the CA',
        '認証局の名前をかたる失効リスト',
      ],
      [
        'other-generation',
        'other-generation',
        'A list of another key of the CA',
        '別の世代の認証局の失効リスト',
      ],
    ] as const
  ).map(([name, signer, en, ja]) =>
    relyingCase({
      name: `list/${name}`,
      title: [`${en} is refused`, `${ja}を受け入れない`],
      clause: 'RFC 5280, 6.3.3 (f)',
      basis: 'standard',
      text: [
        'The key that signed the certificate signs its list.',
        '失効リストの署名は、証明書に署名した鍵で検証する。',
      ],
      catches: ['takes-list-by-name', 'checks-no-list-signature'],
      async run(at) {
        const holder = at.bench.issue({ kind: 'authentication' });
        at.bench.crl({ signer });
        at.refuses(await at.ask(holder, { method: 'crl' }), 'no-status');
      },
    }),
  ),
  relyingCase({
    name: 'list/wrong-signature',
    title: ['A list whose signature is wrong is refused', '署名が正しくない失効リストを受け入れない'],
    clause: 'RFC 5280, 6.3.3 (f)',
    basis: 'standard',
    text: ['The signature of a list is checked.', '失効リストの署名を検証する。'],
    catches: ['checks-no-list-signature'],
    async run(at) {
      const holder = at.bench.issue({ kind: 'authentication' });
      at.bench.crl({ signature: 'wrong' });
      at.refuses(await at.ask(holder, { method: 'crl' }), 'no-status');
    },
  }),
  relyingCase({
    name: 'list/other-municipality',
    title: ['The list of another municipality is refused', '別の市区町村の失効リストを受け入れない'],
    clause: 'RFC 5280, 6.3.3 (b)(2)',
    basis: 'standard',
    text: [
      'Every municipality has its own list; who is missing on that of another one is not good for that.',
      '失効リストは市区町村ごとにある。別の市区町村の失効リストに載っていなくても、有効とはいえない。',
    ],
    catches: ['takes-list-of-elsewhere'],
    async run(at) {
      const holder = at.bench.issue({ kind: 'authentication' });
      at.bench.crl({ point: 'other' });
      at.refuses(await at.ask(holder, { method: 'crl' }), 'no-status');
    },
  }),
  relyingCase({
    name: 'list/other-kind',
    title: ['The list of the other kind of certificate is refused', '別の種別の失効リストを受け入れない'],
    clause: 'RFC 5280, 6.3.3 (b)',
    basis: 'standard',
    text: [
      'The list of signature certificates says nothing of a user authentication certificate.',
      '署名用の失効リストは、利用者証明用電子証明書について何も示さない。',
    ],
    catches: ['checks-no-list-signature'],
    async run(at) {
      const holder = at.bench.issue({ kind: 'authentication' });
      at.bench.crl({ signer: 'other-kind' });
      at.refuses(await at.ask(holder, { method: 'crl' }), 'no-status');
    },
  }),
  listTransport(
    'close',
    ['Without a list nothing is accepted', '失効リストがなければ受け入れない'],
    'takes-silence-for-good',
  ),
  listTransport(
    'garbage',
    ['A list that is no DER is none', 'DERでない失効リストを受け入れない'],
    'takes-garbage-for-good',
  ),
];
