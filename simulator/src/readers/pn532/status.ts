import type { RfAnswer } from '../../media/rf-frame.ts';

/** Error code in the low six bits of a status byte. @see UM0701-02, 7.1 */
export const status = {
  ok: 0x00,
  timeout: 0x01,
  crc: 0x02,
  parity: 0x03,
  bitCount: 0x04,
  framing: 0x05,
  collision: 0x06,
  bufferTooSmall: 0x07,
  overflow: 0x09,
  fieldNotOn: 0x0a,
  protocol: 0x0b,
  overheated: 0x0d,
  invalidParameter: 0x10,
  format: 0x13,
  wrongContext: 0x27,
  /** Type B: another card has taken the place of the one that was there. */
  cardSwapped: 0x2a,
  /** Type B: the card that was there is gone. */
  cardGone: 0x2b,
} as const;

export type Status = (typeof status)[keyof typeof status];

/** Bit of the status byte: more data are to come. */
export const moreInformation = 0x40;

/** What a host is told of an answer that is none. */
export function statusOf(answer: RfAnswer): Status {
  if (answer.kind === 'silence') return status.timeout;
  if (answer.kind === 'field-off') return status.fieldNotOn;
  if (answer.kind === 'collision') return status.collision;
  if (answer.kind === 'corrupt') {
    if (answer.error === 'temperature') return status.overheated;
    if (answer.error === 'parity') return status.parity;
    return answer.error === 'crc' ? status.crc : status.framing;
  }
  return status.format;
}
