import { defineCommand, wrongDataLength } from './define-command.ts';

export interface GetData {
  /** Tag of the data object, P1-P2. */
  readonly tag: number;
  readonly ne: number;
}

export const GET_DATA = defineCommand<GetData>({
  name: 'GET DATA',
  clause: 'ISO/IEC 7816-4:2020, 11.5.3',
  cla: 0x00,
  ins: 0xca,
  decode({ p1, p2, data, ne }) {
    if (data.length > 0) throw wrongDataLength('GET DATA carries no data');
    return { tag: (p1 << 8) | p2, ne };
  },
  encode: ({ tag, ne }) => ({ p1: tag >> 8, p2: tag & 0xff, ne }),
});
