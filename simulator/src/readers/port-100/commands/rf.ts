import { concatBytes } from '../../../codec/hex.ts';
import { defineCommand, oneByte, type Parameters, wrongParameters } from '../define-command.ts';

/** Transmitter and receiver, each by setting and type: `03 07 0F 07` is Type B at 106 kbit/s. */
export interface RfSetting {
  readonly send: readonly [setting: number, type: number];
  readonly receive: readonly [setting: number, type: number];
}

const rfSetting: Parameters<RfSetting> = {
  encode: ({ send, receive }) => Uint8Array.of(...send, ...receive),
  decode(bytes) {
    if (bytes.length !== 4) throw wrongParameters('four bytes expected');
    return { send: [bytes[0]!, bytes[1]!], receive: [bytes[2]!, bytes[3]!] };
  },
};

export const IN_SET_RF = defineCommand({
  name: 'InSetRF',
  code: 0x00,
  request: rfSetting,
  answer: oneByte,
});

/** Keys of the protocol settings and their values, in the order in which they were sent. */
export type ProtocolPairs = readonly (readonly [key: number, value: number])[];

const protocolPairs: Parameters<ProtocolPairs> = {
  encode: (pairs) => Uint8Array.from(pairs.flat()),
  decode(bytes) {
    if (bytes.length === 0 || bytes.length % 2 !== 0) throw wrongParameters('pairs of bytes expected');
    return Array.from({ length: bytes.length / 2 }, (_, i) => [bytes[2 * i]!, bytes[2 * i + 1]!] as const);
  },
};

export const IN_SET_PROTOCOL = defineCommand({
  name: 'InSetProtocol',
  code: 0x02,
  request: protocolPairs,
  answer: oneByte,
});

export interface InCommRfRequest {
  /** How long to wait for an answer, in tenths of a millisecond. */
  readonly timeout: number;
  readonly frame: Uint8Array;
}

/** What came of a frame: one with its number of bits in the last byte, or why there is none. */
export type InCommRfAnswer =
  | { readonly status: 0; readonly lastBits: number; readonly frame: Uint8Array }
  | { readonly status: number };

const inCommRfRequest: Parameters<InCommRfRequest> = {
  encode: ({ timeout, frame }) => concatBytes(Uint8Array.of(timeout & 0xff, timeout >> 8), frame),
  decode(bytes) {
    if (bytes.length < 3) throw wrongParameters('a timeout and a frame expected');
    return { timeout: bytes[0]! | (bytes[1]! << 8), frame: bytes.subarray(2) };
  },
};

const inCommRfAnswer: Parameters<InCommRfAnswer> = {
  encode(answer) {
    const { status } = answer;
    const head = Uint8Array.of(status, status >>> 8, status >>> 16, status >>> 24);
    return 'frame' in answer ? concatBytes(head, Uint8Array.of(answer.lastBits), answer.frame) : head;
  },
  decode(bytes) {
    if (bytes.length < 4) throw wrongParameters('four bytes of status expected');
    const status = (bytes[0]! | (bytes[1]! << 8) | (bytes[2]! << 16) | (bytes[3]! << 24)) >>> 0;
    if (status !== 0) return { status };
    if (bytes.length < 5) throw wrongParameters('the number of bits in the last byte expected');
    return { status: 0, lastBits: bytes[4]!, frame: bytes.subarray(5) };
  },
};

export const IN_COMM_RF = defineCommand({
  name: 'InCommRF',
  code: 0x04,
  request: inCommRfRequest,
  answer: inCommRfAnswer,
});

/** Bits of the status of InCommRF. @see nfcpy nfc/clf/rcs380.py, CommunicationError */
export const RfStatus = {
  protocol: 0x01,
  parity: 0x02,
  crc: 0x04,
  collision: 0x08,
  overflow: 0x10,
  temperature: 0x40,
  receiveTimeout: 0x80,
  crypto1: 0x100,
  rfca: 0x200,
  rfOff: 0x400,
  transmitTimeout: 0x800,
  receiveLength: 0x8000_0000,
} as const;

/** 0 off, 1 on. */
export const SWITCH_RF = defineCommand({ name: 'SwitchRF', code: 0x06, request: oneByte, answer: oneByte });
