import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { androidSteps } from '../../src/test-story.ts';
import { type Up, withAccount, withUp } from './kazashi.ts';

const minute = { timeout: 120_000 };
const reader = 'Kazashi TEST Reader 00 00';
const slot = 'Kazashi TEST Contact Reader 00 00';
const up = ['--clock', '2026-11-20T10:00', '--seed', '1', '--phone', 'android/supported'];

/** Enrols the phone of a running simulator as its holder does. */
async function enrol({ control: { url, token } }: Up): Promise<void> {
  const post = async (path: string, body: unknown): Promise<void> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  };
  for (const [type, data] of androidSteps()) await post('/v1/events', { type, data });
  await post('/v1/clock', { next: true });
  await post('/v1/events', { type: 'portal.register' });
  await post('/v1/clock', { next: true });
}

test('a phone is listed, held to readers and swapped from the command line', minute, () =>
  withAccount((account) =>
    withUp(
      account,
      [...up, '--reader', 'kazashi/generic', '--reader', 'kazashi/generic-contact'],
      async (running) => {
        const { kazashi } = account;
        await enrol(running);
        const told = (await kazashi(['state'])).stdout;
        expect(told).toContain('phone 1 [phone/1]: android/supported, ok, Usable');
        const held = await kazashi(['card', 'insert', 'phone/1', '--reader', reader]);
        expect(held.stdout).toContain(`${reader}  [kazashi/generic#0]  phone/1`);
        const refused = await kazashi(['card', 'insert', 'phone/1', '--reader', slot]);
        expect(refused.code).toBe(1);
        expect(refused.stderr).toContain('a phone without contacts');
        const inJapanese = await kazashi(['--lang', 'ja', 'card', 'insert', 'phone/1', '--reader', slot]);
        expect(inJapanese.stderr).toContain('接触型の差し込み口にスマートフォンは使えません');
        expect((await kazashi(['card', 'swap', '1', '--reader', reader])).stdout).toContain('card 1');
        expect((await kazashi(['card', 'swap', 'phone/1', '--reader', reader])).stdout).toContain('phone/1');
      },
    ),
  ),
);

interface Told {
  readonly cases: readonly {
    readonly id: string;
    readonly verdict: string;
    readonly applicability: { readonly expression: string };
    readonly reason?: { readonly en: string };
  }[];
}

test('suites run on a phone over the socket, proved or not, and say what does not apply', minute, () =>
  withAccount((account) =>
    withUp(account, up, async (running) => {
      const { kazashi, directory } = account;
      const { control, env } = running;
      await enrol(running);
      await kazashi(['card', 'insert', 'phone/1', '--reader', reader]);
      const secrets = join(directory, 'secrets.txt');
      writeFileSync(secrets, 'jpki/authentication = 4321\njpki/signature = PHONE1\n');
      const given = ['--subject', `pcsc:${reader}`, '--secrets', secrets, '--operator', 'none', '--json'];
      const run = async (selectors: string[], more: Readonly<Record<string, string>>) => {
        const { code, stdout, stderr } = await kazashi(['run', ...selectors, ...given], { ...env, ...more });
        const lines = stdout.trimEnd().split('\n');
        // The last line is the whole result.
        const { cases } = JSON.parse(lines.at(-1)!) as Told;
        const failed = cases.filter(
          ({ verdict }) => !['PASS', 'NOT APPLICABLE', 'SKIPPED'].includes(verdict),
        );
        expect({
          stderr,
          failed: failed.map(({ id, verdict, reason }) => [id, verdict, reason?.en]),
        }).toEqual({
          stderr: '',
          failed: [],
        });
        const by = (wanted: string): string[] =>
          cases.filter(({ verdict }) => verdict === wanted).map(({ id }) => id);
        return { code, passed: by('PASS'), not: by('NOT APPLICABLE'), cases };
      };
      const proof = { KAZASHI_CONTROL: control.url, KAZASHI_TOKEN: control.token };
      const proved = await run(['phone', 'card/content', 'card/visual'], proof);
      expect(proved.code).toBe(0);
      expect(proved.passed).toContain('phone/life/gone-when-online');
      expect(proved.passed).toContain('phone/life/locked-mute');
      expect(proved.not).toContain('phone/biometrics/never-sign');
      expect(proved.cases.find(({ id }) => id === 'card/content/token-label')).toMatchObject({
        verdict: 'NOT APPLICABLE',
        applicability: { expression: 'jpki & !phone' },
        reason: { en: expect.stringContaining('phone=yes') },
      });
      const real = await run(['phone', 'card/read'], {});
      expect(real.passed).toContain('phone/content/token-android');
      expect(real.passed).toContain('phone/sequence/opensc-android');
      expect(real.not).toContain('phone/life/gone-when-online');
    }),
  ),
);
