import { readFileSync } from 'node:fs';
import { chmod, copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requireProgram, runProgram } from './interop.ts';
import { withAccount, withUp } from './kazashi.ts';
import { requireOpenSc, tokens } from './opensc.ts';
import { requireOpenSsl } from './openssl.ts';
import { secrets } from './real-card.ts';

const minute = { timeout: 60_000 };
const resetAuthentication = ['event', 'counter.resetSecret', '--data', '{"secret":"jpki/authentication"}'];

/** The first block of the page, without blank lines: a command, and the beginning of what it prints. */
function firstScreen(page: string): { command: string; lines: readonly string[] } {
  const text = readFileSync(new URL(`../../../${page}`, import.meta.url), 'utf8');
  const [first = '', ...lines] = text
    .split('```')[1]!
    .split('\n')
    .filter((line) => line !== '');
  return { command: first.replace(/^\$ (?:npx )?/, ''), lines };
}

/** Whether a program printed what a page shows; a line that holds only … stands for any lines. */
function shownIn(printed: readonly string[], lines: readonly string[]): string | undefined {
  let at = 0;
  let skipping = false;
  for (const line of lines) {
    if (line.trim() === '…') {
      skipping = true;
      continue;
    }
    const found = skipping ? printed.indexOf(line, at) : printed[at] === line ? at : -1;
    if (found < 0) return `"${line}" does not follow "${printed[at - 1] ?? ''}"`;
    at = found + 1;
    skipping = false;
  }
  return undefined;
}

test.for(['README.md', 'README.ja.md'])(
  'the first screen of %s is what OpenSC prints',
  minute,
  async (page, context) => {
    await requireProgram(context, 'pkcs15-tool');
    const { command, lines } = firstScreen(page);
    expect(command).toBe('kazashi exec -- pkcs15-tool --dump');
    await withAccount(async ({ env, directory }) => {
      // On a terminal both streams come together.
      const result = await runProgram('/bin/sh', ['-c', `${command} 2>&1`], { env, cwd: directory });
      expect(result.code).toBe(0);
      expect(
        shownIn(
          result.stdout.split('\n').filter((line) => line !== ''),
          lines,
        ),
      ).toBeUndefined();
    });
  },
);

test('exec passes on how the command ended', minute, async () => {
  await withAccount(async ({ kazashi }) => {
    const codeOf = async (...command: string[]) => (await kazashi(['exec', '--', ...command])).code;
    expect(await codeOf('true')).toBe(0);
    expect(await codeOf('false')).toBe(1);
    expect(await codeOf('sh', '-c', 'exit 42')).toBe(42);
    expect(await codeOf('sh', '-c', 'kill -TERM $$')).toBe(128 + 15);
    expect(await codeOf('no-such-program')).toBe(127);
  });
});

test('within exec, kazashi speaks to the simulator that exec started', minute, async (context) => {
  await requireProgram(context, 'pkcs15-tool');
  await withAccount(async ({ kazashi }) => {
    const script = 'pkcs15-tool --verify-pin --auth-id 01 --pin 0000; kazashi state; kazashi trace';
    const { code, stdout, stderr } = await kazashi(['exec', '--', 'sh', '-c', script]);
    expect(code).toBe(0);
    expect(stderr).toContain('Operation failed: PIN code or key incorrect');
    expect(stdout).toMatch(/jpki\/authentication +tries 2\/3/);
    expect(stdout).toContain(
      'VERIFY 0018 user authentication PIN  →  63c2 2 tries left  (verify/mismatch-spends)',
    );
  });
});

test(
  'three wrong PINs block the authentication PIN alone, and a desk event heals it',
  minute,
  async (context) => {
    await withAccount(async (account) => {
      await withUp(account, [], async ({ env }) => {
        const { directory, kazashi } = account;
        const opensc = await requireOpenSc(context, env, directory);
        const openssl = await requireOpenSsl(context, directory);
        const login = (pin: string) =>
          opensc.pkcs11('--login', '--token-label', tokens.authentication, '--pin', pin, '-O');
        for (let wrong = 0; wrong < 3; wrong++) {
          const { code, stderr } = await login('0000');
          expect(code).toBe(1);
          expect(stderr).toContain('C_Login failed: rv = CKR_PIN_INCORRECT (0xa0)');
        }
        const slots = (await opensc.pkcs11('-L')).stdout.split(/^Slot /m);
        expect(slots.find((slot) => slot.includes(tokens.authentication))).toContain('user PIN locked');
        expect(slots.find((slot) => slot.includes(tokens.signature))).not.toContain('user PIN locked');
        // The right one no longer helps.
        const blocked = await opensc.pkcs15(
          '--verify-pin',
          '--auth-id',
          '1',
          '--pin',
          secrets.authentication,
        );
        expect(blocked.code).not.toBe(0);
        expect(blocked.stderr).toContain('Reference data not usable');
        expect((await kazashi(['state'])).stdout).toMatch(/jpki\/authentication +tries 0\/3 +BLOCKED/);
        const withPassword = ['--verify-pin', '--auth-id', '2', '--pin', secrets.signature];
        const certificate = (await opensc.pkcs15(...withPassword, '--read-certificate', '2')).stdout;
        const signed = await opensc.sign('signature', 'TEST');
        expect(await openssl.signed(certificate, 'TEST', signed)).toBe(true);

        expect(await kazashi(resetAuthentication)).toMatchObject({ code: 0, stderr: '' });
        const own = (await opensc.pkcs15('--read-certificate', '1')).stdout;
        expect(await openssl.signed(own, 'TEST', await opensc.sign('authentication', 'TEST'))).toBe(true);
      });
    });
  },
);

