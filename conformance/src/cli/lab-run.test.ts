import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cases } from '../cases/index.ts';
import { declarable } from '../engine/claims.ts';
import { parseResult } from '../result/parse-result.ts';
import { registerConformanceCommands } from './index.ts';
import type { CliIo } from './io.ts';

const openssl = spawnSync('openssl', ['version']).status === 0;
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kazashi-lab-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const at = (name: string): string => join(directory, name);
const write = (name: string, content: string): string => {
  writeFileSync(at(name), content);
  return name;
};

async function kazashi(...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  let code: number | undefined;
  const io: CliIo = {
    language: 'en',
    env: {},
    cwd: directory,
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    exit: (value) => {
      code = value;
    },
  };
  const program = new Command().exitOverride();
  registerConformanceCommands(program, io);
  await program.parseAsync(['node', 'kazashi', ...args]);
  return { out, err, code, text: [...out, ...err].join('\n') };
}
const run = (...args: string[]) => kazashi('run', ...args, '--subject', 'emulated:card');
const resultIn = (folder: string) => parseResult(readFileSync(at(`${folder}/result.json`), 'utf8'));

/** An ICS that declares everything, with these answers instead of yes. */
const ics = (name: string, no: readonly string[] = []): string =>
  write(
    name,
    ['ics: 1', 'declaredBy: TEST Ltd.', 'declaredOn: 2026-11-20', 'items:']
      .concat(declarable(cases).map((item) => `  ${item}: ${no.includes(item) ? 'no' : 'yes'}`))
      .join('\n'),
  );

describe('--ics', () => {
  test('selects the cases, and each says why it ran or did not', async () => {
    const { code } = await run('card/select', '--ics', ics('a.yaml', ['text']), '--out', 'run');
    expect(code).toBe(1);
    const { cases: results, ics: kept } = resultIn('run');
    const text = results.find(({ applicability }) => applicability.expression === 'text')!;
    expect(text).toMatchObject({
      verdict: 'NOT APPLICABLE',
      reason: { en: 'text=no (ICS, TEST Ltd., 2026-11-20)' },
    });
    expect(kept).toMatchObject({ file: 'a.yaml', items: { text: { supported: false } } });
    expect(kept!.contradictions).toContain('text');
  });

  test.each([
    ['a missing item', 'ics: 1\ndeclaredBy: T\ndeclaredOn: 2026-11-20\nitems: {}', 'does not declare'],
    [
      'an unknown key',
      'ics: 1\ndeclaredby: T\ndeclaredOn: 2026-11-20\nitems: {}',
      'a.yaml:2:1: unknown key "declaredby"; nearest: declaredBy',
    ],
    [
      'an unknown item',
      'ics: 1\ndeclaredBy: T\ndeclaredOn: 2026-11-20\nitems:\n  jkpi: yes',
      'nearest: jpki',
    ],
    [
      'a day that is none',
      'ics: 1\ndeclaredBy: T\ndeclaredOn: yesterday\nitems: {}',
      'a.yaml:3:1: declaredOn',
    ],
    ['no YAML', 'ics: [', 'a.yaml:1:'],
  ])('with %s is refused with exit code 2', async (_, content, words) => {
    const { code, text } = await run('card/select', '--ics', write('a.yaml', content));
    expect(code).toBe(2);
    expect(text).toContain(words);
  });

  test('as JSON is the same', async () => {
    const items = Object.fromEntries(declarable(cases).map((item) => [item, true]));
    write('a.json', JSON.stringify({ ics: 1, declaredBy: 'T', declaredOn: '2026-11-20', items }));
    expect((await run('card/challenge', '--ics', 'a.json')).code).toBe(0);
  });
});

describe('--dry-run', () => {
  test('shows what would be run and why, and the tries it could cost', async () => {
    const { code, out } = await run('card/presence', 'card/reset', '--dry-run');
    expect(code).toBe(0);
    expect(out).toContain(
      'RUN            card/presence/removal-keeps-counter  removable=yes (the bench); jpki=yes (profile mynumber/contactless-05e0)',
    );
    expect(out.some((line) => /^NOT APPLICABLE card\/reset\/contact-answer {2}contact=no/.test(line))).toBe(
      true,
    );
    expect(
      out.some((line) => line.startsWith('user authentication PIN: 2 tries in all, 1 gone at once')),
    ).toBe(true);
  });

  test('with an ICS needs no subject; then costs need leave', async () => {
    const args = ['run', 'card/change', '--dry-run', '--ics', ics('a.yaml'), '--json'];
    const plan = JSON.parse((await kazashi(...args)).out[0]!);
    expect(plan.cases.some(({ does }: { does: string }) => does === 'SKIPPED')).toBe(true);
    const allowed = JSON.parse((await kazashi(...args, '--allow', 'destroys,spends-tries,blocks')).out[0]!);
    expect(allowed.cases.every(({ does }: { does: string }) => does !== 'SKIPPED')).toBe(true);
  });

  test('--against shows the cases that the other ICS would choose otherwise', async () => {
    const [one, other] = [ics('a.yaml'), ics('b.yaml', ['text'])];
    const { out } = await kazashi('run', 'card/select', '--dry-run', '--ics', one, '--against', other);
    const added = out.filter((line) => line.startsWith('+ '));
    expect(added.length).toBeGreaterThan(0);
    expect(added[0]).toContain('NOT APPLICABLE → RUN  text=yes (ICS, TEST Ltd., 2026-11-20)');
    expect(out.at(-1)).toMatch(new RegExp(`^${added.length} cases differ`));
  });

  test('without subject or ICS is refused', async () => {
    expect(await kazashi('run', '--dry-run')).toMatchObject({ code: 2 });
  });
});

