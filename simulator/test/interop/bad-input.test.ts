import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileC, requireProgram, runProgram, withDirectory } from './interop.ts';
import { withAccount, withUp } from './kazashi.ts';
import { requireOpenSc } from './opensc.ts';
import { PyscardClient } from './pyscard-client.ts';
import { carriers, defaultReader, realCard, secrets } from './real-card.ts';
import { withWiretap } from './wiretap.ts';

const minute = { timeout: 60_000 };
const selectJpki = '00a4040c0ad392f000260100000001';
const noSmartcard = '8010000c';
const readerUnavailable = '80100017';

/** A card that takes ten minutes for every command: longer than any test waits. */
const slowCard = `
schema: 1
kind: card
id: test/slow
title: { en: TEST card that takes its time, ja: 時間のかかるテストカード }
interface: contactless
atr: 3b 88 80 01 00 00 05 e0 b3 81 a1 00 7f
applications: [jpki]
tries: {}
executionTimeMs: { command: 600000 }
switches: {}
sources:
  interface: "chosen: TEST"
  atr: "chosen: TEST"
  applications: "chosen: TEST"
  tries: "chosen: TEST"
  executionTimeMs: "chosen: TEST"
  switches: "chosen: TEST"
`;

test.for([
  {
    what: 'reader',
    remove: ['reader', 'remove', defaultReader],
    rv: readerUnavailable,
    add: ['reader', 'add'],
  },
  { what: 'card', remove: ['card', 'remove'], rv: noSmartcard, add: undefined },
])(
  'a $what taken away in the middle of a command ends the wait, and the next program is served',
  minute,
  async ({ remove, rv, add }, context) => {
    const pcscScan = await requireProgram(context, 'pcsc_scan');
    await withAccount(async (account) => {
      await writeFile(join(account.directory, 'slow.yaml'), slowCard);
      await withUp(account, ['--card', 'slow.yaml'], (up) =>
        withWiretap(up.env, async ({ env, sent }) => {
          const client = await PyscardClient.start(context, env);
          expect(await client.ask('connect')).toBe('ok');
          const handedOver = sent(Buffer.from(selectJpki, 'hex'));
          const answer = client.ask(`apdu ${selectJpki}`);
          await handedOver;
          expect(await account.kazashi(remove)).toMatchObject({ code: 0, stderr: '' });
          expect(await answer).toBe(rv);
          await client.end();
          if (add !== undefined) expect(await account.kazashi(add)).toMatchObject({ code: 0 });
          expect(await account.kazashi(['card', 'insert'])).toMatchObject({ code: 0, stderr: '' });
          const { stdout } = await runProgram(pcscScan, ['-c'], { env: up.env });
          expect(stdout).toContain('ATR: 3B 88 80 01 00 00 05 E0 B3 81 A1 00 7F');
          expect(up.program.stderr).toBe('');
        }),
      );
    });
  },
);

describe.each(carriers)('many at once $name', ({ carry }) => {
  test(
    'programs that sign in transactions and programs that read get everything right',
    minute,
    async (context) => {
      const { simulator, serial } = await realCard();
      await withDirectory(async (directory) => {
        const program = await compileC(context, 'jpki-session', directory);
        const digestInfo = `3031300d060960864801650304020105000420${'5a'.repeat(32)}`;
        await carry(context, simulator.readers, async (env) => {
          const opensc = await requireOpenSc(context, env, directory);
          const sessions = Array.from({ length: 4 }, () =>
            runProgram(program, [secrets.authentication, digestInfo], { env }),
          );
          const dumps = Array.from({ length: 2 }, () => opensc.pkcs15('--dump'));
          const outputs = new Set(
            (await Promise.all(sessions)).map(({ code, stdout, stderr }) => `${code} ${stderr}${stdout}`),
          );
          // The same certificate and, since RSASSA-PKCS1-v1_5 has no salt, the same signature.
          expect([...outputs]).toEqual([
            expect.stringMatching(/^0 reader .*\ncertificate 3082[0-9a-f]+\nsignature [0-9a-f]{512}\n$/),
          ]);
          for (const { code, stdout } of await Promise.all(dumps)) {
            expect(code).toBe(0);
            expect(stdout).toContain(`Encoded serial : 02 04 ${serial('authentication')}`);
          }
        });
      });
    },
  );
});

test(
  'clients that never read, never write or write nonsense keep nobody from the card',
  minute,
  async (context) => {
    await withAccount(async (account) => {
      await withUp(account, [], async ({ env, program }) => {
        const opensc = await requireOpenSc(context, env, account.directory);
        const dial = async () => {
          const socket = connect(env.PCSCLITE_CSOCK_NAME ?? '');
          socket.on('error', () => {});
          await once(socket, 'connect');
          return socket;
        };
        const u32 = (...values: number[]) => Buffer.from(Uint32Array.from(values).buffer);
        const version = u32(12, 0x11, 4, 4, 0);
        const getReadersState = u32(0, 0x12);
        // Each of these 20,000 asks for 2,944 bytes.
        const deaf = (await dial()).pause();
        deaf.write(Buffer.concat([version, ...Array.from({ length: 20_000 }, () => getReadersState)]));
        const mute = await dial();
        const half = await dial();
        half.write(version.subarray(0, 10));
        const nonsense = (await dial()).resume();
        const closed = once(nonsense, 'close');
        nonsense.write(Buffer.alloc(64, 0xff));
        await closed;
        expect((await opensc.pkcs15('--dump')).stdout).toContain('PKCS#15 Card [JPKI]:');
        expect(await opensc.sign('authentication', 'TEST')).toHaveLength(256);
        expect(program.stderr.trim().split('\n')).toEqual([expect.stringMatching(/^kazashi: pcsc client /)]);
        for (const socket of [deaf, mute, half]) socket.destroy();
      });
    });
  },
);
