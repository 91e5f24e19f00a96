import { expect, test } from 'vitest';
import { hex, toHex } from '../../codec/hex.ts';
import { describeEndpointContract } from '../endpoint-contract.ts';
import { ScriptedCard, TestRegistry, testAtr } from '../test-registry.ts';
import { type PresenceEvent, startMemoryEndpoint } from './memory-endpoint.ts';

describeEndpointContract('memory', {
  longestResponse: 65_538,
  sharesReader: true,
  async start(registry) {
    const endpoint = startMemoryEndpoint({ registry });
    return {
      endpoint,
      async connect(reader) {
        const connection = endpoint.connect(reader);
        return {
          atr: connection.atr,
          transmit: async (command) => connection.transmit(command),
          reset: async () => connection.reset(),
          removed: () =>
            new Promise((resolve) => {
              endpoint.subscribe((event) => {
                if (event.type === 'card.removed' && event.reader === reader) resolve();
              });
            }),
          close: async () => connection.close(),
        };
      },
      close: async () => {},
    };
  },
});

const name = 'Kazashi TEST Reader 00 00';

test('a card without delay is answered without a promise', () => {
  const registry = new TestRegistry();
  registry.addReader(name, new ScriptedCard());
  const connection = startMemoryEndpoint({ registry }).connect(name);
  expect(connection.transmit(hex('80 01 00 00'))).toBeInstanceOf(Uint8Array);
});

test('each connection has a session of its own', async () => {
  const registry = new TestRegistry();
  registry.addReader(name, new ScriptedCard());
  const endpoint = startMemoryEndpoint({ registry });
  const [one, two] = [endpoint.connect(name), endpoint.connect(name)];
  await one.transmit(hex('80 01 00 00'));
  expect(toHex(await two.transmit(hex('80 01 00 00')))).toBe('019000');
});

test('an unknown reader and an empty one are refused with their codes', () => {
  const registry = new TestRegistry();
  registry.addReader(name);
  const endpoint = startMemoryEndpoint({ registry });
  expect(endpoint.readers).toEqual([name]);
  expect(() => endpoint.connect('nobody')).toThrow(expect.objectContaining({ code: 'reader/unknown' }));
  expect(() => endpoint.connect(name)).toThrow(expect.objectContaining({ code: 'reader/no-card' }));
});

test('after a removal commands fail with the code, and a reset takes the card put back', async () => {
  const registry = new TestRegistry();
  const reader = registry.addReader(name, new ScriptedCard());
  const connection = startMemoryEndpoint({ registry }).connect(name);
  registry.remove(reader);
  expect(() => connection.transmit(hex('80 01 00 00'))).toThrow(
    expect.objectContaining({ code: 'reader/card-removed' }),
  );
  expect(() => connection.reset()).toThrow(expect.objectContaining({ code: 'reader/no-card' }));
  registry.insert(reader, new ScriptedCard());
  expect(toHex(await connection.reset())).toBe(toHex(testAtr));
  expect(toHex(await connection.transmit(hex('80 01 00 00')))).toBe('019000');
});

test('a closed connection carries nothing and cannot be reset', () => {
  const registry = new TestRegistry();
  registry.addReader(name, new ScriptedCard());
  const connection = startMemoryEndpoint({ registry }).connect(name);
  connection.close();
  const gone = expect.objectContaining({ code: 'reader/card-removed' });
  expect(() => connection.transmit(hex('80 01 00 00'))).toThrow(gone);
  expect(() => connection.reset()).toThrow(gone);
});

test('tells of readers and cards in order, until it is closed', async () => {
  const registry = new TestRegistry();
  const endpoint = startMemoryEndpoint({ registry });
  const events: PresenceEvent[] = [];
  endpoint.subscribe((event) => events.push(event));
  const reader = registry.addReader(name);
  registry.insert(reader, new ScriptedCard());
  registry.remove(reader);
  registry.removeReader(reader);
  await endpoint.close();
  registry.addReader(name);
  expect(events.map(({ type }) => type)).toEqual([
    'reader.added',
    'card.inserted',
    'card.removed',
    'reader.removed',
  ]);
});
