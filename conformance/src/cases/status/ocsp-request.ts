/** Requests in every form, right and wrong, and what HTTP says around the answers. */
import { der, derInteger, derNull, derSequence } from '../../bytes/der.ts';
import { concat, hex, textBytes } from '../../bytes/hex.ts';
import type { CaseDefinition } from '../../engine/case.ts';
import { writeExtension } from '../../x509/extension.ts';
import { type CertId, writeOcspRequest } from '../../x509/ocsp-request.ts';
import { t } from '../support/bilingual.ts';
import { type StatusCase, statusCase } from './status-case.ts';

/** A certificate that nobody has: the form of a request does not depend on it. */
const nobody: CertId = {
  hash: 'sha1',
  nameHash: Uint8Array.from({ length: 20 }, (_, i) => i),
  keyHash: Uint8Array.from({ length: 20 }, (_, i) => 0x40 + i),
  serial: '5e570001',
};

/** What is no request is answered, and with nothing but the error. */
const malformed = (
  name: string,
  body: Uint8Array,
  title: readonly [string, string],
  clause: string,
  basis: 'standard' | 'inferred',
  catches: readonly string[],
): CaseDefinition =>
  statusCase({
    name: `ocsp/malformed-${name}`,
    needs: [],
    title,
    clause,
    basis,
    text: [
      'The answer is the OCSP error malformedRequest, over HTTP 200, without response bytes.',
      'HTTP 200で、応答データのないOCSPエラーmalformedRequestを返す。',
    ],
    catches,
    async run(at) {
      at.error(await at.post('authentication', body), 'malformedRequest');
    },
  });

const always = ['ocsp/malformed-answered', 'ocsp/error-bare'];
const valid = writeOcspRequest({ ids: [nobody] });

const wrong: readonly CaseDefinition[] = [
  malformed(
    'text',
    textBytes('TEST: no DER'),
    ['Text is no request', '文字列は要求ではない'],
    'RFC 6960, 2.3',
    'standard',
    always,
  ),
  malformed(
    'nothing',
    new Uint8Array(0),
    ['No bytes are no request', '空の要求'],
    'RFC 6960, 2.3',
    'standard',
    always,
  ),
  malformed(
    'cut',
    valid.subarray(0, valid.length - 3),
    ['A request that is cut', '途中で切れた要求'],
    'RFC 6960, 2.3',
    'standard',
    always,
  ),
  malformed(
    'other',
    derSequence(derInteger('01'), derNull),
    ['DER of something else', '要求でないDER'],
    'RFC 6960, 2.3',
    'standard',
    always,
  ),
  malformed(
    'indefinite-length',
    concat(Uint8Array.of(0x30, 0x80), valid.subarray(2), Uint8Array.of(0, 0)),
    ['A request of indefinite length', '不定長の要求'],
    'X.690, 10.1',
    'standard',
    always,
  ),
  malformed(
    'trailing',
    concat(valid, hex('05 00')),
    ['Bytes behind the request', '要求の後の余分なバイト'],
    'RFC 6960, 2.3',
    'standard',
    ['ocsp/trailing-refused'],
  ),
  malformed(
    'version',
    writeOcspRequest({ ids: [nobody], version: 1 }),
    ['A request of version 2', 'バージョン2の要求'],
    'RFC 6960, 4.1.1',
    'inferred',
    ['ocsp/version-one'],
  ),
  malformed(
    'empty-list',
    writeOcspRequest({ ids: [] }),
    ['A request about no certificate', '証明書を1つも含まない要求'],
    'RFC 6960, 4.1.1',
    'inferred',
    ['ocsp/empty-refused'],
  ),
  malformed(
    'critical-extension',
    writeOcspRequest({ ids: [nobody], extensions: [writeExtension('1.3.6.1.4.1.99999.1', derNull, true)] }),
    ['A critical extension that nobody knows', '未知のクリティカル拡張'],
    'RFC 6960, 4.4',
    'inferred',
    ['ocsp/critical-extension-refused'],
  ),
  malformed(
    'nonce-empty',
    writeOcspRequest({ ids: [nobody], nonce: new Uint8Array(0) }),
    ['A nonce of no bytes', '0バイトのノンス'],
    'RFC 8954, 2.1',
    'standard',
    ['ocsp/nonce-length'],
  ),
  malformed(
    'nonce-long',
    writeOcspRequest({ ids: [nobody], nonce: new Uint8Array(2000).fill(0x5a) }),
    ['A nonce of 2,000 bytes', '2,000バイトのノンス'],
    'RFC 8954, 2.1; RFC 9654, 2.1',
    'standard',
    ['ocsp/nonce-length'],
  ),
];

