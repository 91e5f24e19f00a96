import { describe, expect, test } from 'vitest';
import { requireProgram, runProgram } from './interop.ts';
import { carriers, realCard } from './real-card.ts';

describe.each(carriers)('pcsc-tools $name', ({ carry, reader }) => {
  test('pcsc_scan lists the reader and the card', async (context) => {
    const pcscScan = await requireProgram(context, 'pcsc_scan');
    const { simulator } = await realCard();
    await carry(context, simulator.readers, async (env) => {
      const readers = await runProgram(pcscScan, ['-r'], { env });
      expect(readers.code).toBe(0);
      expect(readers.stdout).toContain(`0: ${reader}\n`);
      const cards = await runProgram(pcscScan, ['-c'], { env });
      expect(cards.code).toBe(0);
      expect(cards.stdout).toMatch(
        /Card state: .*Card inserted.*\n {2}.*ATR: 3B 88 80 01 00 00 05 E0 B3 81 A1 00 7F/,
      );
    });
  });

  test('scriptor selects JPKI and reads; a reset begins a new session', async (context) => {
    const scriptor = await requireProgram(context, 'scriptor');
    const { simulator } = await realCard();
    const input = [
      '00 A4 04 0C 0A D3 92 F0 00 26 01 00 00 00 01', // SELECT JPKI
      '00 A4 02 0C 02 00 0A', // SELECT EF 000A, the authentication certificate
      '00 B0 00 00 04',
      '00 A4 02 0C 02 00 18', // SELECT EF 0018, its PIN
      '00 20 00 80', // VERIFY without data: how many tries are left?
      '00 20 00 80 04 31 32 33 34', // VERIFY 1234
      'reset',
      '00 B0 00 00 04',
    ].join('\n');
    await carry(context, simulator.readers, async (env) => {
      const { code, stdout } = await runProgram(scriptor, ['-r', reader], { env, input: `${input}\n` });
      expect(code).toBe(0);
      // What scriptor says about a status word is its own affair.
      const answers = stdout.split('\n').filter((line) => line.startsWith('<'));
      expect(answers.map((line) => line.replace(/ : .*$/, '').trimEnd())).toEqual([
        '< 90 00',
        '< 90 00',
        expect.stringMatching(/^< 30 82 0[5-7] [0-9A-F]{2} 90 00$/),
        '< 90 00',
        '< 63 C3',
        '< 90 00',
        '< OK: 3B 88 80 01 00 00 05 E0 B3 81 A1 00 7F',
        '< 69 86',
      ]);
    });
  });
});
