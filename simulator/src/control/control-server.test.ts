import { describe, expect, test } from 'vitest';
import { testWorld } from '../test-simulator.ts';
import { type ControlServer, type ControlServerOptions, startControlServer } from './control-server.ts';

async function listening(options: Partial<ControlServerOptions> = {}): Promise<ControlServer> {
  const { simulator } = await testWorld();
  return startControlServer({
    simulator,
    host: '127.0.0.1',
    port: 0,
    onError: () => expect.unreachable(),
    ...options,
  });
}
const status = async ({ url }: ControlServer, token: string | undefined): Promise<number> => {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return (await fetch(`${url}/v1/state`, { headers })).status;
};

describe('the control server', () => {
  test('listens where it says, with a token of its own', async () => {
    const server = await listening();
    try {
      expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(server.token).toMatch(/^[\w-]{32}$/);
      expect(await status(server, server.token)).toBe(200);
      expect(await status(server, undefined)).toBe(401);
    } finally {
      await server.close();
    }
  });

  test('takes a token that is given, and none for an empty one: that would let everybody in', async () => {
    const [given, empty] = [await listening({ token: 'TEST' }), await listening({ token: '' })];
    try {
      expect(await status(given, 'TEST')).toBe(200);
      expect(empty.token).toHaveLength(32);
      expect(await status(empty, '')).toBe(401);
      expect(await status(empty, undefined)).toBe(401);
    } finally {
      await Promise.all([given.close(), empty.close()]);
    }
  });

  test('refuses a port that is taken', async () => {
    const first = await listening();
    try {
      const port = Number(new URL(first.url).port);
      await expect(listening({ port })).rejects.toMatchObject({ code: 'control/address-in-use' });
    } finally {
      await first.close();
    }
  });

  test('refuses an address that is not this machine', async () => {
    await expect(listening({ host: '192.0.2.1' })).rejects.toMatchObject({ code: 'control/not-permitted' });
  });

  test('writes an address of IPv6 in brackets', async () => {
    const server = await listening({ host: '::1' }).catch((error: { code: string }) => {
      expect(error.code).toBe('control/not-permitted');
    });
    if (server === undefined) return;
    try {
      expect(server.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
      expect(await status(server, server.token)).toBe(200);
    } finally {
      await server.close();
    }
  });

  test('closes although a client follows the trace', async () => {
    const server = await listening();
    const response = await fetch(`${server.url}/v1/trace`, {
      headers: { authorization: `Bearer ${server.token}` },
    });
    expect(response.status).toBe(200);
    await server.close();
    await expect(response.text()).rejects.toThrow();
    await expect(status(server, server.token)).rejects.toThrow();
  });
});
