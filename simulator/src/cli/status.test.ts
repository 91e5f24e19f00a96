import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { contentOf } from '../card/test-card.ts';
import { type RunningHere, runSimulator } from './run-simulator.ts';
import { capturingIo, run, temporaryDirectory } from './test-program.ts';

const clock = '2026-11-20T18:00:00+09:00';
let running: RunningHere | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

async function up(directory: string, options: Parameters<typeof runSimulator>[0] = {}): Promise<string> {
  const { io } = capturingIo(directory);
  const all = { clock, seed: '1', endpoint: ['status:127.0.0.1:0'], ...options };
  running = await runSimulator(all, io, () => expect.unreachable());
  return running.endpoints.find(({ kind }) => kind === 'status')?.address ?? '';
}

const certificateText = (): string =>
  Buffer.from(contentOf(running!.simulator.card(), 'jpki', 0x0a)).toString('latin1');

describe('kazashi up --endpoint status:…', () => {
  test('certificates carry the address that the services have, also those issued later', async () => {
    using directory = temporaryDirectory();
    const url = await up(directory.path);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(running!.env.KAZASHI_STATUS).toBe(url);
    const carried = [`${url}/ocsp/authentication`, `${url}/crl/authentication-2/99001.crl`];
    for (const address of carried) expect(certificateText()).toContain(address);
    const before = certificateText();
    await running!.simulator.setClock(running!.simulator.card().facts.authentication.notAfter + 1000);
    await running!.simulator.send({
      type: 'counter.issueCertificate',
      data: { certificate: 'authentication' },
    });
    expect(certificateText()).not.toBe(before);
    for (const address of carried) expect(certificateText()).toContain(address);
    for (const address of carried.slice(1)) expect((await fetch(address)).status).toBe(200);
  });

  test('without it they carry an address where nobody answers', async () => {
    using directory = temporaryDirectory();
    await up(directory.path, { endpoint: [`pcsc:${join(directory.path, 's')}`] });
    expect(certificateText()).toContain('http://ocsp-auth.test.invalid');
  });

  test('two are refused: certificates name one', async () => {
    using directory = temporaryDirectory();
    await expect(up(directory.path, { endpoint: ['status', 'status'] })).rejects.toMatchObject({
      code: 'usage/option',
    });
  });

  test('lists and times of revocation outlast a restart, and a card keeps the address it was made with', async () => {
    using directory = temporaryDirectory();
    const state = join(directory.path, 'state');
    const first = await up(directory.path, { state });
    await running!.simulator.send({ type: 'callCentre.holdCard' });
    await running!.simulator.setClock(Date.parse('2026-11-21T10:00:00+09:00'));
    const list = async (url: string): Promise<string> =>
      Buffer.from(await (await fetch(`${url}/crl/signature-2/99001.crl`)).arrayBuffer()).toString('hex');
    const port = new URL(first).port;
    const before = await list(first);
    await running!.close();
    const second = await up(directory.path, { state, endpoint: [`status:127.0.0.1:${port}`] });
    expect(await list(second)).toBe(before);
    await running!.close();
    await up(directory.path, { state });
    expect(certificateText()).toContain(first);
  });
});

describe('kazashi fault', () => {
  test('adds, lists and clears faults of the services', async () => {
    using directory = temporaryDirectory();
    await up(directory.path);
    const kazashi = (...argv: string[]) => run(directory.path, argv);
    const added = await kazashi(
      ...['fault', 'add', 'status-slow', '--service', 'ocsp', '--certificate', 'signature'],
      ...['--nth', '2', '--ms', '300'],
    );
    expect(added.out).toEqual([
      's1  status-slow  ocsp signature, nth 2, 300 ms, once  (struck 0): the answer comes late',
    ]);
    const japanese = await kazashi('--lang', 'ja', 'fault', 'list');
    expect(japanese.out.join()).toContain('応答が遅れる');
    expect((await kazashi('fault', 'clear', 's1')).out).toEqual(['no fault']);
  });

  test('is refused where no service runs', async () => {
    using directory = temporaryDirectory();
    await up(directory.path, { endpoint: [`pcsc:${join(directory.path, 's')}`] });
    await expect(run(directory.path, ['fault', 'add', 'status-silent'])).resolves.toMatchObject({
      code: 1,
      err: [expect.stringContaining('status:127.0.0.1:0')],
    });
  });
});
