import { cyclesPerMs, frameWaitingTimeMs } from '../../media/frame-size.ts';
import type { BitRate, Modulation, RfAnswer } from '../../media/rf-frame.ts';
import { type OnAir, sent } from './air.ts';
import type { StatusAndData } from './chip-command.ts';
import type { Conduct } from './conduct.ts';
import { endless } from './rf-settings.ts';
import { type Status, status } from './status.ts';

/** An activated card that speaks the block protocol, as the chip keeps it. */
export interface BlockLink {
  readonly modulation: Modulation;
  readonly bitRate: BitRate;
  /** Card identifier that it was given; undefined when it was given none. */
  readonly cid: number | undefined;
  /** Longest frame that the card takes, CRC included. */
  readonly frameSize: number;
  /** Frame waiting time in ms. */
  readonly waitingMs: number;
  /** Of the next block. @see ISO/IEC 14443-4, 7.5.4 */
  blockNumber: number;
}

const longestWaitMs = frameWaitingTimeMs(14);
/** ΔFWT, 49152 / fc. */
const moreWaitMs = 49_152 / cyclesPerMs;

const [iBlock, rAck, rNak, deselect, wtx] = [0x02, 0xa2, 0xb2, 0xc2, 0xf2];
const [chaining, withCid, withNad] = [0x10, 0x08, 0x04];
const nothing = new Uint8Array(0);

function block(link: BlockLink, pcb: number, information: Uint8Array = nothing): Uint8Array {
  const prologue = link.cid === undefined ? 1 : 2;
  const bytes = new Uint8Array(prologue + information.length);
  bytes[0] = pcb | (link.cid === undefined ? 0 : withCid);
  if (link.cid !== undefined) bytes[1] = link.cid;
  bytes.set(information, prologue);
  return bytes;
}

/** A block of the card, without its prologue. */
type CardBlock =
  | { readonly kind: 'i'; readonly number: number; readonly more: boolean; readonly data: Uint8Array }
  | { readonly kind: 'ack'; readonly number: number }
  | { readonly kind: 'deselect' }
  | { readonly kind: 'wtx'; readonly multiplier: number };

/** Undefined for a block that is none. @see ISO/IEC 14443-4, 7.1 */
function cardBlock(link: BlockLink, bytes: Uint8Array): CardBlock | undefined {
  const pcb = bytes[0];
  if (pcb === undefined) return undefined;
  const hasCid = (pcb & withCid) !== 0;
  if (hasCid !== (link.cid !== undefined)) return undefined;
  if (hasCid && ((bytes[1] ?? 0xff) & 0x0f) !== link.cid) return undefined;
  const information = bytes.subarray(hasCid ? 2 : 1);
  const number = pcb & 1;
  const kind = pcb & ~withCid;
  if ((kind & 0xe2) === iBlock && (kind & withNad) === 0) {
    return { kind: 'i', number, more: (kind & chaining) !== 0, data: information };
  }
  if ((kind & 0xfe) === rAck) return information.length === 0 ? { kind: 'ack', number } : undefined;
  if (kind === deselect) return information.length === 0 ? { kind: 'deselect' } : undefined;
  if (kind === wtx && information.length === 1) {
    const multiplier = information[0]! & 0x3f;
    return multiplier >= 1 && multiplier <= 59 ? { kind: 'wtx', multiplier } : undefined;
  }
  return undefined;
}

const transceived = (link: BlockLink, bytes: Uint8Array, timeoutMs: number): OnAir<RfAnswer> =>
  sent({
    modulation: link.modulation,
    bitRate: link.bitRate,
    bytes,
    crc: 'reader',
    timeoutMs,
  });

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

/** Of an answer with PCBs; a chain that does not end is given up. */
const longestAnswer = 80_000;

/** One command APDU to an activated card, and its response APDU. Recovers as far as `retries` allows. */
export function* exchanged(
  link: BlockLink,
  command: Uint8Array,
  retries: number,
  holds: Conduct,
): OnAir<StatusAndData> {
  const room = link.frameSize - 3 - (link.cid === undefined ? 0 : 1);
  const parts: Uint8Array[] = [];
  let at = 0;
  let errors = 0;
  let receiving = false;
  let received = 0;
  const nextPart = (): Uint8Array => {
    const end = holds['exchange-chains-out'] ? Math.min(at + room, command.length) : command.length;
    const pcb = iBlock | link.blockNumber | (end < command.length ? chaining : 0);
    const bytes = block(link, pcb, command.subarray(at, end));
    at = end;
    return bytes;
  };
  const toggle = (): void => {
    if (holds['exchange-block-number']) link.blockNumber ^= 1;
  };
  const baseWaitMs = link.waitingMs + moreWaitMs;
  let part = nextPart();
  let next = part;
  let waitMs = baseWaitMs;
  for (;;) {
    const answer = yield* transceived(link, next, waitMs);
    waitMs = baseWaitMs;
    const heard = answer.kind === 'frame' ? cardBlock(link, answer.bytes) : undefined;
    if (heard?.kind === 'i' && heard.number === link.blockNumber && at === command.length) {
      toggle();
      parts.push(heard.data.slice());
      received += 1 + heard.data.length;
      if (received > longestAnswer) return { status: status.bufferTooSmall, data: nothing };
      if (!heard.more || !holds['exchange-chains-in']) return { status: status.ok, data: joined(parts) };
      receiving = true;
      errors = 0;
      next = block(link, rAck | link.blockNumber);
      continue;
    }
    if (heard?.kind === 'ack' && heard.number === link.blockNumber && at < command.length) {
      toggle();
      errors = 0;
      part = nextPart();
      next = part;
      continue;
    }
    if (heard?.kind === 'wtx' && holds['exchange-echoes-wtx']) {
      next = block(link, wtx, Uint8Array.of(heard.multiplier));
      waitMs = Math.min(link.waitingMs * heard.multiplier, longestWaitMs) + moreWaitMs;
      continue;
    }
    const limit = holds['exchange-asks-limited'] ? retries : endless;
    if (answer.kind === 'field-off' || (limit !== endless && ++errors > limit)) {
      return { status: statusOf(answer), data: nothing };
    }
    if (heard?.kind === 'ack' && heard.number !== link.blockNumber && !receiving) {
      if (!holds['exchange-resends-lost']) return { status: status.timeout, data: nothing };
      next = part;
      continue;
    }
    if (!holds['exchange-asks-again']) return { status: statusOf(answer), data: nothing };
    next = block(link, (receiving ? rAck : rNak) | link.blockNumber);
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const all = new Uint8Array(parts.reduce((length, { length: more }) => length + more, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** S(DESELECT), once more when it got lost. @see ISO/IEC 14443-4, 8 */
export function* deselected(link: BlockLink): OnAir<Status> {
  let answer: RfAnswer | undefined;
  for (let tries = 0; tries < 2; tries++) {
    answer = yield* transceived(link, block(link, deselect), frameWaitingTimeMs(4) + moreWaitMs);
    if (answer.kind === 'frame' && cardBlock(link, answer.bytes)?.kind === 'deselect') return status.ok;
  }
  return answer === undefined ? status.timeout : statusOf(answer);
}

/** Whether the card still answers: R(NAK) is answered R(ACK) or with the last block. */
export function* stillThere(link: BlockLink): OnAir<boolean> {
  const answer = yield* transceived(link, block(link, rNak | link.blockNumber), link.waitingMs + moreWaitMs);
  return answer.kind === 'frame' && cardBlock(link, answer.bytes) !== undefined;
}
