import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualTimers } from '../../clock/manual-timers.ts';
import { hex, toHex } from '../../codec/hex.ts';
import { ReaderError } from '../../readers/reader.ts';
import { ScriptedCard, TestLog, TestRegistry, testAtr } from '../test-registry.ts';
import { TestVpcd, TestVpcdSlot } from './test-vpcd.ts';
import { ControlByte } from './virtual-icc.ts';
import { startVpcdEndpoint, type VpcdEndpoint } from './vpcd-endpoint.ts';

const host = '127.0.0.1';
const count = hex('80 01 00 00');
let registry: TestRegistry;
let timers: ManualTimers;
let log: TestLog;
let endpoint: VpcdEndpoint | undefined;

beforeEach(() => {
  registry = new TestRegistry();
  timers = new ManualTimers();
  log = new TestLog();
});
afterEach(async () => {
  await endpoint?.close();
  endpoint = undefined;
  expect(timers.waiting).toBe(0);
});

async function start(direction: 'connect' | 'listen', port: number): Promise<VpcdEndpoint> {
  endpoint = await startVpcdEndpoint({ direction, host, port, registry, timers, log });
  return endpoint;
}

/** Resolves once the endpoint has said so. */
async function said(line: string): Promise<void> {
  while (!log.lines.includes(line)) await new Promise((resolve) => setImmediate(resolve));
}

describe('the card at vpcd', () => {
  let card: ScriptedCard;
  let vpcd: TestVpcd;
  let slot: TestVpcdSlot;
  beforeEach(async () => {
    card = new ScriptedCard();
    registry.addReader('r', card);
    vpcd = await TestVpcd.listen(1);
    await start('connect', vpcd.port);
    slot = await vpcd.card();
  });
  afterEach(() => vpcd.close());

  test('tells its ATR without power, and is not left powered by the question', async () => {
    expect(toHex(await slot.getAtr())).toBe(toHex(testAtr));
    expect(toHex(await slot.getAtr())).toBe(toHex(testAtr));
    expect(card.sessions).toEqual([{ open: false, counter: 0 }]);
  });

  test('power off ends the session, power on begins one, and power on twice is one', async () => {
    slot.control(ControlByte.powerOn);
    slot.control(ControlByte.powerOn);
    expect(toHex(await slot.ask(count))).toBe('019000');
    expect(toHex(await slot.ask(count))).toBe('029000');
    slot.control(ControlByte.powerOff);
    slot.control(ControlByte.powerOn);
    expect(toHex(await slot.ask(count))).toBe('019000');
    expect(card.sessions.map(({ open }) => open)).toEqual([false, true]);
  });

  test('a response that the length cannot tell is answered 6F00, not cut', async () => {
    slot.control(ControlByte.powerOn);
    expect((await slot.ask(hex('80 02 ff fd 00 00 00'))).length).toBe(65_535);
    expect(toHex(await slot.ask(hex('80 02 ff fe 00 00 00')))).toBe('6f00');
    expect(log.lines).toContain('a response is longer than vpcd carries; answered 6F00');
  });

  test('an unknown control byte is logged and has no answer', async () => {
    slot.control(0x03);
    expect(toHex(await slot.getAtr())).toBe(toHex(testAtr));
    expect(log.lines).toContain('vpcd sent an unknown control byte');
  });

  test('a message without any bytes ends the connection', async () => {
    slot.send(new Uint8Array(0));
    await slot.closed();
  });

  test('the end of the connection takes the power', async () => {
    slot.control(ControlByte.powerOn);
    await slot.ask(count);
    slot.socket.destroy();
    await said('no vpcd there; trying again until there is');
    expect(card.sessions.at(-1)?.open).toBe(false);
  });

  test('the card going in the middle of a command ends the connection', async () => {
    slot.control(ControlByte.powerOn);
    const answer = slot.ask(hex('80 03 00 00')).catch(() => 'closed');
    await card.kept();
    registry.remove(registry.readers[0]!);
    expect(await answer).toBe('closed');
  });

  test('a card that cannot be powered is not there', async () => {
    registry.readers[0]!.activationError = new ReaderError('reader/card-in-use', 'held');
    slot.control(ControlByte.powerOn);
    await slot.closed();
  });
});

