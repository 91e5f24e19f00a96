import { expect, test } from 'vitest';
import { asJson } from './json.ts';

test('what JSON can hold is given back as it is', () => {
  const value = { text: 'a', list: [1, true, null, { deep: [] }] };
  expect(asJson(value)).toBe(value);
});

test.each([
  ['nothing', undefined],
  ['a hole', { a: undefined }],
  ['no number', [Number.NaN]],
  ['a function', { a: () => 1 }],
])('%s is refused', (_, value) => {
  expect(() => asJson(value)).toThrow(TypeError);
});
