import { expect, test } from 'vitest';
import { canonicalJson, canonicalPieces } from './canonical-json.ts';

test('the example of RFC 8785, 3.2.2', () => {
  const value = {
    numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"/',
    literals: [null, true, false],
  };
  expect(canonicalJson(value)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

test('members are sorted by UTF-16 code units (RFC 8785, 3.2.3)', () => {
  const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 };
  expect(canonicalJson(value)).toBe(
    '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1f600}":5,"\ufb33":3}',
  );
});

test('members that are undefined are left out, as JSON has none', () => {
  expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
});

test.each([
  {},
  { b: [], a: {} },
  { b: [{ d: 1, c: [1, 2] }, null, 'x'], a: { f: 1, e: undefined }, c: undefined, '1': [[1], [2]] },
])('in pieces it is the same text: %j', (document) => {
  expect([...canonicalPieces(document)].join('')).toBe(canonicalJson(document));
});
