import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newOutFile, writeOutFile } from './out-file.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kazashi-out-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('nothing is left of a file that the disk had no room for, so that the next try finds none', () => {
  const path = newOutFile(directory, 'a/b.jsonl');
  const full = (): never => {
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  };
  expect(() => writeOutFile(path, 'TEST', full)).toThrow(
    expect.objectContaining({ code: 'usage/unwritable' }),
  );
  expect(existsSync(path)).toBe(false);
  writeOutFile(newOutFile(directory, 'a/b.jsonl'), 'TEST');
  expect(readFileSync(path, 'utf8')).toBe('TEST');
});

test('a file that is there is neither written over nor taken away', () => {
  const path = join(directory, 'there');
  writeOutFile(path, 'TEST');
  expect(() => newOutFile(directory, 'there')).toThrow(expect.objectContaining({ code: 'usage/exists' }));
  expect(() => writeOutFile(path, 'other')).toThrow(expect.objectContaining({ code: 'usage/unwritable' }));
  expect(readFileSync(path, 'utf8')).toBe('TEST');
});
