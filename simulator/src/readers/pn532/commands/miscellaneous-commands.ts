import { bytes, defineChipCommand, nothing, statusByte, syntaxError } from '../chip-command.ts';

/** What Diagnose can be asked to test. @see UM0701-02, 7.2.1 */
export const diagnosis = {
  communication: 0x00,
  rom: 0x01,
  ram: 0x02,
  polling: 0x04,
  echoBack: 0x05,
  presence: 0x06,
  antenna: 0x07,
} as const;

export const DIAGNOSE = defineChipCommand<{ test: number; parameters: Uint8Array }, Uint8Array>({
  name: 'Diagnose',
  code: 0x00,
  clause: 'UM0701-02, 7.2.1',
  request: {
    decode(all) {
      if (all.length === 0) throw syntaxError('Diagnose names its test');
      return { test: all[0]!, parameters: all.subarray(1) };
    },
    encode: ({ test, parameters }) => Uint8Array.of(test, ...parameters),
  },
  answer: bytes,
});

export interface FirmwareVersion {
  readonly ic: number;
  readonly version: number;
  readonly revision: number;
  /** Bit 0 type A, bit 1 type B, bit 2 ISO/IEC 18092. */
  readonly support: number;
}

export const GET_FIRMWARE_VERSION = defineChipCommand<undefined, FirmwareVersion>({
  name: 'GetFirmwareVersion',
  code: 0x02,
  clause: 'UM0701-02, 7.2.2',
  request: nothing,
  answer: {
    decode(all) {
      if (all.length !== 4) throw syntaxError('a version has four bytes');
      return { ic: all[0]!, version: all[1]!, revision: all[2]!, support: all[3]! };
    },
    encode: ({ ic, version, revision, support }) => Uint8Array.of(ic, version, revision, support),
  },
});

export interface GeneralStatus {
  /** Error code of the last exchange. */
  readonly error: number;
  /** A field from outside is there. */
  readonly field: boolean;
  readonly targets: readonly {
    readonly target: number;
    readonly receive: number;
    readonly send: number;
    readonly type: number;
  }[];
  readonly sam: number;
}

export const GET_GENERAL_STATUS = defineChipCommand<undefined, GeneralStatus>({
  name: 'GetGeneralStatus',
  code: 0x04,
  clause: 'UM0701-02, 7.2.3',
  request: nothing,
  answer: {
    decode(all) {
      const count = all[2] ?? 0;
      if (all.length !== 4 + 4 * count) throw syntaxError('four bytes for every target', 2);
      const targets = Array.from({ length: count }, (_, i) => {
        const at = 3 + 4 * i;
        return { target: all[at]!, receive: all[at + 1]!, send: all[at + 2]!, type: all[at + 3]! };
      });
      return { error: all[0]!, field: all[1] === 0x01, targets, sam: all.at(-1)! };
    },
    encode: ({ error, field, targets, sam }) =>
      Uint8Array.of(
        error,
        field ? 1 : 0,
        targets.length,
        ...targets.flatMap(({ target, receive, send, type }) => [target, receive, send, type]),
        sam,
      ),
  },
});

export const READ_REGISTER = defineChipCommand<readonly number[], Uint8Array>({
  name: 'ReadRegister',
  code: 0x06,
  clause: 'UM0701-02, 7.2.4',
  request: {
    decode(all) {
      if (all.length === 0 || all.length % 2 !== 0) throw syntaxError('an address has two bytes');
      return Array.from({ length: all.length / 2 }, (_, i) => (all[2 * i]! << 8) | all[2 * i + 1]!);
    },
    encode: (addresses) => Uint8Array.from(addresses.flatMap((address) => [address >> 8, address & 0xff])),
  },
  answer: bytes,
});

export interface RegisterValue {
  readonly address: number;
  readonly value: number;
}

export const WRITE_REGISTER = defineChipCommand<readonly RegisterValue[], undefined>({
  name: 'WriteRegister',
  code: 0x08,
  clause: 'UM0701-02, 7.2.5',
  request: {
    decode(all) {
      if (all.length === 0 || all.length % 3 !== 0)
        throw syntaxError('an address and a value are three bytes');
      return Array.from({ length: all.length / 3 }, (_, i) => ({
        address: (all[3 * i]! << 8) | all[3 * i + 1]!,
        value: all[3 * i + 2]!,
      }));
    },
    encode: (values) =>
      Uint8Array.from(values.flatMap(({ address, value }) => [address >> 8, address & 0xff, value])),
  },
  answer: nothing,
});

