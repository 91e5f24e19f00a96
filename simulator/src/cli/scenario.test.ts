import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProfilesError, personProfiles } from '@kazashi/profiles';
import { ownFaults } from '@kazashi/profiles/parse';
import { scenarios } from '@kazashi/profiles/scenarios';
import { afterAll, expect, test } from 'vitest';
import { guideRules } from '../rules/guide/guide-rules.ts';
import { scenarioFaults } from '../scenario/scenario-faults.ts';
import type { Language } from './io.ts';
import { scenarioList, scenarioRun } from './scenario.ts';
import { knownToScenarios, runScenario } from './scenario-world.ts';

const all = [...scenarios.values()].map((source) => [source.scenario.id, source] as const);
const directory = mkdtempSync(join(tmpdir(), 'kazashi-scenario-'));
afterAll(() => rmSync(directory, { recursive: true }));

test('the guides have more than thirty stories', () => {
  expect(all.length).toBeGreaterThan(30);
});

test.each(all)('%s names only what there is', (_id, { scenario }) => {
  expect(scenarioFaults(scenario, knownToScenarios)).toEqual([]);
});

test.each(all)('%s goes as written', async (_id, source) => {
  const differences: unknown[] = [];
  const tell = (report: { readonly differences: readonly object[] }, line: number): void => {
    for (const difference of report.differences) differences.push({ line, ...difference });
  };
  const { end } = await runScenario({ source, tell });
  expect(differences).toEqual([]);
  expect(end).toBe('done');
});

test('every rule of the guides stands in a story', () => {
  const told = new Set(all.flatMap(([, { scenario }]) => scenario.rules));
  expect(Object.keys(guideRules).filter((rule) => !told.has(rule))).toEqual([]);
});

const pairs = all.flatMap(([id, source]) => source.scenario.rules.map((rule) => [id, rule, source] as const));

test.each(pairs)('%s goes another way when %s is broken', async (_id, rule, source) => {
  expect((await runScenario({ source, mutants: [rule] })).end).toBe('differs');
});

/** Runs the verb; what it said and how it ended. */
async function run(wanted: readonly string[], options = {}, language: Language = 'en') {
  const out: string[] = [];
  const err: string[] = [];
  let code = 0;
  await scenarioRun(wanted, options, {
    language,
    env: {},
    cwd: directory,
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    exit: (given) => {
      code = given;
    },
  });
  return { out, err, code };
}

function file(name: string, steps: string, head = ''): string {
  const text = `schema: 1
kind: scenario
id: own
title: { en: Own, ja: 自作 }
rules: [L-07]
start: { clock: 2026-11-20T18:00, phones: [android/supported]${head} }
steps:
${steps}`;
  writeFileSync(join(directory, name), text);
  return name;
}

test('the story is told with time, who, what and outcome, in both languages', async () => {
  const english = await run(['android-in-hours']);
  expect(english.code).toBe(0);
  expect(english.out.join('\n')).toContain(
    '18:00:00  portal app      Android: after the notice the holder registers the certificates\n' +
      '                            → refused L-17: Only after the push notice',
  );
  expect(english.out.join('\n')).toContain('18:03:00  back office     The notice arrives');
  const japanese = await run(['android-in-hours'], {}, 'ja');
  expect(japanese.out.join('\n')).toContain('通知が届く');
  expect(japanese.out.join('\n')).toContain('→ 拒否 L-17: プッシュ通知');
});

const two = (steps: string): string => {
  const start = `schema: 2
kind: scenario
id: two
title: { en: Two, ja: 2人 }
rules: [L-07]
start: { clock: 2026-11-20T18:00, persons: [{ phones: [android/supported] }, { person: test/neighbour, secrets: { text: "2222" } }] }
steps:
`;
  writeFileSync(join(directory, 'two.yaml'), start + steps);
  return 'two.yaml';
};

