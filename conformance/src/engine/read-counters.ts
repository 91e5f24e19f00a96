import { hex } from '../bytes/hex.ts';
import { aids } from './applications.ts';
import { type SecretName, secrets } from './secret.ts';
import { statusWord, triesLeft } from './status-word.ts';
import type { Subject } from './subject.ts';

/**
 * Tries left of each secret, by SELECT and empty VERIFY alone, which spend nothing. A secret whose counter
 * cannot be read is left out.
 */
export async function readCounters(
  subject: Pick<Subject, 'transmit'>,
  names: readonly SecretName[],
  signal: AbortSignal,
): Promise<Partial<Record<SecretName, number>>> {
  const counters: Partial<Record<SecretName, number>> = {};
  for (const name of names) {
    const { application, file } = secrets[name];
    const aid = aids[application];
    const send = async (text: string): Promise<number | undefined> =>
      statusWord(await subject.transmit(hex(text), signal));
    if ((await send(`00a4040c${(aid.length / 2).toString(16).padStart(2, '0')}${aid}`)) !== 0x9000) continue;
    if ((await send(`00a4020c02${file.toString(16).padStart(4, '0')}`)) !== 0x9000) continue;
    const tries = triesLeft(await send('00200080'));
    if (tries !== undefined) counters[name] = tries;
  }
  return counters;
}
