import { expect, test } from 'vitest';
import { valueAt } from './state-path.ts';

const state = {
  persons: [{ id: '1' }, { id: '2' }],
  clock: { now: '2026-11-20T18:00:00+09:00', next: null },
  cards: [
    {
      id: '1',
      secrets: { 'jpki/signature': { triesLeft: 5 } },
      certificates: [{ kind: 'authentication', state: 'valid' }],
      contents: ['a', 'b'],
      notices: [{ text: 'x' }, { number: '7', text: 'y' }],
    },
  ],
  certificates: [
    { kind: 'authentication', carrier: 'card', state: 'valid', reason: null },
    { kind: 'authentication', carrier: 'phone', state: 'revoked', reason: 'superseded' },
    { kind: 'signature', carrier: 'phone', state: 'valid', reason: null, holder: '2' },
  ],
};

test.each([
  ['clock.now', '2026-11-20T18:00:00+09:00'],
  ['clock.next', null],
  ['cards.1.secrets.jpki/signature.triesLeft', 5],
  ['cards.1.certificates.authentication.state', 'valid'],
  ['cards.1.certificates.signature.state', 'absent'],
  ['cards.1.contents', 'a, b'],
  ['cards.1.notices.1.text', 'x'],
  ['cards.1.notices.7.text', 'y'],
  ['certificates', 3],
  ['certificates.phone', 2],
  ['certificates.phone.valid', 1],
  ['certificates.superseded', 1],
  ['certificates.held', 0],
  ['certificates.2.phone', 1],
  ['certificates.1', 0],
])('%s is %s', (path, value) => {
  expect(valueAt(state, path)).toEqual({ value });
});

test.each([
  ['cards.2.state', 'no "2" in cards; there are: 1'],
  ['cards.1.secret', 'no "secret" in cards.1; there are: id, secrets, certificates, contents, notices'],
  ['phones.1', 'no "phones" in the state; there are: persons, clock, cards, certificates'],
  ['clock.now.hour', 'no "hour" in clock.now; there are: nothing below it'],
])('%s is missing: %s', (path, missing) => {
  expect(valueAt(state, path)).toEqual({ missing });
});

test('a person that there is not has no certificates to count', () => {
  expect(valueAt(state, 'certificates.3.phone')).toEqual({ missing: expect.stringContaining('no word "3"') });
});

test('a word that no certificate can have is missing, not counted as none', () => {
  expect(valueAt(state, 'certificates.phone.valdi')).toEqual({
    missing: expect.stringContaining('no word "valdi" for certificates'),
  });
});
