import { expect, test } from 'vitest';
import { evaluateApplicability } from './expression.ts';

const subject = new Set(['card', 'jpki', 'signature-certificate']);
const evaluate = (expression: string) => evaluateApplicability(expression, (name) => subject.has(name));

test.each([
  ['card', true],
  ['!card', false],
  ['card & text', false],
  ['card | text', true],
  ['text & card | jpki', true],
  ['text & (card | jpki)', false],
  ['!(text | juki) & signature-certificate', true],
  ['!!jpki', true],
])('%s is %s', (expression, applies) => {
  expect(evaluate(expression).applies).toBe(applies);
});

test('every capability the expression names is recorded, also behind a decided operand', () => {
  expect(evaluate('text & jpki').asked).toEqual({ text: false, jpki: true });
});

test.each(['', 'card &', '(card', 'card text', 'card && jpki', '& card', 'card )', 'card # jpki'])(
  '"%s" is refused',
  (expression) => {
    expect(() => evaluate(expression)).toThrow(expect.objectContaining({ code: 'expression/syntax' }));
  },
);
