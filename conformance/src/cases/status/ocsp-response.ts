/** The form of an answer: what it is about, its times, who signed it. */
import { sameBytes, toHex } from '../../bytes/hex.ts';
import type { CaseDefinition } from '../../engine/case.ts';
import { digest, extendedKeyUsagesOf, readCertificate } from '../../x509/certificate.ts';
import { extensionOid } from '../../x509/extension.ts';
import type { BasicResponse } from '../../x509/ocsp-response.ts';
import { isSignedBy } from '../../x509/signature.ts';
import { t } from '../support/bilingual.ts';
import { kindName, kinds, type StatusCase, statusCase } from './status-case.ts';

const responder = 'RFC 6960, 4.2.2.2';
const nonce16 = Uint8Array.from({ length: 16 }, (_, i) => 0xa0 + i);

/** The certificate that signs for the CA, as it came with the answer. */
function delegate(at: StatusCase, basic: BasicResponse) {
  at.equal(t('certificates sent along', '応答に含まれる証明書'), basic.certificates.length > 0, true);
  return readCertificate(basic.certificates[0]!);
}

const about: readonly CaseDefinition[] = [
  statusCase({
    name: 'ocsp/certid',
    title: ['The answer is about the certificate that was asked about', '応答は問い合わせた証明書を示す'],
    clause: 'RFC 6960, 4.2.1',
    basis: 'standard',
    text: ['CertID of answer and question are the same.', '応答と問合せのCertIDは一致する。'],
    catches: ['ocsp/certid-echoed'],
    async run(at) {
      const { id } = await at.single('authentication');
      at.equal(t('serial number', 'シリアル番号'), id.serial, at.leaf('authentication').serial);
      at.check.same(
        t('hash of the name', '発行者名のハッシュ'),
        id.nameHash,
        at.id('authentication').nameHash,
      );
      at.check.same(t('hash of the key', '発行者鍵のハッシュ'), id.keyHash, at.id('authentication').keyHash);
    },
  }),
  statusCase({
    name: 'ocsp/sha256',
    title: ['A question by SHA-256 is answered by SHA-256', 'SHA-256による問合せにはSHA-256で答える'],
    clause: 'RFC 6960, 4.2.1',
    basis: 'standard',
    text: [
      'The answer identifies the issuer by the hash algorithm of the question.',
      '応答は問合せと同じハッシュアルゴリズムで発行者を示す。',
    ],
    catches: ['ocsp/hash-kept'],
    async run(at) {
      const single = at.only(await at.answer('signature', { ids: [at.id('signature', 'sha256')] }));
      at.equal(t('hash algorithm', 'ハッシュアルゴリズム'), single.id.hash, 'sha256');
      at.is(single, 'good');
    },
  }),
];

const nonces: readonly CaseDefinition[] = [
  ...[1, 16, 32].map((length) =>
    statusCase({
      name: `ocsp/nonce-of-${length}`,
      title: [`A nonce of ${length} bytes comes back unchanged`, `${length}バイトのノンスがそのまま返る`],
      clause: 'RFC 6960, 4.4.1; RFC 8954, 2.1',
      basis: 'standard',
      text: ['The nonce of the question stands in the answer.', '問合せのノンスが応答に含まれる。'],
      catches: ['ocsp/nonce-echoed', 'ocsp/nonce-exact'],
      async run(at) {
        const nonce = Uint8Array.from({ length }, (_, i) => (7 * i + 0x81) & 0xff);
        const basic = await at.answer('authentication', { nonce });
        at.equal(t('nonce', 'ノンス'), toHex(basic.nonce ?? new Uint8Array(0)), toHex(nonce));
      },
    }),
  ),
  statusCase({
    name: 'ocsp/no-nonce',
    title: [
      'Without a nonce in the question there is none in the answer',
      'ノンスのない問合せへの応答にはノンスがない',
    ],
    clause: 'RFC 5019, 2.2.1',
    basis: 'standard',
    text: ['An answer without nonce can be kept for others.', 'ノンスのない応答は使い回せる。'],
    catches: ['ocsp/no-nonce-unasked'],
    async run(at) {
      const { nonce } = await at.answer('authentication');
      at.equal(t('nonce', 'ノンス'), nonce === undefined ? 'none' : toHex(nonce), 'none');
    },
  }),
];

