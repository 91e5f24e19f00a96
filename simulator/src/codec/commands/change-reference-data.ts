import { defineCommand, wrongP1P2 } from './define-command.ts';
import { decodeFileReference, encodeFileReference, type FileReference } from './file-reference.ts';

/** The new value alone: the old one was verified before. */
export interface ChangeReferenceData {
  readonly reference: FileReference;
  readonly newReferenceData: Uint8Array;
}

/** CHANGE REFERENCE DATA as the JPKI and text applications take it. @see jpki-card reference, section 3 */
export const CHANGE_REFERENCE_DATA = defineCommand<ChangeReferenceData>({
  name: 'CHANGE REFERENCE DATA',
  clause: 'ISO/IEC 7816-4:2020, 11.6.7',
  cla: 0x00,
  ins: 0x24,
  decode({ p1, p2, data }) {
    if (p1 !== 0x01) throw wrongP1P2('only the form with the new value alone (P1=01)');
    const reference = decodeFileReference(p2);
    if (reference.kind === 'default') throw wrongP1P2('CHANGE REFERENCE DATA names its reference');
    return { reference, newReferenceData: data };
  },
  encode: ({ reference, newReferenceData }) => ({
    p1: 0x01,
    p2: encodeFileReference(reference),
    data: newReferenceData,
  }),
});

/** CHANGE KEY as the common and juki applications take it (JICSAP). @see jpki-card reference, section 3 */
export const CHANGE_KEY = defineCommand<ChangeReferenceData>({
  name: 'CHANGE KEY',
  clause: 'JICSAP IC card specification 1.1, CHANGE KEY',
  cla: 0x80,
  ins: 0x32,
  decode({ p1, p2, data }) {
    if (p1 !== 0x00) throw wrongP1P2('P1 of CHANGE KEY is 00');
    const reference = decodeFileReference(p2);
    if (reference.kind === 'default') throw wrongP1P2('CHANGE KEY names its reference');
    return { reference, newReferenceData: data };
  },
  encode: ({ reference, newReferenceData }) => ({
    p1: 0x00,
    p2: encodeFileReference(reference),
    data: newReferenceData,
  }),
});
