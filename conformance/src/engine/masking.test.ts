import { expect, test } from 'vitest';
import { hex, textBytes } from '../bytes/hex.ts';
import { CountingCard } from '../testing/counting-card.ts';
import { runOptions, testCase } from '../testing/run-options.ts';
import { CardPosition } from './card-position.ts';
import { maskExchange } from './masking.ts';
import { runSuite } from './run-suite.ts';

const text = (file: number) => ({ application: 'text', file }) as const;
const jpki = (file: number) => ({ application: 'jpki', file }) as const;

test('the value of a VERIFY is covered whoever the subject is; the query shows itself', () => {
  for (const real of [true, false]) {
    expect(maskExchange(hex('00 20 00 80 04 31 32 33 34'), hex('9000'), jpki(0x18), real)).toEqual({
      command: '0020008004********',
      response: '9000',
      masked: 'secret',
    });
  }
  expect(maskExchange(hex('00 20 00 80'), hex('63c3'), jpki(0x18), true).command).toBe('00200080');
});

test.each([
  ['CHANGE REFERENCE DATA', '00 24 01 80 04 31 32 33 34'],
  ['CHANGE KEY', '80 32 00 80 04 31 32 33 34'],
  ['a VERIFY in another class', '08 20 00 80 04 31 32 33 34'],
])('the value of %s is covered', (_, command) => {
  expect(maskExchange(hex(command), hex('9000'), jpki(0x18), false).command.endsWith('********')).toBe(true);
});

test.each([
  ['individual number', text(1)],
  ['basic data', text(2)],
  ['certificate', jpki(0x0a)],
  ['a file nobody knows', { application: undefined, file: undefined }],
])('%s of a real subject is covered, of an emulated one not', (_, target) => {
  const read = [hex('00 b0 00 03 0c'), hex('31 32 33 34 9000')] as const;
  expect(maskExchange(...read, target, true)).toEqual({
    command: '00b000030c',
    response: '********9000',
    masked: 'personal',
  });
  expect(maskExchange(...read, target, false).response).toBe('313233349000');
});

test('the serial number of the token is covered in every piece that touches it', () => {
  const label = maskExchange(hex('00 b0 00 00 20'), hex(`${'4a'.repeat(32)} 9000`), jpki(6), true);
  expect(label.response).toBe(`${'4a'.repeat(32)}9000`);
  const piece = maskExchange(hex('00 b0 00 4e 04'), hex('aa bb cc dd 9000'), jpki(6), true);
  expect(piece.response).toBe('aabb****9000');
  const whole = maskExchange(hex('00 b0 86 00 a0'), hex(`${'55'.repeat(160)} 9000`), jpki(6), true);
  expect(whole.response).toBe(`${'55'.repeat(80)}${'**'.repeat(16)}${'55'.repeat(64)}9000`);
});

test('a signature of a real key is covered, a challenge is not', () => {
  expect(maskExchange(hex('80 2a 00 80 01 00 00'), hex('aa bb 9000'), jpki(0x17), true).response).toBe(
    '****9000',
  );
  expect(maskExchange(hex('00 84 00 00 02'), hex('aa bb 9000'), jpki(0x17), true).response).toBe('aabb9000');
});

test('the file is known by what was selected, by short identifier, and not on another channel', () => {
  const position = new CardPosition();
  position.observe(hex('00 a4 04 0c 05 d3 92 10 00 31'), 0x9000);
  expect(position.target(hex('00 b0 00 00 10'))).toEqual({ application: 'text', file: undefined });
  position.observe(hex('00 a4 02 0c 02 00 02'), 0x9000);
  expect(position.target(hex('00 b0 00 20 10'))).toEqual(text(2));
  expect(position.target(hex('00 b0 81 00 10'))).toEqual(text(1));
  expect(position.target(hex('01 b0 81 00 10')).application).toBeUndefined();
  position.observe(hex('00 b0 81 00 10'), 0x9000);
  expect(position.target(hex('00 b0 00 10 10'))).toEqual(text(1));
  position.observe(hex('00 a4 04 0c 07 a0 00 00 00 03 00 00'), 0x6a82);
  expect(position.current).toEqual(text(1));
});

test('no personal byte and no secret stands in the result of a run on a real subject', async () => {
  const card = new CountingCard({ values: { 'text/pin': '9120' } });
  const reader = testCase({
    secrets: ['text/pin'],
    async run({ card: sent, check }) {
      await sent.verify('text/pin');
      await sent.selectFile(0x0001);
      const { data } = await sent.expect('00 b0 00 00 12', '* 9000');
      check.same({ en: 'data', ja: 'data' }, data, textBytes('TEST personal data'));
      check.that({ en: 'name', ja: 'name' }, false, 'TEST expected name', 'TEST personal data');
    },
  });
  const result = await runSuite(runOptions(card.asSubject(), [reader], { secrets: { 'text/pin': '9120' } }));
  expect(result.cases[0]!.verdict).toBe('FAIL');
  const written = JSON.stringify(result);
  for (const leak of ['9120', '39313230', 'TEST personal', Buffer.from('personal').toString('hex')]) {
    expect(written).not.toContain(leak);
  }
});
