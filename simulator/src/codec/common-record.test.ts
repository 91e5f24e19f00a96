import { expect, test } from 'vitest';
import { encodeCommonRecord } from './common-record.ts';
import { toHex } from './hex.ts';

test('record 1 is 01 1C with serial number, municipality code and expiry date', () => {
  expect(toHex(encodeCommonRecord('990000000000017', '99001', '20360412'))).toBe(
    '011c' + '393930303030303030303030303137' + '3939303031' + '3230333630343132',
  );
});
