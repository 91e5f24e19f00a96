import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hex, toHex } from '../bytes/hex.ts';
import type { ClientLauncher } from '../drivers/client-launch.ts';
import { type ClientErrorCode, ClientProblem, failed, requestIn, succeeded } from './client-protocol.ts';

/** How a tool ended. */
interface Ended {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

type Environment = Readonly<Record<string, string | undefined>>;
type RunTool = (tool: string, argv: readonly string[], pin?: string) => Promise<Ended>;

/** OpenSC takes a PIN from a variable, so that it stands in no list of processes. */
const pinVariable = 'KAZASHI_CLIENT_PIN';

const runTool =
  (env: Environment, limitMs: number): RunTool =>
  (tool, argv, pin) =>
    new Promise((resolve, reject) => {
      const child = spawn(tool, argv, {
        env: { ...env, LC_ALL: 'C', ...(pin === undefined ? {} : { [pinVariable]: pin }) },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: limitMs,
        killSignal: 'SIGKILL',
      });
      let [stdout, stderr] = ['', ''];
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
      });
      child.once('error', reject);
      child.once('close', (code) => resolve({ code: code ?? undefined, stdout, stderr }));
    });

/** What the tools say, and what that is in the words of the adapter. First match counts. */
const sayings: readonly (readonly [pattern: RegExp, code: ClientErrorCode])[] = [
  [/CKR_PIN_LOCKED|Authentication method blocked|Reference data not usable/, 'pin-blocked'],
  [/CKR_PIN_INCORRECT|PIN code or key incorrect/, 'wrong-pin'],
  [/CKR_PIN_LEN_RANGE|CKR_PIN_INVALID|Invalid PIN length|PIN too (?:short|long)/, 'pin-form'],
  [/Card not present|CKR_TOKEN_NOT_PRESENT|No slot with (?:a )?token|No smart card readers found/, 'no-card'],
  [/CKR_DEVICE_REMOVED|Card (?:was )?removed|Reader detached/i, 'card-removed'],
  [/not found/, 'not-on-card'],
];

/** Nothing is added to what the tools said: neither tries nor a cause that they did not tell. */
const problemIn = ({ stdout, stderr }: Ended): ClientProblem =>
  new ClientProblem(sayings.find(([pattern]) => pattern.test(stderr + stdout))?.[1] ?? 'card-error');

const certificateIds: Readonly<Record<string, string>> = {
  authentication: '1',
  signature: '2',
  'authentication-ca': '3',
  'signature-ca': '4',
};
const tokens: Readonly<Record<string, string>> = {
  authentication: 'JPKI (User Authentication PIN)',
  signature: 'JPKI (Digital Signature PIN)',
};
const pinTitles: Readonly<Record<string, string>> = {
  authentication: 'User Authentication PIN',
  signature: 'Digital Signature PIN',
};

const named = (table: Readonly<Record<string, string>>, value: unknown): string => {
  const found = typeof value === 'string' && Object.hasOwn(table, value) ? table[value] : undefined;
  if (found === undefined) throw new ClientProblem('bad-request');
  return found;
};

async function readCertificate(parameters: Readonly<Record<string, unknown>>, tool: RunTool) {
  const id = named(certificateIds, parameters.certificate);
  const pin = typeof parameters.pin === 'string' ? parameters.pin : undefined;
  const login = id === '2' ? ['--verify-pin', '--auth-id', '2', '--pin', `env:${pinVariable}`] : [];
  const ended = await tool('pkcs15-tool', [...login, '--read-certificate', id], pin);
  const pem = /-----BEGIN CERTIFICATE-----([\s\S]*?)-----END CERTIFICATE-----/.exec(ended.stdout)?.[1];
  if (ended.code !== 0 || pem === undefined) throw problemIn(ended);
  // The tools say nothing of the end of validity, so neither does the answer.
  return { answer: { certificate: toHex(Buffer.from(pem, 'base64')) }, stderr: ended.stderr };
}

async function sign(parameters: Readonly<Record<string, unknown>>, tool: RunTool) {
  const label = named(tokens, parameters.key);
  const { pin, data } = parameters;
  if (typeof pin !== 'string' || typeof data !== 'string') throw new ClientProblem('bad-request');
  const directory = await mkdtemp(join(tmpdir(), 'kazashi-opensc-'));
  const [input, output] = [join(directory, 'data'), join(directory, 'signature')];
  try {
    await writeFile(input, hex(data));
    const mechanism = ['--sign', '-m', 'SHA256-RSA-PKCS', '-i', input, '-o', output];
    const login = ['--token-label', label, '--login', '--pin', `env:${pinVariable}`];
    const ended = await tool('pkcs11-tool', [...login, ...mechanism], pin);
    if (ended.code !== 0) throw problemIn(ended);
    return { answer: { signature: toHex(await readFile(output)) }, stderr: ended.stderr };
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function pinStatus(parameters: Readonly<Record<string, unknown>>, tool: RunTool) {
  const title = named(pinTitles, parameters.pin);
  const ended = await tool('pkcs15-tool', ['--list-pins']);
  const about = ended.stdout.split('PIN [').find((part) => part.startsWith(`${title}]`));
  const tries = /Tries left\s*:\s*(\d+)/.exec(about ?? '')?.[1];
  if (ended.code !== 0 || tries === undefined) throw problemIn(ended);
  return { answer: { triesLeft: Number(tries), blocked: Number(tries) === 0 }, stderr: ended.stderr };
}

const operations = { 'read-certificate': readCertificate, sign, 'pin-status': pinStatus };

/**
 * OpenSC's own tools as a client. The adapter only carries: it folds no password, checks no form and asks for no
 * counter, so that what is judged is what the tools do.
 */
export const launchOpensc =
  (env: Environment): ClientLauncher =>
  async (input, own, limitMs) => {
    try {
      const { operation, parameters } = requestIn(input.trim());
      const tool = runTool({ ...env, ...own }, limitMs);
      if (operation === 'describe') {
        const told = await tool('opensc-tool', ['--info']);
        const version = /OpenSC (\d[\w.]*)/.exec(told.stdout + told.stderr)?.[1] ?? 'unknown';
        return succeeded({
          name: 'OpenSC',
          version,
          operations: Object.keys(operations),
          pins: Object.keys(pinTitles),
        });
      }
      if (!Object.hasOwn(operations, operation)) throw new ClientProblem('unsupported');
      const { answer, stderr } = await operations[operation as keyof typeof operations](parameters, tool);
      return succeeded(answer, stderr);
    } catch (error) {
      if (error instanceof ClientProblem) return failed(error);
      return {
        exitCode: undefined,
        stdout: '',
        stderr: error instanceof Error ? error.message : String(error),
      };
    }
  };
