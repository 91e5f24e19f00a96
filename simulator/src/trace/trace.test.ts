import { describe, expect, test } from 'vitest';
import { changeKey, changeReferenceData, file, query, secrets, select, verify } from '../card/test-card.ts';
import { hex, toHex } from '../codec/hex.ts';
import { exchange, testWorld } from '../test-simulator.ts';
import { Describer } from './describe.ts';
import { maskedCommand } from './mask.ts';
import { Trace, type TraceEntry } from './trace.ts';

const entry = (reader = 'a'): Omit<TraceEntry, 'sequence'> => ({
  at: 0,
  kind: 'apdu',
  reader,
  holder: 'memory',
  contact: 1,
  card: '1',
  command: hex('00840000 08'),
  response: hex('9000'),
  cause: undefined,
});

describe('the trace', () => {
  test('keeps the latest entries, oldest first, and numbers them all', () => {
    const trace = new Trace(3);
    expect(trace.last(9)).toEqual([]);
    for (let n = 0; n < 5; n++) trace.add(entry());
    expect(trace.next).toBe(5);
    expect(trace.last(9).map(({ sequence }) => sequence)).toEqual([2, 3, 4]);
    expect(trace.last(2).map(({ sequence }) => sequence)).toEqual([3, 4]);
    expect(trace.last(0)).toEqual([]);
  });

  test('gives the entries of one reader', () => {
    const trace = new Trace();
    for (const reader of ['a', 'b', 'a', 'b', 'b']) trace.add(entry(reader));
    expect(trace.last(9, 'a').map(({ sequence }) => sequence)).toEqual([0, 2]);
    expect(trace.last(2, 'b').map(({ sequence }) => sequence)).toEqual([3, 4]);
    expect(trace.last(9, 'c')).toEqual([]);
  });

  test('tells whoever has subscribed of the next', () => {
    const trace = new Trace();
    const heard: number[] = [];
    trace.add(entry());
    const stop = trace.subscribe(({ sequence }) => heard.push(sequence));
    trace.add(entry());
    stop();
    trace.add(entry());
    expect(heard).toEqual([1]);
  });
});

describe('a masked command', () => {
  const pin = '31323334';
  test.each([
    ['VERIFY', `0020008004${pin}`, '0020008004********'],
    ['VERIFY in extended form', `00200080000004${pin}`, `0020008000${'*'.repeat(12)}`],
    ['VERIFY of one byte', '002000800131', '0020008001**'],
    ['VERIFY with a Le behind', `0020008004${pin}00`, `0020008004${'*'.repeat(10)}`],
    ['VERIFY with lengths that do not add up', `0020008009${pin}`, '0020008009********'],
    ['VERIFY with data in BER-TLV', `0021008004${pin}`, '0021008004********'],
    ['CHANGE REFERENCE DATA', `0024018004${pin}`, '0024018004********'],
    ['CHANGE REFERENCE DATA with both values', `0024008008${pin}34333231`, `0024008008${'*'.repeat(16)}`],
    ['RESET RETRY COUNTER', `002c018004${pin}`, '002c018004********'],
    ['CHANGE KEY', `8032008004${pin}`, '8032008004********'],
    ['the empty VERIFY', '00200080', '00200080'],
    ['the empty VERIFY of five bytes', '0020008000', '0020008000'],
    ['SELECT', '00a4020c020018', '00a4020c020018'],
    ['a signature', '802a0080015a00', '802a0080015a00'],
    ['nothing', '', ''],
  ])('%s', (_what, command, masked) => {
    expect(maskedCommand(hex(command))).toBe(masked);
  });

  test('shows no value of any VERIFY or CHANGE, whatever its class', () => {
    for (let cla = 0; cla < 256; cla++) {
      for (const ins of ['20', '24', '32']) {
        const command = `${cla.toString(16).padStart(2, '0')}${ins}008004${pin}`;
        expect(maskedCommand(hex(command))).toBe(`${command.slice(0, 10)}********`);
      }
    }
  });
});

