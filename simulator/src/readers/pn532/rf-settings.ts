import { syntaxError } from './chip-command.ts';
import { type RfConfiguration, rfItemLengths, rfItems } from './commands/rf-commands.ts';

/** Tries without end. */
export const endless = 0xff;

/** No time-out at all, as far as a timer can wait. */
const longestMs = 2 ** 31 - 1;
/** T = 100 µs · 2^(n-1); 0 is no time-out at all. @see UM0701-02, 7.3.1 */
const timeoutMs = (code: number): number => (code === 0 ? longestMs : 0.1 * 2 ** (code - 1));

/** What RFConfiguration sets. */
export class RfSettings {
  /** Silence that a raw frame may be answered with; 51.2 ms until it is set. */
  throughTimeoutMs = timeoutMs(0x0a);
  /** How often an exchange asks again; two times until it is set. Unverified: the chip's own number is not known. */
  retryCommunication = 2;
  /** How often a card is looked for anew. */
  retryActivation = endless;

  /** Throws CodecError for an item that does not exist or has another length, unless `lenient`. */
  apply({ item, data }: RfConfiguration, lenient: boolean): void {
    const length = rfItemLengths[item];
    if (length !== data.length && !lenient) throw syntaxError('an item has its own length');
    if (item === rfItems.timings) this.throughTimeoutMs = timeoutMs(Math.min(data[2] ?? 0, 0x10));
    if (item === rfItems.retryCommunication) this.retryCommunication = data[0] ?? 0;
    if (item === rfItems.retries) this.retryActivation = data[2] ?? endless;
  }
}