const right: readonly CaseDefinition[] = [
  statusCase({
    name: 'ocsp/other-extension',
    title: ['An extension that nobody has to know is ignored', 'クリティカルでない未知の拡張を無視する'],
    clause: 'RFC 6960, 4.4',
    basis: 'standard',
    text: ['Only a critical one stops the answer.', '応答を妨げるのはクリティカルな拡張だけである。'],
    catches: ['ocsp/valid-good'],
    async run(at) {
      const extensions = [writeExtension('1.3.6.1.4.1.99999.1', derNull)];
      at.is(at.only(await at.answer('authentication', { extensions })), 'good');
    },
  }),
  statusCase({
    name: 'ocsp/after-malformed',
    title: ['After a malformed request the next is answered', '不正な要求の後も次の要求に答える'],
    clause: 'RFC 6960, 2.3',
    basis: 'standard',
    text: ['Bad input ends nothing but itself.', '不正な入力は他の要求に影響しない。'],
    catches: ['ocsp/malformed-answered', 'ocsp/valid-good'],
    async run(at) {
      at.error(await at.post('authentication', textBytes('TEST: no DER')), 'malformedRequest');
      at.is(await at.single('authentication'), 'good');
    },
  }),
];

/** A request whose base64 has a sign that has to be percent-encoded. */
function requestForPath(at: StatusCase, nonce: Uint8Array | undefined): Uint8Array {
  const id = at.id('authentication');
  const filler = [0, 1, 2].map((length) =>
    writeOcspRequest({
      ids: [id],
      ...(nonce === undefined ? {} : { nonce }),
      ...(length === 0
        ? {}
        : { extensions: [writeExtension('1.3.6.1.4.1.99999.1', der(0x04, new Uint8Array(length)))] }),
    }),
  );
  return filler.find((request) => request.length % 3 !== 0) ?? filler[0]!;
}

const maxAgeOf = (header: string | undefined): number | undefined => {
  const match = /(?:^|[\s,])max-age=(\d+)/.exec(header ?? '');
  return match === null ? undefined : Number(match[1]);
};

