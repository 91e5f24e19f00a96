import { toHex } from '../../bytes/hex.ts';
import type { ApplicationName } from '../../engine/applications.ts';
import { answering, type Exchange, type Fault, fault, isIns, withLastFlipped } from './fault.ts';

const reads = (exchange: Exchange, application: ApplicationName, file: number): boolean =>
  isIns(exchange, 0xb0, 0xb2) && exchange.at.application === application && exchange.at.file === file;

/** Where these bytes begin, in hex digits counted as bytes; undefined when they are not there. */
function indexOf(bytes: Uint8Array, wanted: string): number | undefined {
  const text = toHex(bytes);
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    if (at % 2 === 0) return at / 2;
  }
  return undefined;
}

/** Flips the last bit of the byte that stands `distance` after the bytes wanted. */
function flipAfter(response: Uint8Array, wanted: string, distance: number): Uint8Array {
  const at = indexOf(response, wanted);
  return at === undefined || at + distance >= response.length - 2
    ? response
    : withLastFlipped(response, at + distance);
}

/** Flips the last byte of a file, as it comes with the read that is shorter than what was asked, or exact. */
const flipEnd = (response: Uint8Array): Uint8Array =>
  response.length > 2 && response.length < 258 ? withLastFlipped(response, response.length - 3) : response;

const resetFault = (kind: 'contact' | 'contactless', en: string, ja: string): Fault =>
  fault(`answer-to-reset-check-byte-${kind}`, en, ja, () => ({
    answerToReset: (answer) => {
      const contactless = answer[2] === 0x80 && answer[3] === 0x01;
      return contactless === (kind === 'contactless') ? withLastFlipped(answer, answer.length - 1) : answer;
    },
  }));

/** What a card says, wrong in one place, and how it lies. */
export const contentFaults: readonly Fault[] = [
  fault(
    'turned-answers',
    'A card with contacts the wrong way round is mute',
    '接触カードは向きが違えば応答しない',
    () => ({ turned: 'nothing' }),
  ),
  fault(
    'turned-mute',
    'A contactless card answers on either side',
    '非接触カードはどちらの面でも応答する',
    () => ({ turned: 'mute' }),
  ),
  resetFault(
    'contact',
    'The Answer to Reset of a card with contacts ends with its check byte',
    '接触カードのATRは検査バイトで終わる',
  ),
  resetFault(
    'contactless',
    'The Answer to Reset of a contactless card ends with its check byte',
    '非接触カードのATRは検査バイトで終わる',
  ),
  answering(
    'key-usage',
    'Certificates carry the key usage of their kind',
    '証明書は種別に応じた鍵用途を持つ',
    (exchange, response) =>
      // 06 03 55 1D 0F, 01 01 FF, 04 04, then the BIT STRING.
      isIns(exchange, 0xb0) ? flipAfter(response, '0603551d0f0101ff0404', 13) : response,
  ),
  answering(
    'authentication-certificate-signature',
    'The user authentication certificate is signed by its CA',
    '利用者証明用証明書は認証局が署名している',
    (exchange, response) => (reads(exchange, 'jpki', 0x0a) ? flipEnd(response) : response),
  ),
  answering(
    'signature-certificate-signature',
    'The digital signature certificate is signed by its CA',
    '署名用証明書は認証局が署名している',
    (exchange, response) => (reads(exchange, 'jpki', 0x01) ? flipEnd(response) : response),
  ),
  answering(
    'text-information',
    'The text application describes itself',
    '券面事項入力補助はAP情報を持つ',
    (exchange, response) => (reads(exchange, 'text', 0x05) ? flipAfter(response, 'df41', 1) : response),
  ),
  fault(
    'authentication-deterministic',
    'The same challenge is answered the same',
    '同じチャレンジには同じ応答を返す',
    () => {
      let count = 0;
      return {
        response(exchange, response) {
          if (!isIns(exchange, 0x88) || response.length !== 258) return response;
          count++;
          return count % 2 === 0 ? withLastFlipped(response, 0) : response;
        },
      };
    },
  ),
];
