import { toHex } from '../bytes/hex.ts';
import type { Mutant } from '../engine/kill-matrix.ts';
import type { Subject } from '../engine/subject.ts';

/** A fault on the way from a card: what its answers look like then. */
interface Fault {
  /** The rule that the fault breaks. */
  readonly text: Mutant['text'];
  readonly answerToReset?: (answer: Uint8Array) => Uint8Array;
  readonly response?: (command: Uint8Array, response: Uint8Array, count: number) => Uint8Array;
}

const withLastFlipped = (bytes: Uint8Array, index: number): Uint8Array =>
  bytes.map((byte, i) => (i === index ? byte ^ 0x01 : byte));

/** Where these bytes begin, in hex digits counted as bytes; undefined when they are not there. */
function indexOf(bytes: Uint8Array, wanted: string): number | undefined {
  const text = toHex(bytes);
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    if (at % 2 === 0) return at / 2;
  }
  return undefined;
}

/** Flips the last bit of the byte that stands `distance` after the bytes wanted. */
const flipAfter =
  (wanted: string, distance: number) =>
  (response: Uint8Array): Uint8Array => {
    const at = indexOf(response, wanted);
    return at === undefined || at + distance >= response.length - 2
      ? response
      : withLastFlipped(response, at + distance);
  };

/**
 * What the simulator's own rules do not cover: faults of content, made by changing answers between the card and
 * the harness, so that the cases which look for them can be shown to see them.
 */
const faults: Readonly<Record<string, Fault>> = {
  'fault/answer-to-reset-check-byte': {
    text: { en: 'The Answer to Reset ends with its check byte', ja: 'ATRは検査バイトで終わる' },
    answerToReset: (answer) => withLastFlipped(answer, answer.length - 1),
  },
  'fault/data-objects-present': {
    text: { en: 'Data objects of the card have content', ja: 'カードのデータオブジェクトには内容がある' },
    response: (command, response) =>
      command[1] === 0xca && response.at(-2) === 0x90 ? response.subarray(-2) : response,
  },
  'fault/key-usage': {
    text: { en: 'Certificates carry the key usage of their kind', ja: '証明書は種別に応じた鍵用途を持つ' },
    // 06 03 55 1D 0F, 01 01 FF, 04 04, then the BIT STRING.
    response: (command, response) =>
      command[1] === 0xb0 ? flipAfter('0603551d0f0101ff0404', 13)(response) : response,
  },
  'fault/text-information': {
    text: { en: 'The text application describes itself', ja: '券面事項入力補助はAP情報を持つ' },
    response: (command, response) => (command[1] === 0xb0 ? flipAfter('df41', 1)(response) : response),
  },
  'fault/authentication-deterministic': {
    text: { en: 'The same challenge is answered the same', ja: '同じチャレンジには同じ応答を返す' },
    response: (command, response, count) =>
      command[1] === 0x88 && response.length === 258 && count % 2 === 0
        ? withLastFlipped(response, 0)
        : response,
  },
};

/** The faults, as mutants. */
export const faultMutants: readonly Mutant[] = Object.entries(faults).map(([id, { text }]) => ({
  id,
  area: 'card',
  rule: id,
  text,
}));

export function isFault(id: string): boolean {
  return Object.hasOwn(faults, id);
}

/** The same subject with a fault on the way. */
export function withFault(subject: Subject, id: string): Subject {
  const fault = faults[id];
  if (fault === undefined) return subject;
  let count = 0;
  return {
    ...subject,
    reset: async (signal) => {
      const answer = await subject.reset(signal);
      return fault.answerToReset?.(answer) ?? answer;
    },
    transmit: async (command, signal) => {
      const response = await subject.transmit(command, signal);
      count++;
      return fault.response?.(command, response, count) ?? response;
    },
  };
}
