import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { hex, toHex } from '../../codec/hex.ts';
import { order, readerProfile, testSimulator } from '../../test-simulator.ts';
import { TestLog, testRandom } from '../test-registry.ts';
import * as M from './messages.ts';
import { startPcscEndpoint } from './pcsc-endpoint.ts';
import { SCARD, ShareMode } from './scard.ts';
import { PcscTestClient } from './test-client.ts';

const escapeCode = 0x4200_0001;
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A program that is connected to the reader itself. */
async function program(profile: string) {
  const directory = await mkdtemp(join(tmpdir(), 'kazashi-escape-'));
  closers.push(() => rm(directory, { recursive: true, force: true }));
  const { simulator, timers } = testSimulator();
  const reader = simulator.addReader(readerProfile(profile), await simulator.issueCard(order()));
  const path = join(directory, 'pcscd.comm');
  const log = new TestLog();
  const endpoint = await startPcscEndpoint({
    path,
    registry: simulator.readers,
    timers,
    random: testRandom(),
    log,
  });
  closers.push(() => endpoint.close());
  const client = await PcscTestClient.open(path);
  closers.push(async () => client.close());
  const { hCard } = await client.connect(reader.name, ShareMode.direct, 0);
  return async (command: string, cbRecvLength = 300): Promise<string | number> => {
    const data = hex(command);
    const sent = { hCard, dwControlCode: escapeCode, cbSendLength: data.length, cbRecvLength };
    const { rv, dwBytesReturned } = await client.ask(M.CONTROL, sent, data);
    return rv === SCARD.success ? toHex(await client.read(dwBytesReturned)) : rv;
  };
}

describe('SCardControl with an escape command', () => {
  test('reaches the PN532 of an ACR122U and the card on it', async () => {
    const control = await program('acs/acr122u');
    expect(await control('ff00480000')).toBe(Buffer.from('ACR122U207').toString('hex'));
    expect(await control('ff00000002d402')).toBe('d503320106079000');
    expect(await control('ff00000005d44a010300')).toMatch(/^d54b010150[0-9a-f]{8}000005e0b381a101019000$/);
  });

  test('tells when the answer does not fit', async () => {
    const control = await program('acs/acr122u');
    expect(await control('ff00480000', 4)).toBe(SCARD.insufficientBuffer);
    expect(await control('ff00500000')).toBe('90ff');
  });

  test('fails where the driver lets none through', async () => {
    const control = await program('circle/cir315-cl');
    expect(await control('ff00480000')).toBe(SCARD.notTransacted);
  });
});
