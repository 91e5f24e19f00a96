import { toHex } from '../bytes/hex.ts';

const cidFollows = 0x08;
const nadFollows = 0x04;
const chaining = 0x10;

const isInformation = (pcb: number): boolean => (pcb & 0xe2) === 0x02;

/** Bytes before the information field of an I-block. */
const prologue = (pcb: number): number =>
  1 + ((pcb & cidFollows) === 0 ? 0 : 1) + ((pcb & nadFollows) === 0 ? 0 : 1);

function blockName(pcb: number): string {
  if (isInformation(pcb)) return `I-block ${pcb & 1}${(pcb & chaining) === 0 ? '' : ', chained'}`;
  if ((pcb & 0xe6) === 0xa2) return `R(${(pcb & 0x10) === 0 ? 'ACK' : 'NAK'}) ${pcb & 1}`;
  switch (pcb & ~cidFollows) {
    case 0xc2:
      return 'S(DESELECT)';
    case 0xf2:
      return 'S(WTX)';
    case 0xf0:
      return 'S(PARAMETERS)';
    default:
      return `block ${pcb.toString(16).padStart(2, '0')}`;
  }
}

/**
 * What the standard calls a frame of a reader, by its bytes without CRC.
 * @see ISO/IEC 14443-3, 6 and 7; ISO/IEC 14443-4, 5 and 7.1
 */
export function describeFrame(modulation: 'A' | 'B' | 'F', bytes: Uint8Array): string {
  const [first = 0, second = 0, third = 0] = bytes;
  if (modulation === 'F') return second === 0x00 ? 'polling' : 'FeliCa frame';
  if (modulation === 'B') {
    if (first === 0x05 && bytes.length === 3) return (third & 0x08) === 0 ? 'REQB' : 'WUPB';
    if ((first & 0x0f) === 0x05 && bytes.length === 1) return `Slot-MARKER ${(first >> 4) + 1}`;
    if (first === 0x1d && bytes.length >= 5) return 'ATTRIB';
    if (first === 0x50 && bytes.length === 5) return 'HLTB';
    return blockName(first);
  }
  if (bytes.length === 1 && first === 0x26) return 'REQA';
  if (bytes.length === 1 && first === 0x52) return 'WUPA';
  if ([0x93, 0x95, 0x97].includes(first)) return second === 0x70 ? 'SELECT' : 'ANTICOLLISION';
  if (first === 0x50 && bytes.length === 2) return 'HLTA';
  if (first === 0xe0) return 'RATS';
  return (first & 0xf0) === 0xd0 ? 'PPS' : blockName(first);
}

/** Instructions whose data field is the value of a secret. */
const secretInstructions = new Set([0x20, 0x21, 0x24, 0x2c]);
/** Header and length byte of a command. */
const headLength = 5;

/**
 * Frames to a card as evidence shows them: what may be the value of a secret is covered, also across chained blocks.
 * One for each case, since it follows the chain.
 */
export function frameCover(): (bytes: Uint8Array) => string {
  let begun: number[] | undefined;
  return (bytes) => {
    const [pcb = 0] = bytes;
    const start = prologue(pcb);
    if (!isInformation(pcb) || bytes.length <= start) return toHex(bytes);
    const before = begun ?? [];
    const information = [...bytes.subarray(start)];
    const command = [...before, ...information];
    begun = (pcb & chaining) === 0 ? undefined : command;
    const instruction = command[1];
    const secret = instruction !== undefined && secretInstructions.has(instruction);
    // Of a chain whose instruction is still to come nothing can be said, and nothing secret was sent.
    const open = secret ? Math.max(0, headLength - before.length) : information.length;
    const shown = Math.min(start + open, bytes.length);
    return toHex(bytes.subarray(0, shown)) + '**'.repeat(bytes.length - shown);
  };
}
