// node pcsc-mini-session.mjs MODULE COMMAND
// Selects JPKI, verifies the authentication PIN, selects its key and sends COMMAND (hex), which signs, through the
// binding pcsc-mini in the first reader that shows a card.
// Prints the reader's name, the ATR and the signature.
import { createRequire } from 'node:module';

const pcsc = createRequire(import.meta.url)(process.argv[2]);
const { CardDisposition, CardMode, ReaderStatus } = pcsc;
const tell = (line) => process.stdout.write(`${line}\n`);
const hex = (text) => Buffer.from(text.replaceAll(' ', ''), 'hex');

const client = new pcsc.Client();
const reader = await new Promise((resolve, reject) => {
  client.on('error', reject);
  client.on('reader', (found) => {
    found.on('change', (status) => status.has(ReaderStatus.PRESENT) && resolve(found));
  });
  client.start();
});
tell(`reader ${reader.name()}`);
const card = await reader.connect(CardMode.SHARED);
tell(`atr ${Buffer.from((await card.state()).atr).toString('hex')}`);
let data;
for (const command of [
  '00 a4 04 0c 0a d3 92 f0 00 26 01 00 00 00 01',
  '00 a4 02 0c 02 00 18',
  '00 20 00 80 04 31 32 33 34',
  '00 a4 02 0c 02 00 17',
  process.argv[3],
]) {
  const response = Buffer.from(await card.transmit(hex(command)));
  if (response.readUInt16BE(response.length - 2) !== 0x9000)
    throw new Error(`${command}: ${response.toString('hex')}`);
  data = response.subarray(0, -2);
}
tell(`signature ${data.toString('hex')}`);
await card.disconnect(CardDisposition.RESET);
// Not client.stop(): it cancels a wait, and stands still for ever when the monitor's thread is between two of them.
process.exit(0);
