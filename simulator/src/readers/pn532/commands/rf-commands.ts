import { defineChipCommand, nothing, syntaxError } from '../chip-command.ts';

/** Items of RFConfiguration, each with the lengths of its data. @see UM0701-02, 7.3.1 */
export const rfItems = {
  field: 0x01,
  timings: 0x02,
  retryCommunication: 0x04,
  retries: 0x05,
  analogA106: 0x0a,
  analogF: 0x0b,
  analogB: 0x0c,
  analogHigher: 0x0d,
} as const;

/** Data bytes of each item. */
export const rfItemLengths: Readonly<Record<number, number>> = {
  [rfItems.field]: 1,
  [rfItems.timings]: 3,
  [rfItems.retryCommunication]: 1,
  [rfItems.retries]: 3,
  [rfItems.analogA106]: 11,
  [rfItems.analogF]: 8,
  [rfItems.analogB]: 3,
  [rfItems.analogHigher]: 9,
};

export interface RfConfiguration {
  readonly item: number;
  readonly data: Uint8Array;
}

export const RF_CONFIGURATION = defineChipCommand<RfConfiguration, undefined>({
  name: 'RFConfiguration',
  code: 0x32,
  clause: 'UM0701-02, 7.3.1',
  request: {
    decode(all) {
      if (all.length === 0) throw syntaxError('RFConfiguration names its item');
      return { item: all[0]!, data: all.subarray(1) };
    },
    encode: ({ item, data }) => Uint8Array.of(item, ...data),
  },
  answer: nothing,
});

export const RF_REGULATION_TEST = defineChipCommand<number, undefined>({
  name: 'RFRegulationTest',
  code: 0x58,
  clause: 'UM0701-02, 7.3.2: it goes on until it is aborted',
  request: {
    decode(all) {
      if (all.length !== 1) throw syntaxError('one byte says what is sent');
      return all[0]!;
    },
    encode: (mode) => Uint8Array.of(mode),
  },
  answer: nothing,
});
