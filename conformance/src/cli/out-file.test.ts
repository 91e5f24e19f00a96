import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { newOutFile, writeOutFile } from './out-file.ts';

/** Once: the disk is full as soon as the file is there. */
const full = vi.hoisted(() => ({ now: false }));
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const writeFileSync: typeof fs.writeFileSync = (...args) => {
    if (!full.now) return fs.writeFileSync(...args);
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  };
  return { ...fs, writeFileSync };
});

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kazashi-out-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('nothing is left of a file that the disk had no room for, so that the next try finds none', () => {
  const path = newOutFile(directory, 'a/b.jsonl');
  full.now = true;
  expect(() => writeOutFile(path, 'TEST')).toThrow(expect.objectContaining({ code: 'usage/unwritable' }));
  full.now = false;
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