describe('the description', () => {
  async function described(...commands: string[]): Promise<string[]> {
    const { reader, simulator } = await testWorld();
    const contact = reader.activate('memory');
    await exchange(contact, ...commands);
    contact.close();
    const describer = new Describer();
    return simulator.trace.last(100).map((one) => {
      const { command, response } = describer.describe(one);
      return response === '' ? command : `${command} → ${response}`;
    });
  }

  test('names the files of the visual application, and says what secure messaging hides', async () => {
    const told = await described(
      select.visual,
      file('0002'),
      verify(secrets.numberA, '93'),
      '08b08200 05 9603000004 00',
      `80ae0000 01 00`,
    );
    expect(told.slice(1, -1)).toEqual([
      'SELECT visual → 9000 success',
      'SELECT EF 0002 card face → 9000 success',
      'VERIFY 0013 number A → 9000 success',
      'READ BINARY under secure messaging → 69fc secure messaging no session',
      'SET SESSION KEY → 66f1 no key delivery',
    ]);
  });

  test('follows what is selected and names it', async () => {
    const told = await described(
      select.jpki,
      file('0018'),
      query,
      verify('0000'),
      verify(secrets.authentication),
      `802a0097 20${'00'.repeat(32)}00`,
      file('0003'),
      '00b00000 04',
      '00b08a04 04',
      '00b00000 00',
      changeReferenceData('4321', '98'),
      select.common,
      '00b2010c 00',
      changeKey('4321', '9c'),
      '00880099 01 00 00',
      '00840000 08',
      select.domain,
      '00ca0042 00',
    );
    expect(told).toEqual([
      'power on → ATR 3b 88 80 01 00 00 05 e0 b3 81 a1 00 7f',
      'SELECT JPKI → 9000 success',
      'SELECT EF 0018 user authentication PIN → 9000 success',
      'VERIFY 0018 user authentication PIN, tries left? → 63c3 3 tries left',
      'VERIFY 0018 user authentication PIN → 63c2 2 tries left',
      'VERIFY 0018 user authentication PIN → 9000 success',
      'COMPUTE DIGITAL SIGNATURE 0017 user authentication key, scheme 00, 32 bytes → 256 bytes, 9000 success',
      'SELECT EF 0003 → 6a82 file not found',
      'READ BINARY 0017 user authentication key, 4 bytes from 0 → 6981 command incompatible with file',
      'READ BINARY 000A user authentication certificate, 4 bytes from 4 → 4 bytes, 9000 success',
      'READ BINARY 000A user authentication certificate, 256 bytes from 0 → 256 bytes, 9000 success',
      'CHANGE REFERENCE DATA 0018 user authentication PIN → 9000 success',
      'SELECT common → 9000 success',
      'READ RECORD 1 of 0001 card serial record → 30 bytes, 9000 success',
      'CHANGE KEY 001C PIN → 6982 security status not satisfied',
      'INTERNAL AUTHENTICATE 0019 internal key → 256 bytes, 9000 success',
      'GET CHALLENGE 8 bytes → 8 bytes, 9000 success',
      'SELECT issuer security domain → 9000 success',
      'GET DATA 0042 → 16 bytes, 9000 success',
      'power off',
    ]);
  });

  test('has words for whatever else is sent, and values in none', async () => {
    const told = await described(
      '00ff0000',
      '00',
      '00200180',
      '00a4ff0c',
      '00a40000',
      '00a4040c 06 d27600012401',
      'ffca000000',
      '00c00000 00',
      '10200080 04 31323334',
      '00200080 05 31323334',
      verify('1234', '98'),
    );
    expect(told.slice(1, -1)).toEqual([
      'unknown instruction 00 ff → 6d00 instruction not supported',
      'malformed command of 1 bytes → 6700 wrong length',
      'VERIFY with P1-P2 01 80 → 6a86 incorrect p1p2',
      'SELECT with P1-P2 ff 0c → 6a86 incorrect p1p2',
      'SELECT master file → 6a86 incorrect p1p2',
      'SELECT d27600012401 → 6a82 file not found',
      'pseudo-APDU to the reader ff ca 00 00 00 → 4 bytes, 9000 success',
      'unknown instruction 00 c0 → 6d00 instruction not supported',
      expect.stringMatching(/^VERIFY current EF → 6884 /),
      'malformed command of 9 bytes → 6700 wrong length',
      'VERIFY 0018 → 6986 no current file',
    ]);
    expect(told.join('\n')).not.toMatch(/1234|31 ?32/);
  });

  test('says what it can of a mute card and of an answer without status word', () => {
    const describer = new Describer();
    const mute = { sequence: 0, ...entry(), kind: 'power-on', command: hex('') } as const;
    expect(describer.describe(mute).response).toBe('mute');
    expect(describer.describe({ sequence: 1, ...entry(), response: hex('') })).toMatchObject({
      response: 'no status word',
      sw: undefined,
    });
  });
});

test('an exchange is traced with who, where, when, and the rule that refused', async () => {
  const { reader, simulator } = await testWorld();
  const contact = reader.activate('pcsc:/run/pcscd.comm');
  await exchange(contact, select.jpki, '00b08100 02');
  const { command, response, ...rest } = simulator.trace.last(1)[0]!;
  expect([toHex(command), toHex(response)]).toEqual(['00b0810002', '6982']);
  expect(rest).toEqual({
    sequence: 2,
    at: simulator.calendar.now(),
    kind: 'apdu',
    reader: 'Kazashi TEST Reader 00 00',
    holder: 'pcsc:/run/pcscd.comm',
    contact: expect.any(Number),
    card: '1',
    cause: 'read/access-condition',
  });
});
