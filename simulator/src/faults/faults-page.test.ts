import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { strangerNames } from '../media/strangers.ts';
import { faultKindNames } from './any-fault-kind.ts';
import { frameFaultKinds } from './frame-fault-kinds.ts';

const page = (name: string) => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');

test('the pages tell of every kind of fault and of every stranger', () => {
  for (const name of faultKindNames) {
    expect(page('faults.md')).toContain(`\`${name}\``);
    expect(page('command-line.md')).toContain(`\`${name}\``);
  }
  for (const name of strangerNames) expect(page('faults.md')).toContain(`\`${name}\``);
});

test('the page says what hosts see of a fault of the air, as it is declared', () => {
  for (const { text, sees } of Object.values(frameFaultKinds)) {
    const line = page('faults.md')
      .split('\n')
      .find((one) => one.includes(text.en));
    expect(line).toContain(`| ${sees.pn532} | ${sees.port100} | ${sees.pcsc} |`);
  }
});
