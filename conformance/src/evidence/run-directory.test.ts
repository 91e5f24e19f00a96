import { describe, expect, test } from 'vitest';
import { isFullCopy } from '../result/covered.ts';
import { parseResult } from '../result/parse-result.ts';
import type { CaseResult, Result } from '../result/result-schema.ts';
import { resultDigest, sealState } from '../result/seal.ts';
import { MemoryFiles } from '../testing/memory-files.ts';
import { continued, coveredCase, killedRun, recordedRun } from '../testing/recorded-run.ts';
import { readFormerRun, requireEmpty } from './former-run.ts';
import { fullResultName, resultName } from './run-directory.ts';
import { type Fault, verifyRun } from './verify-run.ts';

const json = (files: MemoryFiles, name: string) => JSON.parse(files.read(name)!);
const codes = (files: MemoryFiles): string[] => verifyRun(files).faults.map(({ code }) => code);

describe('a run that is kept', () => {
  test('has evidence for every case, a journal and a sealed result, and verifies', async () => {
    const files = new MemoryFiles();
    const result = await recordedRun(files);
    expect(result).toMatchObject({ outcome: 'PASS', sealed: true, journal: { lines: 8 } });
    expect(files.list('evidence')).toEqual(['test.a.json', 'test.b.json', 'test.c.json']);
    expect(verifyRun(files)).toMatchObject({
      faults: [],
      cases: 3,
      evidence: 3,
      journalLines: 8,
      fullCopy: false,
    });
  });

  test('shows neither PIN nor personal data anywhere', async () => {
    const files = new MemoryFiles();
    await recordedRun(files);
    const everything = [...files.files.values()].join('\n');
    for (const value of ['9120', '39313230', Buffer.from('TEST personal').toString('hex')]) {
      expect(everything).not.toContain(value);
    }
  });

  test('keeps every attempt in a file of its own', async () => {
    const files = new MemoryFiles();
    await recordedRun(files, [coveredCase('test/a')], { repeat: 2 });
    expect(files.list('evidence')).toEqual(['test.a.json', 'test.a@2.json']);
    expect(verifyRun(files).faults).toEqual([]);
  });
});

describe('a full copy', () => {
  const both = async () => {
    const files = new MemoryFiles();
    const result = await recordedRun(files, undefined, { full: true });
    return { files, result, full: parseResult(files.read(fullResultName)!) };
  };

  test('holds in clear what the masked one covers, and both have one digest', async () => {
    const { files, result, full } = await both();
    const verify = full.cases[0]!.exchanges.find(({ masked }) => masked === 'secret')!;
    expect(verify.command).toBe('002000800439313230');
    expect(verify.opened!.command!.shown).toBe('0020008004********');
    expect(full.digest).toBe(result.digest);
    expect(resultDigest(full)).toBe(resultDigest(result));
    expect([isFullCopy(full), isFullCopy(result), sealState(full)]).toEqual([true, false, 'valid']);
    expect(verifyRun(files)).toMatchObject({ faults: [], fullCopy: true });
  });

  test('is for the owner’s eyes alone, with all that goes with it', async () => {
    const { files } = await both();
    expect([...files.secret].sort()).toEqual([
      'evidence/test.a.full.json',
      'evidence/test.b.full.json',
      'evidence/test.c.full.json',
      fullResultName,
    ]);
  });

  test('that tells another PIN is not the one that was committed to', async () => {
    const { files } = await both();
    files.replace(fullResultName, files.read(fullResultName)!.replaceAll('39313230', '39313231'));
    expect(new Set(codes(files))).toEqual(new Set(['full/commitment']));
  });

  test('of another run does not belong to this one', async () => {
    const { files } = await both();
    const other = await both();
    files.replace(fullResultName, other.files.read(fullResultName)!);
    expect(codes(files)).toContain('full/other');
  });

  test('has a salt of its own for each covered value', async () => {
    const { full } = await both();
    const salts = full.cases.flatMap(({ exchanges, checks }) =>
      [...exchanges, ...checks].flatMap(({ opened }) =>
        Object.values(opened ?? {}).map((entry) => entry!.salt),
      ),
    );
    expect(salts.length).toBeGreaterThan(9);
    expect(new Set(salts).size).toBe(salts.length);
  });
});

