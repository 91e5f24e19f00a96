import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { seededRandom } from '../random.ts';
import { testWorld } from '../test-simulator.ts';
import { isAddressedHere, startFacilityEndpoint } from './facility-endpoint.ts';
import { japanese } from './test-facility.ts';

async function listening(port = 0, host = '127.0.0.1'): Promise<Endpoint> {
  const { simulator } = await testWorld();
  return startFacilityEndpoint({
    simulator,
    host,
    port,
    random: seededRandom(1),
    japanese,
    log: { info: () => {}, warn: () => expect.unreachable() },
  });
}

describe('the facility service', () => {
  test('listens where it says and serves its document', async () => {
    const endpoint = await listening();
    try {
      expect(endpoint.env.KAZASHI_FACILITY).toBe(`http://${endpoint.address}`);
      const { openapi } = (await (await fetch(`http://${endpoint.address}/openapi.json`)).json()) as {
        openapi: string;
      };
      expect(openapi).toBe('3.1.0');
    } finally {
      await endpoint.close();
    }
  });

  test('that listens everywhere is asked at this machine', async () => {
    const endpoint = await listening(0, '0.0.0.0');
    try {
      expect(endpoint.env.KAZASHI_FACILITY).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect((await fetch(`${endpoint.env.KAZASHI_FACILITY}/openapi.json`)).status).toBe(200);
    } finally {
      await endpoint.close();
    }
  });

  test('refuses a port that is taken', async () => {
    const first = await listening();
    try {
      const port = Number(first.address.split(':')[1]);
      await expect(listening(port)).rejects.toMatchObject({ code: 'endpoint/address-in-use' });
    } finally {
      await first.close();
    }
  });

  test('closes an open connection when it ends, and answers bytes that are no HTTP without ending', async () => {
    const endpoint = await listening();
    const socket = connect(Number(endpoint.address.split(':')[1]), '127.0.0.1');
    const ended = new Promise<string>((resolve) => {
      let said = '';
      socket.on('data', (bytes) => {
        said += bytes.toString();
      });
      socket.on('close', () => resolve(said));
    });
    socket.write('\u0000\u0001 no HTTP\r\n\r\n');
    expect(await ended).toContain('400');
    expect((await fetch(`http://${endpoint.address}/openapi.json`)).status).toBe(200);
    await endpoint.close();
  });

  test.each([
    ['127.0.0.1:80', true],
    ['10.0.2.2:80', true],
    ['[::1]:80', true],
    ['localhost:80', true],
    ['127.0.0.1:81', false],
    ['rebound.example:80', false],
    ['127.0.0.1.rebound.example:80', false],
    ['127.0.0.1', false],
    ['', false],
  ])('of port 80 is addressed as "%s": %s', (host, here) => {
    expect(isAddressedHere(host, 80)).toBe(here);
  });
});
