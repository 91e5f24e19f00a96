import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { file, select } from '../card/test-card.ts';
import { hex, toHex } from '../codec/hex.ts';
import { TestField } from '../test-field.ts';

const pupi = 'a1b2c3d4';
const fixed = { typeB: { pupi: hex(pupi) } };
/** Frames of 16 bytes to the reader, CID 1. */
const attrib = `1d${pupi}00000101`;
const toFile = `0a01${file('000a').replaceAll(' ', '')}`;
const toRead = '0a0100b0000020';
const selectApplication = `1a01${select.jpki.replaceAll(' ', '').slice(0, 18)}`;
const selectRest = `0b01${select.jpki.replaceAll(' ', '').slice(18)}`;

/** How a card gets into each of its states. */
const states = {
  idle: [],
  'ready-declared': ['050008'],
  halt: ['050008', `50${pupi}`],
  active: ['050008', attrib],
  'half a command': ['050008', attrib, selectApplication],
  answered: ['050008', attrib, selectApplication, selectRest],
  'half an answer': ['050008', attrib, selectApplication, selectRest, toFile, toRead.replace('0a', '0b')],
  deselected: ['050008', attrib, 'ca01'],
} as const;

/** One frame of each kind that there is. */
const frames = {
  REQB: '050000',
  WUPB: '050008',
  'Slot-MARKER': '15',
  ATTRIB: attrib,
  'ATTRIB of another': '1d0000000000000101',
  HLTB: `50${pupi}`,
  'HLTB of another': '5000000000',
  'I 0': '0a0100a4020c02000a',
  'I 1': '0b0100a4020c02000a',
  'I chained': '1a0100a4',
  'I empty': '0a01',
  'I without CID': '0200a4020c02000a',
  'I of another CID': '0a0200a4020c02000a',
  'ACK 0': 'aa01',
  'ACK 1': 'ab01',
  'NAK 0': 'ba01',
  'NAK 1': 'bb01',
  DESELECT: 'ca01',
  'DESELECT without CID': 'c2',
  WTX: 'fa0101',
  PARAMETERS: 'f801',
  'no block': '4a01',
  empty: '',
} as const;

type State = keyof typeof states;
type Frame = keyof typeof frames;

const atqb = `50${pupi}000005e0b381a1`;
/** First bytes of the certificate, in blocks of 16 bytes with CID and CRC. */
const [first, second] = ['3082063e30820526a0030201', '02020459dedf16300d06092a'];

/** What is not silence, state by state. */
const answers: Readonly<Record<State, Partial<Record<Frame, string>>>> = {
  idle: { REQB: atqb, WUPB: atqb },
  'ready-declared': { REQB: atqb, WUPB: atqb, ATTRIB: '01', HLTB: '00' },
  halt: { WUPB: atqb },
  active: {
    'I 0': '0a016986',
    'I 1': '0a016986',
    'I chained': 'aa01',
    'I empty': '0a01',
    'NAK 0': 'ab01',
    DESELECT: 'ca01',
  },
  'half a command': {
    // What comes makes a whole command with what was there, and another one than was meant.
    'I 0': '0b016a82',
    'I 1': '0b016a82',
    'I chained': 'ab01',
    'I empty': '0b016700',
    'ACK 0': 'aa01',
    'NAK 0': 'aa01',
    'NAK 1': 'aa01',
    DESELECT: 'ca01',
  },
  answered: {
    'I 0': '0a019000',
    'I 1': '0a019000',
    'I chained': 'aa01',
    'I empty': '0a01',
    'ACK 1': '0b019000',
    'NAK 0': 'ab01',
    'NAK 1': '0b019000',
    DESELECT: 'ca01',
  },
  'half an answer': {
    'I 0': '0a019000',
    'I 1': '0a019000',
    'I chained': 'aa01',
    'I empty': '0a01',
    'ACK 0': `1a01${second}`,
    'ACK 1': `1b01${first}`,
    'NAK 0': 'ab01',
    'NAK 1': `1b01${first}`,
    DESELECT: 'ca01',
  },
  deselected: { WUPB: atqb },
};

describe.each(Object.keys(states) as State[])('a card that is %s', (state) => {
  test.each(Object.keys(frames) as Frame[])('meets %s', async (frame) => {
    const field = await TestField.withCard(fixed);
    for (const before of states[state]) await field.send(before);
    expect(await field.send(frames[frame])).toBe(answers[state][frame] ?? 'silence');
  });
});

/** Something that a reader could send, and much that none would. */
const anyFrame = fc.oneof(
  fc.constantFrom(...Object.values(frames)).map((bytes) => hex(bytes)),
  fc.uint8Array({ maxLength: 20 }),
  fc
    .tuple(
      fc.constantFrom(0x02, 0x03, 0x0a, 0x0b, 0x12, 0x1a, 0xa2, 0xa3, 0xaa, 0xab, 0xb2, 0xbb, 0xf2, 0xfa),
      fc.uint8Array({ maxLength: 12 }),
    )
    .map(([pcb, rest]) => Uint8Array.of(pcb, ...rest)),
);
const anySent = fc.record({
  bytes: anyFrame,
  crc: fc.constantFrom('reader', 'host' as const),
  modulation: fc.constantFrom('A', 'B', 'B', 'B', 'F' as const),
  bitRate: fc.constantFrom(106, 106, 106, 212, 847 as const),
  lastBits: fc.constantFrom(8, 8, 8, 7),
});

test('whatever is sent, a card does not throw, and only an I-block makes it execute: one command, once', async () => {
  const isInformation = (bytes: Uint8Array): boolean => ((bytes[0] ?? 0) & 0xe2) === 0x02;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...(Object.keys(states) as State[])),
      fc.array(anySent, { maxLength: 30 }),
      async (state, sent) => {
        const field = await TestField.withCard(fixed);
        for (const before of states[state]) await field.send(before);
        const count = (): number => field.trace().filter(({ kind }) => kind === 'apdu').length;
        for (const frame of sent) {
          const before = count();
          const answer = await field.field.transceive({ ...frame, timeoutMs: 10 });
          expect(['frame', 'silence', 'corrupt']).toContain(answer.kind);
          expect(count() - before).toBeLessThanOrEqual(isInformation(frame.bytes) ? 1 : 0);
          // Within the 16 bytes of the reader, once it has said so.
          if (answer.kind === 'frame' && frame.crc === 'reader' && isInformation(answer.bytes)) {
            expect(toHex(answer.bytes).length / 2).toBeLessThanOrEqual(256 - 2);
          }
        }
      },
    ),
    { seed: 1, numRuns: 300 },
  );
});
