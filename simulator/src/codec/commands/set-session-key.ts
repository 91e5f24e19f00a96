import { defineCommand, wrongP1P2 } from './define-command.ts';

export interface SetSessionKey {
  /** A session key message under the public key of the application. */
  readonly cryptogram: Uint8Array;
}

/** Delivers the key of secure messaging. @see jpki-card reference, section 4.4 */
export const SET_SESSION_KEY = defineCommand<SetSessionKey>({
  name: 'SET SESSION KEY',
  clause: 'JICSAP IC card specification 1.1, SET SESSION KEY',
  cla: 0x80,
  ins: 0xae,
  decode({ p1, p2, data }) {
    if (p1 !== 0 || p2 !== 0) throw wrongP1P2('P1-P2 of SET SESSION KEY are 0000');
    return { cryptogram: data };
  },
  encode: ({ cryptogram }) => ({ p1: 0, p2: 0, data: cryptogram, extended: true }),
});
