import { expect, test } from 'vitest';
import { parseSecrets } from './read-secrets.ts';

test('lines with comments, and a JSON object, say the same', () => {
  const lines = '# TEST card\njpki/authentication = 1234   # PIN\n\njpki/signature=AB1234\n';
  const expected = { 'jpki/authentication': '1234', 'jpki/signature': 'AB1234' };
  expect(parseSecrets(lines, 'file')).toEqual(expected);
  expect(parseSecrets(JSON.stringify(expected), 'file')).toEqual(expected);
});

test.each([
  ['an unknown name', 'jpki/pin = 1234'],
  ['a PIN of letters', 'text/pin = abcd'],
  ['a line without a value', 'text/pin'],
  ['JSON that is cut', '{"text/pin": "12'],
])('%s is refused', (_, text) => {
  expect(() => parseSecrets(text, 'file')).toThrow(expect.objectContaining({ code: 'usage/secrets' }));
});

test('what is wrong is told without the value', () => {
  expect(() => parseSecrets('text/pin = 98765', 'file')).toThrow(/^(?!.*98765)/);
});
