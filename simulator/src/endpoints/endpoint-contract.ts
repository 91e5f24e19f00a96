/** What every endpoint promises, whatever carries its bytes. Run by the test file of each. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hex, toHex } from '../codec/hex.ts';
import type { Endpoint } from './endpoint.ts';
import { filler, ScriptedCard, TestRegistry, testAtr } from './test-registry.ts';

/** A program at the far end of an endpoint, connected to one card. */
export interface ContractClient {
  readonly atr: Uint8Array;
  transmit(command: Uint8Array): Promise<Uint8Array>;
  /** Powers the card anew and gives its ATR. */
  reset(): Promise<Uint8Array>;
  /** Resolves when the endpoint has told that the card is gone. */
  removed(): Promise<void>;
  close(): Promise<void>;
}

export interface ContractSubject {
  readonly endpoint: Endpoint;
  /** Connects to the card in that reader; waits for it where the endpoint brings the card. */
  connect(reader: string): Promise<ContractClient>;
  /** Ends what `start` set up beside the endpoint. */
  close(): Promise<void>;
}

export interface ContractTerms {
  /** Longest response with its status word that the endpoint carries. */
  readonly longestResponse: number;
  /** Whether two programs can be connected to one reader. */
  readonly sharesReader: boolean;
  start(registry: TestRegistry): Promise<ContractSubject>;
}

const first = 'Kazashi TEST Reader 00 00';
const second = 'Kazashi TEST Reader 01 00';
const count = hex('80 01 00 00');
const wait = hex('80 03 00 00');

export function describeEndpointContract(kind: string, terms: ContractTerms): void {
  describe(`endpoint contract: ${kind}`, () => {
    let registry: TestRegistry;
    let card: ScriptedCard;
    let subject: ContractSubject;

    beforeEach(async () => {
      registry = new TestRegistry();
      card = new ScriptedCard();
      registry.addReader(first, card);
      registry.addReader(second, new ScriptedCard());
      subject = await terms.start(registry);
    });
    afterEach(async () => {
      await subject.endpoint.close();
      await subject.close();
    });

    test('shows the ATR of the card', async () => {
      const client = await subject.connect(first);
      expect(toHex(client.atr)).toBe(toHex(testAtr));
      await client.close();
    });

    test('carries a command to the card and its answer back', async () => {
      const client = await subject.connect(first);
      expect(toHex(await client.transmit(hex('80 04 00 00 03 61 62 63')))).toBe('6162639000');
      expect(toHex(card.commands.at(-1)!)).toBe('8004000003616263');
      await client.close();
    });

    test('answers in the order of the commands, also behind one that takes its time', async () => {
      const client = await subject.connect(first);
      const slow = client.transmit(wait);
      const next = client.transmit(count);
      await card.kept();
      card.release();
      expect([toHex(await slow), toHex(await next)]).toEqual(['9000', '019000']);
      await client.close();
    });

    test('a reset begins a new session in the card', async () => {
      const client = await subject.connect(first);
      await client.transmit(count);
      expect(toHex(await client.transmit(count))).toBe('029000');
      expect(toHex(await client.reset())).toBe(toHex(testAtr));
      expect(toHex(await client.transmit(count))).toBe('019000');
      expect(card.sessions.filter(({ open }) => open)).toHaveLength(1);
      await client.close();
    });

    test('tells that the card was removed, and serves the one put back', async () => {
      const reader = registry.readers[0]!;
      const client = await subject.connect(first);
      await client.transmit(count);
      const removed = client.removed();
      registry.remove(reader);
      await removed;
      await client.close();
      const other = new ScriptedCard();
      registry.insert(reader, other);
      const again = await subject.connect(first);
      expect(toHex(await again.transmit(count))).toBe('019000');
      expect(other.commands).toHaveLength(1);
      await again.close();
    });

    test('a second client is served while the first goes on', async () => {
      const one = await subject.connect(first);
      const two = await subject.connect(terms.sharesReader ? first : second);
      const echo = (text: string): Uint8Array => hex(`80 04 00 00 01 ${text}`);
      expect(toHex(await one.transmit(echo('aa')))).toBe('aa9000');
      expect(toHex(await two.transmit(echo('bb')))).toBe('bb9000');
      await two.close();
      expect(toHex(await one.transmit(echo('cc')))).toBe('cc9000');
      await one.close();
    });

    test.each([1, 256, 65_536].map((length) => Math.min(length, terms.longestResponse - 2)))(
      'carries a response of %i bytes and its status word',
      async (length) => {
        const client = await subject.connect(first);
        const p1p2 = (length & 0xffff).toString(16).padStart(4, '0');
        const response = await client.transmit(hex(`80 02 ${p1p2} 00 00 00`));
        expect(response.length).toBe(length + 2);
        expect(Buffer.compare(response, filler(length))).toBe(0);
        await client.close();
      },
    );

    // What an endpoint cannot carry back it cannot carry out.
    test('carries a command with 65,535 bytes of data', async (context) => {
      if (terms.longestResponse < 65_537) context.skip('a vpcd message has at most 65,535 bytes');
      const client = await subject.connect(first);
      const command = new Uint8Array(7 + 65_535);
      command.set(hex('80 04 00 00 00 ff ff'));
      command.set(filler(65_535).subarray(0, 65_535), 7);
      const response = await client.transmit(command);
      expect(Buffer.compare(response, filler(65_535))).toBe(0);
      await client.close();
    });

    test('a client that leaves costs the others nothing, and the endpoint closes with clients connected', async () => {
      const gone = await subject.connect(first);
      await gone.close();
      const client = await subject.connect(second);
      expect(toHex(await client.transmit(count))).toBe('019000');
      await subject.endpoint.close();
      expect(card.sessions.every(({ open }) => !open)).toBe(true);
    });
  });
}
