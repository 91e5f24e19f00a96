import { defineCommand, wrongDataLength, wrongP1P2 } from './define-command.ts';

export interface ReadBinary {
  /** Short EF identifier, 1 to 30; absent: the current EF. */
  readonly shortIdentifier: number | undefined;
  /** 0 to 255 with a short identifier, else 0 to 32,767. */
  readonly offset: number;
  readonly ne: number;
}

export const READ_BINARY = defineCommand<ReadBinary>({
  name: 'READ BINARY',
  clause: 'ISO/IEC 7816-4:2020, 11.3.3',
  cla: 0x00,
  ins: 0xb0,
  decode({ p1, p2, data, ne }) {
    if (data.length > 0) throw wrongDataLength('READ BINARY carries no data');
    if ((p1 & 0x80) === 0) return { shortIdentifier: undefined, offset: (p1 << 8) | p2, ne };
    const shortIdentifier = p1 & 0x1f;
    if ((p1 & 0x60) !== 0 || shortIdentifier === 0 || shortIdentifier === 31)
      throw wrongP1P2('short EF identifier');
    return { shortIdentifier, offset: p2, ne };
  },
  encode({ shortIdentifier, offset, ne }) {
    if (shortIdentifier !== undefined) return { p1: 0x80 | shortIdentifier, p2: offset, ne };
    return { p1: offset >> 8, p2: offset & 0xff, ne };
  },
});
