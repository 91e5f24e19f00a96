/** What a relying party makes of the status of a certificate: the answer itself, and none. */
import type { CaseDefinition } from '../../engine/case.ts';
import type { BenchKind, OcspOrder } from '../../engine/relying-bench.ts';
import { relyingCase, revoked } from './relying-case.ts';

const verifier = 'jpki-card reference, 7';
const ocsp = 'RFC 6960, 3.2';

const kindWords: Readonly<Record<BenchKind, readonly [string, string]>> = {
  authentication: ['A login', 'ログイン'],
  signature: ['A signature', '署名'],
};

const kinds = (['authentication', 'signature'] as const).flatMap((kind): readonly CaseDefinition[] => {
  const [en, ja] = kindWords[kind];
  const name = kind === 'authentication' ? 'login' : 'signature';
  return [
    relyingCase({
      name: `good/${name}`,
      kind,
      title: [`${en} with a good certificate is accepted`, `有効な証明書による${ja}を受け入れる`],
      clause: ocsp,
      basis: 'standard',
      text: [
        'A certificate of a trusted CA, within its time, that the responder calls good, is accepted, and the responder was asked.',
        '信頼する認証局の有効期間内の証明書で、レスポンダーがgoodと答えたものを受け入れる。レスポンダーには必ず問い合わせる。',
      ],
      catches: ['asks-nobody'],
      async run(at) {
        const holder = at.bench.issue({ kind });
        at.accepts(await at.ask(holder));
        const count = at.bench.asked.filter(({ serials }) => serials.includes(holder.serial)).length;
        at.check.that(
          { en: 'questions about the certificate', ja: '証明書についての問合せ' },
          count > 0,
          'at least 1',
          String(count),
        );
      },
    }),
    relyingCase({
      name: `suspended/${name}`,
      kind,
      title: [`${en} with a suspended certificate is refused`, `一時停止中の証明書による${ja}を拒否する`],
      clause: verifier,
      basis: 'guide',
      text: [
        'The card does not know that it was reported lost and still signs; who relies on it asks, and refuses what is on hold.',
        '紛失の届け出後もカードは署名できる。検証者は失効状態を確認し、一時停止中のものを拒否する。',
      ],
      catches:
        kind === 'authentication'
          ? ['asks-nobody', 'accepts-hold', 'tells-hold-as-revoked']
          : ['accepts-hold'],
      async run(at) {
        const holder = at.bench.issue({ kind });
        at.accepts(await at.ask(holder));
        at.bench.set(holder.serial, revoked(at, 'certificateHold'));
        at.refuses(await at.ask(holder), 'held');
      },
    }),
    ...(['keyCompromise', 'affiliationChanged', 'superseded', 'cessationOfOperation', 'unspecified'] as const)
      .filter((reason) => kind === 'signature' || reason !== 'affiliationChanged')
      .map((reason) =>
        relyingCase({
          name: `revoked/${name}-${reason.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
          kind,
          title: [
            `${en} with a certificate revoked for ${reason} is refused`,
            `${reason}で失効した証明書による${ja}を拒否する`,
          ],
          clause: verifier,
          basis: 'guide',
          text: [
            'Whatever the reason, a revoked certificate is not accepted.',
            '失効した証明書は、理由によらず受け入れない。',
          ],
          catches: ['sees-holds-only', 'asks-nobody'],
          async run(at) {
            const holder = at.bench.issue({ kind });
            at.bench.set(holder.serial, revoked(at, reason));
            at.refuses(await at.ask(holder), 'revoked');
          },
        }),
      ),
  ];
});

const life: readonly CaseDefinition[] = [
  relyingCase({
    name: 'suspended/lifted',
    title: [
      'A login is accepted again after the hold was lifted',
      '一時停止の解除後はログインを再び受け入れる',
    ],
    clause: verifier,
    basis: 'inferred',
    text: [
      'The user authentication certificate of a card that was found is good again.',
      '見つかったカードの利用者証明用電子証明書は、一時停止が解除されると再び有効になる。',
    ],
    catches: ['remembers-hold'],
    async run(at) {
      const holder = at.bench.issue({ kind: 'authentication' });
      at.bench.set(holder.serial, revoked(at, 'certificateHold'));
      at.refuses(await at.ask(holder), 'held');
      at.bench.set(holder.serial, { status: 'good' });
      at.accepts(await at.ask(holder));
    },
  }),
  relyingCase({
    name: 'suspended/then-revoked',
    kind: 'signature',
    title: [
      'A signature certificate on hold that is revoked stays refused',
      '一時停止中の署名用電子証明書が失効した後も拒否する',
    ],
    clause: verifier,
    basis: 'guide',
    text: [
      'The hold of a signature certificate ends in revocation.',
      '署名用電子証明書の一時停止は解除されず、失効に至る。',
    ],
    catches: ['accepts-hold', 'sees-holds-only'],
    async run(at) {
      const holder = at.bench.issue({ kind: 'signature' });
      at.bench.set(holder.serial, revoked(at, 'certificateHold'));
      at.refuses(await at.ask(holder), 'held');
      at.bench.set(holder.serial, revoked(at, 'superseded'));
      at.refuses(await at.ask(holder), 'revoked');
    },
  }),
  relyingCase({
    name: 'suspended/after-good',
    title: [
      'A certificate that was good this morning is asked about again',
      '一度有効だった証明書も毎回確認する',
    ],
    clause: verifier,
    basis: 'guide',
    text: [
      'The responder tells a loss at once; who remembers good does not hear of it.',
      'レスポンダーは紛失を直ちに反映する。以前の結果を使い回すと気付けない。',
    ],
    catches: ['remembers-good'],
    async run(at) {
      const holder = at.bench.issue({ kind: 'authentication' });
      at.accepts(await at.ask(holder));
      at.bench.set(holder.serial, revoked(at, 'certificateHold'));
      at.refuses(await at.ask(holder), 'held');
    },
  }),
  relyingCase({
    name: 'unknown',
    title: [
      'A certificate that the responder does not know is refused',
      'unknownと答えられた証明書を拒否する',
    ],
    clause: 'RFC 6960, 2.2',
    basis: 'standard',
    text: ['Unknown is not good.', 'unknownはgoodではない。'],
    catches: ['takes-unknown-for-good'],
    async run(at) {
      const holder = at.bench.issue({ kind: 'authentication' });
      at.bench.set(holder.serial, { status: 'unknown' });
      at.refuses(await at.ask(holder), 'unknown', 'no-status');
    },
  }),
];

/** Nobody says good: the responder fails in one way or another. */
const failing = (
  name: string,
  order: OcspOrder,
  title: readonly [string, string],
  catches: readonly string[],
): CaseDefinition =>
  relyingCase({
    name: `silent/${name}`,
    title,
    clause: verifier,
    basis: 'guide',
    text: [
      'As long as nobody has said good, the certificate is not accepted: a lost card would be.',
      'goodの応答を得られない間は受け入れない。受け入れると紛失したカードも通ってしまう。',
    ],
    catches,
    async run(at) {
      const holder = at.bench.issue({ kind: 'authentication' });
      at.bench.ocsp(order);
      at.refuses(await at.ask(holder), 'no-status');
      at.bench.ocsp({});
      at.accepts(await at.ask(holder));
    },
  });

const silent: readonly CaseDefinition[] = [
  failing(
    'closed',
    { transport: 'close' },
    ['A responder that hangs up', '接続を切るレスポンダー'],
    ['takes-silence-for-good'],
  ),
  failing(
    'unavailable',
    { transport: 'unavailable' },
    ['A responder that answers 503', '503を返すレスポンダー'],
    ['takes-silence-for-good'],
  ),
  failing(
    'never',
    { transport: 'never' },
    ['A responder that never answers', '応答しないレスポンダー'],
    ['takes-silence-for-good', 'waits-for-ever'],
  ),
  failing(
    'garbage',
    { transport: 'garbage' },
    ['An answer that is no DER', 'DERでない応答'],
    ['takes-garbage-for-good'],
  ),
  ...(['tryLater', 'internalError', 'unauthorized'] as const).map((error) =>
    failing(
      error.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      { error },
      [`A responder that answers ${error}`, `${error}を返すレスポンダー`],
      ['takes-errors-for-good'],
    ),
  ),
  relyingCase({
    name: 'silent/slow',
    title: ['A responder that takes its time is waited for', '時間のかかるレスポンダーを待つ'],
    clause: verifier,
    basis: 'inferred',
    text: [
      'An answer after 0.7 seconds is in time: a relying party gives a service a second at least.',
      '0.7秒後の応答は間に合っている。検証者は少なくとも1秒は待つ。',
    ],
    catches: ['impatient-with-services'],
    async run(at) {
      const holder = at.bench.issue({ kind: 'authentication' });
      at.bench.ocsp({ transport: 'slow' });
      at.accepts(await at.ask(holder));
    },
  }),
];

export const relyingStatusCases: readonly CaseDefinition[] = [...kinds, ...life, ...silent];
