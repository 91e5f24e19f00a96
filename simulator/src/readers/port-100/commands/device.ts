import { CodecError } from '../../../codec/codec-error.ts';
import {
  anyBytes,
  defineCommand,
  none,
  oneByte,
  type Parameters,
  wrongParameters,
} from '../define-command.ts';

/** A version as two bytes, the minor one first, in decimal digits: `11 01` is 1.11. */
export interface Version {
  readonly minor: number;
  readonly major: number;
}

const version: Parameters<Version> = {
  encode: ({ minor, major }) => Uint8Array.of(minor, major),
  decode(bytes) {
    if (bytes.length !== 2) throw wrongParameters('two bytes expected');
    return { minor: bytes[0]!, major: bytes[1]! };
  },
};

/** Which firmware is asked for: the chip's own, or one of its parts. */
const firmwareParts: readonly number[] = [0x60, 0x61, 0x80];

export const GET_FIRMWARE_VERSION = defineCommand<number | undefined, Version>({
  name: 'GetFirmwareVersion',
  code: 0x20,
  request: {
    encode: (part) => (part === undefined ? new Uint8Array(0) : Uint8Array.of(part)),
    decode(bytes) {
      const known = bytes.length === 0 || (bytes.length === 1 && firmwareParts.includes(bytes[0]!));
      if (!known) throw wrongParameters('no part of the firmware');
      return bytes[0];
    },
  },
  answer: version,
});

export const GET_PD_DATA_VERSION = defineCommand<undefined, Version>({
  name: 'GetPDDataVersion',
  code: 0x22,
  request: none,
  answer: version,
});

/** Key of a protocol setting, and its value. */
export const IN_GET_PROTOCOL = defineCommand({
  name: 'InGetProtocol',
  code: 0x26,
  request: oneByte,
  answer: oneByte,
});

/** Command types as a bit mask of 64 bits, the high byte first. */
const commandTypes: Parameters<bigint> = {
  encode(mask) {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, mask);
    return bytes;
  },
  decode(bytes) {
    if (bytes.length !== 8) throw new CodecError('codec/port-100-parameters', 'eight bytes expected', 0);
    return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
  },
};

export const GET_COMMAND_TYPE = defineCommand<undefined, bigint>({
  name: 'GetCommandType',
  code: 0x28,
  request: none,
  answer: commandTypes,
});

export const SET_COMMAND_TYPE = defineCommand({
  name: 'SetCommandType',
  code: 0x2a,
  request: oneByte,
  answer: oneByte,
});

/** Delay before the restart in milliseconds. */
export const RESET_DEVICE = defineCommand<number, number>({
  name: 'ResetDevice',
  code: 0x12,
  request: {
    encode: (delayMs) => Uint8Array.of(delayMs & 0xff, delayMs >> 8),
    decode(bytes) {
      if (bytes.length !== 2) throw wrongParameters('two bytes expected');
      return bytes[0]! | (bytes[1]! << 8);
    },
  },
  answer: oneByte,
});

/** As a target: setting and type, `08 0B` for Type A at 106 kbit/s. There is none for Type B. */
export const TG_SET_RF = defineCommand<readonly [number, number], number>({
  name: 'TgSetRF',
  code: 0x40,
  request: {
    encode: ([setting, type]) => Uint8Array.of(setting, type),
    decode(bytes) {
      if (bytes.length !== 2) throw wrongParameters('two bytes expected');
      return [bytes[0]!, bytes[1]!];
    },
  },
  answer: oneByte,
});

/** Commands that the chip knows and a card of Type B has no use for; each is answered with a status. */
const others = {
  MaintainFlash: 0x10,
  GetProperty: 0x24,
  InSetRCT: 0x30,
  InGetRCT: 0x32,
  GetPDData: 0x34,
  ReadRegister: 0x36,
  TgSetProtocol: 0x42,
  TgSetAuto: 0x44,
  TgSetRFOff: 0x46,
  TgCommRF: 0x48,
  TgGetProtocol: 0x50,
  TgSetRCT: 0x60,
  TgGetRCT: 0x62,
  Diagnose: 0xf0,
} as const;

export const otherCommands = Object.entries(others).map(([name, code]) =>
  defineCommand({ name, code, request: anyBytes, answer: oneByte }),
);
