import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes, hex } from '../codec/hex.ts';
import type { RuleId } from '../rules/rule-set.ts';
import { rules } from '../rules/rule-set.ts';
import type { Card } from './card.ts';
import type { CardSession } from './icc.ts';
import { file, query, secrets, select, testCard, verify } from './test-card.ts';

const applications = Object.values(select);
const files = [
  '0001',
  '0002',
  '000a',
  '0010',
  '0011',
  '0012',
  '0014',
  '0017',
  '0018',
  '0019',
  '001a',
  '001b',
  '001c',
];
const wrongValues = ['0000', '123', 'ZZ9999', '000000000000', 'x'];
const rightValues = [
  secrets.authentication,
  secrets.signature,
  secrets.text,
  secrets.card,
  secrets.numberA,
  secrets.numberB,
  secrets.birth,
];

const header = fc
  .tuple(
    fc.constantFrom(0x00, 0x80, 0x00, 0x80, 0x01, 0x08, 0x10, 0x90, 0xff),
    fc.constantFrom(0xa4, 0xb0, 0xb2, 0x20, 0x24, 0x32, 0x2a, 0x84, 0x88, 0xca, 0xc0, 0xae, 0xa2, 0x54),
    fc.constantFrom(0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x80, 0x8a, 0x91, 0xff),
    fc.constantFrom(0x00, 0x04, 0x05, 0x0c, 0x80, 0x91, 0x97, 0x98, 0x9a, 0x9b, 0xff),
  )
  .map((bytes) => Uint8Array.from(bytes));
const data = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.uint8Array({ minLength: 240, maxLength: 255, size: 'max' }),
  fc.constantFrom(...wrongValues, ...rightValues).map((text) => Uint8Array.from(Buffer.from(text))),
);
const withLengths = fc
  .tuple(header, data, fc.constantFrom('', '00', '01', 'ff'))
  .map(([head, body, le]) =>
    concatBytes(head, body.length === 0 ? new Uint8Array(0) : Uint8Array.of(body.length), body, hex(le)),
  );
const extended = fc
  .tuple(
    header,
    fc.uint8Array({ minLength: 1, maxLength: 400, size: 'max' }),
    fc.constantFrom('', '0000', '0101'),
  )
  .map(([head, body, le]) =>
    concatBytes(head, Uint8Array.of(0, body.length >> 8, body.length & 0xff), body, hex(le)),
  );
const meaningful = fc
  .constantFrom(
    ...applications,
    ...files.map(file),
    ...[...rightValues, ...wrongValues].map((value) => verify(value)),
    query,
    '00b00000 00',
    '00b00000 000000',
    '802a0080 01 5a 00',
    '00840000 08',
    '00b20104 00',
  )
  .map(hex);
/** Bytes of every kind: noise, well-formed commands with odd parameters, and what clients send. */
const command = fc.oneof(
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 12 }) },
  { weight: 2, arbitrary: withLengths },
  { weight: 1, arbitrary: extended },
  { weight: 4, arbitrary: meaningful },
);

/** Le of a well-formed command: the most data bytes an answer may have. */
function ne(bytes: Uint8Array): number {
  const { length } = bytes;
  if (length <= 4) return 0;
  if (length === 5) return bytes[4] || 256;
  if (bytes[4] !== 0) return length === 5 + bytes[4]! ? 0 : bytes[length - 1] || 256;
  if (length === 7) return (bytes[5]! << 8) | bytes[6]! || 65_536;
  return length === 7 + ((bytes[5]! << 8) | bytes[6]!)
    ? 0
    : (bytes[length - 2]! << 8) | bytes[length - 1]! || 65_536;
}

function checkAnswer(session: CardSession, bytes: Uint8Array): number {
  const { response } = session.execute(bytes);
  expect(response.length).toBeGreaterThanOrEqual(2);
  const sw = (response.at(-2)! << 8) | response.at(-1)!;
  expect([0x63, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6d, 0x6e, 0x6f, 0x90]).toContain(sw >> 8);
  if (sw !== 0x9000) expect(response.length).toBe(2);
  return sw;
}

test('any bytes in any order get an answer, with no more data than Le allows', () => {
  const card = testCard();
  fc.assert(
    fc.property(fc.array(command, { minLength: 1, maxLength: 12 }), (commands) => {
      const session = card.open();
      for (const bytes of commands) {
        const before = bytes.slice();
        checkAnswer(session, bytes);
        expect(bytes).toEqual(before);
        const { response } = session.execute(bytes);
        if (response.length > 2) expect(response.length - 2).toBeLessThanOrEqual(ne(bytes));
      }
    }),
    { numRuns: 600 },
  );
});

describe('a card with a rule broken still answers any bytes', () => {
  test.each(rules.map(({ id }) => id as RuleId))('%s', (id) => {
    const card = testCard({ mutants: [id] });
    fc.assert(
      fc.property(fc.array(command, { minLength: 1, maxLength: 8 }), (commands) => {
        const session = card.open();
        for (const bytes of commands)
          expect(session.execute(bytes).response.length).toBeGreaterThanOrEqual(2);
      }),
      { numRuns: 25 },
    );
  });
});

/** Tries left by secret. */
const tries = (card: Card): Map<string, number> =>
  new Map([...card.secrets].map(([id, secret]) => [id, secret.triesLeft]));

test('no counter rises without the right value, and none falls by more than one at a command', () => {
  fc.assert(
    fc.property(fc.array(command, { minLength: 1, maxLength: 30 }), (commands) => {
      const card = testCard();
      const session = card.open();
      for (const bytes of commands) {
        const before = tries(card);
        const execution = session.execute(bytes);
        const verified = bytes[1] === 0x20 && bytes.length > 5 && execution.response[0] === 0x90;
        for (const [id, left] of tries(card)) {
          const was = before.get(id)!;
          if (left === was) continue;
          // What moved has to be made durable before the answer leaves.
          expect(execution.change?.get(`card/1/secret/${id}`)).toMatchObject({
            context: { triesLeft: left },
          });
          if (left > was) expect(verified && was > 0).toBe(true);
          else expect(was - left).toBe(1);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('a blocked secret stays blocked whatever is sent', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 20 }), (commands) => {
      const card = testCard();
      const session = card.open();
      for (const step of [select.jpki, file('0018'), verify('0000'), verify('0000'), verify('0000')])
        session.execute(hex(step));
      for (const bytes of commands) session.execute(bytes);
      expect(card.secrets.get('jpki/authentication')?.triesLeft).toBe(0);
    }),
    { numRuns: 100 },
  );
});
