import { concat, hex, textBytes } from '../../bytes/hex.ts';
import { defineCase } from '../../engine/case.ts';
import type { CaseContext } from '../../engine/case-context.ts';
import { selected, selectedFile, selectedReference, verified } from '../../engine/precondition.ts';
import { t } from '../support/bilingual.ts';
import { requires } from '../support/requirement.ts';
import { digestInfo, isPss, openSignature, pkcs1Encoded, publicKeyOf, sha256 } from '../support/signature.ts';
import { verifyCommand } from '../support/verify-command.ts';

const clause = 'jpki-card 4.1, COMPUTE DIGITAL SIGNATURE';
const authentication = 'jpki/authentication';
const signature = 'jpki/signature';

/** 80 2A P1 P2 Lc data 00 */
const sign = (p1: number, p2: number, data: Uint8Array): Uint8Array =>
  concat(Uint8Array.of(0x80, 0x2a, p1, p2, data.length), data, Uint8Array.of(0x00));

/** 256 bytes and 9000. */
const signed = `${'.. '.repeat(256)}9000`;

const message = textBytes('TEST message to be signed');

/** The certificate beside the key, then the key current. */
async function authenticationKey({ card }: CaseContext) {
  const key = publicKeyOf(await card.readFile(0x000a));
  await card.selectFile(0x0017);
  return key;
}

