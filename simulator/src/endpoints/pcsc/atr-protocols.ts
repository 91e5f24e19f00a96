import { Protocol, SCARD } from './scard.ts';

export interface AtrProtocols {
  /** Bits of every protocol offered; 0 when the ATR cannot be read. */
  readonly available: number;
  /** The one in force without PPS. */
  readonly first: number;
}

const none: AtrProtocols = { available: 0, first: 0 };
const bits: Readonly<Record<number, number>> = { 0: Protocol.t0, 1: Protocol.t1, 15: Protocol.t15 };

/**
 * The protocols an Answer to Reset offers: each TDi names one, TA2 (specific mode) leaves only its own, and an
 * ATR without any TDi is T=0.
 * @see ISO/IEC 7816-3:2006, 8.2.3 and 8.3
 */
export function atrProtocols(atr: Uint8Array): AtrProtocols {
  if (atr.length < 2 || (atr[0] !== 0x3b && atr[0] !== 0x3f)) return none;
  let available = 0;
  let first = 0;
  let follow = atr[1]! >> 4;
  let at = 2;
  for (let i = 1; follow !== 0; i++) {
    const ta = follow & 1 ? atr[at++] : undefined;
    if (follow & 2) at++;
    if (follow & 4) at++;
    const td = follow & 8 ? atr[at++] : undefined;
    if (at > atr.length) return none;
    if (i === 2 && ta !== undefined) {
      const specific = (ta & 0x0f) <= 1 ? bits[ta & 0x0f]! : 0;
      return { available: specific, first: specific };
    }
    if (td === undefined) break;
    const bit = bits[td & 0x0f] ?? 0;
    if (i === 1) first = bit === Protocol.t15 ? 0 : bit;
    available |= bit;
    follow = td >> 4;
  }
  return available === 0 ? { available: Protocol.t0, first: Protocol.t0 } : { available, first };
}

/**
 * Chooses between card, reader and program as pcscd does: T=1 before T=0 of what the card offers; when the
 * reader refuses that one, the card's first protocol if the program takes it. Gives the protocol's bit, or a
 * return code from 80100000 up.
 * @see pcsc reference, 1.5 CONNECT
 */
export function negotiate(atr: Uint8Array, preferred: number, reader: number): number {
  const { available, first } = atrProtocols(atr);
  const wanted = preferred & Protocol.anyOld ? Protocol.t0 | Protocol.t1 : preferred;
  const common = wanted & available & (Protocol.t0 | Protocol.t1);
  if (common === 0) return SCARD.protocolMismatch;
  const chosen = common & Protocol.t1 ? Protocol.t1 : Protocol.t0;
  if (chosen & reader) return chosen;
  if (first === common) return SCARD.unresponsiveCard;
  if ((first & common) === 0) return SCARD.protocolMismatch;
  return first & reader ? first : SCARD.unresponsiveCard;
}
