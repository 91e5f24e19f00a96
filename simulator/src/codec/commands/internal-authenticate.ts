import { defineCommand, wrongP1P2 } from './define-command.ts';
import { decodeFileReference, encodeFileReference, type FileReference } from './file-reference.ts';

export interface InternalAuthenticate {
  readonly key: FileReference;
  readonly challenge: Uint8Array;
  readonly ne: number;
}

export const INTERNAL_AUTHENTICATE = defineCommand<InternalAuthenticate>({
  name: 'INTERNAL AUTHENTICATE',
  clause: 'ISO/IEC 7816-4:2020, 11.6.2',
  cla: 0x00,
  ins: 0x88,
  decode({ p1, p2, data, ne }) {
    if (p1 !== 0) throw wrongP1P2('P1 of INTERNAL AUTHENTICATE is 00');
    return { key: decodeFileReference(p2), challenge: data, ne };
  },
  encode: ({ key, challenge, ne }) => ({ p1: 0, p2: encodeFileReference(key), data: challenge, ne }),
});
