import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { noOperator, prompts } from '../engine/operator.ts';
import { webhookOperator } from './operators.ts';

let server: Server | undefined;
afterEach(
  () => new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve()))),
);

async function robot(status: number): Promise<{ url: string; asked: unknown[] }> {
  const asked: unknown[] = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      asked.push(JSON.parse(body));
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked };
}

const signal = new AbortController().signal;

test('a robot is asked with name and words in both languages', async () => {
  const { url, asked } = await robot(204);
  await webhookOperator(url).ask('remove-card', signal);
  expect(asked).toEqual([{ prompt: 'remove-card', text: prompts['remove-card'] }]);
});

test('a robot that refuses makes the case SKIPPED with who and why', async () => {
  const { url } = await robot(503);
  await expect(webhookOperator(url).ask('present-card', signal)).rejects.toMatchObject({
    verdict: 'SKIPPED',
    reason: { en: `the operator at ${url} answered 503` },
  });
});

test('nobody at the bench makes the case SKIPPED at once', async () => {
  await expect(noOperator.ask('remove-card', signal)).rejects.toMatchObject({ verdict: 'SKIPPED' });
});
