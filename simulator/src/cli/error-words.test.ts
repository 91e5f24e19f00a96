import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { SimulatorError } from '../errors.ts';
import { errorText, errorWords } from './error-words.ts';

const source = fileURLToPath(new URL('..', import.meta.url));
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !/\.test\.ts$|error-words/.test(name) && !name.startsWith('bench'),
);

/** Codes given to an error of ours, or named in the union of codes of one. */
const thrown =
  /(?:(?:Error|CheckRefused)\(\s*|refuse\(\d+, |code = [^;]*?[?:] |\| )'((?:access|card|clock|control|endpoint|event|facility|fault|machine|pki|reader|request|rules|session|snapshot|store|usage)\/[a-z-]+)'/g;

test('every code that the simulator throws has words in Japanese', () => {
  const codes = new Set<string>();
  for (const file of files) {
    for (const match of readFileSync(join(source, file), 'utf8').matchAll(thrown)) codes.add(match[1]!);
  }
  // What the world does not know of is named by one function.
  const world = readFileSync(join(source, 'world/world.ts'), 'utf8');
  for (const match of world.matchAll(/\bunknown\('([a-z]+)',/g)) codes.add(`${match[1]!}/unknown`);
  expect(codes).toContain('account/unknown');
  expect(codes.size).toBeGreaterThan(40);
  expect([...codes].filter((code) => !(code in errorWords))).toEqual([]);
});

test('the Japanese message keeps the English one, which names what is wrong', () => {
  const error = new SimulatorError('clock/real', 'the clock follows the machine');
  expect(errorText(error, 'en')).toBe('the clock follows the machine');
  expect(errorText(error, 'ja')).toMatch(/^時計は実時間に従っています.*\(the clock follows the machine\)$/);
});
