import { ConformanceError } from '../error.ts';

/** Return values of PC/SC that a driver meets, with the code and the words it turns them into. */
const meanings: Readonly<Record<number, readonly [code: string, text: string]>> = {
  2148532226: ['pcsc/cancelled', 'the wait was cancelled'],
  2148532233: ['pcsc/unknown-reader', 'there is no such reader'],
  2148532235: ['pcsc/sharing-violation', 'another program holds the reader'],
  2148532236: ['pcsc/no-card', 'there is no card in the reader'],
  2148532239: ['pcsc/protocol-mismatch', 'reader and card do not agree on a protocol'],
  2148532246: ['pcsc/not-transacted', 'the exchange with the card failed'],
  2148532247: ['pcsc/reader-gone', 'the reader was unplugged or its driver failed'],
  2148532253: ['pcsc/no-service', 'the PC/SC service refused the connection'],
  2148532254: ['pcsc/no-service', 'the PC/SC service speaks another version of its protocol'],
  2148532326: ['pcsc/mute-card', 'the card does not answer the reset'],
  2148532327: ['pcsc/unpowered-card', 'the card has no power'],
  2148532328: ['pcsc/card-reset', 'another program has reset the card'],
  2148532329: ['pcsc/card-removed', 'the card was taken away'],
  2148532330: ['pcsc/refused', 'access to the reader is not permitted'],
};

/** Turns a return value other than 0 into an error that says what is wrong. */
export function pcscError(value: number, doing: string): ConformanceError {
  const [code, text] = meanings[value] ?? ['pcsc/failed', 'PC/SC failed'];
  return new ConformanceError(code, `${text} (${value.toString(16).padStart(8, '0')}, ${doing})`);
}