/** A case for one scheme of P1 whose signature opens to a known encoded message. */
const scheme = (
  p1: number,
  rule: string,
  title: readonly [string, string],
  input: Uint8Array,
  encoded: Uint8Array,
) =>
  defineCase({
    id: `card/sign/scheme-0${p1}`,
    title: t(...title),
    requirement: requires(
      clause,
      'probe',
      'The signature opens, with the public key of the certificate read from the card, to PKCS#1 v1.5 padding of what P1 says.',
      '署名は、カードから読んだ証明書の公開鍵で、P1の定める内容のPKCS#1 v1.5パディングに復元される。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    secrets: [authentication],
    rules: [rule],
    given: [verified(authentication)],
    async run(context) {
      const key = await authenticationKey(context);
      const { data } = await context.card.expect(sign(p1, 0x80, input), signed);
      context.check.same(
        t('encoded message', '復元した符号化メッセージ'),
        openSignature(key, data),
        pkcs1Encoded(encoded),
      );
    },
  });

const pss = (p1: number, rule: string, title: readonly [string, string], input: Uint8Array) =>
  defineCase({
    id: `card/sign/scheme-0${p1}`,
    title: t(...title),
    requirement: requires(
      clause,
      'probe',
      'The signature verifies as RSASSA-PSS with SHA-256 by the certificate read from the card, and its salt is random.',
      '署名は、カードから読んだ証明書によりSHA-256のRSASSA-PSSとして検証でき、ソルトは乱数である。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    secrets: [authentication],
    rules: [rule, 'sign/pss-salt-random'],
    given: [verified(authentication)],
    async run(context) {
      const { card, check } = context;
      const key = await authenticationKey(context);
      const first = await card.expect(sign(p1, 0x80, input), signed);
      check.that(
        t('RSASSA-PSS over the message', 'メッセージに対するRSASSA-PSS'),
        isPss(key, message, first.data),
        'valid',
        'not valid',
      );
      const second = await card.expect(sign(p1, 0x80, input), signed);
      check.differ(t('a second signature is another', '2回目の署名は異なる'), second.data, first.data);
    },
  });

const digestInfoLengths = [
  ['sha1', '30 21 30 09 06 05 2b 0e 03 02 1a 05 00 04 14', 20],
  ['sha384', '30 41 30 0d 06 09 60 86 48 01 65 03 04 02 02 05 00 04 30', 48],
  ['sha512', '30 51 30 0d 06 09 60 86 48 01 65 03 04 02 03 05 00 04 40', 64],
] as const;

export const signCases = [
  scheme(
    0,
    'sign/p1-00-verbatim',
    ['P1=00 pads the data as they stand', 'P1=00はデータをそのままパディングして署名する'],
    digestInfo(sha256(message)),
    digestInfo(sha256(message)),
  ),
  scheme(
    1,
    'sign/p1-01-bare-hash',
    ['P1=01 signs the bare SHA-256 of the data', 'P1=01はデータのSHA-256ハッシュ値のみに署名する'],
    message,
    sha256(message),
  ),
  scheme(
    2,
    'sign/p1-02-wraps-hash',
    ['P1=02 wraps a hash in DigestInfo', 'P1=02はハッシュ値をDigestInfoで包んで署名する'],
    sha256(message),
    digestInfo(sha256(message)),
  ),
  scheme(
    3,
    'sign/p1-03-hashes-and-wraps',
    [
      'P1=03 hashes the data and wraps them in DigestInfo',
      'P1=03はデータをハッシュしDigestInfoで包んで署名する',
    ],
    message,
    digestInfo(sha256(message)),
  ),
  pss(
    4,
    'sign/p1-04-pss-of-hash',
    ['P1=04 makes RSASSA-PSS of a hash', 'P1=04は与えたハッシュ値にRSASSA-PSSで署名する'],
    sha256(message),
  ),
  pss(
    5,
    'sign/p1-05-pss-of-data',
    ['P1=05 makes RSASSA-PSS of the data', 'P1=05はデータにRSASSA-PSSで署名する'],
    message,
  ),

  ...digestInfoLengths.map(([name, prefix, length]) =>
    defineCase({
      id: `card/sign/digest-info-${name}`,
      title: t(
        `P1=00 signs DigestInfo of ${name.toUpperCase()}`,
        `P1=00は${name.toUpperCase()}のDigestInfoに署名する`,
      ),
      requirement: requires(
        clause,
        'probe',
        'P1=00 does not look into the data: DigestInfo of any hash that clients send is signed.',
        'P1=00はデータの中身を見ない。クライアントが送るどのハッシュのDigestInfoにも署名する。',
      ),
      level: 'card',
      appliesTo: 'jpki',
      cost: 'none',
      secrets: [authentication],
      rules: ['sign/p1-00-verbatim'],
      given: [verified(authentication)],
      async run(context) {
        const key = await authenticationKey(context);
        const input = concat(hex(prefix), new Uint8Array(length).fill(0xa5));
        const { data } = await context.card.expect(sign(0, 0x80, input), signed);
        context.check.same(
          t('encoded message', '復元した符号化メッセージ'),
          openSignature(key, data),
          pkcs1Encoded(input),
        );
      },
    }),
  ),
  defineCase({
    id: 'card/sign/authentication-unverified',
    title: t(
      'The authentication key does not sign without its PIN',
      '利用者証明用の鍵は照合なしに署名しない',
    ),
    requirement: requires(
      clause,
      'probe',
      'Signing before VERIFY is answered 6982.',
      'VERIFY前の署名には6982を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki & !(phone & pre-verified)',
    cost: 'none',
    secrets: [authentication],
    cause: 'sign/needs-verified',
    given: [selectedFile('jpki', 0x0017)],
    async run({ card }) {
      await card.refused(sign(0, 0x80, digestInfo(sha256(message))), '6982', {
        meet: async () => {
          await card.verify(authentication);
          await card.selectFile(0x0017);
        },
      });
    },
  }),
  defineCase({
    id: 'card/sign/signature-unverified',
    title: t(
      'The signature key does not sign for the authentication PIN',
      '署名用の鍵は利用者証明用暗証番号では署名しない',
    ),
    requirement: requires(
      clause,
      'probe',
      'Signing with key 001A is answered 6982 while its own password is not verified.',
      '鍵001Aの署名には、自身のパスワードが照合されるまで6982を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki & signature-certificate',
    cost: 'none',
    secrets: [authentication, signature],
    cause: 'sign/needs-verified',
    rules: ['verify/match-opens-own-reference'],
    given: [verified(authentication)],
    async run({ card }) {
      await card.selectFile(0x001a);
      await card.refused(sign(0, 0x80, digestInfo(sha256(message))), '6982', {
        meet: async () => {
          await card.verify(signature);
          await card.selectFile(0x001a);
        },
      });
    },
  }),
  defineCase({
    id: 'card/sign/own-certificate',
    title: t(
      'The signature key belongs to the signature certificate',
      '署名用の鍵は署名用証明書と組になっている',
    ),
    requirement: requires(
      'jpki-card 2.1',
      'probe',
      'A signature of key 001A opens with the certificate in EF 0001 and not with the one in EF 000A.',
      '鍵001Aの署名はEF 0001の証明書で復元でき、EF 000Aの証明書では復元できない。',
    ),
    level: 'card',
    appliesTo: 'jpki & !phone & signature-certificate',
    cost: 'none',
    secrets: [signature],
    rules: ['sign/own-key'],
    given: [verified(signature)],
    async run({ card, check }) {
      const own = publicKeyOf(await card.readFile(0x0001));
      const other = publicKeyOf(await card.readFile(0x000a));
      await card.selectFile(0x001a);
      const input = digestInfo(sha256(message));
      const { data } = await card.expect(sign(0, 0x80, input), signed);
      check.same(t('opened with EF 0001', 'EF 0001で復元'), openSignature(own, data), pkcs1Encoded(input));
      const opens = ((): boolean => {
        try {
          return openSignature(other, data).every((byte, i) => byte === pkcs1Encoded(input)[i]);
        } catch {
          return false;
        }
      })();
      check.that(t('opened with EF 000A', 'EF 000Aで復元'), !opens, 'no', 'yes');
    },
  }),
  defineCase({
    id: 'card/sign/many-after-one-verify',
    title: t('One VERIFY serves for many signatures', '1回の照合で続けて署名できる'),
    requirement: requires(
      'jpki-card 4.2',
      'probe',
      'After one VERIFY any number of signatures is made.',
      '1回のVERIFYの後、何度でも署名できる。',
    ),
    level: 'card',
    appliesTo: 'jpki & signature-certificate',
    cost: 'none',
    secrets: [signature],
    rules: ['sign/keeps-status'],
    given: [verified(signature)],
    async run({ card }) {
      await card.selectFile(0x001a);
      for (let i = 0; i < 3; i++) await card.expect(sign(0, 0x80, digestInfo(sha256(message))), signed);
    },
  }),
  defineCase({
    id: 'card/sign/after-reading',
    title: t(
      'Reading between signatures does not end the status',
      '署名の間に読み出しても照合状態は保たれる',
    ),
    requirement: requires(
      'jpki-card 1.1',
      'probe',
      'Certificates may be selected and read between VERIFY and signature, and between signatures.',
      'VERIFYと署名の間、署名と署名の間に証明書を選択し読み出してよい。',
    ),
    level: 'card',
    appliesTo: 'jpki & signature-certificate',
    cost: 'none',
    secrets: [signature],
    rules: ['sign/survives-file-selection'],
    given: [verified(signature)],
    async run({ card }) {
      for (let i = 0; i < 2; i++) {
        await card.expect('00 a4 02 0c 02 00 01', '9000');
        await card.expect('00 b0 00 00 04', '30 82 .. .. 9000');
        await card.expect('00 a4 02 0c 02 00 1a', '9000');
        await card.expect(sign(0, 0x80, digestInfo(sha256(message))), signed);
      }
    },
  }),
  defineCase({
    id: 'card/sign/short-identifier',
    title: t('The key is named by short identifier', '鍵を短縮EF識別子で指定できる'),
    requirement: requires(
      clause,
      'probe',
      'P2 = 80 | SFI signs with that key without SELECT, and gives the same signature.',
      'P2=80|SFIは、SELECTなしでその鍵により同じ署名をする。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    secrets: [authentication],
    rules: ['sign/key-by-short-identifier'],
    given: [verified(authentication)],
    async run({ card, check }) {
      const input = digestInfo(sha256(message));
      const direct = await card.expect(sign(0, 0x97, input), signed);
      await card.selectFile(0x0017);
      const current = await card.expect(sign(0, 0x80, input), signed);
      check.same(t('both signatures', '両方の署名'), direct.data, current.data);
    },
  }),
  defineCase({
    id: 'card/sign/without-key',
    title: t('Signing with no key current is refused', '鍵がカレントでない署名は拒否される'),
    requirement: requires(
      'jpki-card 10, key EF not current',
      'inferred',
      'With the PIN reference current instead of a key, signing is answered 6986.',
      '鍵ではなく暗証番号がカレントのとき、署名には6986を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki & signature-no-key-6986',
    cost: 'none',
    secrets: [authentication],
    cause: 'sign/key-needed',
    given: [verified(authentication)],
    async run({ card }) {
      await card.refused(sign(0, 0x80, digestInfo(sha256(message))), '6986', {
        meet: () => card.selectFile(0x0017),
      });
    },
  }),
  defineCase({
    id: 'card/sign/unknown-scheme',
    title: t('P1 above 05 is refused', '05を超えるP1は拒否される'),
    requirement: requires(
      clause,
      'probe',
      'P1 of 06 and above is answered 6A86.',
      '06以上のP1には6A86を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    secrets: [authentication],
    cause: 'sign/scheme-known',
    given: [verified(authentication)],
    async run({ card }) {
      await card.selectFile(0x0017);
      const input = sha256(message);
      for (const p1 of [0x06, 0x10, 0x9e]) {
        await card.refused(sign(p1, 0x80, input), '6a86', { command: sign(0x02, 0x80, input) });
      }
    },
  }),
  defineCase({
    id: 'card/sign/verbatim-length',
    title: t('P1=00 takes 1 to 245 bytes', 'P1=00は1〜245バイトを受け取る'),
    requirement: requires(
      'jpki-card 10, P1=00 wrong input length',
      'inferred',
      '1 and 245 bytes are signed; 246 are answered 6700.',
      '1バイトと245バイトには署名し、246バイトには6700を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki & signature-input-length-6700',
    cost: 'none',
    secrets: [authentication],
    cause: 'sign/verbatim-length',
    given: [verified(authentication)],
    async run(context) {
      const { card, check } = context;
      const key = await authenticationKey(context);
      for (const length of [1, 245]) {
        const input = new Uint8Array(length).fill(0x5a);
        const { data } = await card.expect(sign(0, 0x80, input), signed);
        check.same(t(`${length} bytes`, `${length}バイト`), openSignature(key, data), pkcs1Encoded(input));
      }
      await card.refused(sign(0, 0x80, new Uint8Array(246).fill(0x5a)), '6700', {
        command: sign(0, 0x80, new Uint8Array(245).fill(0x5a)),
      });
    },
  }),
  defineCase({
    id: 'card/sign/hash-length',
    title: t('P1=02 and P1=04 take 32 bytes', 'P1=02とP1=04は32バイトだけを受け取る'),
    requirement: requires(
      clause,
      'probe',
      'A hash of other than 32 bytes is answered 6700 or 6985.',
      '32バイト以外のハッシュ値には6700または6985を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    secrets: [authentication],
    cause: 'sign/hash-length',
    given: [verified(authentication)],
    async run({ card }) {
      await card.selectFile(0x0017);
      for (const p1 of [0x02, 0x04]) {
        for (const length of [20, 31, 33]) {
          await card.refused(sign(p1, 0x80, new Uint8Array(length)), '6700 | 6985', {
            command: sign(p1, 0x80, new Uint8Array(32)),
          });
        }
      }
    },
  }),
  defineCase({
    id: 'card/sign/class-00',
    title: t('COMPUTE DIGITAL SIGNATURE has class 80', '署名コマンドのCLAは80である'),
    requirement: requires(
      clause,
      'inferred',
      'INS 2A in class 00 is answered 6D00.',
      'CLA 00のINS 2Aには6D00を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    secrets: [authentication],
    cause: 'command/instruction-known',
    rules: ['sign/class-80'],
    given: [verified(authentication)],
    async run({ card }) {
      await card.selectFile(0x0017);
      const command = sign(0, 0x80, digestInfo(sha256(message)));
      await card.refused(concat(Uint8Array.of(0x00), command.subarray(1)), '6d00', { command });
    },
  }),
  defineCase({
    id: 'card/sign/blocked-pin',
    title: t('A blocked PIN takes the key with it', '暗証番号が閉塞すると鍵も使えない'),
    requirement: requires(
      'jpki-card 3',
      'probe',
      'After the PIN is blocked the key behind it is answered 6982.',
      '暗証番号が閉塞した後、それが守る鍵の署名には6982を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'blocks',
    spends: { [authentication]: 3 },
    cause: 'sign/needs-verified',
    rules: ['verify/mismatch-clears-status', 'verify/blocks-at-zero'],
    given: [verified(authentication)],
    async run({ card, facts, wrong, value }) {
      for (let i = 0; i < facts.tries[authentication]; i++) {
        await card.require(verifyCommand(wrong(authentication)), '63 ..');
      }
      await card.expect(verifyCommand(value(authentication)), '6984');
      await card.selectFile(0x0017);
      await card.refused(sign(0, 0x80, digestInfo(sha256(message))), '6982');
    },
  }),
  defineCase({
    id: 'card/sign/text-default-key',
    title: t(
      'P2=00 signs with the default key of the text application',
      'P2=00は券面事項入力補助の既定鍵で署名する',
    ),
    requirement: requires(
      clause,
      'probe',
      'P2=00 signs in the text application without a PIN; the key is the one whose public half EF 0007 holds.',
      '券面事項入力補助でP2=00は暗証番号なしに署名し、その公開鍵はEF 0007にある。',
    ),
    level: 'card',
    appliesTo: 'text',
    cost: 'none',
    rules: ['sign/default-key'],
    given: [selected('text')],
    async run({ card }) {
      await card.expect(sign(0, 0x00, sha256(message)), signed);
      await card.expect(sign(5, 0x00, message), signed);
    },
  }),
  defineCase({
    id: 'card/sign/password-reference-query',
    title: t('A failed signature leaves the counter', '署名の失敗で残り回数は減らない'),
    requirement: requires(
      'jpki-card 3',
      'probe',
      'A signature refused for want of VERIFY spends no try.',
      '未照合のため拒否された署名では試行回数は減らない。',
    ),
    level: 'card',
    appliesTo: 'jpki & !(phone & pre-verified)',
    cost: 'none',
    rules: ['sign/needs-verified', 'verify/query-tells-tries'],
    given: [selectedReference(authentication)],
    async run({ card, check, facts }) {
      await card.expect(sign(0, 0x97, digestInfo(sha256(message))), '6982');
      const left = await card.tries(authentication);
      const full = facts.tries[authentication];
      check.that(t('tries left', '残り回数'), left === full, String(full), String(left));
    },
  }),
];
