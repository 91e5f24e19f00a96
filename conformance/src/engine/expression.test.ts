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

test.each([
  ['card & text', ['text']],
  ['card & jpki', ['card', 'jpki']],
  ['text | jpki', ['jpki']],
  ['text | juki', ['text', 'juki']],
  ['card & !(text | jpki)', ['jpki']],
  ['card & card', ['card']],
])('what decides %s is %s', (expression, deciders) => {
  expect(evaluate(expression).deciders).toEqual(deciders);
});

test('what does not decide can be turned without changing anything', () => {
  const names = ['a', 'b', 'c'];
  for (const expression of ['a & b | c', '!a | b & c', 'a & (b | !c)', '!(a & b) & c']) {
    for (let bits = 0; bits < 8; bits++) {
      const has = (name: string) => ((bits >> names.indexOf(name)) & 1) === 1;
      const { applies, deciders } = evaluateApplicability(expression, has);
      const turned = evaluateApplicability(expression, (name) => has(name) === deciders.includes(name));
      expect(turned.applies, `${expression} ${bits}`).toBe(applies);
    }
  }
});
