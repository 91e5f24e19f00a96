import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { languageOf } from '@kazashi/simulator/cli';

/**
 * What `npm start` does once everything is built: a fake card on its PC/SC socket in a process of its own, the
 * card suite over that socket, a report, and what to try next.
 */

const root = fileURLToPath(new URL('..', import.meta.url));
const program = join(root, 'dist', 'kazashi.js');
const readerName = 'Kazashi TEST Reader 00 00';
const japanese = languageOf(process.argv.slice(2), process.env) === 'ja';
const say = (en: string, ja: string): void => console.log(japanese ? ja : en);

const startedAt = new Date().toISOString().replace(/[:.]/g, '-');
const out = join(root, 'reports', 'out', startedAt);

interface Ready {
  readonly control: string;
  readonly token: string;
  readonly endpoints: readonly { readonly env: Record<string, string> }[];
}

/** Ten in the morning of this day in Japan: desks and kiosks are open whenever this runs. */
const clock = `${new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10)}T10:00:00+09:00`;

/** Starts `kazashi up` and waits for its first line. */
async function startCard(socket: string): Promise<{ ready: Ready; stop: () => Promise<void> }> {
  const child = spawn(
    process.execPath,
    [program, 'up', '--json', '--clock', clock, '--endpoint', `pcsc:${socket}`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stop().then(() => process.exit(130)));
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([lines[Symbol.asyncIterator]().next(), exited.then(() => undefined)]);
  if (first === undefined || first.done) throw new Error('the fake card did not start');
  return { ready: JSON.parse(first.value), stop };
}

function run(args: readonly string[], env: Record<string, string>): Promise<number> {
  const child = spawn(process.execPath, [program, 'run', 'card', ...args, '--out', out], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

async function overSocket(): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'kazashi-'));
  try {
    say(
      '1. A fake My Number Card in a PC/SC reader, in a process of its own',
      '1. 模擬マイナンバーカードをPC/SCリーダーに入れて別プロセスで起動します',
    );
    const { ready, stop } = await startCard(join(directory, 'pcscd.comm'));
    try {
      const endpointEnv = ready.endpoints[0]!.env;
      const env = { ...endpointEnv, KAZASHI_TOKEN: ready.token };
      for (const [name, value] of Object.entries(endpointEnv)) console.log(`   ${name}=${value}`);
      say('2. The card suite over that socket', '2. そのソケット経由でカード試験を実行します');
      return await run(['--subject', `pcsc:${readerName}`, '--control', ready.control], env);
    } finally {
      await stop();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function next(): void {
  const report = join(out, 'report.html');
  const command = 'npx kazashi exec -- pkcs15-tool --dump';
  say('\nReport:', '\n報告書:');
  console.log(`   ${relative(process.cwd(), report)}`);
  console.log(`   ${pathToFileURL(report)}`);
  say('\nTry next:', '\n次に試すこと:');
  console.log(`   ${command}`);
  say(
    '   npx kazashi up                      a card until Ctrl-C',
    '   npx kazashi up                      Ctrl-Cまで動くカード',
  );
  say(
    '   npx kazashi run --mutants           prove that every case can fail',
    '   npx kazashi run --mutants           どの試験項目も失敗しうることの確認',
  );
  say(
    '   npx kazashi doctor                  when a program does not see the card',
    '   npx kazashi doctor                  カードが見えないとき',
  );
}

let code: number;
if (process.platform === 'win32') {
  say(
    'Windows has no PC/SC socket to take the place of; the suite runs on the card in process (emulated:card).',
    'WindowsにはPC/SCソケットがないため、プロセス内のカード(emulated:card)で試験します。',
  );
  code = await run(['--subject', 'emulated:card'], {});
} else {
  code = await overSocket();
}
if (existsSync(out)) next();
process.exitCode = code;
