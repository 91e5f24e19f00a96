import { expect } from 'vitest';
import { ScriptedCard, type TestRegistry } from '../../src/endpoints/test-registry.ts';
import { RunningProgram } from './interop.ts';

/**
 * What the program `c/scard-session.c` prints, without what depends on the driver, and with the card taken
 * away and put back when it asks for it.
 */
export async function scardSession(
  program: string,
  registry: TestRegistry,
  env: Readonly<Record<string, string>>,
): Promise<string[]> {
  const emulated = registry.readers[0]!;
  const run = new RunningProgram(program, [], { env: { ...env, PCSCLITE_NO_BLOCKING: '1' } });
  const acted = (async () => {
    await run.prints('\nremove ');
    registry.remove(emulated);
    await run.prints('\ninsert ');
    registry.insert(emulated, new ScriptedCard());
  })();
  const { code, stdout, stderr } = await run.ended;
  await acted;
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return stdout
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('driver:'));
}
