import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { modelledMachines } from '../modelled-machines.ts';
import { arrowsOf } from '../transitions.ts';
import { diagramFiles } from './pages.ts';

const docs = new URL('../../../../docs/', import.meta.url);
const files = await diagramFiles();

test('what is drawn in docs/ is what the machines are; if not: npm run diagrams', () => {
  for (const [path, text] of files) expect(readFileSync(new URL(path, docs), 'utf8'), path).toBe(text);
});

test('docs/machines holds the diagrams of the machines and nothing else', () => {
  const drawn = [...files.keys()].filter((path) => path.startsWith('machines/'));
  expect(readdirSync(new URL('machines/', docs)).map((name) => `machines/${name}`)).toEqual(drawn.sort());
});

test('a diagram shows every state, event and guard of its machine', () => {
  const drawings = [...files].filter(([path]) => path.endsWith('.svg')).map(([, text]) => text);
  for (const [i, { id, definition }] of modelledMachines.entries()) {
    const text = drawings[i]!.replaceAll('&#45;', '-');
    expect(text).toContain(`<title>${id}</title>`);
    for (const state of Object.keys(definition.states)) expect(text).toContain(`<title>${state}</title>`);
    for (const { event, guard } of arrowsOf(definition)) {
      if (event !== 'always') expect(text).toContain(event.slice(event.indexOf('.') + 1));
      if (guard !== null) expect(text).toContain(`[${guard}]`);
    }
  }
});