test('of several persons the story says whose, and each has a card, secrets and a name of his own', async () => {
  const { out, err, code } = await run([
    two(`  - event: holder.losePhone
    who: 1
  - event: counter.changeBasicData
    who: 2
    data: { name: TEST TWO }
  - event: counter.reportLost
    who: 2
  - state: { phones.1.device: lost, phones.1.holder: "1", cards.1.state: active, cards.2.state: lostReported }
  - state: { certificates.1.card.valid: 2, certificates.2.card.valid: 1, persons.2.name: TEST TWO }
  - who: 2
    apdu:
      - send: 00 A4 04 0C 0A D3 92 10 00 31 00 01 01 04 08
      - send: 00 A4 02 0C 02 00 11
      - send: 00 20 00 80 04 32 32 32 32
  - who: 1
    apdu:
      - send: 00 A4 04 0C 0A D3 92 10 00 31 00 01 01 04 08
      - send: 00 A4 02 0C 02 00 11
      - { send: 00 20 00 80 04 32 32 32 32, expect: 63 C. }
`),
  ]);
  expect([err, code]).toEqual([[], 0]);
  expect(out.join('\n')).toMatch(/18:00:00 {2}holder 1 {8}The phone is lost/);
  expect(out.join('\n')).toMatch(/18:00:00 {2}card 2 {10}002000800432323232 → 9000/);
});

test('whoever has no phone is told so', async () => {
  const { code, err } = await run([two('  - event: holder.losePhone\n    who: 2\n')]);
  expect([code, err[2]]).toEqual([1, '  found: person 2 has no phone; name one: data: { phone: "1" }']);
});

test.each([
  ['event: holder.losePhone', 'there are 2 persons: say whose, "who: 1" or data with phone'],
  ['event: counter.reissueCard', 'say whose, "who: 1" or data with person'],
  [
    'apdu: { send: 00 A4 00 00 }',
    'there are 2 persons: say whose card, "who: 1" or "card: \\"1\\""'.replaceAll('\\', ''),
  ],
  ['event: holder.losePhone\n    who: 3', 'there is no person 3; there are: 1, 2'],
  ['event: counter.reissueCard\n    data: { person: hanako }', 'there is no person hanako; there are: 1, 2'],
])('%s of nobody is refused before anything is played', async (step, message) => {
  await expect(run([two(`  - ${step}\n`)])).rejects.toThrow(message);
});

test('what concerns nobody names nobody', async () => {
  expect((await run([two('  - event: callCentre.enquire\n  - clock: advance P1D\n')])).code).toBe(0);
});

test.each(all)('%s starts with persons that there can be', (_id, { scenario }) => {
  expect(ownFaults(scenario, personProfiles)).toEqual([]);
});

test('a step that differs is told with its line, what was expected, what was found, and why', async () => {
  const name = file('differs.yaml', '  - event: portal.startEnrolment\n  - event: portal.apply\n');
  const { err, code } = await run([name]);
  expect(code).toBe(1);
  expect(err[0]).toBe('differs.yaml:9: portal.apply: differs');
  expect(err[1]).toBe('  expected: done');
  expect(err[2]).toMatch(/^ {2}found: refused L-\d\d$/);
  expect(err[3]).toMatch(/^ {2}why: L-\d\d /);
});

test('a value of the state that differs is told with its path', async () => {
  const { err, code } = await run([file('state.yaml', '  - state: { phones.1.enrolment: done }\n')]);
  expect(code).toBe(1);
  const [place, expected, found, why] = err;
  expect([place, expected, found]).toEqual([
    'state.yaml:8: phones.1.enrolment: differs',
    '  expected: "done"',
    '  found: "idle"',
  ]);
  // No rule is named there: those that the scenario rests on.
  expect(why).toMatch(/^ {2}why: L-07 One person has one phone/);
});

test('a response that differs is told with its command', async () => {
  const { err } = await run([file('apdu.yaml', '  - apdu: { send: 00 A4 00 00, expect: 6E.. }\n')]);
  expect(err.slice(0, 2)).toEqual(['apdu.yaml:8: 00a40000: differs', '  expected: 6E..']);
});

test('a phone that there is not and a clock that has nothing to wait for are differences, not crashes', async () => {
  const lost = await run([file('phone.yaml', '  - event: holder.losePhone\n    data: { phone: "7" }\n')]);
  expect([lost.code, lost.err[2]]).toEqual([1, '  found: there is no phone 7; there are: 1']);
  const waiting = await run([file('clock.yaml', '  - clock: next\n')]);
  expect([waiting.code, waiting.err[2]]).toEqual([1, '  found: nothing is pending on the clock']);
});

