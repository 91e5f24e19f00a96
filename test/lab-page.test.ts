import { readFileSync } from 'node:fs';
import { registerConformanceCommands } from '@kazashi/conformance/cli';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { cases } from '../conformance/src/cases/index.ts';
import { parseDeclared } from '../conformance/src/cli/declared-file.ts';
import { webhookOperator } from '../conformance/src/cli/operators.ts';
import { declarable } from '../conformance/src/engine/claims.ts';
import { promptNames, prompts } from '../conformance/src/engine/prompts.ts';
import { baselineFileSchema } from '../conformance/src/result/baseline-schema.ts';
import { icsFileSchema } from '../conformance/src/result/ics-schema.ts';
import { labFileSchema, labOf, labSchema } from '../conformance/src/result/lab-schema.ts';

const page = readFileSync(new URL('../docs/lab.md', import.meta.url), 'utf8');
const example = (kind: string): string => new RegExp(`\`\`\`\\w+ ${kind}\n(.*?)\`\`\``, 's').exec(page)![1]!;

test('the ICS of the page is one, and declares what cases ask for', () => {
  const { items } = parseDeclared(example('ics'), 'page', icsFileSchema);
  const known = declarable(cases);
  expect(Object.keys(items).filter((name) => !known.includes(name))).toEqual([]);
});

test('the lab file of the page is one, and shows every field', () => {
  const lab = parseDeclared(example('lab'), 'page', labFileSchema);
  const keys = (value: unknown): string[] =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.entries(value).flatMap(([name, member]) => [name, ...keys(member)])
      : [];
  const { lab: _, ...shown } = lab;
  expect(keys(shown).sort()).toEqual(keys(labOf()).sort());
  expect(labSchema.safeParse(labOf(lab)).success).toBe(true);
});

test('the baseline of the page is one, of cases that there are', () => {
  const ids = cases.map(({ id }) => id);
  const known = Object.keys(parseDeclared(example('baseline'), 'page', baselineFileSchema));
  expect(known.filter((id) => !ids.includes(id))).toEqual([]);
});

test('robots are posted what the page says', async () => {
  const told = JSON.parse(example('prompt'));
  const fetched: unknown[] = [];
  const before = globalThis.fetch;
  globalThis.fetch = async (_, init) => {
    fetched.push(JSON.parse(String(init!.body)));
    return new Response(null, { status: 204 });
  };
  try {
    const { prompt, run, case: id, limitMs } = told;
    const { signal } = new AbortController();
    await webhookOperator('http://robot.example/').ask({ prompt, run, case: id, limitMs }, signal);
  } finally {
    globalThis.fetch = before;
  }
  expect(fetched).toEqual([{ ...told, picture: prompts['remove-card'].picture }]);
  const listed = [...page.matchAll(/^\| `([a-z]+-card)` \|/gm)].map((match) => match[1]);
  expect(listed).toEqual(promptNames);
});

test('every option that the page names is taken by the verb', () => {
  const program = new Command();
  const io = { language: 'en', env: {}, cwd: '.', out: () => {}, err: () => {}, exit: () => {} } as const;
  registerConformanceCommands(program, io);
  const taken = new Set(program.commands.flatMap(({ options }) => options.map(({ long }) => long)));
  const own = [...page.matchAll(/`(--[a-z-]+)/g)].map((match) => match[1]!);
  expect(own.filter((option) => !taken.has(option) && option !== '--format')).toEqual([]);
});

test('every fault that verify can name is on the page', () => {
  const source = readFileSync(new URL('../conformance/src/evidence/verify-run.ts', import.meta.url), 'utf8');
  const codes = [...source.matchAll(/'((?:result|evidence|journal|full|signature)\/[a-z-]+)'/g)].map(
    (match) => match[1]!,
  );
  expect(codes.length).toBeGreaterThan(12);
  for (const code of new Set(codes)) expect(page).toContain(`\`${code}\``);
});
