import { constants, createHash, publicDecrypt, X509Certificate } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { phoneProfiles } from '@kazashi/profiles';
import { expect, test } from 'vitest';
import { androidSteps } from '../../src/test-story.ts';
import { missing, RunningProgram, requireProgram, runProgram, type Skips, withDirectory } from './interop.ts';
import { requireTerminals, withPn532 } from './pn532.ts';

/** DigestInfo of SHA-256 before the digest. */
const digestInfoPrefix = '3031300d060960864801650304020105000420';
const digest = createHash('sha256').update('TEST').digest('hex');

/** Builds `c/nfc-session.c` against libnfc. */
async function compileSession(context: Skips, directory: string): Promise<string> {
  const gcc = await requireProgram(context, 'gcc');
  const out = join(directory, 'nfc-session');
  const source = join(import.meta.dirname, 'c', 'nfc-session.c');
  const built = await runProgram(gcc, ['-O2', '-Wall', '-Wextra', '-Werror', '-o', out, source, '-lnfc']);
  if (built.code === 0) return out;
  if (/nfc\.h: No such file|cannot find -lnfc/.test(built.stderr)) missing(context, 'libnfc-dev');
  throw new Error(built.stderr);
}

const sessionArguments = ['1234', `${digestInfoPrefix}${digest}`];

function expectSession(stdout: string): void {
  const [certificate, signature] = stdout.split('\n').map((line) => line.split(' ')[1]!);
  const { publicKey } = new X509Certificate(Buffer.from(certificate!, 'hex'));
  const opened = publicDecrypt(
    { key: publicKey, padding: constants.RSA_PKCS1_PADDING },
    Buffer.from(signature!, 'hex'),
  );
  expect(opened.toString('hex')).toBe(digestInfoPrefix + digest);
}

test('nfc-list finds the card and tells what is in its ATQB', async (context) => {
  const nfcList = await requireProgram(context, 'nfc-list');
  await requireTerminals(context);
  await withPn532(async ({ endpoint: { env } }) => {
    const { code, stdout } = await runProgram(nfcList, ['-v'], { env });
    expect(code).toBe(0);
    expect(stdout).toContain('1 ISO14443B passive target(s) found');
    expect(stdout).toMatch(/Application Data: 00 {2}00 {2}05 {2}e0/);
    expect(stdout).toMatch(/Protocol Info: b3 {2}81 {2}a1/);
    expect(stdout).toContain('Maximum frame sizes: 256 bytes');
    expect(stdout.match(/0 .* passive target\(s\) found/g)).toHaveLength(9);
  });
});

test('a phone of type A is found beside the card, and not while it is locked', async (context) => {
  const nfcList = await requireProgram(context, 'nfc-list');
  await requireTerminals(context);
  await withPn532(
    async ({ endpoint: { env }, simulator, reader }) => {
      const { card } = reader;
      await simulator.addPhone(phoneProfiles.get('android/biometric')!);
      const phone = { phone: '1' };
      for (const [type, data] of androidSteps()) await simulator.send({ type, data });
      await simulator.nextDeadline();
      await simulator.send({ type: 'portal.register', data: phone });
      await simulator.nextDeadline();
      simulator.insert(simulator.icc('phone/1'), reader);
      simulator.readers.stack(reader, card!);
      const found = async (): Promise<string[]> => {
        const { stdout } = await runProgram(nfcList, ['-v'], { env });
        return stdout.match(/^[1-9] .* passive target\(s\) found|ATS: .*\S/gm) ?? [];
      };
      const both = [
        '1 ISO14443A passive target(s) found',
        'ATS: 78  80  70  02',
        '1 ISO14443B passive target(s) found',
      ];
      expect(await found()).toEqual(both);
      await simulator.send({ type: 'holder.lockPhone', data: phone });
      expect(await found()).toEqual([both[2]]);
      await simulator.send({ type: 'holder.unlockPhone', data: phone });
      expect(await found()).toEqual(both);
    },
    { clock: '2026-11-20T10:00:00+09:00' },
  );
});

test('nfc-scan-device names the chip, pn53x-diagnose finds it whole', async (context) => {
  const scan = await requireProgram(context, 'nfc-scan-device');
  const diagnose = await requireProgram(context, 'pn53x-diagnose');
  await requireTerminals(context);
  await withPn532(async ({ endpoint: { env } }) => {
    expect((await runProgram(scan, ['-v'], { env })).stdout).toContain('chip: PN532 v1.6');
    const { stdout } = await runProgram(diagnose, [], { env });
    expect(stdout.match(/: OK/g)).toHaveLength(3);
  });
});

test('nfc-poll finds the card, and is told when it is taken away', async (context) => {
  const nfcPoll = await requireProgram(context, 'nfc-poll');
  await requireTerminals(context);
  await withPn532(
    async ({ endpoint: { env }, simulator, reader }) => {
      const poll = new RunningProgram(nfcPoll, [], { env });
      await poll.prints('Waiting for card removing...');
      expect(poll.stdout).toContain('ISO/IEC 14443-4B (106 kbps)');
      simulator.readers.takeOut(reader);
      const { stdout, stderr } = await poll.ended;
      expect(stdout + stderr).toMatch(/Target Released|done/);
    },
    // Without it the program asks as fast as the machine can answer.
    { pacing: true },
  );
});

test('a C program on libnfc reads a certificate in steps of 256 bytes and signs, ten sessions long', async (context) => {
  await requireTerminals(context);
  await withDirectory(async (directory) => {
    const session = await compileSession(context, directory);
    await withPn532(async ({ endpoint: { env }, serial }) => {
      const { code, stdout, stderr } = await runProgram(session, [...sessionArguments, '10'], { env });
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout.trim().split('\n')).toHaveLength(20);
      expectSession(stdout);
      const certificate = new X509Certificate(Buffer.from(stdout.split('\n')[0]!.split(' ')[1]!, 'hex'));
      expect(certificate.serialNumber.replace(/^0+/, '')).toBe(serial('authentication').replace(/^0+/, ''));
    });
  });
});

test('a program that was killed, garbage and half a frame leave the chip to the next program', async (context) => {
  const nfcList = await requireProgram(context, 'nfc-list');
  await requireTerminals(context);
  await withDirectory(async (directory) => {
    const session = await compileSession(context, directory);
    await withPn532(async ({ endpoint: { env }, path }) => {
      const wreck = (bytes: string): void => {
        const port = openSync(path, 'r+');
        writeSync(port, Buffer.from(bytes, 'hex'));
        closeSync(port);
      };
      for (const bytes of ['0000ff20e0d440', 'ff00ff00ff000000ffffff', `${'5a'.repeat(600)}`]) {
        const killed = new RunningProgram(session, [...sessionArguments, '1000'], { env });
        await killed.prints('signature');
        await killed.stop('SIGKILL');
        wreck(bytes);
        const { stdout } = await runProgram(nfcList, [], { env });
        expect(stdout).toContain('1 ISO14443B passive target(s) found');
      }
      const { code, stdout } = await runProgram(session, sessionArguments, { env });
      expect(code).toBe(0);
      expectSession(stdout);
    });
  });
});
