import { describe, expect, test } from 'vitest';
import { file, select, verify } from '../card/test-card.ts';
import { concatBytes, hex, toHex } from '../codec/hex.ts';
import { type FrameFaultKindName, frameFaultKindNames, strikesSearch } from '../faults/frame-fault-kinds.ts';
import { order, readerProfile, testSimulator } from '../test-simulator.ts';
import { encodeFrame } from './pn532/pn532-frames.ts';
import { chipOf } from './pn532/reader-chip.ts';
import { TestHost } from './port-100/test-host.ts';

const wrong = verify('0000').replaceAll(' ', '');

async function world(profile: string) {
  const { simulator, timers } = testSimulator();
  const card = await simulator.issueCard(order());
  const reader = simulator.addReader(readerProfile(profile), card);
  const triesLeft = () => card.secrets.get('jpki/authentication')!.triesLeft;
  const add = (kind: FrameFaultKindName) =>
    simulator.readers.faults.add(reader, {
      kind,
      ...(strikesSearch(kind) ? {} : { ins: '20' }),
      ...(kind === 'card-deaf' ? { ms: 60_000 } : {}),
      // Without a number it has no end, and a PN532 waits for it.
      ...(kind === 'wtx-storm' ? { times: 20 } : {}),
    });
  return { simulator, timers, reader, triesLeft, add };
}

/** Lets time pass until there is something. */
async function until<T>(timers: { advance(ms: number): void }, look: () => T | undefined): Promise<T> {
  for (let n = 0; n < 2000; n++) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise(setImmediate);
    timers.advance(100);
  }
  throw new Error('nothing came');
}

/** A PN532 with the card listed as target 1, and its PIN selected. */
async function pn532() {
  const built = await world('nxp/pn532');
  const said: string[] = [];
  const chip = chipOf(built.reader, built.simulator.readers.services, {
    holder: 'test:',
    write: (bytes) => void said.push(toHex(bytes)),
  });
  chip.receive(concatBytes(hex('5555'), new Uint8Array(14)));
  const ask = async (command: string): Promise<string> => {
    chip.receive(encodeFrame(hex(`d4${command.replaceAll(' ', '')}`)));
    const whole = await until(built.timers, () => {
      const all = said.join('').replace('0000ff00ff00', '');
      return all === '' ? undefined : all;
    });
    said.length = 0;
    return whole.slice(14, -4);
  };
  await ask('14 01');
  expect(await ask('4a 01 03 00')).toMatch(/^01/);
  expect(await ask(`40 01 ${select.jpki}`)).toBe('009000');
  expect(await ask(`40 01 ${file('0018')}`)).toBe('009000');
  return { ...built, ask };
}

/** Status of InDataExchange, which recovers itself, of InCommunicateThru, which does not, and of RC-S380's InCommRF. */
const outcomes: Readonly<
  Record<FrameFaultKindName, readonly [exchange: string, through: string, port100: string, tries: number]>
> = {
  'out-of-reach': ['0063c2', '00', '00000000', 2],
  'weak-coupling': ['0063c2', '00', '00000000', 2],
  'frame-lost': ['0063c2', '01', '80000000', 2],
  'frame-lift': ['01', '01', '80000000', 3],
  'answer-frame-lost': ['0063c2', '01', '80000000', 2],
  'answer-frame-lift': ['01', '01', '80000000', 2],
  moved: ['01', '01', '80000000', 3],
  'card-deaf': ['01', '01', '80000000', 3],
  'answer-damaged': ['0063c2', '02', '04000000', 2],
  'wtx-storm': ['0063c2', '00', '00000000', 2],
  'wtx-illegal': ['0063c2', '00', '00000000', 2],
  'number-wrong': ['0063c2', '00', '00000000', 2],
  'cid-wrong': ['0063c2', '00', '00000000', 2],
  'chained-forever': ['07', '00', '00000000', 2],
  'field-drops': ['0a', '01', '80000000', 3],
  overheated: ['0063c2', '0d', '40000000', 2],
};

describe('a fault of the air at VERIFY, as hosts that send frames see it', () => {
  test.each(frameFaultKindNames)('%s through the InDataExchange of a PN532', async (kind) => {
    const { ask, add, triesLeft } = await pn532();
    add(kind);
    const told = await ask(`40 01 ${wrong}`);
    expect([told, triesLeft()]).toEqual([outcomes[kind][0], outcomes[kind][3]]);
  });

  test.each(frameFaultKindNames)('%s through the InCommunicateThru of a PN532', async (kind) => {
    const { ask, add } = await pn532();
    add(kind);
    expect((await ask(`42 0a 01 ${wrong}`)).slice(0, 2)).toBe(outcomes[kind][1]);
  });

  test.each(frameFaultKindNames)('%s through the InCommRF of an RC-S380', async (kind) => {
    const { add, reader, timers } = await world('sony/rc-s380');
    const host = new TestHost(reader.field!);
    const ask = async (command: string): Promise<string> => {
      const transfers = host.write(toHex(portFrame(command)));
      return until(timers, () => [...transfers, ...host.read()].findLast((one) => one.length > 12)).then(
        (one) => one.slice(20, -4),
      );
    };
    await ask('00 03070f07');
    await ask(
      '02 001801010201030004000500060007080800090 00a000b000c000e040f001000110012001306'.replaceAll(' ', ''),
    );
    await ask('02 0014 0901 0a01 0b01 0c01'.replaceAll(' ', ''));
    const atqb = await ask('04 6400 050008');
    await ask(`04 6400 1d${atqb.slice(12, 20)}00080100`);
    for (const [n, command] of [select.jpki, file('0018')].entries())
      await ask(`04 f401 0${2 + n}${command}`);
    add(kind);
    expect((await ask(`04 f401 02${wrong}`)).slice(0, 8)).toBe(outcomes[kind][2]);
  });
});

/** A frame to the RC-S380. */
function portFrame(command: string): Uint8Array {
  const data = hex(`d6${command.replaceAll(' ', '')}`);
  const [low, high] = [data.length & 0xff, data.length >> 8];
  const sum = (bytes: Uint8Array): number =>
    (0x100 - (bytes.reduce((all, byte) => all + byte, 0) & 0xff)) & 0xff;
  return Uint8Array.of(
    0,
    0,
    0xff,
    0xff,
    0xff,
    low,
    high,
    sum(Uint8Array.of(low, high)),
    ...data,
    sum(data),
    0,
  );
}
