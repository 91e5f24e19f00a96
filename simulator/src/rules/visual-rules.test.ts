import { constants, createHash, createPublicKey, publicDecrypt } from 'node:crypto';
import {
  changeReferenceData,
  contentOf,
  file,
  query,
  secrets,
  select,
  type TestSession,
  verify,
} from '../card/test-card.ts';
import { type CardKill, send, status, testKills } from '../card/test-kills.ts';
import { decodeTlv, decodeTlvs } from '../codec/ber-tlv.ts';
import { concatBytes, toHex } from '../codec/hex.ts';

const references = { birth: '91', numberB: '92', numberA: '93' } as const;
type Secret = keyof typeof references;

const verified = (...names: readonly Secret[]): string[] => [
  select.visual,
  ...names.map((name) => verify(secrets[name], references[name])),
];
/** Whether the EF can be read after one secret. */
const opens = (secret: Secret | undefined, sfi: string) =>
  status(...verified(...(secret === undefined ? [] : [secret])), `00b0${sfi}00 01`);

type Content = ReadonlyMap<number, Uint8Array>;
/** Objects in a file's template by tag: their values. */
const values = ({ card }: TestSession, identifier: number): Content =>
  new Map(
    decodeTlvs(decodeTlv(contentOf(card, 'visual', identifier)).value).map(({ tag, value }) => [tag, value]),
  );
const text = (session: TestSession, identifier: number, tag: number): string =>
  Buffer.from(values(session, identifier).get(tag)!).toString('latin1');
/** Objects as they stand, with tags and lengths. */
function objects({ card }: TestSession, identifier: number, ...tags: number[]): Uint8Array {
  const { value } = decodeTlv(contentOf(card, 'visual', identifier));
  const wanted = decodeTlvs(value).filter(({ tag }) => tags.includes(tag));
  return concatBytes(...wanted.map(({ offset, end }) => value.subarray(offset, end)));
}
const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
const digestInfo = '3031300d060960864801650304020105000420';
const threeDigests = '3071300d060960864801650304020105000460';

/** What a signature opens to with a modulus; `nothing` when it is another key's. */
function open(signature: Uint8Array, modulus: Uint8Array): string {
  const n = Buffer.from(modulus).toString('base64url');
  const key = createPublicKey({ key: { kty: 'RSA', n, e: 'AQAB' }, format: 'jwk' });
  try {
    return toHex(publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature));
  } catch {
    return 'nothing';
  }
}
const certified = ({ card }: TestSession): Uint8Array =>
  decodeTlvs(decodeTlv(contentOf(card, 'visual', 0x04)).value)[0]!.value.subarray(-256);
const opened = (session: TestSession, identifier: number, tag: number): string =>
  open(values(session, identifier).get(tag)!, certified(session));
/** Width and height in the IHDR of a PNG. */
const size = (png: Uint8Array): string => `${png[19]} ${png[23]}`;
/** Whether cells of six pixels look alike in the first row of ink of a picture drawn at scale 1. */
const looks = (png: Uint8Array, cells: number): string => {
  const row = toHex(png.subarray(48 + 5 * ((cells * 6) / 8 + 1) + 1, 48 + 6 * ((cells * 6) / 8 + 1)));
  const bits = BigInt(`0x${row}`)
    .toString(2)
    .padStart(cells * 6, '0');
  return new Set(bits.match(/.{6}/g)).size > 1 ? 'several digits' : 'one digit';
};

