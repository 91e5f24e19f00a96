/** Whom a relying party believes: responders, CAs, certificates. */
import { textBytes } from '../../bytes/hex.ts';
import type { CaseDefinition } from '../../engine/case.ts';
import type { OcspOrder } from '../../engine/relying-bench.ts';
import { dayMs, relyingCase } from './relying-case.ts';

const authorized = 'RFC 6960, 4.2.2.2';

/** An answer good that must not be believed. */
const disbelieved = (
  name: string,
  order: OcspOrder,
  title: readonly [string, string],
  clause: string,
  text: readonly [string, string],
  catches: readonly string[],
): CaseDefinition =>
  relyingCase({
    name: `responder/${name}`,
    title,
    clause,
    basis: 'standard',
    text,
    catches,
    async run(at) {
      const holder = at.bench.issue({ kind: 'authentication' });
      at.bench.ocsp(order);
      at.refuses(await at.ask(holder), 'no-status');
    },
  });

const responders: readonly CaseDefinition[] = [
  disbelieved(
    'stranger',
    { signer: 'stranger' },
    ['An answer that a stranger has signed is refused', '無関係な者が署名した応答を受け入れない'],
    authorized,
    [
      'A certificate that comes with the answer proves nothing unless the CA has signed it, whatever name it gives.',
      '応答に付いた証明書は、認証局の署名がなければ何の証明にもならない。',
    ],
    ['trusts-sent-certificate', 'takes-responder-by-name', 'checks-no-response-signature'],
  ),
  disbelieved(
    'wrong-signature',
    { signature: 'wrong' },
    ['An answer whose signature is wrong is refused', '署名が正しくない応答を受け入れない'],
    'RFC 6960, 3.2 (2)',
    ['The signature of the answer is checked.', '応答の署名を検証する。'],
    ['checks-no-response-signature'],
  ),
  disbelieved(
    'not-delegated',
    { signer: 'leaf' },
    [
      "An answer that another holder's certificate has signed is refused",
      '他人の証明書で署名された応答を受け入れない',
    ],
    authorized,
    [
      'Every card has a certificate of the CA; only one with OCSPSigning may answer for it.',
      'カードの証明書も認証局が発行している。応答できるのはOCSPSigningのある証明書だけである。',
    ],
    ['ignores-responder-usage'],
  ),
  disbelieved(
    'expired',
    { signer: 'expired' },
    ['An answer of a responder past its end is refused', '期限切れのレスポンダーの応答を受け入れない'],
    'RFC 5280, 6.1.3 (a)',
    ["The responder's certificate is within its validity.", 'レスポンダーの証明書は有効期間内である。'],
    ['ignores-responder-end'],
  ),
  disbelieved(
    'other-generation',
    { signer: 'other-generation' },
    [
      'An answer of a responder of another generation of the CA is refused',
      '別の世代の認証局のレスポンダーによる応答を受け入れない',
    ],
    authorized,
    [
      'The delegation is issued directly by the CA that issued the certificate: by the same key, not by one of the same name.',
      'レスポンダーの証明書は、対象の証明書を発行した認証局の同じ鍵で署名されている。',
    ],
    ['takes-responder-by-name'],
  ),
  disbelieved(
    'other-kind',
    { signer: 'other-kind' },
    [
      'An answer of the responder for the other kind is refused',
      '別の種別のレスポンダーの応答を受け入れない',
    ],
    authorized,
    [
      'The responder of signature certificates has no word in logins.',
      '署名用のレスポンダーは、利用者証明用電子証明書について応答できない。',
    ],
    ['trusts-sent-certificate', 'checks-no-response-signature'],
  ),
  relyingCase({
    name: 'responder/authority-itself',
    title: ['An answer that the CA itself has signed is accepted', '認証局自身が署名した応答を受け入れる'],
    clause: authorized,
    basis: 'standard',
    text: ['A CA may answer with its own key.', '認証局は自身の鍵で応答してよい。'],
    catches: ['wants-delegate'],
    async run(at) {
      const holder = at.bench.issue({ kind: 'authentication' });
      at.bench.ocsp({ signer: 'authority' });
      at.accepts(await at.ask(holder));
    },
  }),
  ...(['omit', 'other'] as const).map((nonce) =>
    relyingCase({
      name: `responder/nonce-${nonce}`,
      title:
        nonce === 'omit'
          ? ['An answer without the nonce that was sent is refused', '送信したノンスのない応答を受け入れない']
          : ['An answer with another nonce is refused', '異なるノンスの応答を受け入れない'],
      clause: 'RFC 6960, 4.4.1; 5',
      basis: 'inferred',
      text: [
        'Whoever sends a nonce wants an answer to this very question: an old good of a card that is lost by now is none.',
        'ノンスを送る検証者は、その問合せへの応答だけを受け入れる。古いgoodの再送を受け入れない。',
      ],
      catches: ['ignores-nonce'],
      async run(at) {
        const holder = at.bench.issue({ kind: 'authentication' });
        at.bench.ocsp({ nonce });
        const run = await at.ask(holder);
        // Who sends none relies on the times of the answer, which are right here.
        if (at.bench.asked.some((request) => request.nonce)) at.refuses(run, 'no-status');
        else at.accepts(run);
      },
    }),
  ),
  disbelieved(
    'early',
    { thisUpdate: dayMs, nextUpdate: 2 * dayMs },
    ['An answer of tomorrow is refused', '未来の日時の応答を受け入れない'],
    'RFC 6960, 4.2.2.1',
    ['thisUpdate is not in the future.', 'thisUpdateは未来の日時ではない。'],
    ['ignores-this-update'],
  ),
  disbelieved(
    'stale',
    { thisUpdate: -7 * dayMs, nextUpdate: -6 * dayMs },
    ['An answer past its next update is refused', '次回更新日時を過ぎた応答を受け入れない'],
    'RFC 6960, 4.2.2.1',
    ['An answer counts until nextUpdate.', '応答が有効なのはnextUpdateまでである。'],
    ['ignores-next-update'],
  ),
  relyingCase({
    name: 'responder/without-next-update',
    title: ['A fresh answer without nextUpdate is accepted', 'nextUpdateのない新しい応答を受け入れる'],
    clause: 'RFC 6960, 4.2.2.1',
    basis: 'standard',
    text: [
      'Without nextUpdate newer information is always available; the answer to this very question is as new as can be.',
      'nextUpdateがなければ常に新しい情報が得られる。今得た応答は最新である。',
    ],
    catches: ['wants-next-update'],
    async run(at) {
      const holder = at.bench.issue({ kind: 'authentication' });
      at.bench.ocsp({ nextUpdate: null });
      at.accepts(await at.ask(holder));
    },
  }),
  disbelieved(
    'other-serial',
    { about: 'other-serial' },
    ['An answer about another certificate is refused', '別の証明書についての応答を受け入れない'],
    'RFC 6960, 3.2 (1)',
    [
      'The certificate in the answer is the one in the question.',
      '応答の証明書は問い合わせたものと一致する。',
    ],
    ['ignores-cert-id'],
  ),
  disbelieved(
    'other-issuer',
    { about: 'other-issuer' },
    [
      'An answer about the same number of another CA is refused',
      '別の認証局の同じシリアル番号についての応答を受け入れない',
    ],
    'RFC 6960, 3.2 (1)',
    ['A serial number names a certificate only with its issuer.', 'シリアル番号は発行者と組で証明書を示す。'],
    ['compares-serial-only', 'ignores-cert-id'],
  ),
];

