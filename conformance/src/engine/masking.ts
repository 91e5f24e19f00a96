import { toHex } from '../bytes/hex.ts';
import type { FileAddress } from './card-position.ts';

/** Why bytes of an exchange are covered. */
export type MaskReason = 'secret' | 'personal';

/** An exchange as evidence shows it: hex digits, a covered byte as `**`. */
export interface MaskedExchange {
  readonly command: string;
  readonly response: string;
  readonly masked?: MaskReason;
}

/** Bytes `from` up to `to` as `**`. */
function cover(bytes: Uint8Array, from: number, to: number): string {
  return (
    toHex(bytes.subarray(0, from)) +
    '**'.repeat(Math.max(0, Math.min(to, bytes.length) - from)) +
    toHex(bytes.subarray(Math.max(from, to)))
  );
}

/**
 * Files of a real card that say nothing of the person or the card: CA certificates, the token's description,
 * the presence file, the application's version. Everything else that is read is covered.
 */
const impersonal: Readonly<Record<string, readonly number[]>> = {
  jpki: [0x0002, 0x0006, 0x0008, 0x000b],
};

/** Serial number in the description of the token: 16 bytes at 80. */
const tokenSerial = { file: 0x0006, from: 80, to: 96 };

const secretInstructions = new Set([0x20, 0x21, 0x24, 0x2c, 0x32, 0x54]);

/**
 * Covers what evidence must not hold. Values of secrets are covered whoever the subject is. What a subject
 * that has not proved itself emulated answers is covered unless it is known to be impersonal: by the file that
 * the command goes to, so that reading in small pieces uncovers nothing.
 */
export function maskExchange(
  command: Uint8Array,
  response: Uint8Array,
  target: FileAddress,
  real: boolean,
): MaskedExchange {
  const [cla = 0, ins = 0, p1 = 0, p2 = 0] = command;
  const carriesSecret = cla !== 0xff && secretInstructions.has(ins) && command.length > 5;
  const maskedCommand = carriesSecret ? cover(command, 5, command.length) : toHex(command);
  const body = Math.max(0, response.length - 2);

  if (!real || body === 0) {
    return {
      command: maskedCommand,
      response: toHex(response),
      ...(carriesSecret ? { masked: 'secret' as const } : {}),
    };
  }
  let maskedResponse = cover(response, 0, body);
  if (ins === 0xa4 || ins === 0x84) maskedResponse = toHex(response);
  if (cla === 0x00 && ins === 0xb0 && target.application !== undefined && target.file !== undefined) {
    if (impersonal[target.application]?.includes(target.file)) {
      maskedResponse = toHex(response);
      if (target.file === tokenSerial.file) {
        const start = p1 >= 0x80 ? p2 : p1 * 256 + p2;
        const from = Math.min(body, Math.max(0, tokenSerial.from - start));
        const to = Math.min(body, Math.max(0, tokenSerial.to - start));
        maskedResponse = cover(response, from, to);
      }
    }
  }
  const personal = maskedResponse !== toHex(response);
  return {
    command: maskedCommand,
    response: maskedResponse,
    ...(carriesSecret ? { masked: 'secret' as const } : personal ? { masked: 'personal' as const } : {}),
  };
}
