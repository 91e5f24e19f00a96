import { X509Certificate } from 'node:crypto';
import { bytesText, concat, hex, textBytes } from '../../bytes/hex.ts';
import { readObject, readObjects } from '../../bytes/tlv.ts';
import { defineCase } from '../../engine/case.ts';
import { selected, selectedFile, verified } from '../../engine/precondition.ts';
import { t } from '../support/bilingual.ts';
import { requires } from '../support/requirement.ts';

const jpkiFiles = 'jpki-card 2.1';
const signature = 'jpki/signature';

/** A case on the pair of end-entity and CA certificate. */
const issuedBy = (name: 'authentication' | 'signature', leaf: number, authority: number, appliesTo: string) =>
  defineCase({
    id: `card/content/${name}-certificate-issuer`,
    title: t(
      `The ${name} certificate was issued by the CA certificate beside it`,
      name === 'signature'
        ? '署名用証明書は隣のCA証明書が発行したものである'
        : '利用者証明用証明書は隣のCA証明書が発行したものである',
    ),
    requirement: requires(
      'jpki-card 6',
      'probe',
      'The signature of the certificate verifies with the key of the CA certificate on the card; all generations share one name, so names prove nothing.',
      '証明書の署名はカード内のCA証明書の鍵で検証できる。全世代が同じ名前を持つため、名前だけでは確かめられない。',
    ),
    level: 'card',
    appliesTo,
    cost: 'none',
    ...(name === 'signature' ? { secrets: [signature] as const } : {}),
    rules: ['content/ca-certificate-issued-it'],
    given: [name === 'signature' ? verified(signature) : selected('jpki')],
    async run({ card, check }) {
      const certificate = new X509Certificate(await card.readFile(leaf));
      const issuer = new X509Certificate(await card.readFile(authority));
      check.that(
        t('self-signed CA certificate', '自己署名のCA証明書'),
        issuer.verify(issuer.publicKey),
        'yes',
        'no',
      );
      check.that(
        t('the CA key verifies the certificate', 'CAの鍵で証明書を検証'),
        certificate.verify(issuer.publicKey),
        'yes',
        'no',
      );
      check.that(
        t('the issuer is named', '発行者名の一致'),
        certificate.issuer === issuer.subject,
        'equal',
        'different',
      );
    },
  });

/** DER of the serial's bytes, 145959Z and so on: walks into certificates without a library. */
function tbsOf(certificate: Uint8Array) {
  const [tbs] = readObjects(readObject(certificate).value);
  return readObjects(tbs!.value);
}

