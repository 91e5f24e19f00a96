import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { ManualTimers } from '../../clock/manual-timers.ts';
import { toHex } from '../../codec/hex.ts';
import { decodeOcspResponse } from '../../pki/ocsp-response.ts';
import { StatusBench } from '../../test-status.ts';
import { type StatusEndpoint, startStatusEndpoint } from './status-endpoint.ts';

const open: StatusEndpoint[] = [];
const warnings: string[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((endpoint) => endpoint.close()));
  warnings.length = 0;
});

async function started(options: { port?: number; serve?: boolean } = {}) {
  const timers = new ManualTimers();
  const log = { info: () => {}, warn: (message: string) => void warnings.push(message) };
  const endpoint = await startStatusEndpoint({ host: '127.0.0.1', port: options.port ?? 0, timers, log });
  open.push(endpoint);
  const bench = await StatusBench.open();
  if (options.serve ?? true) endpoint.serve(bench.story.simulator.status);
  const post = (body: Uint8Array) =>
    fetch(`${endpoint.url}/ocsp/signature`, { method: 'POST', body: Uint8Array.from(body) });
  const ask = () => post(bench.request([bench.id('signature')]));
  return { endpoint, bench, timers, post, ask };
}

const bytesOf = async (response: Response): Promise<Uint8Array> =>
  new Uint8Array(await response.arrayBuffer());

/** What the server sends on a bare connection until it closes it. */
const raw = (url: string, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () => void socket.write(text));
    let told = '';
    socket.on('data', (chunk) => {
      told += chunk.toString('latin1');
    });
    socket.on('close', () => resolve(told));
    socket.on('error', reject);
  });

test('an address is known at once, and requests wait until something is served', async () => {
  const { endpoint, bench, ask } = await started({ serve: false });
  expect([endpoint.kind, endpoint.env.KAZASHI_STATUS]).toEqual(['status', endpoint.url]);
  const early = ask();
  endpoint.serve(bench.story.simulator.status);
  expect(decodeOcspResponse(await bytesOf(await early)).status).toBe('successful');
});

test('dates of HTTP are those of the calendar', async () => {
  const { ask } = await started();
  expect((await ask()).headers.get('date')).toBe('Fri, 20 Nov 2026 09:00:00 GMT');
});

test('HEAD tells the headers of a GET without its body', async () => {
  const { endpoint, bench } = await started();
  const url = `${endpoint.url}${bench.crlPath('signature')}`;
  const [get, head] = [await fetch(url), await fetch(url, { method: 'HEAD' })];
  expect(head.headers.get('content-length')).toBe(get.headers.get('content-length'));
  expect([(await bytesOf(get)).length > 500, (await bytesOf(head)).length]).toEqual([true, 0]);
});

test('a slow answer comes when its time is over, and others do not wait for it', async () => {
  const { bench, timers, ask } = await started();
  bench.story.simulator.status.addFault({ kind: 'status-slow', ms: 500 });
  const order: string[] = [];
  const slow = ask().then(() => order.push('slow'));
  await expect.poll(() => bench.story.simulator.status.requests().length).toBe(1);
  await ask();
  order.push('quick');
  timers.advance(500);
  await slow;
  expect(order).toEqual(['quick', 'slow']);
});

test('a silent service closes the connection, an unavailable one says so, and the next is answered', async () => {
  const { bench, ask } = await started();
  const { status } = bench.story.simulator;
  status.addFault({ kind: 'status-silent' });
  await expect(ask()).rejects.toThrow();
  status.addFault({ kind: 'status-unavailable' });
  const refused = await ask();
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '30']);
  expect((await ask()).status).toBe(200);
  expect(status.requests().map(({ outcome, fault }) => [outcome, fault])).toEqual([
    ['silent', 'status-silent'],
    ['unavailable', 'status-unavailable'],
    ['successful', undefined],
  ]);
});

test('a body that is too long is refused, and one that is no request answered', async () => {
  const { post } = await started();
  expect((await post(new Uint8Array(70_000))).status).toBe(413);
  expect(toHex(await bytesOf(await post(new Uint8Array(60_000))))).toBe('30030a0101');
  expect(warnings).toEqual([]);
});

test('what is no HTTP is answered 400 with one line in the log, and other clients go on', async () => {
  const { endpoint, ask } = await started();
  expect(await raw(endpoint.url, '\x00\x01\x02\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  expect(warnings).toEqual(['a client of the status services speaks no HTTP']);
  expect((await ask()).status).toBe(200);
});

test('a client that goes away in the middle of its request disturbs nobody', async () => {
  const { endpoint, ask } = await started();
  const { hostname, port } = new URL(endpoint.url);
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write('POST /ocsp/signature HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf', () => {
        socket.destroy();
        resolve();
      });
    });
  });
  expect((await ask()).status).toBe(200);
  expect(warnings.length).toBeLessThanOrEqual(1);
});

test('a client that goes away in the middle of its headers is no matter for the log', async () => {
  const { endpoint, ask } = await started();
  const { hostname, port } = new URL(endpoint.url);
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.end('POST /ocsp/signature HTTP/1.1\r\nhost');
    });
    socket.resume();
    socket.on('close', () => resolve());
  });
  expect((await ask()).status).toBe(200);
  expect(warnings).toEqual([]);
});

test('a request line with the whole URL is answered as one with the path', async () => {
  const { endpoint, bench } = await started();
  const asked = (target: string) =>
    raw(endpoint.url, `GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
  const path = bench.crlPath('signature');
  const told = await asked(path);
  expect(told).toMatch(/^HTTP\/1\.1 200 /);
  expect(await asked(`${endpoint.url}${path}`)).toBe(told);
  expect(await asked(endpoint.url)).toBe(await asked('/'));
});

test('a port that is taken is told as such', async () => {
  const { endpoint } = await started();
  const { port } = new URL(endpoint.url);
  await expect(started({ port: Number(port) })).rejects.toMatchObject({ code: 'endpoint/address-in-use' });
});
