import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, expect, test } from 'vitest';
import { askInTime, benchHandOperator, noOperator, type Request } from '../engine/operator.ts';
import { prompts } from '../engine/prompts.ts';
import type { RunClock } from '../engine/run-clock.ts';
import { stillClock } from '../testing/run-options.ts';
import type { CliIo } from './io.ts';
import { terminalOperator, webhookOperator } from './operators.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  return new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve())));
});

async function robot(status: number, answer = ''): Promise<{ url: string; asked: unknown[] }> {
  const asked: unknown[] = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      asked.push(JSON.parse(body));
      if (status > 0) response.writeHead(status).end(answer);
    });
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked };
}

const { signal } = new AbortController();
const request: Request = { prompt: 'remove-card', run: 'TEST-1', case: 'card/x', limitMs: 1000 };

function terminal(language: CliIo['language']) {
  const input = new PassThrough();
  const shown: string[] = [];
  const io: CliIo = {
    language,
    env: {},
    cwd: '.',
    out: () => {},
    err: (line) => void shown.push(line),
    exit: () => {},
  };
  return { input, shown, operator: terminalOperator(io, { input }) };
}

test('a robot is told run, case, name, words in both languages, pictures and its time', async () => {
  const { url, asked } = await robot(204);
  await webhookOperator(url).ask(request, signal);
  expect(asked).toEqual([
    {
      version: 1,
      prompt: 'remove-card',
      text: prompts['remove-card'].text,
      picture: prompts['remove-card'].picture,
      run: 'TEST-1',
      case: 'card/x',
      limitMs: 1000,
    },
  ]);
});

test.each([
  [503, '', 'answered 503'],
  [200, '{"done":false,"reason":"gripper empty"}', 'gripper empty'],
  [200, '{"done":"no"}', 'neither empty nor'],
  [200, '<html>Sign in to this network</html>', 'neither empty nor'],
])('a robot that answers %i %s makes the case SKIPPED with who and why', async (status, answer, why) => {
  const { url } = await robot(status, answer);
  await expect(webhookOperator(url).ask(request, signal)).rejects.toMatchObject({
    verdict: 'SKIPPED',
    reason: { en: expect.stringMatching(new RegExp(`${url}.*${why}`)) },
  });
});

test.each(['', ' \n', '{"done":true}'])('a robot that answers 200 with %j has done it', async (answer) => {
  const { url } = await robot(200, answer);
  await expect(webhookOperator(url).ask(request, signal)).resolves.toBeUndefined();
});

test('a robot that is not there makes the case SKIPPED', async () => {
  await expect(webhookOperator('http://127.0.0.1:1/').ask(request, signal)).rejects.toMatchObject({
    verdict: 'SKIPPED',
    reason: { en: expect.stringContaining('cannot be reached') },
  });
});

test('a robot that does not answer in time makes the case SKIPPED with the reason', async () => {
  const { url, asked } = await robot(0);
  let pass = (): void => {};
  const clock: RunClock = {
    ...stillClock,
    after: (_, call) => {
      pass = call;
      return () => {};
    },
  };
  const asking = askInTime(webhookOperator(url), request, clock, signal);
  while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
  pass();
  await expect(asking).rejects.toMatchObject({
    verdict: 'SKIPPED',
    reason: { en: `${url} did not answer within 1 s: Take the card off the reader.` },
  });
});

test('the terminal shows the picture and the words, and Enter answers', async () => {
  const { input, shown, operator } = terminal('ja');
  input.write('\n');
  await operator.ask(request, signal);
  expect(shown[0]).toContain(prompts['remove-card'].picture.ascii);
  expect(shown[1]).toBe(
    'card/x: カードをリーダーから離してください。その後Enterを押してください(sとEnterで省略)。',
  );
});

test.each([
  ['s', 's\n', 'skipped'],
  ['the end of the input', undefined, 'the input has ended'],
])('%s on the terminal skips the case', async (_, typed, why) => {
  const { input, operator } = terminal('en');
  if (typed === undefined) input.end();
  else input.write(typed);
  await expect(operator.ask(request, signal)).rejects.toMatchObject({
    verdict: 'SKIPPED',
    reason: { en: `terminal: ${why}` },
  });
});

test('the bench hand takes away and puts back, and says that it cannot turn', async () => {
  const done: string[] = [];
  const operator = benchHandOperator({
    save: async () => undefined,
    restore: async () => {},
    event: async () => ({ taken: true }),
    advance: async () => {},
    setClock: async () => {},
    nextDeadline: async () => {},
    phone: async () => '1',
    state: async () => undefined,
    cause: async () => undefined,
    removeCard: async () => void done.push('removed'),
    insertCard: async () => void done.push('inserted'),
  })!;
  await operator.ask(request, signal);
  await operator.ask({ ...request, prompt: 'present-card' }, signal);
  expect(done).toEqual(['removed', 'inserted']);
  await expect(operator.ask({ ...request, prompt: 'turn-card' }, signal)).rejects.toMatchObject({
    verdict: 'SKIPPED',
  });
});

test('nobody at the bench makes the case SKIPPED at once', async () => {
  await expect(noOperator.ask(request, signal)).rejects.toMatchObject({ verdict: 'SKIPPED' });
});

test.each(Object.entries(prompts))(
  '%s has words and pictures that need nothing else',
  (_, { text, picture }) => {
    expect(text.ja).toMatch(/ください。$/);
    expect(picture.svg).toMatch(
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]*aria-label="[^"]+"[^>]*>.*<\/svg>$/,
    );
    expect(picture.svg).not.toMatch(/href|url\(|script/);
    expect(picture.ascii).toMatch(/^[ -~\n]+$/);
  },
);
