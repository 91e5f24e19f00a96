import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { missingOptional } from './complete-lockfile.mjs';
import { judgeNode, needsInstall } from './install.mjs';

test('Node before 20.19 is refused with the version that is needed, Node 20 gets a notice, later ones nothing', () => {
  for (const version of ['18.20.4', '20.18.3']) {
    expect(judgeNode(version).error).toContain(`needs Node 20.19 or newer; this is Node ${version}`);
  }
  expect(judgeNode('20.19.0').notice).toContain('2026-04-30');
  expect(judgeNode('20.19.0').error).toBeUndefined();
  expect(judgeNode('24.1.0')).toEqual({});
});

test('packages are installed when there are none or when the lockfile is newer', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kazashi-install-'));
  try {
    const lockfile = join(directory, 'package-lock.json');
    const installed = join(directory, 'node_modules', '.package-lock.json');
    writeFileSync(lockfile, '{}');
    utimesSync(lockfile, 1000, 1000);
    expect(needsInstall(directory)).toBe(true);
    mkdirSync(join(directory, 'node_modules'));
    writeFileSync(installed, '{}');
    utimesSync(installed, 1001, 1001);
    expect(needsInstall(directory)).toBe(false);
    utimesSync(lockfile, 1002, 1002);
    expect(needsInstall(directory)).toBe(true);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('the lockfile holds the packages of every platform, without which npm ci refuses it', () => {
  const lockfile = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
  expect(missingOptional(lockfile), 'run scripts/complete-lockfile.mjs').toEqual([]);
  delete lockfile.packages['node_modules/@esbuild/linux-x64'];
  expect(missingOptional(lockfile)).toMatchObject([{ name: '@esbuild/linux-x64' }]);
});
