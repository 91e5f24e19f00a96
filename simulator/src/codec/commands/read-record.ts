import { defineCommand, wrongDataLength, wrongP1P2 } from './define-command.ts';

export interface ReadRecord {
  readonly record: number;
  /** The one record, or all from it to the last. */
  readonly extent: 'one' | 'to-last';
  readonly shortIdentifier: number | undefined;
  readonly ne: number;
}

export const READ_RECORD = defineCommand<ReadRecord>({
  name: 'READ RECORD',
  clause: 'ISO/IEC 7816-4:2020, 11.4.3',
  cla: 0x00,
  ins: 0xb2,
  decode({ p1, p2, data, ne }) {
    if (data.length > 0) throw wrongDataLength('READ RECORD carries no data');
    const mode = p2 & 0x07;
    if (mode !== 4 && mode !== 5) throw wrongP1P2('record addressing other than by number');
    const shortIdentifier = p2 >> 3;
    if (shortIdentifier === 31) throw wrongP1P2('short EF identifier');
    return {
      record: p1,
      extent: mode === 4 ? 'one' : 'to-last',
      shortIdentifier: shortIdentifier || undefined,
      ne,
    };
  },
  encode({ record, extent, shortIdentifier, ne }) {
    return { p1: record, p2: ((shortIdentifier ?? 0) << 3) | (extent === 'one' ? 4 : 5), ne };
  },
});