export const jpkiContentCases = [
  defineCase({
    id: 'card/content/authentication-certificate-free',
    title: t('The user authentication certificate is free', '利用者証明用証明書は照合なしで読める'),
    requirement: requires(
      jpkiFiles,
      'probe',
      'EF 000A is read without any VERIFY and holds a DER certificate.',
      'EF 000AはVERIFYなしで読め、DERの証明書を収める。',
    ),
    level: 'card',
    appliesTo: 'jpki & !phone',
    cost: 'none',
    rules: ['content/authentication-certificate-free'],
    given: [selectedFile('jpki', 0x000a)],
    async run({ card, check }) {
      await card.expect('00 b0 00 00 04', '30 82 .. .. 9000');
      const certificate = new X509Certificate(await card.readFile(0x000a));
      check.that(t('not a CA certificate', 'CA証明書ではない'), !certificate.ca, 'no', 'yes');
    },
  }),
  defineCase({
    id: 'card/content/signature-certificate-guarded',
    title: t('The signature certificate needs its password', '署名用証明書の読み出しにはパスワードが必要'),
    requirement: requires(
      jpkiFiles,
      'probe',
      'EF 0001 is answered 6982 before VERIFY of 001B and read after it.',
      'EF 0001は001Bの照合前には6982、照合後は読める。',
    ),
    level: 'card',
    appliesTo: 'jpki & signature-certificate',
    cost: 'none',
    secrets: [signature],
    cause: 'read/access-condition',
    rules: ['content/signature-certificate-guarded'],
    given: [selectedFile('jpki', 0x0001)],
    async run({ card }) {
      await card.refused('00 b0 00 00 04', '6982', {
        meet: async () => {
          await card.verify(signature);
          await card.selectFile(0x0001);
        },
      });
      await card.verify(signature);
      await card.selectFile(0x0001);
      await card.expect('00 b0 00 00 04', '30 82 .. .. 9000');
    },
  }),
  issuedBy('authentication', 0x000a, 0x000b, 'jpki & !phone'),
  issuedBy('signature', 0x0001, 0x0002, 'jpki & signature-certificate'),
  defineCase({
    id: 'card/content/authentication-certificate-profile',
    title: t(
      'Key usage and policy of the user authentication certificate',
      '利用者証明用証明書の鍵用途とポリシー',
    ),
    requirement: requires(
      'jpki-card 6.2',
      'probe',
      'RSA-2048; key usage digitalSignature alone (0780), critical; extended key usage clientAuth; notAfter at 14:59:59Z, the end of a day in Japan.',
      'RSA-2048。鍵用途はdigitalSignatureのみ(0780)でクリティカル。拡張鍵用途はclientAuth。有効期間の終わりは14:59:59Z(日本の一日の終わり)。',
    ),
    level: 'card',
    appliesTo: 'jpki & !phone',
    cost: 'none',
    rules: ['content/authentication-certificate-free'],
    given: [selected('jpki')],
    async run({ card, check }) {
      const der = await card.readFile(0x000a);
      const certificate = new X509Certificate(der);
      const bits = certificate.publicKey.asymmetricKeyDetails?.modulusLength;
      check.that(t('modulus', '法の長さ'), bits === 2048, '2048', String(bits));
      const extensions = certificateExtensions(der);
      check.same(t('key usage', '鍵用途'), extensions.get('551d0f') ?? hex(''), hex('03 02 07 80'));
      check.same(
        t('extended key usage', '拡張鍵用途'),
        extensions.get('551d25') ?? hex(''),
        hex('30 0a 06 08 2b 06 01 05 05 07 03 02'),
      );
      const end = certificate.validTo;
      check.that(t('end of validity', '有効期間の終わり'), end.includes('14:59:59'), '14:59:59 GMT', end);
    },
  }),
  defineCase({
    id: 'card/content/signature-certificate-profile',
    title: t('Key usage and holder of the signature certificate', '署名用証明書の鍵用途と本人情報'),
    requirement: requires(
      'jpki-card 6.3',
      'probe',
      'Key usage digitalSignature and nonRepudiation (06C0); the alternative name holds six other names of the arc 1.2.392.200149.8.5.5 in the order 1, 4, 3, 5, 2, 6.',
      '鍵用途はdigitalSignatureとnonRepudiation(06C0)。主体者別名には1.2.392.200149.8.5.5の6項目を1、4、3、5、2、6の順に収める。',
    ),
    level: 'card',
    appliesTo: 'jpki & signature-certificate',
    cost: 'none',
    secrets: [signature],
    rules: ['content/signature-certificate-guarded'],
    given: [verified(signature)],
    async run({ card, check, person }) {
      const der = await card.readFile(0x0001);
      const extensions = certificateExtensions(der);
      check.same(t('key usage', '鍵用途'), extensions.get('551d0f') ?? hex(''), hex('03 02 06 c0'));
      const names = readObjects(readObject(extensions.get('551d11') ?? hex('30 00')).value);
      const items = names.map(({ value }) => {
        const [type, content] = readObjects(value);
        const text = content === undefined ? undefined : readObject(content.value);
        return { arc: type?.value.at(-1), text: text === undefined ? '' : bytesText(text.value) };
      });
      const order = items.map(({ arc }) => arc).join(' ');
      check.that(t('order of the items', '項目の順序'), order === '1 4 3 5 2 6', '1 4 3 5 2 6', order);
      if (person?.birth !== undefined) {
        const birth = items[1]?.text.slice(1) ?? '';
        check.that(t('date of birth', '生年月日'), birth === person.birth, person.birth, birth);
      }
    },
  }),
  defineCase({
    id: 'card/content/certificate-length',
    title: t('A certificate file ends with the certificate', '証明書ファイルは証明書の末尾で終わる'),
    requirement: requires(
      'jpki-card 10, filler after certificates',
      'inferred',
      'Read to the end, the file holds the DER certificate and no byte more.',
      '終端まで読むと、DERの証明書だけがあり余分なバイトはない。',
    ),
    level: 'card',
    appliesTo: 'jpki & certificate-filler-none',
    cost: 'none',
    rules: ['content/certificate-exact'],
    given: [selectedFile('jpki', 0x000b)],
    async run({ card, check }) {
      const { data } = await card.expect('00 b0 00 00 00 00 00', '30 82 * 9000');
      const { end } = readObject(data);
      check.that(
        t('bytes in the file', 'ファイルのバイト数'),
        data.length === end,
        String(end),
        String(data.length),
      );
    },
  }),
  defineCase({
    id: 'card/content/token-label',
    title: t('The token is labelled JPKIAPICCTOKEN2', 'トークン名はJPKIAPICCTOKEN2である'),
    requirement: requires(
      jpkiFiles,
      'probe',
      'The first 32 bytes of EF 0006 are JPKIAPICCTOKEN2 padded with blanks, not with zeros.',
      'EF 0006の先頭32バイトはJPKIAPICCTOKEN2で、空白(20)で埋める。',
    ),
    level: 'card',
    appliesTo: 'jpki & !phone',
    cost: 'none',
    rules: ['content/token-label'],
    given: [selectedFile('jpki', 0x0006)],
    async run({ card, check }) {
      const { data } = await card.expect('00 b0 00 00 20', '* 9000');
      check.same(t('label', 'ラベル'), data, textBytes('JPKIAPICCTOKEN2'.padEnd(32, ' ')));
    },
  }),
  defineCase({
    id: 'card/content/token-information',
    title: t('The token information has 160 bytes', 'トークン情報は160バイトである'),
    requirement: requires(
      jpkiFiles,
      'probe',
      'EF 0006 is exactly 160 bytes long.',
      'EF 0006はちょうど160バイトである。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    rules: ['content/token-info-length'],
    given: [selectedFile('jpki', 0x0006)],
    async run({ card, check }) {
      const { data } = await card.expect('00 b0 00 00 00', '* 9000');
      check.that(
        t('bytes in the file', 'ファイルのバイト数'),
        data.length === 160,
        '160',
        String(data.length),
      );
    },
  }),
  defineCase({
    id: 'card/content/certificates-present',
    title: t('EF 0008 tells that both certificates are there', 'EF 0008は両方の証明書があることを示す'),
    requirement: requires(
      jpkiFiles,
      'probe',
      'EF 0008 holds 8F 8F 00 when both certificates are present.',
      '両方の証明書があるとき、EF 0008は8F 8F 00である。',
    ),
    level: 'card',
    appliesTo: 'jpki & signature-certificate',
    cost: 'none',
    rules: ['read/end-without-warning'],
    given: [selectedFile('jpki', 0x0008)],
    async run({ card }) {
      await card.expect('00 b0 00 00 00', '8f 8f 00 9000');
    },
  }),
  defineCase({
    id: 'card/content/signature-certificate-absent',
    title: t(
      'EF 0008 tells that the signature certificate is absent',
      'EF 0008は署名用証明書がないことを示す',
    ),
    requirement: requires(
      'jpki-card 10, card without signature certificate',
      'inferred',
      'EF 0008 holds 00 8F 00 on a card without signature certificate.',
      '署名用証明書のないカードのEF 0008は00 8F 00である。',
    ),
    level: 'card',
    appliesTo: 'jpki & !signature-certificate',
    cost: 'none',
    rules: ['content/certificate-presence'],
    given: [selectedFile('jpki', 0x0008)],
    async run({ card }) {
      await card.expect('00 b0 00 00 00', '00 8f 00 9000');
    },
  }),
];

/** Extensions by the hex digits of their object identifier, with the bytes of extnValue. */
function certificateExtensions(certificate: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const wrapper = tbsOf(certificate).find(({ tag }) => tag === 0xa3);
  const found = new Map<string, Uint8Array>();
  if (wrapper === undefined) return found;
  for (const extension of readObjects(readObject(wrapper.value).value)) {
    const parts = readObjects(extension.value);
    const id = parts[0];
    const value = parts.at(-1);
    if (id !== undefined && value !== undefined)
      found.set(Buffer.from(id.value).toString('hex'), concat(value.value));
  }
  return found;
}
