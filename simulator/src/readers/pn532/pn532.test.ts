import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ManualTimers } from '../../clock/manual-timers.ts';
import { concatBytes, hex, toHex } from '../../codec/hex.ts';
import type { RfFrame } from '../../media/rf-frame.ts';
import { RuleSet } from '../../rules/rule-set.ts';
import { type EmulatedPn532, startPn532 } from '../../start-pn532.ts';
import { Pn532 } from './pn532.ts';
import { encodeFrame } from './pn532-frames.ts';

const wakeUp = concatBytes(hex('5555'), new Uint8Array(14));
const ack = '0000ff00ff00';
const framed = (content: string): string => toHex(encodeFrame(hex(content)));

/** A chip that is awake, and what it has said since it was last asked. */
class Chip {
  readonly #chip: EmulatedPn532;
  readonly #said: string[];

  private constructor(chip: EmulatedPn532, said: string[]) {
    this.#chip = chip;
    this.#said = said;
  }

  static async start(options: Parameters<typeof startPn532>[0] = {}): Promise<Chip> {
    const said: string[] = [];
    const chip = await startPn532(options, (bytes) => void said.push(toHex(bytes)));
    chip.send(wakeUp, 115_200);
    return new Chip(chip, said);
  }

  get emulated(): EmulatedPn532 {
    return this.#chip;
  }

  raw(bytes: Uint8Array, baudRate = 115_200): string {
    this.#chip.send(bytes, baudRate);
    return this.said();
  }

  said(): string {
    return this.#said.splice(0).join('');
  }

  /** The answer behind D5, once it has come. */
  async ask(command: string): Promise<string> {
    let said = this.raw(encodeFrame(hex(`d4${command}`)));
    for (let i = 0; said.length <= ack.length && i < 100; i++) {
      await new Promise((resolve) => setImmediate(resolve));
      this.#chip.advance(20);
      said += this.said();
    }
    expect(said.slice(0, ack.length)).toBe(ack);
    const extended = said.slice(ack.length).startsWith('0000ffffff');
    return said.slice(ack.length + (extended ? 16 : 10)).slice(2, -4);
  }
}

const played =
  (heard: string[], answers: Readonly<Record<string, string>>) =>
  ({ bytes }: RfFrame) => {
    const frame = toHex(bytes);
    heard.push(frame);
    const answer = answers[frame];
    return answer === undefined
      ? { kind: 'silence' as const }
      : { kind: 'frame' as const, bytes: hex(answer) };
  };

describe('the exchange of nfcpy that was recorded on real programs', () => {
  test('list, deselect, wake, attrib with CID 0 and a command in an I-block', async () => {
    const heard: string[] = [];
    const air = played(heard, {
      '050008': '50a1b2c3d4000005e0b381a1',
      '1da1b2c3d400050101': '01',
      ca01: 'ca01',
      '1da1b2c3d400080100': '00',
      '0200a4040c0ad392f000260100000001': '029000',
    });
    const chip = await Chip.start({ air: { power: () => {}, transceive: air } });
    expect(await chip.ask('4a010300')).toBe('4b010150a1b2c3d4000005e0b381a10101');
    expect(await chip.ask('42ca01')).toBe('4300ca01');
    expect(await chip.ask('42050008')).toBe('430050a1b2c3d4000005e0b381a1');
    expect(await chip.ask('421da1b2c3d400080100')).toBe('430000');
    expect(await chip.ask('420200a4040c0ad392f000260100000001')).toBe('4300029000');
    expect(heard.slice(0, 2)).toEqual(['050008', '1da1b2c3d400050101']);
  });
});

describe('a chip that sleeps', () => {
  test('loses the bytes that wake it, and not the frame behind them', async () => {
    const said: string[] = [];
    const chip = await startPn532({}, (bytes) => void said.push(toHex(bytes)));
    chip.send(encodeFrame(hex('d402')), 115_200);
    expect(said).toEqual([]);
    chip.send(concatBytes(wakeUp, encodeFrame(hex('d402'))), 115_200);
    expect(said).toEqual([ack, framed('d50332010607')]);
  });

  test.each([
    ['libnfc', '5555000000000000000000000000000000'],
    ['nfcpy', '00000000000000000000'],
    ['npm pn532', '555500000000000000'],
  ])('is woken as %s does it', async (_, preamble) => {
    const said: string[] = [];
    const chip = await startPn532({}, (bytes) => void said.push(toHex(bytes)));
    chip.send(concatBytes(hex(preamble), encodeFrame(hex('d41401'))), 115_200);
    expect(said).toEqual([ack, framed('d515')]);
  });
});

