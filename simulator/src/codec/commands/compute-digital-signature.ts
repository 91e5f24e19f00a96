import { defineCommand } from './define-command.ts';
import { decodeFileReference, encodeFileReference, type FileReference } from './file-reference.ts';

export interface ComputeDigitalSignature {
  /** P1 as sent; which values there are is the card's rule. */
  readonly scheme: number;
  readonly key: FileReference;
  readonly input: Uint8Array;
  readonly ne: number;
}

/** The card's own signature command, class 80. @see jpki-card reference, section 4.1 */
export const COMPUTE_DIGITAL_SIGNATURE = defineCommand<ComputeDigitalSignature>({
  name: 'COMPUTE DIGITAL SIGNATURE',
  clause: 'JICSAP IC card specification 1.1; ISO/IEC 7816-8 PERFORM SECURITY OPERATION',
  cla: 0x80,
  ins: 0x2a,
  decode: ({ p1, p2, data, ne }) => ({ scheme: p1, key: decodeFileReference(p2), input: data, ne }),
  encode: ({ scheme, key, input, ne }) => ({ p1: scheme, p2: encodeFileReference(key), data: input, ne }),
});
