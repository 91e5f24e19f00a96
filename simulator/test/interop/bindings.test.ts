import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ScriptedCard, TestRegistry } from '../../src/endpoints/test-registry.ts';
import type { Simulator } from '../../src/simulator.ts';
import { compileC, missing, runProgram, type Skips, withDirectory, withPcscEndpoint } from './interop.ts';
import { requireOpenSsl } from './openssl.ts';
import { carriers, defaultReader, type Env, overSocket, realCard, secrets } from './real-card.ts';
import { scardSession } from './scard-session.ts';
import { withWiretap } from './wiretap.ts';

const here = import.meta.dirname;
const data = 'TEST data to be signed\n';
/** DigestInfo of SHA-256 (RFC 8017, 9.2) over the data. */
const digestInfo = `3031300d060960864801650304020105000420${createHash('sha256').update(data).digest('hex')}`;
const sha256OfData = `802a008033${digestInfo}00`;

/** `NAME VALUE` lines. */
const valuesOf = (stdout: string): Record<string, string> =>
  Object.fromEntries(
    stdout
      .trim()
      .split('\n')
      .map((line) => [line.split(' ', 1)[0], line.replace(/^\S+ /, '')]),
  );
const bytes = (hex: string | undefined): Buffer => Buffer.from(hex ?? '', 'hex');

/** Runs the C program, and lets OpenSSL judge what it brings. */
async function signsInC(context: Skips, env: Env, reader: string): Promise<void> {
  await withDirectory(async (directory) => {
    const program = await compileC(context, 'jpki-session', directory);
    const openssl = await requireOpenSsl(context, directory);
    const result = await runProgram(program, [secrets.authentication, digestInfo], { env });
    expect(result).toMatchObject({ code: 0, stderr: '' });
    const values = valuesOf(result.stdout);
    expect(values.reader).toBe(reader);
    const certificate = await openssl.pemOf(bytes(values.certificate));
    expect(await openssl.signed(certificate, data, bytes(values.signature))).toBe(true);
    const wrong = await runProgram(program, ['0000', digestInfo], { env });
    expect(wrong).toMatchObject({ code: 1, stderr: 'VERIFY: 000063C2\n' });
  });
}

describe.each(carriers)('programs on libpcsclite $name', ({ carry, reader }) => {
  test('one in C reads the certificate and signs', async (context) => {
    const { simulator } = await realCard();
    await carry(context, simulator.readers, (env) => signsInC(context, env, reader));
  });

  test('one in Node, through pcsc-mini, signs', async (context) => {
    const { simulator } = await realCard();
    const pcscMini = requirePcscMini(context);
    const script = join(here, 'node', 'pcsc-mini-session.mjs');
    await carry(context, simulator.readers, async (env) => {
      const result = await runProgram(process.execPath, [script, pcscMini, sha256OfData], { env });
      expect(result).toMatchObject({ code: 0, stderr: '' });
      const values = valuesOf(result.stdout);
      expect(values).toMatchObject({ reader, atr: '3b888001000005e0b381a1007f' });
      await withDirectory(async (directory) => {
        const openssl = await requireOpenSsl(context, directory);
        const certificate = await openssl.pemOf(await certificateOf(simulator));
        expect(await openssl.signed(certificate, data, bytes(values.signature))).toBe(true);
      });
    });
  });
});

describe('the libpcsclite that KAZASHI_LIBPCSCLITE names', () => {
  /** An offer, not a requirement: a distribution carries one libpcsclite. */
  function named(context: Skips): { library: string; env: Env } {
    const library = process.env.KAZASHI_LIBPCSCLITE;
    if (!library) return context.skip('KAZASHI_LIBPCSCLITE names no other libpcsclite.so.1');
    // From 2.1.0 on it loads libpcsclite_real.so.1, which lies beside it.
    return { library, env: { LD_LIBRARY_PATH: dirname(library) } };
  }

  test('is what a program loads, and speaks a protocol that is served', async (context) => {
    const { library, env: loads } = named(context);
    const { simulator } = await realCard();
    await overSocket.carry(context, simulator.readers, (env) =>
      withWiretap(env, async (wiretap) => {
        await withDirectory(async (directory) => {
          const program = await compileC(context, 'jpki-session', directory);
          const loaded = await runProgram(program, [], { env: { ...loads, LD_TRACE_LOADED_OBJECTS: '1' } });
          expect(loaded.stdout).toContain(`libpcsclite.so.1 => ${library} `);
        });
        await signsInC(context, { ...wiretap.env, ...loads }, defaultReader);
        const versions = [...wiretap.versions];
        expect(versions).toEqual([expect.stringMatching(/^4:[2-6]$/)]);
        await context.annotate(`spoke ${versions.join(', ')}`);
      }),
    );
  });

  test('gives the same answers as the installed one, through every kind of call', async (context) => {
    const { env: loads } = named(context);
    await withDirectory(async (directory) => {
      const program = await compileC(context, 'scard-session', directory);
      const answers = async (more: Env) => {
        const registry = new TestRegistry();
        registry.addReader(defaultReader, new ScriptedCard());
        return withPcscEndpoint(registry, ({ env }) => scardSession(program, registry, { ...env, ...more }));
      };
      expect(await answers(loads)).toEqual(await answers({}));
    });
  });
});

/** The binding that the conformance workspace depends on; natively built for this platform or missing. */
function requirePcscMini(context: Skips): string {
  try {
    return createRequire(join(here, '../../../conformance/package.json')).resolve('pcsc-mini');
  } catch {
    return missing(context, 'pcsc-mini');
  }
}

/** The authentication certificate, read past every endpoint. */
async function certificateOf({ readers }: Simulator): Promise<Uint8Array> {
  const contact = readers.chosen(undefined).activate('test');
  await contact.transmit(bytes('00a4040c0ad392f000260100000001'));
  await contact.transmit(bytes('00a4020c02000a'));
  const response = await contact.transmit(bytes('00b00000000000')); // all of it, by extended length
  contact.close();
  return response.subarray(0, -2);
}
