import { concat, hex, toHex } from '../../bytes/hex.ts';
import { type ApplicationName, aids } from '../../engine/applications.ts';
import { answering, type Fault, isIns, says, status, withLastFlipped, withoutLastByte } from './fault.ts';

const readBinary = 0xb0;

/** Sizes at which readers and chips break: the answer has one byte too few there. */
const shortLengths = [253, 254, 255].map((length) =>
  answering(
    `short-le-${length}`,
    `A short Le of ${length} gives ${length} bytes`,
    `短縮Le ${length}は${length}バイトを返す`,
    (exchange, response) =>
      isIns(exchange, readBinary) && exchange.command.length === 5 && exchange.command[4] === length
        ? shortened(response, length)
        : response,
  ),
);

const extendedLengths = [1, 253, 254, 255, 256, 257, 258, 259, 512].map((length) =>
  answering(
    `extended-le-${length}`,
    `An extended Le of ${length} gives ${length} bytes`,
    `拡張Le ${length}は${length}バイトを返す`,
    (exchange, response) =>
      isIns(exchange, readBinary) &&
      exchange.command.length === 7 &&
      exchange.command[5]! * 256 + exchange.command[6]! === length
        ? shortened(response, length)
        : response,
  ),
);

const shortened = (response: Uint8Array, length: number): Uint8Array =>
  response.length === length + 2 ? withoutLastByte(response) : response;

const names: readonly ApplicationName[] = ['jpki', 'text', 'common', 'juki'];
const control = names.map((name) =>
  answering(
    `control-information-${name}`,
    `SELECT of the ${name} application with P2=0C answers no data`,
    `P2=0Cによるアプリケーション${name}のSELECTはデータを返さない`,
    (exchange, response) =>
      isIns(exchange, 0xa4) &&
      toHex(exchange.command).startsWith(`00a4040c0a${aids[name]}`) &&
      status(response) === '9000'
        ? concat(hex(`6f0c840a${aids[name]}`), response)
        : response,
  ),
);

const dataObjects = ['0042', '0045', '0066', '00f0', '00f2', '00f7'].map((tag) =>
  answering(
    `data-object-${tag}`,
    `The data object ${tag.toUpperCase()} has content`,
    `データオブジェクト${tag.toUpperCase()}には内容がある`,
    ({ command }, response) => (toHex(command).startsWith(`00ca${tag}`) ? response.subarray(-2) : response),
  ),
);

const delivery = (['jpki', 'juki', 'common', 'visual'] as const).map((name) =>
  answering(
    `session-key-${name}`,
    `SET SESSION KEY is refused in the ${name} application as nowhere else`,
    `アプリケーション${name}はSET SESSION KEYを所定の応答で拒否する`,
    (exchange, response) =>
      isIns(exchange, 0xae) && exchange.at.application === name ? says('6985') : response,
  ),
);

/** DigestInfo of each hash by its whole length. */
const digests = [
  ['sha1', 35],
  ['sha384', 67],
  ['sha512', 83],
] as const;
const signatures = digests.map(([hash, length]) =>
  answering(
    `sign-${hash}`,
    `DigestInfo of ${hash.toUpperCase()} is signed as it stands`,
    `${hash.toUpperCase()}のDigestInfoにそのまま署名する`,
    ({ command }, response) =>
      command[0] === 0x80 && command[1] === 0x2a && command[2] === 0 && command[4] === length
        ? withLastFlipped(response, 0)
        : response,
  ),
);

/** One command form, one length or one application answered wrongly. */
export const commandFaults: readonly Fault[] = [
  ...shortLengths,
  ...extendedLengths,
  ...control,
  ...dataObjects,
  ...delivery,
  ...signatures,
];
