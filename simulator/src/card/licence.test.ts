import { describe, expect, test } from 'vitest';
import { decodeTlvs } from '../codec/ber-tlv.ts';
import { asciiText } from '../codec/hex.ts';
import {
  activate,
  changeReferenceData,
  contentOf,
  file,
  query,
  secrets,
  selectLicence,
  type TestCardOptions,
  testCard,
  verify,
} from './test-card.ts';

const card = 'mynumber/with-licence';
function licence(options: TestCardOptions = {}) {
  const session = activate({ card, ...options });
  session.send(selectLicence);
  return session;
}

test('is selected by its instance; load file, module and cards without it are answered 6A82', () => {
  const session = licence();
  expect(session.send(selectLicence)).toBe('9000');
  for (const [name, present] of [
    ['a0000002310400000000000000000000', true],
    ['a0000002310500000000000000000000', true],
    ['a0000002310600000000000000000000', false],
  ] as const) {
    expect(activate(present ? { card } : {}).send(`00a4040c 10 ${name}`)).toBe('6a82');
  }
});

test('says without PIN that one is set, and nothing else', () => {
  const session = licence();
  expect(session.send('00b09a00 03')).toBe('c101019000');
  expect(session.send('00b09b00 04')).toBe('6982');
  expect(session.send('00b09c00 04')).toBe('6982');
});

test('has a PIN at 0006 with ten tries, and none at 0002', () => {
  const session = licence();
  expect(session.send('00200086')).toBe('63ca');
  expect(session.send('00200082')).toBe('6a82');
  expect(session.send(verify('0000', '86'))).toBe('63c9');
  expect(session.send(verify(secrets.licence, '86'), query)).toBe('63ca');
  expect(licence({ tries: { licence: 5 } }).send('00200086')).toBe('63c5');
});

test('gives its data after the PIN: two empty objects, a number, the expiry in Reiwa', () => {
  const session = licence();
  const data = session.data(verify(secrets.licence, '86'), '00b09b00 00');
  const objects = decodeTlvs(data);
  expect(objects.map(({ tag, value }) => `${tag.toString(16)} ${asciiText(value)}`)).toEqual([
    'c2 ',
    'c3 ',
    'c4 000000000017',
    'c5 5130512',
  ]);
  expect(session.data('00b09c00 000000')).toHaveLength(4 + 256);
});

test('a PIN that the person does not name is that of the card', () => {
  expect(licence({ person: 'test/child' }).send(verify(secrets.card, '86'))).toBe('9000');
});

test('the expiry is a month after the birthday, on the last day of a shorter month', () => {
  const content = contentOf(testCard({ card, person: 'test/child' }), 'licence', 0x1b);
  const { birth } = testCard({ card, person: 'test/child' }).facts;
  const expiry = asciiText(decodeTlvs(content).find(({ tag }) => tag === 0xc5)!.value);
  expect(Number(expiry.slice(3, 5))).toBe((birth.month % 12) + 1);
});

test('takes no CHANGE', () => {
  const session = licence();
  session.send(verify(secrets.licence, '86'));
  expect(session.send(changeReferenceData('0000', '86'))).toBe('6d00');
});

describe('once its PIN is blocked', () => {
  function locked() {
    const session = licence();
    for (let n = 0; n < 10; n++) session.send(verify('0000', '86'));
    return session;
  }

  test('SELECT warns 6283 and selects all the same', () => {
    const session = locked();
    expect(session.send('00200086')).toBe('63c0');
    expect(session.send(selectLicence)).toBe('6283');
    expect(session.cause).toBe('licence/locked-warning');
    expect(session.send('00a40400 10 a0000002310600000000000000000000 00')).toBe('6283');
    expect(session.send('00b09a00 03')).toBe('c101019000');
    expect(session.send(verify(secrets.licence, '86'))).toBe('6984');
  });

  test('what was verified does not survive SELECT', () => {
    const session = licence();
    session.send(verify(secrets.licence, '86'));
    for (let n = 0; n < 10; n++) session.send(verify('0000', '86'));
    expect(session.send(selectLicence, file('001b'), '00b00000 04')).toBe('6982');
  });
});