describe('verify names', () => {
  const change =
    <T>(name: string, alter: (document: T) => void) =>
    (files: MemoryFiles) => {
      const document = json(files, name);
      alter(document);
      files.replace(name, JSON.stringify(document));
    };
  const lines = (files: MemoryFiles): string[] => files.read('journal.jsonl')!.split('\n');

  test.each<[string, (files: MemoryFiles) => void, Fault['code'][]]>([
    [
      'a verdict that was changed',
      change(resultName, (r: Result) => {
        r.cases[0]!.verdict = 'FAIL';
      }),
      ['result/seal', 'evidence/content', 'journal/disagrees'],
    ],
    [
      'a result that was sealed anew after a change',
      change(resultName, (r: Result) => {
        r.cases[0]!.title.en = 'other';
        r.digest = resultDigest(r);
      }),
      ['evidence/content'],
    ],
    [
      'a member that no schema knows',
      change(resultName, (r: Result) => {
        Object.assign(r, { extra: 1 });
      }),
      ['result/schema'],
    ],
    [
      'evidence that was changed',
      change('evidence/test.b.json', (e: { case: CaseResult }) => {
        e.case.verdict = 'FAIL';
      }),
      ['evidence/hash'],
    ],
    [
      'evidence that is gone',
      (files) => void files.files.delete('evidence/test.c.json'),
      ['evidence/missing'],
    ],
    ['evidence of no case', (files) => files.replace('evidence/more.json', '{}'), ['evidence/unknown-file']],
    ['a journal that is gone', (files) => void files.files.delete('journal.jsonl'), ['journal/missing']],
    [
      'a line of the journal that was changed',
      (files) => files.replace('journal.jsonl', files.read('journal.jsonl')!.replace('"PASS"', '"FAIL"')),
      ['journal/chain'],
    ],
    [
      'a journal that was cut at a line',
      (files) => files.replace('journal.jsonl', `${lines(files).slice(0, -2).join('\n')}\n`),
      ['journal/disagrees'],
    ],
    ['a result that is gone', (files) => void files.files.delete(resultName), ['result/missing']],
  ])('%s', async (_, damage, expected) => {
    const files = new MemoryFiles();
    await recordedRun(files);
    damage(files);
    expect([...new Set(codes(files))]).toEqual(expected);
  });

  test('every change of one character of result or evidence', async () => {
    const files = new MemoryFiles();
    await recordedRun(files, [coveredCase('test/a')]);
    for (const name of [resultName, 'evidence/test.a.json']) {
      const text = files.read(name)!;
      for (let index = 0; index < text.length; index += 37) {
        const by = text[index] === '1' ? '2' : '1';
        // Blanks between members say nothing.
        if (/\s/.test(text[index]!)) continue;
        files.replace(name, text.slice(0, index) + by + text.slice(index + 1));
        expect(codes(files).length, `${name} ${index}: ${text.slice(index - 20, index + 5)}`).toBeGreaterThan(
          0,
        );
      }
      files.replace(name, text);
    }
    expect(codes(files)).toEqual([]);
  });
});

describe('a killed run', () => {
  test('is INCOMPLETE, and verify says so', async () => {
    const files = new MemoryFiles();
    await killedRun(files);
    expect(json(files, resultName)).toMatchObject({ outcome: 'INCOMPLETE', sealed: false });
    expect(codes(files)).toEqual(['result/unsealed']);
    files.replace('evidence/test.a.json', '{}');
    expect(codes(files)).toEqual(['result/unsealed', 'evidence/hash']);
  });

  test('goes on with what was not done, under the same number, and tells what was cut off', async () => {
    const files = new MemoryFiles();
    await killedRun(files);
    const before = files.read('evidence/test.a.json');
    const result = await continued(files);
    expect(result).toMatchObject({
      outcome: 'PASS',
      times: { resumed: [{ utc: '2026-11-21T00:00:00.000Z' }] },
      interrupted: [{ id: 'test/b', attempt: 1 }],
    });
    expect(result.cases.map(({ id }) => id)).toEqual(['test/a', 'test/b', 'test/c']);
    expect(files.read('evidence/test.a.json')).toBe(before);
    expect(codes(files)).toEqual([]);
  });

  test('goes on with its full copy, too', async () => {
    const files = new MemoryFiles();
    await killedRun(files, true);
    await continued(files, true);
    const full = parseResult(files.read(fullResultName)!);
    expect(full.cases.every((item) => item.exchanges.some(({ opened }) => opened !== undefined))).toBe(true);
    expect(codes(files)).toEqual([]);
  });

  test('goes on after a line that was half written', async () => {
    const files = new MemoryFiles();
    await killedRun(files);
    files.append('journal.jsonl', '{"n":5,"previo');
    expect(codes(files)).toEqual(['result/unsealed', 'journal/torn']);
    await continued(files);
    expect(codes(files)).toEqual([]);
  });

  test('does not go on from evidence that was changed, nor from a broken chain', async () => {
    const files = new MemoryFiles();
    await killedRun(files);
    const damaged = expect.objectContaining({ code: 'record/damaged' });
    const evidence = files.read('evidence/test.a.json')!;
    files.replace('evidence/test.a.json', evidence.replace('PASS', 'FAIL'));
    expect(() => readFormerRun(files)).toThrow(damaged);
    files.replace('evidence/test.a.json', evidence);
    files.replace('journal.jsonl', files.read('journal.jsonl')!.replace('"n":2', '"n":3'));
    expect(() => readFormerRun(files)).toThrow(damaged);
  });
});

test('a sealed run is not continued, an empty directory neither, and no run is written over another', async () => {
  const files = new MemoryFiles();
  expect(() => readFormerRun(files)).toThrow(expect.objectContaining({ code: 'record/nothing' }));
  requireEmpty(files);
  await recordedRun(files);
  expect(() => readFormerRun(files)).toThrow(expect.objectContaining({ code: 'record/finished' }));
  expect(() => requireEmpty(files)).toThrow(expect.objectContaining({ code: 'record/not-empty' }));
});

test('a disk that runs full ends the run at any byte, and it can be continued when there is space', async () => {
  const whole = new MemoryFiles();
  await recordedRun(whole);
  const needed = [...whole.files.values()].reduce((sum, text) => sum + text.length, 0);
  let cutOff = 0;
  for (let space = 0; space < needed; space += Math.ceil(needed / 60)) {
    const files = new MemoryFiles();
    files.space = space;
    await expect(recordedRun(files), String(space)).rejects.toMatchObject({ code: 'record/no-space' });
    expect(codes(files).length, String(space)).toBeGreaterThan(0);
    files.space = Number.POSITIVE_INFINITY;
    try {
      await continued(files);
    } catch (error) {
      // Not a line was whole: nothing had begun.
      expect(error).toMatchObject({ code: 'record/nothing' });
      continue;
    }
    expect(codes(files), String(space)).toEqual([]);
    cutOff++;
  }
  expect(cutOff).toBeGreaterThan(20);
});
