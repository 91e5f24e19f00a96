import { hex } from '../../codec/hex.ts';
import { SimulatorError } from '../../errors.ts';

/** A session that was kept, with a reader or a card. */
export interface Recording {
  readonly level: 'pn532' | 'card';
  readonly title: string;
  readonly answerToReset: Uint8Array;
  /** Hex digits of what was sent, and what came; undefined for an error frame. */
  readonly exchanges: readonly { readonly sent: string; readonly came: Uint8Array | undefined }[];
}

const hexOrCovered = /^(?:[0-9a-f]{2}|\*\*)*$/;

/** Covered bytes are played as 00. */
const played = (digits: string): Uint8Array => hex(digits.replaceAll('**', '00'));

/** Reads what `kazashi record` wrote. Throws SimulatorError `replay/form`, naming the line. */
export function parseRecording(text: string): Recording {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const wrong = (line: number, why: string): SimulatorError =>
    new SimulatorError('replay/form', `line ${line} of the recording: ${why}`);
  const values = lines.map((line, index): Readonly<Record<string, unknown>> => {
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>;
    } catch {
      // Told below.
    }
    throw wrong(index + 1, 'no JSON object');
  });
  const [head, ...rest] = values;
  const { kazashi, version, level, title, answerToReset } = head ?? {};
  if (kazashi !== 'recording' || version !== 1)
    throw wrong(1, 'it is not the head of a recording of version 1, as kazashi record makes them');
  if (level !== 'pn532' && level !== 'card') throw wrong(1, 'its level is neither pn532 nor card');
  if (typeof answerToReset !== 'string' || !hexOrCovered.test(answerToReset))
    throw wrong(1, 'no answerToReset');
  const exchanges = rest.map(({ sent, came }, index) => {
    if (typeof sent !== 'string' || !hexOrCovered.test(sent))
      throw wrong(index + 2, 'what was sent is no hex');
    if (came === 'error') return { sent, came: undefined };
    if (typeof came !== 'string' || !hexOrCovered.test(came)) throw wrong(index + 2, 'what came is no hex');
    return { sent, came: played(came) };
  });
  return { level, title: String(title ?? 'recording'), answerToReset: played(answerToReset), exchanges };
}

/** Finds answers in a recording: the next exchange that began with the same bytes, else the first one. */
export class Playback {
  readonly #recording: Recording;
  #at = 0;

  constructor(recording: Recording) {
    this.#recording = recording;
  }

  /** From the beginning again. */
  rewind(): void {
    this.#at = 0;
  }

  /** What came; `undefined` when nothing like it was ever sent. */
  find(sent: string): { readonly came: Uint8Array | undefined } | undefined {
    const { exchanges } = this.#recording;
    const same = (index: number): boolean => exchanges[index]!.sent === sent;
    let found = -1;
    for (let i = this.#at; i < exchanges.length && found < 0; i++) if (same(i)) found = i;
    for (let i = 0; i < this.#at && found < 0; i++) if (same(i)) found = i;
    if (found < 0) return undefined;
    this.#at = found + 1;
    return exchanges[found];
  }
}
