import {
  bytes,
  type Codec,
  defineChipCommand,
  type StatusAndData,
  statusAndData,
  statusByte,
  syntaxError,
  targetNumber,
} from '../chip-command.ts';

/** What InListPassiveTarget looks for. @see UM0701-02, 7.3.5 */
export const baudAndType = { a106: 0x00, f212: 0x01, f424: 0x02, b106: 0x03, jewel: 0x04 } as const;

export interface ListRequest {
  readonly maxTargets: number;
  readonly baudAndType: number;
  /** Type B: AFI, and how cards are polled; type A: identifier of the card wanted; FeliCa: polling request. */
  readonly initiatorData: Uint8Array;
}

/** The targets found, each as the chip tells it. */
export interface TargetList {
  readonly count: number;
  readonly data: Uint8Array;
}

const targetList: Codec<TargetList> = {
  decode(all) {
    if (all.length === 0) throw syntaxError('the number of targets is missing');
    return { count: all[0]!, data: all.subarray(1) };
  },
  encode({ count, data }) {
    const all = new Uint8Array(1 + data.length);
    all[0] = count;
    all.set(data, 1);
    return all;
  },
};

export const IN_LIST_PASSIVE_TARGET = defineChipCommand<ListRequest, TargetList>({
  name: 'InListPassiveTarget',
  code: 0x4a,
  clause: 'UM0701-02, 7.3.5',
  request: {
    decode(all) {
      const [maxTargets, type] = all;
      if (maxTargets === undefined || maxTargets < 1 || maxTargets > 2)
        throw syntaxError('one or two targets');
      if (type === undefined || type > baudAndType.jewel) throw syntaxError('no such type', 1);
      return { maxTargets, baudAndType: type, initiatorData: all.subarray(2) };
    },
    encode: ({ maxTargets, baudAndType: type, initiatorData }) =>
      Uint8Array.of(maxTargets, type, ...initiatorData),
  },
  answer: targetList,
});

export interface ExchangeRequest {
  readonly target: number;
  /** More data follow in another request. */
  readonly more: boolean;
  readonly data: Uint8Array;
}

const moreBit = 0x40;

export const IN_DATA_EXCHANGE = defineChipCommand<ExchangeRequest, StatusAndData>({
  name: 'InDataExchange',
  code: 0x40,
  clause: 'UM0701-02, 7.3.8',
  request: {
    decode(all) {
      if (all.length === 0) throw syntaxError('the number of the target is missing');
      return { target: all[0]! & ~moreBit, more: (all[0]! & moreBit) !== 0, data: all.subarray(1) };
    },
    encode({ target, more, data }) {
      const all = new Uint8Array(1 + data.length);
      all[0] = target | (more ? moreBit : 0);
      all.set(data, 1);
      return all;
    },
  },
  answer: statusAndData,
});

export const IN_COMMUNICATE_THRU = defineChipCommand<Uint8Array, StatusAndData>({
  name: 'InCommunicateThru',
  code: 0x42,
  clause: 'UM0701-02, 7.3.9',
  request: bytes,
  answer: statusAndData,
});

export const IN_DESELECT = defineChipCommand<number, number>({
  name: 'InDeselect',
  code: 0x44,
  clause: 'UM0701-02, 7.3.10',
  request: targetNumber,
  answer: statusByte,
});

export const IN_RELEASE = defineChipCommand<number, number>({
  name: 'InRelease',
  code: 0x52,
  clause: 'UM0701-02, 7.3.11',
  request: targetNumber,
  answer: statusByte,
});

export const IN_SELECT = defineChipCommand<number, number>({
  name: 'InSelect',
  code: 0x54,
  clause: 'UM0701-02, 7.3.12',
  request: targetNumber,
  answer: statusByte,
});

export interface PollRequest {
  /** FF: until something is found. */
  readonly times: number;
  /** In units of 150 ms. */
  readonly period: number;
  readonly types: readonly number[];
}

export const IN_AUTO_POLL = defineChipCommand<PollRequest, TargetList>({
  name: 'InAutoPoll',
  code: 0x60,
  clause: 'UM0701-02, 7.3.13',
  request: {
    decode(all) {
      const [times, period, ...types] = all;
      if (times === undefined || times === 0) throw syntaxError('it polls at least once');
      if (period === undefined || period < 1 || period > 15) throw syntaxError('the period is 1 to 15', 1);
      if (types.length < 1 || types.length > 15) throw syntaxError('1 to 15 types', 2);
      return { times, period, types };
    },
    encode: ({ times, period, types }) => Uint8Array.of(times, period, ...types),
  },
  answer: targetList,
});

const peerCommand = (name: string, code: number, clause: string) =>
  defineChipCommand<Uint8Array, StatusAndData>({ name, code, clause, request: bytes, answer: statusAndData });

/** NFC-DEP as initiator. No peer is ever there. */
export const IN_JUMP_FOR_DEP = peerCommand('InJumpForDEP', 0x56, 'UM0701-02, 7.3.3');
export const IN_JUMP_FOR_PSL = peerCommand('InJumpForPSL', 0x46, 'UM0701-02, 7.3.4');
export const IN_ATR = peerCommand('InATR', 0x50, 'UM0701-02, 7.3.6');
export const IN_PSL = peerCommand('InPSL', 0x4e, 'UM0701-02, 7.3.7');