const kills: readonly CardKill[] = [
  { rule: 'visual/age-by-birth-key', ask: opens('birth', '81'), whole: '9000', broken: '6982' },
  { rule: 'visual/age-not-by-numbers', ask: opens('numberB', '81'), whole: '6982', broken: '9000' },
  { rule: 'visual/face-by-a', ask: opens('numberA', '82'), whole: '9000', broken: '6982' },
  { rule: 'visual/face-by-b', ask: opens('numberB', '82'), whole: '9000', broken: '6982' },
  { rule: 'visual/face-not-by-birth-key', ask: opens('birth', '82'), whole: '6982', broken: '9000' },
  { rule: 'visual/number-image-by-a', ask: opens('numberA', '85'), whole: '9000', broken: '6982' },
  { rule: 'visual/number-image-not-by-b', ask: opens('numberB', '85'), whole: '6982', broken: '9000' },
  { rule: 'visual/information-free', ask: opens(undefined, '83'), whole: '9000', broken: '6982' },
  { rule: 'visual/certificate-free', ask: opens(undefined, '84'), whole: '9000', broken: '6982' },
  {
    rule: 'visual/filler-file',
    ask: send(select.visual, '00b08600 00'),
    whole: `${'ff'.repeat(16)}9000`,
    broken: `${'00'.repeat(16)}9000`,
  },
  {
    rule: 'visual/face-offsets',
    ask: (session) => toHex(values(session, 0x02).get(0xdf21)!.subarray(0, 4)),
    whole: '001a0025',
    broken: '0000000b',
  },
  {
    rule: 'visual/face-three-digests',
    ask: (session) => opened(session, 0x02, 0xdf28).slice(0, 38),
    whole: threeDigests,
    broken: digestInfo,
  },
  {
    rule: 'visual/face-unsigned-tail',
    ask: (session) =>
      String(opened(session, 0x02, 0xdf28).slice(-64) === sha256(objects(session, 0x02, 0xdf27))),
    whole: 'true',
    broken: 'false',
  },
  {
    rule: 'visual/record-signature',
    ask: (session) =>
      [
        [0x01, 0xdf11, 0xdf12, 0xdf13],
        [0x05, 0xdf41, 0xdf42, 0xdf43],
      ]
        .map(
          ([identifier, first, second, signature]) =>
            opened(session, identifier!, signature!) ===
            `${digestInfo}${sha256(objects(session, identifier!, first!, second!))}`,
        )
        .join(' '),
    whole: 'true true',
    broken: 'false false',
  },
  {
    rule: 'visual/signed-by-certified-key',
    ask: (session) => opened(session, 0x01, 0xdf13).replace(/^3031.*/, 'a DigestInfo'),
    whole: 'a DigestInfo',
    broken: 'nothing',
  },
  {
    rule: 'visual/records-hold-card-key',
    ask: (session) => {
      const signature = session.data(select.visual, '802a0000 04 54455354 00');
      return open(signature, values(session, 0x01).get(0xdf12)!.subarray(-256));
    },
    whole: '54455354',
    broken: 'nothing',
  },
  {
    rule: 'visual/birth-gregorian',
    ask: (session) => `${text(session, 0x01, 0xdf11)} ${text(session, 0x02, 0xdf22)}`,
    whole: '19850412 19850412',
    broken: '00600412 00600412',
  },
  {
    rule: 'visual/face-expiry',
    ask: (session) => text(session, 0x02, 0xdf29),
    whole: '20360412',
    broken: '20310412',
  },
  {
    rule: 'visual/number-drawn',
    ask: (session) => looks(values(session, 0x05).get(0xdf41)!, 12),
    whole: 'several digits',
    broken: 'one digit',
  },
  {
    rule: 'visual/code-drawn',
    ask: (session) => looks(values(session, 0x02).get(0xdf2a)!, 4),
    whole: 'several digits',
    broken: 'one digit',
  },
  {
    rule: 'visual/picture-sizes',
    ask: (session) =>
      `${size(values(session, 0x05).get(0xdf41)!)}, ${size(values(session, 0x02).get(0xdf2a)!)}`,
    whole: '72 12, 24 12',
    broken: '144 24, 48 24',
  },
  {
    rule: 'visual/photo-in-jp2',
    ask: (session) => toHex(values(session, 0x02).get(0xdf27)!.subarray(0, 8)),
    whole: '0000000c6a502020',
    broken: 'ff4fff5100290000',
  },
  {
    rule: 'visual/information-form',
    ask: (session) => [...values(session, 0x03).values()].map(({ length }) => length).join(' '),
    whole: '4 16 1 5 272',
    broken: '4 16 1 5',
  },
  {
    rule: 'visual/information-municipality',
    ask: (session) => text(session, 0x03, 0xdf34),
    whole: '99001',
    broken: '00000',
  },
  {
    rule: 'visual/certificate-wrapped',
    ask: send(select.visual, '00b08400 02'),
    whole: '7f219000',
    broken: '5f4e9000',
  },
  {
    rule: 'visual/birth-key-era',
    ask: send(select.visual, verify('600412', '91')),
    whole: '9000',
    broken: '63c9',
  },
  {
    rule: 'visual/counters-own',
    ask: send(select.visual, verify('000000000000', '93'), select.text, file('0014'), query),
    whole: '63ca',
    broken: '63c9',
  },
  {
    rule: 'visual/unidentified-references',
    ask: send(select.visual, '00200094'),
    whole: '63c3',
    broken: '6a82',
  },
  { rule: 'visual/internal-files', ask: send(select.visual, file('001c')), whole: '9000', broken: '6a82' },
  {
    rule: 'visual/default-key',
    ask: status(select.visual, '802a0000 01 5a 00'),
    whole: '9000',
    broken: '6a88',
  },
  {
    rule: 'visual/signs-without-secret',
    ask: status(select.visual, '802a009a 01 5a 00'),
    whole: '9000',
    broken: '6982',
  },
  {
    rule: 'visual/authenticate-refused',
    ask: status(select.visual, '0088009a 04 54455354 00'),
    whole: '6985',
    broken: '9000',
  },
  {
    rule: 'visual/secrets-fixed',
    ask: send(...verified('numberA'), changeReferenceData('000000000000', '93')),
    whole: '6d00',
    broken: '9000',
  },
];

testKills('visual', kills);