describe('the serial line', () => {
  test('at another baud rate than the chip is noise', async () => {
    const chip = await Chip.start();
    expect(chip.raw(encodeFrame(hex('d402')), 9600)).toBe('');
    expect(chip.raw(encodeFrame(hex('d402')))).toBe(ack + framed('d50332010607'));
  });

  test('half a frame of a program that was killed is forgotten after a second', async () => {
    const chip = await Chip.start();
    chip.raw(hex('0000ff20e0d44001'));
    chip.emulated.advance(1500);
    expect(chip.raw(encodeFrame(hex('d402')))).toBe(ack + framed('d50332010607'));
  });

  test('an echo of what the chip says is not answered, so that it ends', async () => {
    const chip = await Chip.start();
    expect(chip.raw(encodeFrame(hex('d50332010607')))).toBe('');
    expect(chip.raw(hex('0000ff01ff7f8100'))).toBe('');
  });

  test('any bytes leave a chip that still answers', async () => {
    const chip = await Chip.start();
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 64 }),
        fc.uint8Array({ maxLength: 40 }),
        async (noise, data) => {
          chip.raw(noise);
          chip.raw(encodeFrame(concatBytes(hex('d4'), data, hex('00'))));
          chip.emulated.advance(2000);
          // What may have been begun or set is undone: power, and a wake-up.
          chip.emulated.powerCycle();
          chip.raw(wakeUp);
          chip.said();
          expect(chip.raw(encodeFrame(hex('d402')))).toBe(ack + framed('d50332010607'));
        },
      ),
    );
  });
});

/** A chip that is awake, on a line that takes its time, and what it says. */
function paced() {
  const timers = new ManualTimers();
  const said: string[] = [];
  const chip = new Pn532({
    field: { powered: false, power: () => {}, transceive: () => ({ kind: 'silence' }) },
    rules: new RuleSet(),
    timers,
    write: (bytes) => void said.push(toHex(bytes)),
    takeProof: () => undefined,
    pacing: true,
  });
  chip.receive(wakeUp);
  return { timers, said, chip };
}

test('with pacing an answer leaves when its bytes and those of the command have been on the line', () => {
  const { timers, said, chip } = paced();
  const command = encodeFrame(hex('d402'));
  chip.receive(command);
  expect(said).toEqual([ack]);
  const answer = framed('d50332010607');
  // Ten bits a byte: the command, ACK and the answer.
  const lineMs = (10_000 * (command.length + 6 + answer.length / 2)) / 115_200;
  timers.advance(lineMs * 0.95);
  expect(said).toEqual([ack]);
  timers.advance(lineMs * 0.1);
  expect(said).toEqual([ack, answer]);
});

test('with pacing a frame right behind another waits until the answer of that has left, and an abort ends both', () => {
  const { timers, said, chip } = paced();
  const both = concatBytes(encodeFrame(hex('d41214')), encodeFrame(hex('d402')));
  const answers = [ack, framed('d513'), ack, framed('d50332010607')];
  chip.receive(both);
  expect(said).toEqual([ack]);
  timers.advance(20);
  expect(said).toEqual(answers);
  chip.receive(both);
  chip.receive(hex(ack));
  timers.advance(20);
  expect(said).toEqual([...answers, ack]);
});

describe('with a card of this simulator', () => {
  test('a session reads, is told of the removal, and begins anew', async () => {
    const chip = await Chip.start();
    expect(await chip.ask('4a010300')).toMatch(/^4b010150[0-9a-f]{8}000005e0b381a10101$/);
    expect(await chip.ask('400100a4040c0ad392f000260100000001')).toBe('41009000');
    expect(await chip.ask('400100840000' + '00')).toMatch(/^4100[0-9a-f]{512}9000$/);
    chip.emulated.take();
    expect(await chip.ask('400100840000' + '08')).toBe('4101');
    expect(await chip.ask('320500' + '0001')).toBe('33');
    expect(await chip.ask('4a010300')).toBe('4b00');
    chip.emulated.put();
    expect(await chip.ask('4a010300')).toMatch(/^4b0101/);
    expect(await chip.ask('400100b0000004')).toBe('41006986');
  });

  test('a wrong PIN is spent once, and an empty VERIFY tells it', async () => {
    const chip = await Chip.start();
    await chip.ask('4a010300');
    await chip.ask('400100a4040c0ad392f000260100000001');
    await chip.ask('400100a4020c020018');
    expect(await chip.ask('400100200080' + '0439393939')).toBe('410063c2');
    expect(await chip.ask('400100200080')).toBe('410063c2');
  });
});
