import { expect, test } from 'vitest';
import { ScriptedCard, TestLog, TestRegistry } from '../../src/endpoints/test-registry.ts';
import { compileC, requireProgram, runProgram, withDirectory, withPcscEndpoint } from './interop.ts';
import { requirePcscd, shows, virtualReader, withPcscd } from './pcscd.ts';
import { scardSession } from './scard-session.ts';

function withCard(): { registry: TestRegistry; card: ScriptedCard } {
  const registry = new TestRegistry();
  const card = new ScriptedCard();
  registry.addReader('Kazashi TEST Reader 00 00', card);
  return { registry, card };
}

const commands = '80 01 00 00\n80 01 00 00\nreset\n80 01 00 00\n';
const answers = [
  '< 01 90 00 : Normal processing.',
  '< 02 90 00 : Normal processing.',
  '< OK: 3B 88 80 01 00 00 05 E0 B3 81 A1 00 7F ',
  '< 01 90 00 : Normal processing.',
];
const answered = (stdout: string): string[] => stdout.split('\n').filter((line) => line.startsWith('<'));

test('pcscd with vpcd: programs see the card, its answers, its going and its coming', async (context) => {
  const provisions = await requirePcscd(context);
  const scriptor = await requireProgram(context, 'scriptor');
  const { registry } = withCard();
  await withPcscd(provisions, 'connect', registry, async (env) => {
    await shows(env, true);
    const { stdout } = await runProgram(scriptor, ['-r', virtualReader], { env, input: commands });
    expect(answered(stdout)).toEqual(answers);
    const emulated = registry.readers[0]!;
    registry.remove(emulated);
    await shows(env, false);
    registry.insert(emulated, new ScriptedCard());
    await shows(env, true);
  });
});

test('pcscd with vpcd in reversed mode: programs see the cards and their answers', async (context) => {
  const provisions = await requirePcscd(context);
  const scriptor = await requireProgram(context, 'scriptor');
  const { registry } = withCard();
  // vpcd up to 0.8 (Debian's 3.3) ends pcscd as soon as one of its slots has no connection: both get a card,
  // and none is taken away.
  registry.addReader('Kazashi TEST Reader 01 00', new ScriptedCard());
  await withPcscd(provisions, 'listen', registry, async (env) => {
    await shows(env, true);
    for (const name of [virtualReader, 'Virtual PCD 00 01']) {
      const { stdout } = await runProgram(scriptor, ['-r', name], { env, input: commands });
      expect(answered(stdout)).toEqual(answers);
    }
  });
});

test('the vpcd of Debian 12 is recognised as the slow one, and named once', async (context) => {
  const provisions = await requirePcscd(context);
  const scriptor = await requireProgram(context, 'scriptor');
  const log = new TestLog();
  await withPcscd(
    provisions,
    'connect',
    withCard().registry,
    async (env) => {
      await shows(env, true);
      await runProgram(scriptor, ['-r', virtualReader], { env, input: '80 01 00 00\n'.repeat(10) });
    },
    { log },
  );
  const warnings = log.lines.filter((line) => line.includes('45 ms'));
  if (warnings.length === 0) context.skip('this vpcd sends length and payload together');
  expect(warnings).toHaveLength(1);
});

test('a program on libpcsclite gets the same answers from the pcsc endpoint as from pcscd', async (context) => {
  const provisions = await requirePcscd(context);
  await withDirectory(async (directory) => {
    const program = await compileC(context, 'scard-session', directory);
    const ours = withCard().registry;
    const emulated = await withPcscEndpoint(ours, ({ env }) => scardSession(program, ours, env));
    const theirs = withCard().registry;
    const real = await withPcscd(provisions, 'connect', theirs, async (env) => {
      await shows(env, true);
      return scardSession(program, theirs, env);
    });
    expect(real.length).toBeGreaterThan(70);
    expect(emulated).toEqual(real);
  });
});
