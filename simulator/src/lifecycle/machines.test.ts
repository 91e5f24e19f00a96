import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import { cardBodyMachine } from './card-body.ts';
import { certificateMachine } from './certificate.ts';
import { secretMachine } from './secret.ts';

interface StateConfig {
  readonly after?: unknown;
  readonly invoke?: unknown;
  readonly states?: Readonly<Record<string, StateConfig>>;
}

function everyState(config: StateConfig): StateConfig[] {
  return [config, ...Object.values(config.states ?? {}).flatMap(everyState)];
}

/** Time reaches a machine as an event, and nothing runs inside one. */
const timeless = (machine: AnyStateMachine): boolean =>
  everyState(machine.config as StateConfig).every(
    ({ after, invoke }) => after === undefined && invoke === undefined,
  );

describe.each([cardBodyMachine, certificateMachine, secretMachine] as readonly AnyStateMachine[])(
  '$id',
  (machine) => {
    test('has neither "after" nor "invoke" in any state', () => {
      expect(timeless(machine)).toBe(true);
    });
  },
);

test('no file of a machine speaks of "after" or "invoke", of time or chance', () => {
  const here = new URL('.', import.meta.url);
  const sources = readdirSync(here).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  expect(sources).toContain('secret.ts');
  for (const name of sources) {
    const code = readFileSync(new URL(name, here), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    expect(code, name).not.toMatch(
      /\b(?:after|invoke|fromPromise|fromCallback)\s*[:(]|Date\.now|Math\.random/,
    );
  }
});