const chain = 'RFC 5280, 6.1';
const certificates: readonly CaseDefinition[] = [
  relyingCase({
    name: 'authority/impostor',
    title: [
      'A certificate of somebody who has taken the name of the CA is refused',
      '認証局の名前をかたる者の証明書を拒否する',
    ],
    clause: `${chain}.3 (a)(1)`,
    basis: 'standard',
    text: [
      'The signature of the certificate opens with the key of a trusted CA.',
      '証明書の署名を、信頼する認証局の鍵で検証する。',
    ],
    catches: ['matches-ca-by-name'],
    async run(at) {
      at.refuses(await at.ask(at.bench.issue({ kind: 'authentication', by: 'impostor' })), 'untrusted');
    },
  }),
  relyingCase({
    name: 'authority/untrusted-generation',
    title: [
      'A certificate of a generation that is not trusted is refused',
      '信頼していない世代の認証局の証明書を拒否する',
    ],
    clause: 'jpki-card reference, 6.1',
    basis: 'guide',
    text: [
      'Generations of the CA share one name; the issuer is chosen by its key.',
      '認証局の各世代は同じ名前を持つ。発行者は名前ではなく鍵で判断する。',
    ],
    catches: ['matches-ca-by-name'],
    async run(at) {
      await at.bench.trust('current');
      at.refuses(await at.ask(at.bench.issue({ kind: 'authentication', by: 'former' })), 'untrusted');
      at.accepts(await at.ask(at.bench.issue({ kind: 'authentication', by: 'current' })));
    },
  }),
  ...(['login', 'signature'] as const).map((name) =>
    relyingCase({
      name: `authority/former-generation-${name}`,
      kind: name === 'login' ? 'authentication' : 'signature',
      title: [
        'A certificate of the former generation that is trusted is accepted',
        '信頼する旧世代の認証局の証明書を受け入れる',
      ],
      clause: 'jpki-card reference, 6.1',
      basis: 'guide',
      text: [
        'Where two trusted CAs share a name, the one whose key opens the signature is the issuer.',
        '同名の認証局が複数ある場合、署名を検証できる鍵を持つものが発行者である。',
      ],
      catches: ['takes-first-of-name'],
      async run(at) {
        for (const by of ['current', 'former'] as const)
          at.accepts(await at.ask(at.bench.issue({ kind: at.kind, by })));
      },
    }),
  ),
  relyingCase({
    name: 'kind/signature-for-login',
    title: ['A login with the signature certificate is refused', '署名用電子証明書によるログインを拒否する'],
    clause: 'phone-wallet reference, L-08',
    basis: 'guide',
    text: [
      'The signature certificate is for documents and carries name and address; it is no login.',
      '署名用電子証明書は文書の署名に用いるもので、ログインには使わない。',
    ],
    catches: ['accepts-any-kind'],
    async run(at) {
      at.refuses(await at.ask(at.bench.issue({ kind: 'signature' })), 'wrong-kind');
    },
  }),
  relyingCase({
    name: 'kind/authentication-for-signature',
    kind: 'signature',
    title: [
      'A document signed with the user authentication key is refused',
      '利用者証明用電子証明書による文書の署名を拒否する',
    ],
    clause: 'phone-wallet reference, L-08',
    basis: 'guide',
    text: [
      'The user authentication certificate is for logins: four digits stand before its key, and it names nobody.',
      '利用者証明用電子証明書はログインに用いるもので、文書の署名には使わない。',
    ],
    catches: ['accepts-any-kind'],
    async run(at) {
      at.refuses(await at.ask(at.bench.issue({ kind: 'authentication' })), 'wrong-kind');
    },
  }),
  ...(['login', 'signature'] as const).flatMap((name) => {
    const kind = name === 'login' ? 'authentication' : 'signature';
    return [
      relyingCase({
        name: `carrier/phone-where-plastic-${name}`,
        kind,
        title: [
          "A phone's certificate is refused where plastic is demanded",
          'カードを求める場合にスマホの証明書を拒否する',
        ],
        clause: 'phone-wallet reference, 7 and E-13',
        basis: 'inferred',
        text: [
          'Some things are done with the card alone; the policy of the certificate tells what carries it.',
          'カードでしかできない手続がある。証明書ポリシーでカードかスマホかを判断する。',
        ],
        catches: ['accepts-any-carrier'],
        async run(at) {
          const carriers = ['card'] as const;
          at.refuses(await at.ask(at.bench.issue({ kind, carrier: 'phone' }), { carriers }), 'wrong-carrier');
          at.accepts(await at.ask(at.bench.issue({ kind, carrier: 'card' }), { carriers }));
        },
      }),
      relyingCase({
        name: `carrier/phone-where-any-${name}`,
        kind,
        title: [
          "A phone's certificate is accepted where it will do",
          'スマホも可とする場合にスマホの証明書を受け入れる',
        ],
        clause: 'phone-wallet reference, L-40',
        basis: 'guide',
        text: [
          'Logins and signatures of most services may come from a phone.',
          '多くのサービスではスマホによるログインや署名も受け付ける。',
        ],
        catches: ['refuses-phones'],
        async run(at) {
          const carriers = ['card', 'phone'] as const;
          at.accepts(await at.ask(at.bench.issue({ kind, carrier: 'phone' }), { carriers }));
        },
      }),
    ];
  }),
  ...(['login', 'signature'] as const).flatMap((name) => {
    const kind = name === 'login' ? 'authentication' : 'signature';
    return [
      relyingCase({
        name: `time/expired-${name}`,
        kind,
        title: ['An expired certificate is refused', '期限切れの証明書を拒否する'],
        clause: `${chain}.3 (a)(2)`,
        basis: 'standard',
        text: [
          'The responder still calls an expired certificate good: the end is for the relying party to see.',
          '期限切れの証明書にもレスポンダーはgoodと答える。期限は検証者が確認する。',
        ],
        catches: ['accepts-expired'],
        async run(at) {
          at.refuses(await at.ask(at.bench.issue({ kind, notBefore: -400, notAfter: -1 })), 'expired');
          at.accepts(await at.ask(at.bench.issue({ kind, notBefore: -400, notAfter: 1 })));
        },
      }),
      relyingCase({
        name: `time/not-yet-valid-${name}`,
        kind,
        title: ['A certificate of tomorrow is refused', '有効期間前の証明書を拒否する'],
        clause: `${chain}.3 (a)(2)`,
        basis: 'standard',
        text: ['A certificate counts from notBefore on.', '証明書はnotBeforeから有効である。'],
        catches: ['accepts-not-yet-valid'],
        async run(at) {
          at.refuses(await at.ask(at.bench.issue({ kind, notBefore: 1, notAfter: 400 })), 'not-yet-valid');
        },
      }),
      relyingCase({
        name: `challenge/other-data-${name}`,
        kind,
        title: ['A signature over something else is refused', '別のデータに対する署名を拒否する'],
        clause: 'RFC 8017, 8.2.2',
        basis: 'standard',
        text: [
          'A certificate is public: what counts is the signature over this very challenge or document.',
          '証明書は公開の情報である。このチャレンジまたは文書に対する署名を検証する。',
        ],
        catches: ['checks-no-challenge'],
        async run(at) {
          const signed = textBytes('TEST challenge of another day');
          at.refuses(await at.ask(at.bench.issue({ kind }), { signed }), 'bad-signature');
        },
      }),
    ];
  }),
  relyingCase({
    name: 'malformed',
    title: ['What is no certificate is refused', '証明書として読めないものを拒否する'],
    clause: 'docs/client-adapter.md',
    basis: 'standard',
    text: [
      'Bytes that are no certificate are refused with an answer, not with a crash.',
      '証明書として読めないバイト列には、異常終了せずに拒否の応答を返す。',
    ],
    catches: ['crashes-on-malformed'],
    async run(at) {
      const holder = at.bench.issue({ kind: 'authentication' });
      const cut = { ...holder, certificate: holder.certificate.slice(0, 2 * 100) };
      at.refuses(await at.ask(cut), 'malformed', 'untrusted');
    },
  }),
];

export const relyingTrustCases: readonly CaseDefinition[] = [...responders, ...certificates];
