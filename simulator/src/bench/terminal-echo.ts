import { systemTimers } from '../clock/system-timers.ts';
import { linkDevice } from '../endpoints/pn532/device-link.ts';
import { PseudoTerminal } from '../endpoints/pn532/pseudo-terminal.ts';

export const { url } = import.meta;

/**
 * Answers every so many bytes that come over a pseudo-terminal with so many others, without looking at them. Its own
 * process.
 * @public found by its address, see childCommand
 */
export async function main(path: string, requestLength: string, answerLength: string): Promise<void> {
  const length = Number(requestLength);
  const answer = new Uint8Array(Number(answerLength));
  let received = 0;
  const terminal = await PseudoTerminal.open({
    timers: systemTimers,
    log: { info: () => {}, warn: () => {} },
    onData(bytes) {
      received += bytes.length;
      for (; received >= length; received -= length) terminal.write(answer);
    },
  });
  const unlink = linkDevice(path, terminal.ownPath);
  process.on('SIGTERM', () => {
    unlink();
    process.exit(0);
  });
  process.stdout.write('ready\n');
}
