import { CHANGE_KEY, CHANGE_REFERENCE_DATA, VERIFY } from '../codec/commands/index.ts';
import { toHex } from '../codec/hex.ts';

const resetRetryCounter = 0x2c;
/** Odd instructions are the same commands with BER-TLV data (ISO/IEC 7816-4:2020, 5.4.2). */
const odd = 0x01;

const secretBearing: ReadonlySet<number> = new Set(
  [VERIFY.ins, CHANGE_REFERENCE_DATA.ins, CHANGE_KEY.ins, resetRetryCounter].flatMap((ins) => [
    ins,
    ins | odd,
  ]),
);

/**
 * The command as hex digits, with the data of VERIFY and both CHANGE commands as asterisks, whatever class they
 * came with. The one place where secrets are taken out of what is shown or logged.
 */
export function maskedCommand(command: Uint8Array): string {
  const digits = toHex(command);
  if (command.length <= 5 || !secretBearing.has(command[1]!)) return digits;
  return digits.slice(0, 10) + '*'.repeat(digits.length - 10);
}
