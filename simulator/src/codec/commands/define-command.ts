import { CodecError } from '../codec-error.ts';
import type { CommandApdu } from '../command-apdu.ts';
import { encodeCommandApdu } from '../command-apdu.ts';

/** The parts of a command APDU that an encoder gives; absent data and Ne mean none. */
export interface CommandParts {
  readonly p1: number;
  readonly p2: number;
  readonly data?: Uint8Array;
  readonly ne?: number;
  readonly extended?: boolean;
}

/** One command of the card: its class and instruction, and its parameters in both directions. */
export interface Command<P> {
  readonly name: string;
  readonly clause: string;
  readonly cla: number;
  readonly ins: number;
  /**
   * Parameters of a command APDU with this class and instruction. Throws CodecError `codec/p1-p2` or
   * `codec/data-length` when they are none of this command.
   */
  decode(apdu: CommandApdu): P;
  encode(parameters: P): CommandParts;
}

export const defineCommand = <P>(command: Command<P>): Command<P> => command;

/** The bytes of a command with its parameters. */
export function commandBytes<P>(command: Command<P>, parameters: P): Uint8Array {
  return encodeCommandApdu({ cla: command.cla, ins: command.ins, ...command.encode(parameters) });
}

export const wrongP1P2 = (text: string): CodecError => new CodecError('codec/p1-p2', text, 2);
export const wrongDataLength = (text: string): CodecError => new CodecError('codec/data-length', text, 4);
