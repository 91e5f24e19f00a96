/** What a frame from a reader is for, as far as its bytes tell. */
export type StruckFrame = 'search' | 'activation' | 'block';

const isInformation = (pcb: number): boolean => (pcb & 0xe2) === 0x02;

/**
 * Frames that look for cards (REQB, WUPB, Slot-MARKER, REQA, WUPA, FeliCa polling), that activate one (ATTRIB, HLTB,
 * anticollision, SELECT, RATS, PPS), and blocks. A command of one byte is never taken for another.
 */
export function frameKind(frame: Uint8Array): StruckFrame {
  const first = frame[0] ?? 0;
  if (frame.length === 1 && (first === 0x26 || first === 0x52 || (first & 0x0f) === 0x05)) return 'search';
  if (first === 0x05 && frame.length === 3) return 'search';
  if (first === 0x06 && frame.length === 6) return 'search';
  if (first === 0x1d || first === 0x93 || first === 0x95 || first === 0xe0) return 'activation';
  if (first === 0x50 && (frame.length === 5 || frame.length === 2)) return 'activation';
  return (first & 0xf0) === 0xd0 ? 'activation' : 'block';
}

/** What an I-block carries; `undefined` for any other frame. */
export function informationOf(frame: Uint8Array): Uint8Array | undefined {
  const pcb = frame[0] ?? 0;
  if (!isInformation(pcb)) return undefined;
  const cid = (pcb & 0x08) === 0 ? 0 : 1;
  const nad = (pcb & 0x04) === 0 ? 0 : 1;
  return frame.subarray(1 + cid + nad);
}