export interface Ports {
  readonly p3: number;
  readonly p7: number;
}

export const READ_GPIO = defineChipCommand<undefined, Ports & { readonly i0i1: number }>({
  name: 'ReadGPIO',
  code: 0x0c,
  clause: 'UM0701-02, 7.2.6',
  request: nothing,
  answer: {
    decode(all) {
      if (all.length !== 3) throw syntaxError('the ports are three bytes');
      return { p3: all[0]!, p7: all[1]!, i0i1: all[2]! };
    },
    encode: ({ p3, p7, i0i1 }) => Uint8Array.of(p3, p7, i0i1),
  },
});

export const WRITE_GPIO = defineChipCommand<Ports, undefined>({
  name: 'WriteGPIO',
  code: 0x0e,
  clause: 'UM0701-02, 7.2.7',
  request: {
    decode(all) {
      if (all.length !== 2) throw syntaxError('two ports are written');
      return { p3: all[0]!, p7: all[1]! };
    },
    encode: ({ p3, p7 }) => Uint8Array.of(p3, p7),
  },
  answer: nothing,
});

/** Baud rates by their code. @see UM0701-02, 7.2.8 */
export const baudRates: readonly number[] = [
  9600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600, 1_288_000,
];

export const SET_SERIAL_BAUD_RATE = defineChipCommand<number, undefined>({
  name: 'SetSerialBaudRate',
  code: 0x10,
  clause: 'UM0701-02, 7.2.8',
  request: {
    decode(all) {
      const rate = baudRates[all[0] ?? -1];
      if (all.length !== 1 || rate === undefined) throw syntaxError('no such baud rate');
      return rate;
    },
    encode: (rate) => Uint8Array.of(baudRates.indexOf(rate)),
  },
  answer: nothing,
});

/** Flags of SetParameters. @see UM0701-02, 7.2.9 */
export const parameterFlag = {
  nad: 0x01,
  did: 0x02,
  autoAtrRes: 0x04,
  autoRats: 0x10,
  picc: 0x20,
  noAmble: 0x40,
} as const;

export const SET_PARAMETERS = defineChipCommand<number, undefined>({
  name: 'SetParameters',
  code: 0x12,
  clause: 'UM0701-02, 7.2.9',
  request: {
    decode(all) {
      if (all.length !== 1) throw syntaxError('the flags are one byte');
      return all[0]!;
    },
    encode: (flags) => Uint8Array.of(flags),
  },
  answer: nothing,
});

export interface SamConfiguration {
  /** 1 normal, 2 virtual card, 3 wired card, 4 dual card. */
  readonly mode: number;
  /** In units of 50 ms, for the virtual card. */
  readonly timeout?: number;
  readonly irq?: number;
}

export const SAM_CONFIGURATION = defineChipCommand<SamConfiguration, undefined>({
  name: 'SAMConfiguration',
  code: 0x14,
  clause: 'UM0701-02, 7.2.10',
  request: {
    decode(all) {
      const [mode, timeout, irq] = all;
      if (mode === undefined || all.length > 3) throw syntaxError('one to three bytes');
      return {
        mode,
        ...(timeout === undefined ? {} : { timeout }),
        ...(irq === undefined ? {} : { irq }),
      };
    },
    encode: ({ mode, timeout, irq }) =>
      Uint8Array.from([mode, timeout, irq].filter((byte) => byte !== undefined)),
  },
  answer: nothing,
});

export const POWER_DOWN = defineChipCommand<{ wakeUp: number; irq?: number }, number>({
  name: 'PowerDown',
  code: 0x16,
  clause: 'UM0701-02, 7.2.11',
  request: {
    decode(all) {
      const [wakeUp, irq] = all;
      if (wakeUp === undefined || all.length > 2) throw syntaxError('one or two bytes');
      return { wakeUp, ...(irq === undefined ? {} : { irq }) };
    },
    encode: ({ wakeUp, irq }) => Uint8Array.from(irq === undefined ? [wakeUp] : [wakeUp, irq]),
  },
  answer: statusByte,
});
