import { defineCommand, wrongDataLength, wrongP1P2 } from './define-command.ts';

export interface GetChallenge {
  readonly ne: number;
  readonly extended: boolean;
}

export const GET_CHALLENGE = defineCommand<GetChallenge>({
  name: 'GET CHALLENGE',
  clause: 'ISO/IEC 7816-4:2020, 11.6.3',
  cla: 0x00,
  ins: 0x84,
  decode({ p1, p2, data, ne, extended }) {
    if (p1 !== 0 || p2 !== 0) throw wrongP1P2('P1-P2 of GET CHALLENGE are 0000');
    if (data.length > 0) throw wrongDataLength('GET CHALLENGE carries no data');
    return { ne, extended };
  },
  encode: ({ ne, extended }) => ({ p1: 0, p2: 0, ne, extended }),
});