const http: readonly CaseDefinition[] = [
  statusCase({
    name: 'ocsp/content-type',
    title: [
      'The content type is that of an OCSP response',
      'コンテントタイプはapplication/ocsp-responseである',
    ],
    clause: 'RFC 6960, A.2',
    basis: 'standard',
    text: [
      'application/ocsp-response, of answers and of errors.',
      '応答もエラーもapplication/ocsp-responseとする。',
    ],
    catches: ['ocsp/content-type'],
    async run(at) {
      for (const body of [writeOcspRequest({ ids: [at.id('authentication')] }), textBytes('TEST: no DER')]) {
        const { headers } = await at.post('authentication', body);
        at.equal(t('Content-Type', 'Content-Type'), headers['content-type'], 'application/ocsp-response');
      }
    },
  }),
  statusCase({
    name: 'ocsp/get',
    title: ['A request in the path of a GET is answered', 'GETのパスに入れた要求に答える'],
    clause: 'RFC 6960, A.1',
    basis: 'standard',
    text: [
      'The path is percent-encoded base64; the answer is the one that a POST has.',
      'パスはパーセント符号化したbase64で、応答はPOSTと同じである。',
    ],
    catches: ['ocsp/get-answered', 'ocsp/get-decoding'],
    async run(at) {
      const basic = at.basic(await at.get('authentication', requestForPath(at, undefined)));
      at.is(at.only(basic), 'good');
    },
  }),
  statusCase({
    name: 'ocsp/get-malformed',
    needs: [],
    title: [
      'A path that is no request is answered malformedRequest',
      '要求でないパスのGETにmalformedRequestを返す',
    ],
    clause: 'RFC 6960, 2.3; A.1',
    basis: 'standard',
    text: ['GET is answered as POST is.', 'GETにもPOSTと同じく答える。'],
    catches: ['ocsp/malformed-answered', 'ocsp/get-answered'],
    async run(at) {
      at.error(
        await at.ask({ method: 'GET', url: `${at.ocspUrl('authentication')}/%21%21` }),
        'malformedRequest',
      );
    },
  }),
  statusCase({
    name: 'ocsp/caching',
    title: ['An answer to a GET may be cached', 'GETへの応答はキャッシュできる'],
    clause: 'RFC 5019, 6.2',
    basis: 'standard',
    text: [
      'Cache-Control with max-age, Expires, Last-Modified and ETag say how long.',
      'Cache-Controlのmax-age、Expires、Last-Modified、ETagで期間を示す。',
    ],
    catches: ['ocsp/caching-headers'],
    async run(at) {
      const { headers } = await at.get('authentication', requestForPath(at, undefined));
      at.equal(t('max-age', 'max-age'), maxAgeOf(headers['cache-control']) !== undefined, true);
      for (const name of ['expires', 'last-modified', 'etag'])
        at.equal(t(name, name), headers[name] !== undefined, true);
    },
  }),
  statusCase({
    name: 'ocsp/caching-ends',
    title: ['Nothing is cached beyond nextUpdate', 'nextUpdateを過ぎてキャッシュされない'],
    clause: 'RFC 5019, 6.2',
    basis: 'standard',
    text: [
      'A cache that keeps a good longer hides a loss.',
      'goodを長くキャッシュすると、紛失が隠れてしまう。',
    ],
    catches: ['ocsp/max-age'],
    async run(at) {
      const answer = await at.get('authentication', requestForPath(at, undefined));
      const { nextUpdate = 0 } = at.only(at.basic(answer));
      const now = await at.now();
      const until = now + 1000 * (maxAgeOf(answer.headers['cache-control']) ?? 0);
      at.equal(t('max-age ends with nextUpdate', 'max-ageがnextUpdateまで'), until <= nextUpdate, true);
      const expires = Date.parse(answer.headers.expires ?? '') || 0;
      at.equal(t('Expires is not behind nextUpdate', 'ExpiresがnextUpdate以前'), expires <= nextUpdate, true);
    },
  }),
  statusCase({
    name: 'ocsp/caching-nonce',
    title: ['An answer with a nonce is not cached', 'ノンス付きの応答はキャッシュされない'],
    clause: 'RFC 5019, 6.2',
    basis: 'standard',
    text: ['It answers one question of one client.', '1つの問合せだけへの応答である。'],
    catches: ['ocsp/nonce-not-cached'],
    async run(at) {
      const nonce = Uint8Array.from({ length: 16 }, (_, i) => i + 1);
      const { headers } = await at.get('authentication', requestForPath(at, nonce));
      const seconds = maxAgeOf(headers['cache-control']) ?? 0;
      at.equal(t('max-age in seconds', 'max-age(秒)'), seconds, 0);
    },
  }),
  statusCase({
    name: 'ocsp/not-modified',
    title: ['Whoever has the answer is told that it still counts', '同じ応答を持つ相手には304を返す'],
    clause: 'RFC 5019, 6.2; RFC 9110, 15.4.5',
    basis: 'inferred',
    text: ['A GET with the ETag is answered 304 without a body.', 'ETagを付けたGETには本文のない304を返す。'],
    catches: ['ocsp/not-modified'],
    async run(at) {
      const request = requestForPath(at, undefined);
      const { headers } = await at.get('authentication', request);
      const again = await at.get('authentication', request, { 'if-none-match': headers.etag ?? '"none"' });
      at.equal(t('HTTP status', 'HTTPステータス'), again.status, 304);
      at.equal(t('bytes', 'バイト数'), again.body.length, 0);
    },
  }),
];

export const ocspRequestCases: readonly CaseDefinition[] = [...wrong, ...right, ...http];