test.each([
  ['event: portal.aply', /^own\.yaml:8:5: there is no event "portal\.aply"; there are: .*portal\.apply/],
  [
    'event: portal.register\n    data: { fone: "1" }',
    /^own\.yaml:9:13: portal\.register has no field "fone"/,
  ],
  ['event: portal.captureFace', /^own\.yaml:8:5: portal\.captureFace needs "camera" in its data/],
  ['event: portal.register\n    refused: L-99', /^own\.yaml:9:5: there is no rule "L-99"/],
  ['clock: set 2026-02-30T10:00', /^own\.yaml:8:5: "2026-02-30T10:00" is no ISO 8601/],
  ['clock: advance P', /^own\.yaml:8:5: .*advance PT20M/],
  ['evnt: portal.register', /^own\.yaml:8:5: unknown key "evnt"; nearest known key "event"/],
  ['event: portal.enterTextPin\n    data: { value: 9120 }', /^own\.yaml:9:13: .*put it in quotes/],
])('%s is refused with its place', async (step, message) => {
  const refused = run([file('own.yaml', `  - ${step}\n`)]);
  await expect(refused).rejects.toBeInstanceOf(ProfilesError);
  await expect(refused).rejects.toThrow(message);
});

test('a profile that there is not is refused with its place', async () => {
  const refused = run([file('start.yaml', '  - clock: next\n', ', person: test/nobody')]);
  await expect(refused).rejects.toThrow(/^start\.yaml:6:64: there is no person "test\/nobody"/);
});

test.each([
  [['no-such-story'], {}],
  [['no-such-file.yaml'], {}],
  [['child', 'second-phone'], { state: 'x' }],
  [['child'], { until: 'x' }],
  [['child'], { mutant: ['L-999'] }],
])('%j with %j is a fault of usage', async (wanted, options) => {
  await expect(run(wanted, options)).rejects.toMatchObject({ code: 'usage/scenario' });
});

test('--json gives one object a line, the last with how it ended', async () => {
  const { out } = await run(['child'], { json: true });
  const lines = out.map((line) => JSON.parse(line));
  expect(lines[0]).toMatchObject({ type: 'scenario', id: 'child', file: 'scenarios/child.yaml' });
  expect(lines[2]).toMatchObject({ type: 'step', outcome: { taken: false, rule: 'E-09' } });
  expect(lines.at(-1)).toEqual({ type: 'end', id: 'child', end: 'done', steps: lines.length - 2 });
});

test('--state with --until stops and goes on, and says when nothing is left', async () => {
  const { lines, scenario } = scenarios.get('android-evening')!;
  const state = join(directory, 'state');
  const first = await run([scenario.id], { state, until: String(lines[3]) });
  expect(first.out.at(-1)).toBe('  stopped after 4 steps');
  const second = await run([scenario.id], { state });
  expect(second.out.at(-1)).toBe(`  as told, ${scenario.steps.length} steps`);
  const third = await run([scenario.id], { state });
  expect(third.out.slice(2)).toEqual([`  as told, ${scenario.steps.length} steps`]);
  await expect(run(['child'], { state })).rejects.toMatchObject({ code: 'usage/scenario-state' });
});

test('a step that differs is left undone: the file is mended and goes on', async () => {
  const state = join(directory, 'mended');
  const first = '  - event: portal.startEnrolment\n';
  expect((await run([file('mend.yaml', `${first}  - event: portal.apply\n`)], { state })).code).toBe(1);
  const mended = file('mend.yaml', `${first}  - state: { phones.1.enrolment: collecting }\n`);
  const { out, code } = await run([mended], { state });
  expect([code, out.at(-1)]).toEqual([0, '  as told, 2 steps']);
});

test('the examples of the page play, and go another way when their rule is broken', async () => {
  const page = readFileSync(new URL('../../../docs/scenarios.md', import.meta.url), 'utf8');
  const examples = [...page.matchAll(/```yaml\n(schema[\s\S]*?)```/g)].map(([, text]) => text!);
  for (const [index, rule] of ['L-80', 'L-07'].entries()) {
    writeFileSync(join(directory, 'example.yaml'), examples[index]!);
    expect((await run(['example.yaml'])).code).toBe(0);
    expect((await run(['example.yaml'], { mutant: [rule] })).code).toBe(1);
  }
});

test('the stories are listed', async () => {
  const out: string[] = [];
  const io = {
    language: 'ja' as const,
    env: {},
    cwd: '.',
    out: (line: string) => out.push(line),
    err() {},
    exit() {},
  };
  await scenarioList({}, io);
  expect(out).toHaveLength(all.length);
  await scenarioList({ json: true }, io);
  expect(JSON.parse(out.at(-1)!)).toHaveLength(all.length);
});
