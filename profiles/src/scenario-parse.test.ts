import { expect, test } from 'vitest';
import { ProfileError } from './errors.ts';
import { personProfiles } from './index.ts';
import { ownFaults, parseScenario } from './scenario-parse.ts';
import { ownProfile, personsOf } from './scenario-persons.ts';

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

const two = head
  .replace('schema: 1', 'schema: 2')
  .replace('18:00 }', '18:00, persons: [{}, { phones: [a/b] }] }');

test('several persons have a card each, and what is left out is filled in', () => {
  const { scenario } = parseScenario(`${two}  - event: holder.losePhone\n    who: 2\n`, 'own.yaml');
  const person = { person: 'test/adult', card: 'mynumber/contactless-05e0' };
  expect(personsOf(scenario)).toEqual([
    { ...person, phones: [] },
    { ...person, phones: ['a/b'] },
  ]);
  expect(scenario.steps).toEqual([{ event: 'holder.losePhone', who: 2 }]);
});

test('one person is told of by the start itself', () => {
  const { scenario } = parseScenario(`${head}  - clock: next\n`, 'own.yaml');
  expect(personsOf(scenario)).toEqual([scenario.start]);
});

const adult = personProfiles.get('test/adult')!;
const child = personProfiles.get('test/child')!;

test('what a person has of his own takes the place of what the profile says', () => {
  expect(ownProfile(adult, { name: 'TEST A', secrets: { text: '1111' } })).toEqual({
    ...adult,
    name: 'TEST A',
    secrets: { ...adult.secrets, text: '1111' },
  });
  const { ageYears: _age, ...dated } = child;
  expect(ownProfile(child, { birth: '2012-02-29', issuedDaysBefore: 3 })).toEqual({
    ...dated,
    birth: '2012-02-29',
    issuedDaysBefore: 3,
  });
});

test.each([
  [{ birth: '2003-02-29' }, ['start', 'birth'], 'not a day of the calendar'],
  [{ secrets: { authentication: '222' } }, ['start', 'secrets', 'authentication'], 'not 4 digits'],
  [{ secrets: { signature: 'abc' } }, ['start', 'secrets', 'signature'], 'not 6 to 16 capital letters'],
  [{ name: '山田　太郎' }, ['start', 'name'], 'TEST'],
])('%j is no person', (own, path, message) => {
  const start = { person: 'test/adult', card: 'mynumber/contactless-05e0', phones: [], ...own };
  const faults = ownFaults({ start: { clock: '2026-11-20', seed: 1, ...start } }, personProfiles);
  expect(faults).toEqual([[path, expect.stringContaining(message)]]);
});

test('a file with nothing in it is told to be none', () => {
  expect(() => parseScenario('', 'own.yaml')).toThrow('own.yaml:1:1: the file: ');
});

test('the same of one of several persons has its place there', () => {
  const start = { clock: '2026-11-20', seed: 1, person: 'test/adult', card: 'a/b', phones: [] };
  const persons = [start, { ...start, birth: 'yesterday' }];
  const faults = ownFaults({ start: { ...start, persons } }, personProfiles);
  expect(faults[0]![0]).toEqual(['start', 'persons', 1, 'birth']);
});

test.each([
  [head.replace('18:00 }', '18:00, persons: [{}] }'), '', '"start.persons" needs schema: 2'],
  [head.replace('18:00 }', '18:00, birth: "2004-02-29" }'), '', '"start.birth" needs schema: 2'],
  [head, '  - event: a.b\n    who: 1\n', '"who" needs schema: 2'],
  [two.replace('{ clock', '{ phones: [], clock'), '', '"start.phones" of several persons stands with each'],
  [two, '  - clock: next\n    who: 1\n', '"who" goes with "event" or "apdu"'],
  [two, '  - event: a.b\n    who: hanako\n', 'not the number of a person'],
  [two.replace('{}', '{ fone: a }'), '', 'unknown key "fone"; nearest known key "phones"'],
  [head.replace('schema: 1', 'schema: 3'), '', 'not 1 or 2'],
])('who is meant has to be clear (%#)', (start, steps, message) => {
  expect(() => parseScenario(`${start}${steps || '  - clock: next\n'}`, 'own.yaml')).toThrow(message);
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
  ['  - state: { a: [1] }\n', 8, '"steps.0.state.a": not one text, number'],
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
