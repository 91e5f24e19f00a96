import { defineCommand, wrongP1P2 } from './define-command.ts';

export interface SetPublicIcKey {
  /** A card-verifiable certificate of a terminal. */
  readonly certificate: Uint8Array;
}

/** Hands the card a terminal's public key in a certificate. @see jpki-card reference, section 4.4 */
export const SET_PUBLIC_IC_KEY = defineCommand<SetPublicIcKey>({
  name: 'SET PUBLIC IC KEY',
  clause: 'the card’s own; jpki-card reference, 4.4',
  cla: 0x80,
  ins: 0xa2,
  decode({ p1, p2, data }) {
    if (p1 !== 0x00 || p2 !== 0xc1) throw wrongP1P2('P1-P2 of SET PUBLIC IC KEY are 00C1');
    return { certificate: data };
  },
  encode: ({ certificate }) => ({ p1: 0x00, p2: 0xc1, data: certificate, extended: true }),
});
