/** The form of a revocation list: its fields, its signature, and what HTTP says around it. */
import { sameBytes } from '../../bytes/hex.ts';
import type { CaseDefinition } from '../../engine/case.ts';
import { authorityKeyIdentifierOf, crlPointsOf, subjectKeyIdentifierOf } from '../../x509/certificate.ts';
import { crlNumberOf, issuingPointOf } from '../../x509/revocation-list.ts';
import { isSignedBy } from '../../x509/signature.ts';
import { t } from '../support/bilingual.ts';
import { bench, kindName, kinds, type StatusCase, statusCase } from './status-case.ts';

const entryClause = 'RFC 5280, 5.1.2.6';
const hourMs = 3_600_000;

/** Looks at one list as it is served now. */
const form = (
  name: string,
  title: readonly [string, string],
  clause: string,
  text: readonly [string, string],
  catches: readonly string[],
  run: (at: StatusCase) => Promise<void>,
  needs: readonly string[] = ['bench-hand'],
): CaseDefinition =>
  statusCase({ name: `crl/${name}`, needs, title, clause, basis: 'standard', text, catches, run });

const forms: readonly CaseDefinition[] = [
  form(
    'empty',
    ['A list without entries has no field for them', '項目のない失効リストには項目の欄がない'],
    entryClause,
    ['When nobody is revoked the list of entries is absent.', '失効した証明書がなければ項目の欄を省く。'],
    ['crl/empty-absent'],
    async (at) => {
      const list = await at.list('authentication');
      at.equal(t('entries', '項目数'), list.entries.length, 0);
      at.equal(t('the field is there', '欄の有無'), list.hasEntriesField, false);
    },
  ),
  form(
    'version',
    ['The list has version 2', '失効リストのバージョンは2である'],
    'RFC 5280, 5.1.2.1',
    ['Extensions need version 2.', '拡張にはバージョン2が必要である。'],
    ['crl/version-two'],
    async (at) => at.equal(t('version', 'バージョン'), (await at.list('signature')).version, 2),
  ),
  form(
    'issuer',
    ['The issuer is the CA of the certificates', '失効リストの発行者は証明書の認証局である'],
    'RFC 5280, 5.1.2.3',
    ['Name for name.', '名前が一致する。'],
    ['crl/issuer'],
    async (at) => {
      for (const kind of kinds)
        at.check.same(t('issuer', '発行者'), (await at.list(kind)).issuer, at.leaf(kind).issuer);
    },
  ),
  form(
    'this-update',
    ['thisUpdate is not in the future', 'thisUpdateは未来の時刻ではない'],
    'RFC 5280, 5.1.2.4',
    [
      'It is the instant of the publication, at most a day and its minutes ago.',
      '公開の時刻で、1日と数分より前ではない。',
    ],
    ['crl/this-update'],
    async (at) => {
      const { thisUpdate } = await at.list('authentication');
      const now = await at.now();
      at.equal(t('thisUpdate is past or now', 'thisUpdateが現在以前'), thisUpdate <= now, true);
      at.equal(
        t('thisUpdate is of the last day and a half', 'thisUpdateが36時間以内'),
        thisUpdate > now - 36 * hourMs,
        true,
      );
    },
  ),
  form(
    'next-update',
    ['nextUpdate is given and lies ahead', 'nextUpdateがあり、未来の時刻である'],
    'RFC 5280, 5.1.2.5',
    ['The list says when the next one comes.', '次の失効リストの日時を示す。'],
    ['crl/next-update-given', 'crl/next-update'],
    async (at) => {
      const { nextUpdate } = await at.list('authentication');
      at.equal(t('nextUpdate is there', 'nextUpdateの有無'), nextUpdate !== undefined, true);
      at.equal(t('nextUpdate is ahead', 'nextUpdateが未来'), nextUpdate! > (await at.now()), true);
    },
  ),
  form(
    'number',
    ['The list has a number that grows', '失効リストの番号は増える'],
    'RFC 5280, 5.2.3',
    ['Each list has a greater one than the list before.', '番号は前の失効リストより大きい。'],
    ['crl/number-given', 'crl/number-grows'],
    async (at) => {
      const first = crlNumberOf(await at.list('signature'));
      const second = crlNumberOf(await at.nextList('signature'));
      at.equal(t('numbers are there', '番号の有無'), first !== undefined && second !== undefined, true);
      at.equal(t('the number grows', '番号の増加'), BigInt(`0x${second}`) > BigInt(`0x${first}`), true);
    },
    bench,
  ),
  form(
    'authority-key',
    ['The list names the key that signs it', '失効リストは署名した鍵を示す'],
    'RFC 5280, 5.2.1',
    ['The authority key identifier is that of the CA’s key.', '認証局の鍵識別子が入る。'],
    ['crl/authority-key-identifier', 'crl/signed-by-generation'],
    async (at) => {
      const identifier = authorityKeyIdentifierOf((await at.list('authentication')).extensions);
      at.equal(t('key identifier is there', '鍵識別子の有無'), identifier !== undefined, true);
      const own = subjectKeyIdentifierOf(at.issuer('authentication'));
      at.check.same(t('key identifier', '鍵識別子'), identifier!, own ?? new Uint8Array(0));
    },
  ),
  ...kinds.map((kind) =>
    form(
      `signature-${kind}`,
      [
        `The list of the ${kindName[kind][0]} is signed by its CA`,
        `${kindName[kind][1]}の失効リストは認証局が署名している`,
      ],
      'RFC 5280, 5.1.1.3',
      [
        'The signature opens with the key that signed the certificate.',
        '署名は、証明書に署名した鍵で検証できる。',
      ],
      ['crl/signature', 'crl/signed-by-generation'],
      async (at) => {
        const list = await at.list(kind);
        at.equal(t('signature', '署名'), isSignedBy(list, at.issuer(kind).publicKeyInfo), true);
        at.equal(t('hash', 'ハッシュ'), list.hash, 'sha256');
      },
    ),
  ),
  form(
    'distribution-point',
    ['The list names its distribution point', '失効リストは自分の配布点を示す'],
    'RFC 5280, 5.2.5; 6.3.3 (b)(2)',
    [
      'The issuing distribution point has a name in common with the one of the certificate: without it a list of another municipality would pass.',
      '証明書の配布点と一致する名前が入る。ないと、別の市区町村の失効リストと区別できない。',
    ],
    ['crl/distribution-point', 'crl/distribution-point-own'],
    async (at) => {
      for (const kind of kinds) {
        const point = issuingPointOf(await at.list(kind));
        const own = crlPointsOf(at.leaf(kind));
        const shared =
          point !== undefined &&
          own.some(
            ({ names, urls }) =>
              urls.some((url) => point.urls.includes(url)) ||
              names.some((name) => point.names.some((other) => sameBytes(name, other))),
          );
        at.equal(t('a name in common', '共通の名前'), shared, true);
      }
    },
  ),
  form(
    'distribution-point-critical',
    [
      'Whoever does not know the distribution point does not use the list',
      '配布点の拡張はクリティカルである',
    ],
    'RFC 5280, 5.2.5',
    ['The extension is critical.', '拡張はクリティカルである。'],
    ['crl/distribution-point-critical', 'crl/distribution-point'],
    async (at) =>
      at.equal(t('critical', 'クリティカル'), issuingPointOf(await at.list('signature'))?.critical, true),
  ),
];

