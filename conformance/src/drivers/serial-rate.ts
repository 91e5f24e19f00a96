import { hex } from '../bytes/hex.ts';
import { ConformanceError } from '../error.ts';
import { openSerialCard } from './serial.ts';
import { openSerialPort } from './serial-line.ts';

const selectJpki = hex('00 a4 04 0c 0a d392f000260100000001');
const read256 = hex('00 b0 8a 00 00');
const unlimited = new AbortController().signal;

/** Reads of 256 bytes of the card at a PN532, one after the other, through the driver of this harness: per second. */
export async function apduRate(path: string, count: number): Promise<number> {
  const { subject } = await openSerialCard(await openSerialPort(path), { path });
  try {
    await subject.transmit(selectJpki, unlimited);
    const begun = performance.now();
    for (let i = 0; i < count; i++) {
      const { length } = await subject.transmit(read256, unlimited);
      if (length !== 258) throw new ConformanceError('serial/exchange', `a read gave ${length} bytes`);
    }
    return (1000 * count) / (performance.now() - begun);
  } finally {
    await subject.close();
  }
}

/** So many bytes out and so many back, through the package `serialport` and nothing else: per second. */
export async function echoRate(
  path: string,
  requestLength: number,
  answerLength: number,
  count: number,
): Promise<number> {
  const { SerialPort } = await import('serialport');
  const port = new SerialPort({ path, baudRate: 115_200 });
  const request = Buffer.alloc(requestLength);
  await new Promise<void>((resolve, reject) => {
    port.once('open', () => resolve());
    port.once('error', reject);
  });
  const begun = performance.now();
  await new Promise<void>((resolve) => {
    let [left, received] = [count, 0];
    port.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received < answerLength) return;
      received -= answerLength;
      if (--left === 0) resolve();
      else port.write(request);
    });
    port.write(request);
  });
  const rate = (1000 * count) / (performance.now() - begun);
  await new Promise<void>((resolve) => port.close(() => resolve()));
  return rate;
}
