import { toHex } from '../bytes/hex.ts';
import { ConformanceError } from '../error.ts';

/** Instructions that a subject without proof of emulation is sent, in class 00, or 10 for SELECT. */
const harmless: Readonly<Record<number, string>> = {
  164: 'SELECT',
  176: 'READ BINARY',
  178: 'READ RECORD',
  202: 'GET DATA',
};

/**
 * Sees that a command changes nothing on any card: it selects, reads, asks for tries by an empty VERIFY, or asks
 * for a signature while no key is current. A VERIFY that carries a value is never among them. Throws
 * ConformanceError `learn/not-harmless`.
 */
export function requireHarmless(command: Uint8Array): void {
  const [cla = 0, ins = 0, , p2 = 0] = command;
  const selects = (cla === 0x00 || cla === 0x10) && ins === 0xa4;
  const reads = cla === 0x00 && Object.hasOwn(harmless, ins);
  const asksForTries = cla === 0x00 && ins === 0x20 && command.length === 4;
  const signsWithoutKey = cla === 0x80 && ins === 0x2a && p2 === 0x80;
  if (selects || reads || asksForTries || signsWithoutKey) return;
  throw new ConformanceError(
    'learn/not-harmless',
    `${toHex(command.subarray(0, 4))} is not sent to a subject that has not proved itself emulated`,
  );
}
