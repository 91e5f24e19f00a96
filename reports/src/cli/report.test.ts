import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { every, resultWith } from '../testing/sample-result.ts';
import { type CliIo, registerReportCommands } from './index.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kazashi-report-'));
  writeFileSync(join(directory, 'result.json'), JSON.stringify(resultWith(every)));
});
afterEach(() => rmSync(directory, { recursive: true }));

async function report(language: CliIo['language'], ...args: string[]) {
  const err: string[] = [];
  let code = 0;
  const io: CliIo = {
    language,
    cwd: directory,
    out: () => {},
    err: (line) => void err.push(line),
    exit: (value) => {
      code = value;
    },
  };
  const program = new Command().exitOverride();
  registerReportCommands(program, io);
  await program.parseAsync(['node', 'kazashi', 'report', '.', ...args]);
  return { code, err };
}

test('a report is written where --out says', async () => {
  expect(await report('en', '--format', 'junit', '--out', 'junit.xml')).toEqual({ code: 0, err: [] });
  expect(readFileSync(join(directory, 'junit.xml'), 'utf8')).toContain('<testsuite');
});

test('where nothing can be written it says so, and exit code 2', async () => {
  mkdirSync(join(directory, 'there'));
  expect(await report('en', '--out', 'there')).toEqual({
    code: 2,
    err: ['kazashi: there cannot be written: EISDIR'],
  });
  expect(await report('ja', '--out', 'nowhere/report.html')).toEqual({
    code: 2,
    err: ['kazashi: nowhere/report.html に書き込めない: ENOENT'],
  });
});

// A device that is always full, where there is one.
test.skipIf(!existsSync('/dev/full'))('a full disk is told, and no part of a report stays', async () => {
  expect((await report('en', '--out', '/dev/full')).err).toEqual([
    'kazashi: /dev/full cannot be written: ENOSPC',
  ]);
});