const times: readonly CaseDefinition[] = [
  statusCase({
    name: 'ocsp/this-update',
    title: ['thisUpdate is not in the future', 'thisUpdateは未来の時刻ではない'],
    clause: 'RFC 6960, 4.2.2.1',
    basis: 'standard',
    text: ['The state was known to be right at thisUpdate.', 'thisUpdateはその状態を確認した時刻である。'],
    catches: ['ocsp/this-update'],
    async run(at) {
      const { thisUpdate } = await at.single('authentication');
      at.equal(t('thisUpdate is past or now', 'thisUpdateが現在以前'), thisUpdate <= (await at.now()), true);
    },
  }),
  statusCase({
    name: 'ocsp/next-update',
    title: ['nextUpdate is given and lies ahead', 'nextUpdateがあり、未来の時刻である'],
    clause: 'RFC 5019, 2.2.4',
    basis: 'standard',
    text: ['The answer says until when it counts.', '応答は有効期間の終わりを示す。'],
    catches: ['ocsp/next-update-given', 'ocsp/next-update'],
    async run(at) {
      const { thisUpdate, nextUpdate } = await at.single('authentication');
      at.equal(t('nextUpdate is there', 'nextUpdateの有無'), nextUpdate !== undefined, true);
      at.equal(t('nextUpdate is ahead', 'nextUpdateが未来'), nextUpdate! > (await at.now()), true);
      at.equal(
        t('nextUpdate is behind thisUpdate', 'nextUpdateがthisUpdateより後'),
        nextUpdate! > thisUpdate,
        true,
      );
    },
  }),
  statusCase({
    name: 'ocsp/next-update-of-revoked',
    title: ['An answer revoked has its times too', 'revokedの応答にも有効期間がある'],
    clause: 'RFC 5019, 2.2.4',
    basis: 'standard',
    text: ['The times of an answer do not depend on the state.', '応答の有効期間は状態によらない。'],
    catches: ['ocsp/next-update-given', 'ocsp/next-update'],
    async run(at) {
      await at.event('callCentre.holdCard');
      const { nextUpdate = 0 } = await at.single('signature');
      at.equal(t('nextUpdate is ahead', 'nextUpdateが未来'), nextUpdate > (await at.now()), true);
    },
  }),
  statusCase({
    name: 'ocsp/produced-at',
    title: ['producedAt is the time of signing', 'producedAtは署名の時刻である'],
    clause: 'RFC 6960, 4.2.2.1',
    basis: 'standard',
    text: [
      'An answer to a nonce was signed just now; it may not be older than its thisUpdate, nor of tomorrow.',
      'ノンスへの応答は今署名されたものであり、thisUpdateより前でも未来でもない。',
    ],
    catches: ['ocsp/produced-at'],
    async run(at) {
      const basic = await at.answer('authentication', { nonce: nonce16 });
      const now = await at.now();
      const early = Math.floor(now / 1000) * 1000 - 60_000;
      const { producedAt } = basic;
      at.equal(
        t('producedAt is now', 'producedAtが現在'),
        producedAt >= early && producedAt <= now + 1000,
        true,
      );
    },
  }),
];

