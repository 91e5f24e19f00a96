import { expect, test } from 'vitest';
import { ProfileError } from './errors.ts';
import { parseScenario } from './scenario-parse.ts';

const head = `schema: 1
kind: scenario
id: own
title: { en: Own, ja: 自作 }
rules: [L-07]
start: { clock: 2026-11-20T18:00 }
steps:
`;

test('defaults are filled in, and each step knows its line', () => {
  const { scenario, lines } = parseScenario(
    `${head}  - event: holder.losePhone\n\n  - apdu: { send: 00 A4 00 00 }\n  # why\n  - clock: next\n`,
    'own.yaml',
  );
  expect(lines).toEqual([8, 10, 12]);
  expect(scenario.start).toEqual({
    clock: '2026-11-20T18:00',
    seed: 1,
    card: 'mynumber/contactless-05e0',
    person: 'test/adult',
    phones: [],
  });
  expect(scenario.steps[1]).toEqual({ apdu: [{ send: '00 A4 00 00', expect: '*9000' }] });
});

test('switches that are left out keep their defaults', () => {
  const { scenario } = parseScenario(
    `${head.replace('18:00 }', '18:00, switches: { noticeDelayMs: 1 } }')}  - clock: next\n`,
    'own.yaml',
  );
  expect(scenario.start.switches).toMatchObject({ noticeDelayMs: 1, accountPasswordMax: 5 });
});

test.each([
  ['  - event: holder.losePhone\n    clock: next\n', 8, 'a step does one thing'],
  ['  - refused: L-07\n', 8, 'a step has one of'],
  ['  - state: { a: 1 }\n    refused: L-07\n', 8, 'belong to an event'],
  ['  - event: a.b\n    refused: L-07\n    result: blocked\n', 8, 'refused or has a result'],
  ['  - event: a.b\n    rule: L-07\n', 8, '"rule" of an event goes with "result"'],
  ['  - event: a.b\n    result: blokced\n', 9, 'nearest known value "blocked"'],
  ['  - event: a.b\n    dat: {}\n', 9, 'nearest known key "data"'],
  ['  - apdu: { send: 00 A4 00 00, expct: "9000" }\n', 8, 'nearest known key "expect"'],
  ['  - apdu:\n      - send: 00 A4 0\n', 9, 'not a command APDU'],
  ['  - note: { en: one language }\n', 8, '"steps.0.note.ja" is missing'],
  ['  - clock: later\n', 8, 'none of "next"'],
  ['  - event: [\n', 9, ''],
])('%j is refused at line %d: %s', (steps, line, message) => {
  let refused: unknown;
  try {
    parseScenario(head + steps, 'own.yaml');
  } catch (error) {
    refused = error;
  }
  expect(refused).toBeInstanceOf(ProfileError);
  expect((refused as ProfileError).problems[0]).toMatchObject({ file: 'own.yaml', line });
  expect((refused as ProfileError).message).toContain(message);
});