describe('--lab', () => {
  test('fills the head of the result; what it leaves out is null', async () => {
    write(
      'lab.yaml',
      'lab: 1\nlaboratory: {name: TEST lab}\nitem: {firmware: {version: "3.1"}, serialNumbers: [TEST-7]}',
    );
    await run('card/challenge', '--lab', 'lab.yaml', '--out', 'run');
    expect(resultIn('run').laboratory).toMatchObject({
      laboratory: { name: 'TEST lab', accreditation: null },
      item: { firmware: { version: '3.1', sha256: null }, serialNumbers: ['TEST-7'], manufacturer: null },
      people: { operators: [], reviewer: null },
    });
  });

  test.each([
    ['lab: 1\nlaboratory: {nmae: x}', 'lab.yaml:2:14: unknown key "nmae"; nearest: name'],
    ['lab: 1\nlabratory: {}', 'nearest: laboratory'],
    ['lab: 2', 'lab'],
    [
      'lab: 1\nmethod: {waivers: [{case: card/rest/x, reason: r, authority: a}]}',
      'no case is called "card/rest/x"',
    ],
  ])('that says %j is refused with the nearest name', async (content, words) => {
    const { code, text } = await run('card/challenge', '--lab', write('lab.yaml', content));
    expect(code).toBe(2);
    expect(text).toContain(words);
  });
});

describe('--baseline', () => {
  test('an expected failure that passes is exit code 1 with a line of its own', async () => {
    write(
      'known.yaml',
      'card/challenge/eight-bytes: bug 1\n'.replace(
        'card/challenge/eight-bytes',
        cases.find(({ id }) => id.startsWith('card/challenge/'))!.id,
      ),
    );
    const { code, out } = await run('card/challenge', '--baseline', 'known.yaml');
    expect(code).toBe(1);
    expect(out.filter((line) => line.startsWith('UNEXPECTED PASS card/challenge/'))).toHaveLength(1);
  });

  test('a case that nobody knows is refused with the nearest name', async () => {
    const { code, text } = await run(
      'card/challenge',
      '--baseline',
      write('known.yaml', 'card/chalenge/x: y'),
    );
    expect({ code, named: text.includes('no case is called "card/chalenge/x"') }).toEqual({
      code: 2,
      named: true,
    });
  });
});

test('--repeat keeps every attempt, and the result says how steady they were', async () => {
  await run('card/challenge', '--repeat', '3', '--out', 'run');
  const { stability, cases: results } = resultIn('run');
  expect(results).toHaveLength(9);
  expect(stability).toHaveLength(3);
  expect(stability!.every(({ flaky }) => !flaky)).toBe(true);
});

describe('compare', () => {
  test('of a run with itself is exit code 0, with a worse one 1, with one that is not sealed 2', async () => {
    await run('card/challenge', 'card/select', '--out', 'a');
    await run('card/challenge', 'card/select', '--ics', ics('a.yaml', ['text']), '--out', 'b');
    expect((await kazashi('compare', 'a', 'a/result.json')).code).toBe(0);
    const { code, out } = await kazashi('compare', 'a', 'b');
    // A card that declares no text application has it all the same: another case fails, those about text do not apply.
    expect(out.some((line) => /PASS +NOT APPLICABLE +not run/.test(line))).toBe(true);
    expect(code).toBe(out.some((line) => line.includes('regression  ')) ? 1 : 0);
    const whole = JSON.parse((await kazashi('compare', 'a', 'b', '--json')).out[0]!);
    expect(whole).toMatchObject({ type: 'comparison', sameSuite: true });
    writeFileSync(at('b/result.json'), JSON.stringify({ ...resultIn('b'), sealed: false, digest: null }));
    expect((await kazashi('compare', 'a', 'b')).code).toBe(2);
    expect((await kazashi('compare', 'a', 'nowhere')).code).toBe(2);
  });
});

