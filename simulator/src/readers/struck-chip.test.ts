import { describe, expect, test } from 'vitest';
import { file, select, verify } from '../card/test-card.ts';
import { concatBytes, hex, toHex } from '../codec/hex.ts';
import { order, readerProfile, testSimulator } from '../test-simulator.ts';
import { Describer } from '../trace/describe.ts';
import { encodeFrame } from './pn532/pn532-frames.ts';
import { chipOf } from './pn532/reader-chip.ts';
import { struckChip } from './struck-chip.ts';

const ack = '0000ff00ff00';
const nack = '0000ffff0000';
const wakeUp = concatBytes(hex('5555'), new Uint8Array(14));

/** A PN532 with a card whose PIN is selected, behind a line that faults may strike. */
async function line() {
  const { simulator, timers } = testSimulator();
  const card = await simulator.issueCard(order());
  const reader = simulator.addReader(readerProfile('nxp/pn532'), card);
  let said = '';
  const chip = struckChip(
    chipOf(reader, simulator.readers.services, {
      holder: 'test:',
      write: (bytes) => {
        said += toHex(bytes);
      },
    }),
    reader,
  );
  const send = async (bytes: Uint8Array): Promise<string> => {
    said = '';
    chip.receive(bytes);
    for (let n = 0; n < 20; n++) {
      await new Promise(setImmediate);
      timers.advance(100);
    }
    return said;
  };
  const command = (text: string) => send(encodeFrame(hex(`d4${text.replaceAll(' ', '')}`)));
  const activate = async (): Promise<void> => {
    await send(wakeUp);
    await command('14 01');
    expect(await command('4a 01 03 00')).toContain('d54b01');
    await command(`40 01 ${select.jpki}`);
    await command(`40 01 ${file('0018')}`);
  };
  await activate();
  const add = (asked: Record<string, unknown>) => simulator.readers.faults.add(reader, asked);
  const triesLeft = () => card.secrets.get('jpki/authentication')!.triesLeft;
  const traced = () => {
    const describer = new Describer();
    const entries = simulator.trace.last(100).map((entry) => ({ ...entry, text: describer.describe(entry) }));
    return entries.slice(-2).map(({ kind, text, executed, host }) => [kind, text.command, executed, host]);
  };
  return { command, activate, add, triesLeft, traced, reader };
}

const wrong = `40 01 ${verify('0000')}`;
const verifies = 'VERIFY 0018 user authentication PIN';

describe('what the host writes', () => {
  test('is lost: nothing comes, not even an ACK, and the card has executed nothing', async () => {
    const { command, add, triesLeft, traced } = await line();
    add({ kind: 'link-command-lost' });
    expect(await command(wrong)).toBe('');
    expect(triesLeft()).toBe(3);
    expect(traced().at(-1)).toEqual([
      'link',
      'line to the reader: 00 00 ff 0c f4 d4 40 …',
      false,
      'link/nothing',
    ]);
    expect(await command(wrong)).toContain('d5410063c2');
  });

  test('is damaged: the chip answers NACK, and takes it when it is sent again', async () => {
    const { command, add, triesLeft } = await line();
    add({ kind: 'link-command-damaged' });
    expect(await command(wrong)).toBe(nack);
    expect(triesLeft()).toBe(3);
    expect(await command(wrong)).toContain('d5410063c2');
  });

  test('meets a chip that sleeps: it hears nothing until it is woken and set up again', async () => {
    const { command, add, activate, triesLeft } = await line();
    add({ kind: 'reader-asleep' });
    expect(await command(wrong)).toBe('');
    expect(triesLeft()).toBe(3);
    await activate();
    expect(await command(wrong)).toContain('d5410063c2');
  });
});

describe('a try that was spent behind an error of the line', () => {
  test.each([
    ['link-lost', 'link/nothing'],
    ['link-cut', 'link/half'],
    ['link-glued', 'link/later'],
    ['link-garbage', 'link/garbage'],
  ])('is seen behind %s as exactly that', async (kind, host) => {
    const { command, add, triesLeft, traced } = await line();
    // The ACK has 6 bytes.
    add({ kind, bytes: 7 });
    await command(wrong);
    expect(triesLeft()).toBe(2);
    const [did, told] = traced();
    expect(did).toEqual(['apdu', verifies, undefined, undefined]);
    expect(told).toEqual(['link', 'line to the host: 00 00 ff 05 fb d5 41 …', true, host]);
  });

  test('is told from an ACK that was lost: no command was executed with it', async () => {
    const { command, add, traced } = await line();
    add({ kind: 'link-lost' });
    expect(await command(wrong)).not.toContain(ack);
    expect(traced()[0]).toEqual(['link', 'line to the host: 00 00 ff 00 ff 00 …', false, 'link/nothing']);
  });
});

test('kinds of one direction do not strike the other', async () => {
  const { command, add, reader } = await line();
  add({ kind: 'link-command-lost', nth: 2, sticky: true });
  expect(await command(wrong)).toContain('d5410063c2');
  expect(reader.link).toBeDefined();
  expect(await command(wrong)).toBe('');
});