const signed = kinds.flatMap((kind): readonly CaseDefinition[] => {
  const [en, ja] = kindName[kind];
  return [
    statusCase({
      name: `ocsp/delegated-${kind}`,
      title: [
        `The responder of the ${en} is delegated by the very CA`,
        `${ja}のレスポンダーは発行した認証局から委任されている`,
      ],
      clause: responder,
      basis: 'standard',
      text: [
        "The responder's certificate comes with the answer and is signed with the key that signed the certificate.",
        'レスポンダーの証明書は応答に含まれ、対象の証明書と同じ鍵で署名されている。',
      ],
      catches: [
        'ocsp/responder-issued-by-ca',
        'ocsp/responder-generation',
        'ocsp/responder-certificate-sent',
      ],
      async run(at) {
        const certificate = delegate(at, await at.answer(kind));
        at.check.same(t("issuer's name", '発行者名'), certificate.issuer, at.issuer(kind).subject);
        at.equal(
          t('signed with the key of the CA', '認証局の鍵による署名'),
          isSignedBy(certificate, at.issuer(kind).publicKeyInfo),
          true,
        );
      },
    }),
    statusCase({
      name: `ocsp/signature-${kind}`,
      title: [`Answers about the ${en} are signed`, `${ja}についての応答は署名されている`],
      clause: 'RFC 6960, 4.2.1',
      basis: 'standard',
      text: [
        "The signature over the response data opens with the responder's key, with SHA-256.",
        '応答データの署名は、SHA-256とレスポンダーの鍵で検証できる。',
      ],
      catches: ['ocsp/signature', 'ocsp/signature-sha256', 'ocsp/responder-certificate-sent'],
      async run(at) {
        const basic = await at.answer(kind, { nonce: nonce16 });
        const certificate = delegate(at, basic);
        at.equal(t('signature', '署名'), isSignedBy(basic, certificate.publicKeyInfo), true);
        at.equal(t('hash', 'ハッシュ'), basic.hash, 'sha256');
      },
    }),
  ];
});

const marks: readonly CaseDefinition[] = [
  statusCase({
    name: 'ocsp/responder-usage',
    title: ["The responder's certificate is for OCSP", 'レスポンダーの証明書の用途はOCSPSigningである'],
    clause: responder,
    basis: 'standard',
    text: ['It has the extended key usage OCSPSigning.', '拡張鍵用途にOCSPSigningがある。'],
    catches: ['ocsp/responder-eku'],
    async run(at) {
      const usages = extendedKeyUsagesOf(delegate(at, await at.answer('authentication')));
      at.equal(t('OCSPSigning', 'OCSPSigning'), usages.includes('1.3.6.1.5.5.7.3.9'), true);
    },
  }),
  statusCase({
    name: 'ocsp/responder-nocheck',
    title: [
      "Nobody has to ask about the responder's own certificate",
      'レスポンダー自身の証明書の確認は不要である',
    ],
    clause: 'RFC 6960, 4.2.2.2.1',
    basis: 'inferred',
    text: ['It is marked with id-pkix-ocsp-nocheck.', 'id-pkix-ocsp-nocheckの拡張がある。'],
    catches: ['ocsp/responder-nocheck'],
    async run(at) {
      const { extensions } = delegate(at, await at.answer('signature'));
      at.equal(t('ocsp-nocheck', 'ocsp-nocheck'), extensions.has(extensionOid.ocspNoCheck), true);
    },
  }),
  statusCase({
    name: 'ocsp/responder-validity',
    title: ["The responder's certificate is within its validity", 'レスポンダーの証明書は有効期間内である'],
    clause: 'RFC 5280, 6.1.3 (a)(2)',
    basis: 'standard',
    text: ['It has begun and not ended.', '有効期間が始まっていて、終わっていない。'],
    catches: ['ocsp/responder-valid'],
    async run(at) {
      const { notBefore, notAfter } = delegate(at, await at.answer('authentication'));
      const now = await at.now();
      at.equal(t('has begun', '開始済み'), notBefore <= now, true);
      at.equal(t('has not ended', '終了していない'), now <= notAfter, true);
    },
  }),
  statusCase({
    name: 'ocsp/responder-id',
    title: ['The answer names the key that signed it', '応答は署名した鍵を示す'],
    clause: 'RFC 5019, 2.2.1',
    basis: 'standard',
    text: [
      "ResponderID is the hash of the responder's key.",
      'ResponderIDはレスポンダーの鍵のハッシュである。',
    ],
    catches: ['ocsp/responder-id'],
    async run(at) {
      const basic = await at.answer('authentication');
      const { publicKeyBits, subject } = delegate(at, basic);
      const { responder: id } = basic;
      const same =
        'key' in id ? sameBytes(id.key, digest('sha1', publicKeyBits)) : sameBytes(id.name, subject);
      at.equal(t('ResponderID is that of the certificate', 'ResponderIDが証明書と一致'), same, true);
    },
  }),
];

export const ocspResponseCases: readonly CaseDefinition[] = [
  ...about,
  ...nonces,
  ...times,
  ...signed,
  ...marks,
];
