import { defineCommand, wrongDataLength, wrongP1P2 } from './define-command.ts';

export type Select =
  | {
      readonly by: 'name';
      readonly name: Uint8Array;
      readonly occurrence: 'first' | 'next';
      /** Response data wanted: an FCI template, or none. */
      readonly answer: 'fci' | 'none';
    }
  | { readonly by: 'file'; readonly identifier: number; readonly answer: 'fci' | 'none' }
  | { readonly by: 'master-file'; readonly identifier: number | undefined };

/** SELECT in the forms that clients of the card send. */
export const SELECT = defineCommand<Select>({
  name: 'SELECT',
  clause: 'ISO/IEC 7816-4:2020, 11.2.2',
  cla: 0x00,
  ins: 0xa4,
  decode({ p1, p2, data }) {
    const answer = (p2 & 0x0c) === 0x0c ? 'none' : 'fci';
    if (p1 === 0x04) {
      if (p2 !== 0x00 && p2 !== 0x0c && p2 !== 0x02 && p2 !== 0x0e) throw wrongP1P2('P2 of SELECT by name');
      if (data.length > 16) throw wrongDataLength('a DF name has at most 16 bytes');
      return { by: 'name', name: data, occurrence: (p2 & 0x02) === 0 ? 'first' : 'next', answer };
    }
    if (p1 === 0x02) {
      if (p2 !== 0x00 && p2 !== 0x0c) throw wrongP1P2('P2 of SELECT by file identifier');
      if (data.length !== 2) throw wrongDataLength('a file identifier has two bytes');
      return { by: 'file', identifier: (data[0]! << 8) | data[1]!, answer };
    }
    if (p1 === 0x00) {
      if (p2 !== 0x00 && p2 !== 0x0c) throw wrongP1P2('P2 of SELECT of the master file');
      if (data.length !== 0 && data.length !== 2) throw wrongDataLength('a file identifier has two bytes');
      return { by: 'master-file', identifier: data.length === 0 ? undefined : (data[0]! << 8) | data[1]! };
    }
    throw wrongP1P2('P1 of SELECT');
  },
  encode(select) {
    if (select.by === 'name') {
      const p2 = (select.answer === 'none' ? 0x0c : 0x00) | (select.occurrence === 'next' ? 0x02 : 0x00);
      return { p1: 0x04, p2, data: select.name, ne: select.answer === 'fci' ? 256 : 0 };
    }
    if (select.by === 'file') {
      const data = Uint8Array.of(select.identifier >> 8, select.identifier & 0xff);
      return {
        p1: 0x02,
        p2: select.answer === 'none' ? 0x0c : 0x00,
        data,
        ne: select.answer === 'fci' ? 256 : 0,
      };
    }
    if (select.identifier === undefined) return { p1: 0, p2: 0 };
    return { p1: 0, p2: 0, data: Uint8Array.of(select.identifier >> 8, select.identifier & 0xff) };
  },
});