describe('verify', () => {
  test('says VALID, and after a change which file it is', async () => {
    await run('card/challenge', '--out', 'run', '--full');
    const good = await kazashi('verify', 'run');
    expect(good).toMatchObject({ code: 0 });
    expect(good.text).toMatch(/the full copy belongs.*\nVALID: 3 cases, 3 pieces of evidence, 8 lines/);
    const { evidence } = resultIn('run').cases[0]!;
    writeFileSync(at(`run/${evidence!.file}`), '{}');
    const bad = await kazashi('verify', 'run/result.json');
    expect(bad).toMatchObject({ code: 1 });
    expect(bad.out[0]).toBe(`evidence/hash  ${evidence!.file}: was changed after it was written`);
    expect((await kazashi('verify', '.')).code).toBe(2);
  });

  test('the full copy is readable for its owner alone', async () => {
    await run('card/verify/power-off-ends-status', '--out', 'run', '--full');
    expect(statSync(at('run/result.full.json')).mode & 0o077).toBe(0);
    expect(statSync(at('run/evidence/card.verify.power-off-ends-status.full.json')).mode & 0o077).toBe(0);
    expect(readFileSync(at('run/result.json'), 'utf8')).not.toContain(Buffer.from('AB1234').toString('hex'));
  });

  test.skipIf(!openssl)(
    'a signature is made, checked here and by openssl, and broken by a change',
    async () => {
      const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', '-subj', '/CN=TEST lab'];
      execFileSync('openssl', [...args, '-keyout', 'lab.key', '-out', 'lab.pem'], {
        cwd: directory,
        stdio: 'ignore',
      });
      await run('card/challenge', '--out', 'run', '--sign-key', 'lab.key', '--sign-cert', 'lab.pem');
      const openSsl = [
        'cms',
        '-verify',
        '-binary',
        '-inform',
        'DER',
        '-in',
        'run/result.json.p7s',
        '-content',
        'run/result.json',
      ];
      const theirs = spawnSync('openssl', [...openSsl, '-CAfile', 'lab.pem', '-purpose', 'any'], {
        cwd: directory,
      });
      expect(theirs.status).toBe(0);
      expect((await kazashi('verify', 'run', '--trust', 'lab.pem')).text).toContain('signed by CN=TEST lab');
      writeFileSync(at('run/result.json'), `${readFileSync(at('run/result.json'), 'utf8')} `);
      const { code, out } = await kazashi('verify', 'run');
      expect({ code, first: out[0] }).toEqual({
        code: 1,
        first: 'signature/broken  result.json.p7s: the content was changed after it was signed',
      });
    },
  );

  test('a run without signature is no fault, unless somebody is to be trusted', async () => {
    await run('card/challenge', '--out', 'run');
    expect((await kazashi('verify', 'run', '--trust', 'no.pem')).code).toBe(2);
    expect((await kazashi('verify', 'run')).code).toBe(0);
  });
});

test('a directory that holds a run is left alone', async () => {
  await run('card/challenge', '--out', 'run');
  const before = readFileSync(at('run/result.json'), 'utf8');
  const again = await run('card/challenge', '--out', 'run');
  expect(again.code).toBe(2);
  expect(again.text).toContain('already holds a run');
  expect(readFileSync(at('run/result.json'), 'utf8')).toBe(before);
  expect((await kazashi('run', '--resume', 'run')).text).toContain('complete and sealed');
  expect(existsSync(at('run/run.lock'))).toBe(false);
});

test('what is printed at the end runs what failed again', async () => {
  const { out } = await run('card/select', '--ics', ics('a.yaml', ['text']), '--out', 'run');
  const again = out.find((line) => line.startsWith('again, what failed: '))!;
  const words = again.replace('again, what failed: kazashi ', '').split(' ');
  const { out: lines } = await kazashi(...words, '--json');
  const failed = resultIn('run').cases.filter(({ verdict }) => verdict === 'FAIL');
  expect(lines.slice(0, -1).map((line) => JSON.parse(line).id)).toEqual(failed.map(({ id }) => id));
});

test.each([
  [['--against', 'x'], '--dry-run --ics'],
  [['--full'], '--out'],
  [['--sign-key', 'k'], '--sign-cert'],
  [['--resume', 'x', '--out', 'y'], '--out'],
  [['--operator-limit', '0'], '--operator-limit'],
])('%j is refused with exit code 2', async (args, words) => {
  const { code, text } = await run('card/challenge', ...args);
  expect(code).toBe(2);
  expect(text).toContain(words);
});