describe('connecting', () => {
  test('goes on trying, ever more slowly, until a vpcd listens', async () => {
    registry.addReader('r', new ScriptedCard());
    const probe = await TestVpcd.listen(1);
    await probe.close();
    await start('connect', probe.port);
    const pauses: number[] = [];
    for (let i = 0; i < 7; i++) {
      while (timers.waiting === 0) await new Promise((resolve) => setImmediate(resolve));
      const before = timers.now();
      while (timers.waiting > 0) timers.advance(50);
      pauses.push(timers.now() - before);
    }
    expect(pauses).toEqual([100, 200, 400, 800, 1_600, 2_000, 2_000]);
    expect(log.lines).toEqual(['no vpcd there; trying again until there is']);
  });

  test('a vpcd that ends the connection gets the card again, soon if it had taken an answer', async () => {
    registry.addReader('r', new ScriptedCard());
    const vpcd = await TestVpcd.listen(1);
    await start('connect', vpcd.port);
    const pauses: number[] = [];
    for (const served of [false, false, true, true, false]) {
      const slot = await vpcd.card();
      if (served) expect(toHex(await slot.getAtr())).toBe(toHex(testAtr));
      slot.socket.destroy();
      while (timers.waiting === 0) await new Promise((resolve) => setImmediate(resolve));
      const before = timers.now();
      while (timers.waiting > 0) timers.advance(50);
      pauses.push(timers.now() - before);
    }
    expect(pauses).toEqual([100, 200, 100, 100, 200]);
    await vpcd.close();
  });

  test('a card that is moved out of reach is taken away, and one that is moved back is there at once', async () => {
    const reader = registry.addReader('r', new ScriptedCard());
    const vpcd = await TestVpcd.listen(1);
    await start('connect', vpcd.port);
    const slot = await vpcd.card();
    expect(toHex(await slot.getAtr())).toBe(toHex(testAtr));
    reader.activationError = new ReaderError('reader/no-card', 'out of reach');
    expect(toHex(await slot.getAtr())).toBe(toHex(testAtr));
    registry.move(reader);
    slot.control(ControlByte.getAtr);
    await slot.closed();
    while (timers.waiting === 0) await new Promise((resolve) => setImmediate(resolve));
    reader.activationError = undefined;
    registry.move(reader);
    expect(timers.waiting).toBe(0);
    expect(toHex(await (await vpcd.card()).getAtr())).toBe(toHex(testAtr));
    await vpcd.close();
  });

  test('a card that is moved while it is in use stays what it is', async () => {
    const reader = registry.addReader('r', new ScriptedCard());
    const vpcd = await TestVpcd.listen(1);
    await start('connect', vpcd.port);
    const slot = await vpcd.card();
    slot.control(ControlByte.powerOn);
    expect(toHex(await slot.ask(count))).toBe('019000');
    registry.move(reader);
    expect(toHex(await slot.getAtr())).toBe(toHex(testAtr));
    expect(toHex(await slot.ask(count))).toBe('029000');
    await vpcd.close();
  });

  test('reader n has port n; without a card, or with a mute one, nothing connects', async () => {
    registry.addReader('empty');
    registry.addReader('mute', new ScriptedCard(new Uint8Array(0)));
    registry.addReader('full', new ScriptedCard());
    const vpcd = await TestVpcd.listen(3);
    expect((await start('connect', vpcd.port)).ports).toEqual([vpcd.port, vpcd.port + 1, vpcd.port + 2]);
    expect(toHex(await (await vpcd.card(2)).getAtr())).toBe(toHex(testAtr));
    expect([vpcd.waiting(0), vpcd.waiting(1)]).toEqual([0, 0]);
    expect(log.lines).toContain('a mute card cannot be shown over vpcd');
    registry.insert(registry.readers[0]!, new ScriptedCard());
    expect(toHex(await (await vpcd.card(0)).getAtr())).toBe(toHex(testAtr));
    await vpcd.close();
  });

  test('a reader that comes takes the first free place, one that goes leaves it', async () => {
    const vpcd = await TestVpcd.listen(2);
    const first = registry.addReader('a', new ScriptedCard());
    registry.addReader('b', new ScriptedCard());
    await start('connect', vpcd.port);
    const slot = await vpcd.card(0);
    registry.removeReader(first);
    await slot.closed();
    registry.addReader('c', new ScriptedCard());
    expect(toHex(await (await vpcd.card(0)).getAtr())).toBe(toHex(testAtr));
    await vpcd.close();
  });

  test.each([0, -1, 65_536, 1.5])('port %d is refused', async (port) => {
    await expect(start('connect', port)).rejects.toMatchObject({ code: 'endpoint/bad-address' });
  });
});

describe('listening', () => {
  test('a port that is taken is refused, and what was opened is closed', async () => {
    const taken = await TestVpcd.listen(1);
    registry.addReader('r', new ScriptedCard());
    await expect(start('listen', taken.port)).rejects.toMatchObject({ code: 'endpoint/address-in-use' });
    await taken.close();
  });

  test('without a card vpcd is sent away, and served once there is one', async () => {
    const reader = registry.addReader('r');
    const { ports } = await start('listen', 0);
    await (await TestVpcdSlot.dial(ports[0]!)).closed();
    registry.insert(reader, new ScriptedCard());
    expect(toHex(await (await TestVpcdSlot.dial(ports[0]!)).getAtr())).toBe(toHex(testAtr));
  });

  test('a second vpcd is sent away while the first is served', async () => {
    registry.addReader('r', new ScriptedCard());
    const { ports } = await start('listen', 0);
    const first = await TestVpcdSlot.dial(ports[0]!);
    await first.getAtr();
    await (await TestVpcdSlot.dial(ports[0]!)).closed();
    expect(toHex(await first.getAtr())).toBe(toHex(testAtr));
    expect(log.lines).toContain('a second vpcd was sent away');
  });
});

test('a vpcd whose payloads come 45 ms after their lengths is named once, with what helps', async () => {
  let asked: (() => void) | undefined;
  class WatchedTimers extends ManualTimers {
    override now(): number {
      asked?.();
      return super.now();
    }
  }
  timers = new WatchedTimers();
  registry.addReader('r', new ScriptedCard());
  const { ports } = await start('listen', 0);
  const slot = await TestVpcdSlot.dial(ports[0]!);
  for (let i = 0; i < 6; i++) {
    const lengthSeen = new Promise<void>((resolve) => {
      asked = resolve;
    });
    slot.socket.write(Uint8Array.of(0x00, 0x01));
    await lengthSeen;
    timers.advance(45);
    slot.socket.write(Uint8Array.of(ControlByte.getAtr));
    await slot.receive();
  }
  const warnings = log.lines.filter((line) => line.includes('apart'));
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(/quickack.*pcsc endpoint/);
});
