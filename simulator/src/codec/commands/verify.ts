import { defineCommand, wrongP1P2 } from './define-command.ts';
import { decodeFileReference, encodeFileReference, type FileReference } from './file-reference.ts';

export interface Verify {
  readonly reference: FileReference;
  /** Empty: asks for the retry counter and spends nothing. */
  readonly verificationData: Uint8Array;
}

export const VERIFY = defineCommand<Verify>({
  name: 'VERIFY',
  clause: 'ISO/IEC 7816-4:2020, 11.6.6',
  cla: 0x00,
  ins: 0x20,
  decode({ p1, p2, data }) {
    if (p1 !== 0) throw wrongP1P2('P1 of VERIFY is 00');
    const reference = decodeFileReference(p2);
    if (reference.kind === 'default') throw wrongP1P2('VERIFY names its reference');
    return { reference, verificationData: data };
  },
  encode: ({ reference, verificationData }) => ({
    p1: 0,
    p2: encodeFileReference(reference),
    data: verificationData,
  }),
});
