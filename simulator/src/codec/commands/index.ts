import type { CommandApdu } from '../command-apdu.ts';
import { CHANGE_KEY, CHANGE_REFERENCE_DATA } from './change-reference-data.ts';
import { COMPUTE_DIGITAL_SIGNATURE } from './compute-digital-signature.ts';
import { GET_CHALLENGE } from './get-challenge.ts';
import { GET_DATA } from './get-data.ts';
import { INTERNAL_AUTHENTICATE } from './internal-authenticate.ts';
import { READ_BINARY } from './read-binary.ts';
import { READ_RECORD } from './read-record.ts';
import { SELECT } from './select.ts';
import { SET_PUBLIC_IC_KEY } from './set-public-ic-key.ts';
import { SET_SESSION_KEY } from './set-session-key.ts';
import { VERIFY } from './verify.ts';

export {
  CHANGE_KEY,
  CHANGE_REFERENCE_DATA,
  COMPUTE_DIGITAL_SIGNATURE,
  GET_CHALLENGE,
  GET_DATA,
  INTERNAL_AUTHENTICATE,
  READ_BINARY,
  READ_RECORD,
  SELECT,
  SET_PUBLIC_IC_KEY,
  SET_SESSION_KEY,
  VERIFY,
};

/** What can be said of any command without knowing its parameters. */
export interface CommandDeclaration {
  readonly name: string;
  readonly clause: string;
  readonly cla: number;
  readonly ins: number;
  decode(apdu: CommandApdu): unknown;
}

/** Every command the card knows, by class and instruction. */
export const commands: readonly CommandDeclaration[] = [
  SELECT,
  READ_BINARY,
  READ_RECORD,
  VERIFY,
  CHANGE_REFERENCE_DATA,
  CHANGE_KEY,
  COMPUTE_DIGITAL_SIGNATURE,
  INTERNAL_AUTHENTICATE,
  GET_CHALLENGE,
  GET_DATA,
  SET_SESSION_KEY,
  SET_PUBLIC_IC_KEY,
];
