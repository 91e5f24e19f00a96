import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { concat, hex } from '../bytes/hex.ts';
import { CountingCard } from '../testing/counting-card.ts';
import { openPcscCard } from './pcsc.ts';
import type { PcscTransport } from './pcsc-transport.ts';

const reader = 'TEST Reader 00 00';
const token = 'TEST-token';
let server: Server;
let url: string;
let armed: string | undefined;

const text = async (request: IncomingMessage): Promise<string> => {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
};

beforeEach(async () => {
  armed = undefined;
  server = createServer(async (request, response) => {
    const body = await text(request);
    if (request.headers.authorization !== `Bearer ${token}`) return response.writeHead(401).end('{}');
    if (request.url === '/v1/proof') {
      armed = JSON.parse(body).nonce;
      return response.writeHead(204).end();
    }
    if (request.url === '/v1/state') {
      const state = {
        clock: { mode: 'virtual', now: '2026-11-20T10:00:00.000+09:00' },
        cards: [{ id: '1', profile: 'mynumber/contactless-05e0', person: 'test/adult' }],
        readers: [{ name: reader, card: '1' }],
      };
      return response.end(JSON.stringify(state));
    }
    if (request.url?.startsWith('/v1/trace')) return response.end(JSON.stringify([{ cause: 'area/rule' }]));
    if (request.url === '/v1/events') {
      return response.writeHead(409).end(JSON.stringify({ rule: 'desk/kiosk-hours' }));
    }
    return response.writeHead(404).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())));

/** A reader whose answer to the proof command is up to the test. */
function transport(proof: () => Uint8Array): PcscTransport & { closed: boolean } {
  const card = new CountingCard({ values: {} });
  const subject = card.asSubject();
  return {
    closed: false,
    reset: () => subject.reset(new AbortController().signal),
    transmit: async (command) => (command[0] === 0xff ? proof() : card.transmit(command)),
    async close() {
      this.closed = true;
    },
  };
}

test('a reader that gives the nonce back is a simulator, with a bench hand and an invented holder', async () => {
  const subject = await openPcscCard(
    transport(() => concat(hex(armed!), hex('9000'))),
    {
      reader,
      control: { url, token },
      random: (length) => new Uint8Array(length).fill(0x5a),
    },
  );
  expect(subject.proof).toEqual({ method: 'nonce', nonce: '5a'.repeat(16), reader });
  expect(subject.facts.profile).toBe('mynumber/contactless-05e0');
  expect(subject.secrets).toMatchObject({ 'jpki/authentication': '1234' });
  expect(await subject.benchHand!.cause()).toBe('area/rule');
  expect(await subject.benchHand!.event('kiosk.resetSecret')).toEqual({
    taken: false,
    rule: 'desk/kiosk-hours',
  });
});

test.each([
  ['another nonce', () => hex(`${'00'.repeat(16)} 9000`)],
  ['a refusal', () => hex('6d00')],
  ['the nonce without a status word', () => hex(armed!)],
])('a reader that answers %s belongs to another: the run does not begin', async (_, proof) => {
  const wrong = transport(proof);
  const opened = openPcscCard(wrong, { reader, control: { url, token } });
  await expect(opened).rejects.toMatchObject({ code: 'subject/not-proven' });
  expect(wrong.closed).toBe(true);
});

test('without a control API a subject is real, whatever its reader is called', async () => {
  const subject = await openPcscCard(
    transport(() => hex('6d00')),
    { reader: 'Kazashi TEST Reader 00 00' },
  );
  expect(subject.proof).toEqual({ method: 'none' });
  expect(subject.benchHand).toBeUndefined();
  expect([...subject.facts.capabilities]).toEqual(expect.arrayContaining(['contactless', 'jpki', 'text']));
});

test('a wrong token is refused before anything is sent to the card', async () => {
  const opened = openPcscCard(
    transport(() => hex('9000')),
    { reader, control: { url, token: 'other' } },
  );
  await expect(opened).rejects.toMatchObject({ code: 'control/refused' });
});
