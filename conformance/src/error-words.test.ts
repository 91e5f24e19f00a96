import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ConformanceError } from './error.ts';
import { errorText, errorWords } from './error-words.ts';

const source = fileURLToPath(new URL('.', import.meta.url));
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !/\.test\.ts$|error-words|testing\//.test(name),
);

/**
 * Codes of what goes wrong on a bench, in a run's directory or between them; not those of a wrong case or byte, nor
 * those whose errors bring both languages along.
 */
const thrown =
  /(?:(?<!Told|Usage)Error\(|[?:[])\s*'((?:client|control|learn|matrix|pcsc|record|result|safety|serial|signature|status|subject)\/[a-z-]+)'/g;
/** Words of another kind: rules that stop a run are told by RunStop in both languages, faults of a record by verify. */
const toldElsewhere = /^(?:signature\/(?:missing|untrusted)|safety\/refused)$/;

test('every code that can reach people has words in Japanese', () => {
  const codes = new Set<string>();
  for (const file of files) {
    for (const match of readFileSync(join(source, file), 'utf8').matchAll(thrown)) codes.add(match[1]!);
  }
  expect(codes.size).toBeGreaterThan(40);
  expect([...codes].filter((code) => !toldElsewhere.test(code) && !(code in errorWords))).toEqual([]);
  expect(Object.keys(errorWords).filter((code) => !codes.has(code))).toEqual([]);
});

test('the Japanese message keeps the English one, which names what is wrong', () => {
  const error = new ConformanceError('pcsc/no-service', 'no PC/SC service answers at /nowhere');
  expect(errorText(error)).toEqual({
    en: 'no PC/SC service answers at /nowhere',
    ja: 'PC/SCサービスが応答しない(no PC/SC service answers at /nowhere)',
  });
});