test('the trace tells exchanges by name, and no PIN', minute, async (context) => {
  const pkcs15Tool = await requireProgram(context, 'pkcs15-tool');
  await withAccount(async (account) => {
    await withUp(account, [], async ({ env }) => {
      const verify = (id: string, pin: string) =>
        runProgram(pkcs15Tool, ['--verify-pin', '--auth-id', id, '--pin', pin], { env });
      await verify('1', '9753');
      await verify('1', secrets.authentication);
      await verify('2', 'QX7Z52');
      await verify('2', secrets.signature);
      const { code, stdout } = await account.kazashi(['trace']);
      expect(code).toBe(0);
      for (const line of [
        'power on  →  ATR 3b 88 80 01 00 00 05 e0 b3 81 a1 00 7f',
        'SELECT JPKI  →  9000 success',
        'SELECT EF 0018 user authentication PIN  →  9000 success',
        'VERIFY 0018 user authentication PIN, tries left?  →  63c3 3 tries left',
        'VERIFY 0018 user authentication PIN  →  63c2 2 tries left  (verify/mismatch-spends)',
        'VERIFY 0018 user authentication PIN  →  9000 success',
        'VERIFY 001B signature password  →  63c4 4 tries left  (verify/mismatch-spends)',
        'VERIFY 001B signature password  →  9000 success',
      ]) {
        expect(stdout).toContain(line);
      }
      const json = (await account.kazashi(['trace', '--json'])).stdout;
      for (const pin of ['9753', secrets.authentication, 'QX7Z52', secrets.signature]) {
        const hex = Buffer.from(pin).toString('hex');
        for (const text of [stdout, json]) {
          expect(text).not.toContain(pin);
          expect(text).not.toContain(hex);
        }
      }
    });
  });
});

test('with --state a try spent in one run is missing in the next', minute, async (context) => {
  await requireProgram(context, 'pkcs15-tool');
  await withAccount(async ({ kazashi }) => {
    const tries = async (...command: string[]) => {
      const { stdout } = await kazashi(['exec', '--state', 'state', '--', ...command]);
      return [...stdout.matchAll(/Tries left +: (\d+)/g)].map((match) => Number(match[1]));
    };
    expect(await tries('pkcs15-tool', '--list-pins')).toEqual([3, 5]);
    const verify = ['pkcs15-tool', '--verify-pin', '--auth-id', '1', '--pin'];
    const wrong = ['exec', '--state', 'state', '--', ...verify, '0000'];
    expect((await kazashi(wrong)).stderr).toContain('PIN code or key incorrect');
    expect(await tries('pkcs15-tool', '--list-pins')).toEqual([2, 5]);
    const right = await kazashi(['exec', '--state', 'state', '--', ...verify, '1234']);
    expect(right.code).toBe(0);
    expect(await tries('pkcs15-tool', '--list-pins')).toEqual([3, 5]);
    expect((await kazashi(wrong)).code).not.toBe(0);
    // Without a directory it is another card.
    const fresh = await kazashi(['exec', '--', 'pkcs15-tool', '--list-pins']);
    expect(fresh.stdout).toMatch(/Tries left +: 3/);
    expect(await tries('pkcs15-tool', '--list-pins')).toEqual([2, 5]);
  });
});

test('doctor names a setuid program, and the copy it advises is none', minute, async (context) => {
  const pcscScan = await requireProgram(context, 'pcsc_scan');
  await withAccount(async ({ directory, env, kazashi }) => {
    const folder = join(directory, 'privileged');
    await mkdir(folder);
    await copyFile(pcscScan, join(folder, 'pcsc_scan'));
    await chmod(join(folder, 'pcsc_scan'), 0o4755);
    const finding = async (path: string) => {
      const { stdout, stderr } = await kazashi(['doctor', '--json'], { PATH: `${path}:${env.PATH}` });
      if (/unknown command/.test(stderr)) return context.skip('doctor is missing');
      const { checks } = JSON.parse(stdout) as {
        checks: { id: string; status: string; text: string; remedy: string[] }[];
      };
      return checks.find(({ id }) => id === 'pcsc/privileged-programs');
    };
    const told = await finding(folder);
    expect(told).toMatchObject({ status: 'problem' });
    expect(told?.text).toContain(`${folder}/pcsc_scan (setuid)`);
    const [copy = ''] = told?.remedy ?? [];
    expect((await runProgram('/bin/sh', ['-c', copy], { cwd: directory, env })).code).toBe(0);
    // The first of its name on the PATH is the copy.
    expect(await finding(directory)).toMatchObject({ status: 'ok' });
  });
});
