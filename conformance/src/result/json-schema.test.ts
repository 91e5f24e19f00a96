import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { resultJsonSchema } from './json-schema.ts';

test('result.schema.json is what the schema gives (write it anew: npx tsx conformance/src/result/write-json-schema.ts)', () => {
  const committed = readFileSync(new URL('../../result.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(committed)).toEqual(JSON.parse(resultJsonSchema()));
});
