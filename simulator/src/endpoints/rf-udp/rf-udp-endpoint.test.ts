import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { RfLink } from '../../readers/rf-udp/rf-link.ts';
import { order, readerProfile, testSimulator } from '../../test-simulator.ts';
import type { Endpoint } from '../endpoint.ts';
import { startRfUdpEndpoint } from './rf-udp-endpoint.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function endpoint(): Promise<{ endpoint: Endpoint; port: number; warnings: string[] }> {
  const { simulator } = testSimulator();
  const reader = simulator.addReader(readerProfile('kazashi/rf-udp'), await simulator.issueCard(order()));
  const warnings: string[] = [];
  const started = await startRfUdpEndpoint({
    host: '127.0.0.1',
    port: 0,
    link: (warn) => new RfLink(reader.field!, warn),
    log: { info: () => {}, warn: (message) => warnings.push(message) },
  });
  open.push(started);
  return { endpoint: started, port: Number(started.address.split(':').at(-1)), warnings };
}

/** A host of one socket: sends a datagram, and gives the next that comes. */
async function host(port: number) {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  open.push(socket);
  const send = (text: string | Uint8Array): void => socket.send(text, port, '127.0.0.1');
  return {
    send,
    async ask(text: string): Promise<string> {
      const came = once(socket, 'message');
      send(text);
      const [message] = (await came) as [Buffer];
      return message.toString('latin1');
    },
  };
}

describe('the field as a UDP port', () => {
  test('answers frame by frame', async () => {
    const { port } = await endpoint();
    const { ask } = await host(port);
    const atqb = await ask('106B 050010');
    expect(atqb).toMatch(/^106B 50[0-9a-f]{8}000005e0b381a1$/);
    expect(await ask(`106B 1d${atqb.slice(7, 15)}00080100`)).toBe('106B 00');
    expect(await ask('106B 0200a4040c0ad392f000260100000001')).toBe('106B 029000');
  });

  test('serves a second host after the first, and logs rubbish in one line each', async () => {
    const { port, warnings } = await endpoint();
    const first = await host(port);
    const second = await host(port);
    await first.ask('106B 050010');
    second.send('rubbish');
    second.send(new Uint8Array(2000));
    expect(await second.ask('106B 050010')).toMatch(/^106B 50/);
    expect(warnings).toHaveLength(2);
    expect(await first.ask('106B 050010')).toMatch(/^106B 50/);
  });

  test('at a port that is taken is refused', async () => {
    const { port } = await endpoint();
    const again = startRfUdpEndpoint({
      host: '127.0.0.1',
      port,
      link: () => {
        throw new Error('not reached');
      },
      log: { info: () => {}, warn: () => {} },
    });
    await expect(again).rejects.toThrow(expect.objectContaining({ code: 'endpoint/address-in-use' }));
  });
});
