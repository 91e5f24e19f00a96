import { describe, expect, test } from 'vitest';
import { hex, toHex } from '../codec/hex.ts';
import { exchange, order, readerProfile, testSimulator, testWorld } from '../test-simulator.ts';
import { answerPseudoApdu, type PseudoApduContext } from './pseudo-apdu.ts';

const nonce = hex('000102030405060708090a0b0c0d0e0f');
const readBack = 'ffca4b5a10';

function context(changes: Partial<PseudoApduContext> = {}): PseudoApduContext {
  return { profile: readerProfile(), uid: hex('11223344'), takeProof: () => undefined, ...changes };
}
const answer = (command: string, changes: Partial<PseudoApduContext> = {}): string | undefined => {
  const bytes = answerPseudoApdu(context(changes), hex(command));
  return bytes === undefined ? undefined : toHex(bytes);
};

describe('GET DATA of the reader', () => {
  test.each([
    ['ffca000000', '112233449000'],
    ['ffca000004', '112233449000'],
    ['ffca0000ff', '112233449000'],
    ['ffca000003', '6c04'],
    ['ffca010000', '6a81'],
    ['ffca020000', '6a81'],
    ['ffca0000', '6700'],
    ['ffca00000000', '6700'],
    ['ffca4b5a10', '6a81'],
    ['ff', '6a81'],
    ['ffb0000010', '6a81'],
    ['ff00480000', '6a81'],
  ])('%s is answered %s', (command, expected) => {
    expect(answer(command)).toBe(expected);
  });

  test('is passed on to the card by a reader that has none', () => {
    const profile = readerProfile('kazashi/generic-contact');
    expect(profile.pseudoApdus).toEqual([]);
    expect(answer('ffca000000', { profile })).toBeUndefined();
    expect(answer(readBack, { profile, takeProof: () => nonce })).toBe(`${toHex(nonce)}9000`);
  });

  test('tells an identifier of four bytes that is another at each activation', async () => {
    const { reader } = await testWorld();
    const identifiers = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const contact = reader.activate('a');
        const told = await exchange(contact, 'ffca000000');
        expect(await exchange(contact, 'ffca000000')).toBe(told);
        return told;
      }),
    );
    expect(new Set(identifiers).size).toBe(5);
    for (const identifier of identifiers) expect(identifier).toMatch(/^[0-9a-f]{8}9000$/);
  });

  test('of a reader that passes it on is answered by the card: 6E00', async () => {
    const { simulator } = testSimulator();
    const reader = simulator.addReader(
      readerProfile('kazashi/generic-contact'),
      await simulator.issueCard(order()),
    );
    expect(await exchange(reader.activate('a'), 'ffca000000')).toBe('6e00');
  });
});

describe('a proof of being emulated', () => {
  test('is read back once', async () => {
    const { simulator, reader } = await testWorld();
    const contact = reader.activate('a');
    expect(await exchange(contact, readBack)).toBe('6a81');
    simulator.prove(nonce, reader.name);
    expect(await exchange(contact, readBack)).toBe(`${toHex(nonce)}9000`);
    expect(await exchange(contact, readBack)).toBe('6a81');
  });

  test('is not spent by a command of another length', async () => {
    const { simulator, reader } = await testWorld();
    const contact = reader.activate('a');
    simulator.prove(nonce, reader.name);
    for (const command of ['ffca4b5a00', 'ffca4b5a08', 'ffca4b5a', 'ffca4b5a1000']) {
      expect(await exchange(contact, command)).toMatch(/^(6a81|6700)$/);
    }
    expect(await exchange(contact, readBack)).toBe(`${toHex(nonce)}9000`);
  });

  test('is read through its own reader only', async () => {
    const { simulator, reader } = await testWorld();
    const other = simulator.addReader(readerProfile(), await simulator.issueCard(order()));
    simulator.prove(nonce, reader.id);
    expect(await exchange(other.activate('a'), readBack)).toBe('6a81');
    expect(await exchange(reader.activate('a'), readBack)).toBe(`${toHex(nonce)}9000`);
    expect(() => simulator.prove(nonce, 'no reader')).toThrow(
      expect.objectContaining({ code: 'reader/unknown' }),
    );
  });

  test.each([
    [60_000, 'holds'],
    [60_001, 'is void'],
  ])('%d ms old %s', async (age, outcome) => {
    const { simulator, reader, timers } = await testWorld();
    simulator.prove(nonce, reader.name);
    timers.advance(age);
    const expected = outcome === 'holds' ? `${toHex(nonce)}9000` : '6a81';
    expect(await exchange(reader.activate('a'), readBack)).toBe(expected);
  });

  test('takes the place of the one before', async () => {
    const { simulator, reader } = await testWorld();
    simulator.prove(nonce, reader.name);
    simulator.prove(hex('ff'.repeat(16)), reader.name);
    expect(await exchange(reader.activate('a'), readBack)).toBe(`${'ff'.repeat(16)}9000`);
  });
});
