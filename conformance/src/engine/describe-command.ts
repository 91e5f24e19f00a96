import { applicationOf } from './applications.ts';
import type { FileAddress } from './card-position.ts';
import { secretAt } from './secret.ts';

const instructions: Readonly<Record<number, string>> = {
  32: 'VERIFY',
  36: 'CHANGE REFERENCE DATA',
  42: 'COMPUTE DIGITAL SIGNATURE',
  50: 'CHANGE KEY',
  132: 'GET CHALLENGE',
  136: 'INTERNAL AUTHENTICATE',
  162: 'SET PUBLIC IC KEY',
  164: 'SELECT',
  174: 'SET SESSION KEY',
  176: 'READ BINARY',
  178: 'READ RECORD',
  202: 'GET DATA',
};

const word = (value: number): string => value.toString(16).padStart(4, '0');
const byte = (value: number): string => value.toString(16).padStart(2, '0');

/** Name of a command APDU as the standard calls it, and what it goes to: `READ BINARY jpki/000a at 0, 256`. */
export function describeCommand(command: Uint8Array, target: FileAddress): string {
  const [cla = 0, ins = 0, p1 = 0, p2 = 0, lc = 0] = command;
  if (cla === 0xff) return `reader command ${byte(ins)}`;
  const name = instructions[ins] ?? `instruction ${byte(ins)}`;
  const where =
    target.file === undefined ? '' : ` ${target.application ?? 'unknown application'}/${word(target.file)}`;
  const extra = cla === 0x00 || cla === 0x80 ? '' : ` in class ${byte(cla)}`;
  switch (ins) {
    case 0xa4: {
      const data = command.subarray(5, 5 + lc);
      if (p1 === 0x04) return `${name} application ${applicationOf(data) ?? `of ${lc} name bytes`}${extra}`;
      return `${name}${data.length === 2 ? ` EF ${word(data[0]! * 256 + data[1]!)}` : ''}${extra}`;
    }
    case 0x20: {
      const secret = secretAt(target.application, target.file);
      return `${name}${command.length <= 5 ? ' (query)' : ''} ${secret ?? where.trim()}`.trimEnd() + extra;
    }
    case 0xb0: {
      const offset = p1 >= 0x80 ? p2 : p1 * 256 + p2;
      const le =
        command.length === 7
          ? command[5]! * 256 + command[6]! || 65_536
          : command.length === 5
            ? lc || 256
            : 0;
      return `${name}${where} at ${offset}, ${le}${extra}`;
    }
    case 0xb2:
      return `${name}${where} record ${p1}${extra}`;
    case 0x2a:
      return `${name}${where} P1=${byte(p1)}${extra}`;
    case 0xca:
      return `${name} ${byte(p1)}${byte(p2)}${extra}`;
    default:
      return `${name}${where}${extra}`;
  }
}