const http: readonly CaseDefinition[] = [
  form(
    'der',
    ['The list is DER', '失効リストはDERである'],
    'RFC 2585, 3',
    ['Not PEM, nor wrapped in anything.', 'PEMなどで包まれていない。'],
    ['crl/served-der'],
    async (at) => {
      const { body } = await at.fetch('signature');
      at.equal(t('first byte', '先頭バイト'), body[0]?.toString(16), '30');
    },
  ),
  form(
    'content-type',
    ['The content type is that of a list', 'コンテントタイプはapplication/pkix-crlである'],
    'RFC 2585, 4.2',
    ['application/pkix-crl.', 'application/pkix-crlとする。'],
    ['crl/content-type'],
    async (at) =>
      at.equal(
        t('Content-Type', 'Content-Type'),
        (await at.fetch('signature')).headers['content-type'],
        'application/pkix-crl',
      ),
  ),
  form(
    'caching',
    ['The list may be cached until the next one', '失効リストは次の公開までキャッシュできる'],
    'RFC 9111, 5',
    ['Cache-Control, Expires, Last-Modified and ETag say how long.', 'キャッシュ用ヘッダーで期間を示す。'],
    ['crl/caching-headers'],
    async (at) => {
      const { headers } = await at.fetch('authentication');
      for (const name of ['cache-control', 'expires', 'last-modified', 'etag'])
        at.equal(t(name, name), headers[name] !== undefined, true);
      const { nextUpdate = 0 } = await at.list('authentication');
      at.equal(
        t('Expires is not behind nextUpdate', 'ExpiresがnextUpdate以前'),
        Date.parse(headers.expires!) <= nextUpdate,
        true,
      );
    },
  ),
  form(
    'not-modified',
    ['Whoever has the list is told that it still counts', '同じ失効リストを持つ相手には304を返す'],
    'RFC 9110, 15.4.5',
    ['A GET with the ETag is answered 304 without a body.', 'ETagを付けたGETには本文のない304を返す。'],
    ['crl/not-modified'],
    async (at) => {
      const { headers } = await at.fetch('signature');
      const again = await at.fetch('signature', { 'if-none-match': headers.etag ?? '"none"' });
      at.equal(t('HTTP status', 'HTTPステータス'), again.status, 304);
    },
  ),
  form(
    'unknown-point',
    ['There is no list of a municipality that does not exist', '存在しない市区町村の失効リストはない'],
    'RFC 9110, 15.5.5',
    ['404, and not an empty list that would call everybody good.', '空の失効リストではなく404を返す。'],
    ['crl/unknown-point'],
    async (at) => {
      const url = at.crlUrl('authentication').replace(/\d{5}(?=[^/]*$)/, '98765');
      at.check.differ(
        t('address of another municipality', '別の市区町村のURL'),
        Buffer.from(url),
        Buffer.from(at.crlUrl('authentication')),
      );
      at.equal(t('HTTP status', 'HTTPステータス'), (await at.ask({ method: 'GET', url })).status, 404);
    },
  ),
];

export const crlFormCases: readonly CaseDefinition[] = [...forms, ...http];
