import { type CardBlocks, type ReaderField, unmeasuredBlocks, unmeasuredField } from '@kazashi/profiles';
import { describe, expect, test } from 'vitest';
import type { Icc } from '../card/icc.ts';
import { hex, toHex } from '../codec/hex.ts';
import { TestField, withContactless } from '../test-field.ts';
import { order, testSimulator } from '../test-simulator.ts';
import { Field } from './field.ts';
import type { RfFrame } from './rf-frame.ts';

/** FWT of FWI 10, that of the card's profile. */
const fwtMs = 309.3;
const select = '00a4040c0ad392f000260100000001';

describe("a card's profile says", () => {
  /** A card whose signature takes its time, activated. */
  async function activated(blocks: Partial<CardBlocks>): Promise<TestField> {
    const { card, person } = order();
    const field = await TestField.withCard();
    const made = await field.simulator.issueCard({
      card: {
        ...card,
        blocks: { ...unmeasuredBlocks, ...blocks },
        executionTimeMs: { command: 2000, verify: 0, signature: 0 },
      },
      person,
    });
    field.field.take(field.icc);
    field.field.put(made);
    await field.activate();
    return field;
  }

  /** What is sent back to a block, and after how many whole milliseconds. */
  async function waited(field: TestField, bytes: string): Promise<[answer: string, ms: number]> {
    const from = field.timers.now();
    const listens = { timeoutMs: 60_000 };
    let answer: string | undefined;
    void field.send(bytes, listens).then((heard) => {
      answer = heard;
    });
    for (;;) {
      await new Promise(setImmediate);
      if (answer !== undefined) return [answer, field.timers.now() - from];
      field.timers.advance(1);
    }
  }

  test.each([0.5, 0.8, 0.95])(
    'after which part %f of its waiting time it asks for more',
    async (wtxAfter) => {
      const field = await activated({ wtxAfter });
      const [asked, ms] = await waited(field, `02${select}`);
      expect(asked).toBe('f201');
      expect(ms).toBeCloseTo(Math.ceil(fwtMs * wtxAfter), -0.5);
      const [again, more] = await waited(field, asked);
      expect(again).toBe('f201');
      expect(more).toBeCloseTo(Math.ceil(fwtMs * wtxAfter), -0.5);
    },
  );

  test('for how many waiting times it asks: the first comes within one, the next within those granted', async () => {
    const field = await activated({ wtxMultiplier: 5 });
    const [asked, ms] = await waited(field, `02${select}`);
    expect(asked).toBe('f205');
    expect(ms).toBeLessThan(fwtMs);
    const [again, more] = await waited(field, asked);
    expect(again).toBe('f205');
    expect(more).toBeGreaterThan(3 * fwtMs);
    expect(more).toBeLessThan(5 * fwtMs);
    const [answer] = await waited(field, again);
    expect(answer).toBe('029000');
  });

  test('that the longest wait is FWT_MAX, whatever was granted', async () => {
    const field = await activated({ wtxMultiplier: 59 });
    const slow: Icc = { ...withContactless(field.card, field.card.contactless), open: () => neverEnding };
    field.field.take(field.field.cards[0]!);
    const blocks = { ...unmeasuredBlocks, wtxMultiplier: 59 };
    field.field.put(withContactless(slow, { ...field.card.contactless!, blocks } as never));
    await field.activate();
    const [asked] = await waited(field, `02${select}`);
    const [again, ms] = await waited(field, asked);
    expect(again).toBe('f23b');
    expect(ms).toBeLessThan(4949);
  });

  test('how long a chained command it takes: the block beyond it is not answered, the one before is', async () => {
    const part = (number: 0 | 1, length: number): string => `1${number ? 3 : 2}${'00'.repeat(length)}`;
    const field = await activated({ longestChain: 300 });
    expect(await field.send(part(0, 200))).toBe('a2');
    expect(await field.send(part(1, 101))).toBe('silence');
    expect(await field.send('b3')).toBe('a2');
    expect(await field.send(part(1, 100))).toBe('a3');
    const longer = await activated({ longestChain: 400 });
    expect(await longer.send(part(0, 200))).toBe('a2');
    expect(await longer.send(part(1, 101))).toBe('a3');
  });
});

const neverEnding = {
  execute: () => ({
    response: hex('9000'),
    change: undefined,
    executionTimeMs: 600_000,
    cause: undefined,
  }),
  close: () => {},
};

describe("a reader's profile says", () => {
  /** A card at 0.5 in a field with these limits; `other`: a second one beside it. */
  async function lying(limits: Partial<ReaderField>, other?: number) {
    const { simulator } = testSimulator();
    const field = new Field({ name: 'test', faults: undefined }, simulator.readers.services, {
      ...unmeasuredField,
      ...limits,
    });
    const pupis = ['a1b2c3d4', '01020304'];
    for (const [index, coupling] of [0.5, other].entries()) {
      if (coupling === undefined) continue;
      const card = await simulator.issueCard(order());
      field.put(withContactless(card, { ...card.contactless!, pupi: hex(pupis[index]!) } as never), {
        coupling,
      });
    }
    field.power(true);
    const send = async (bytes: string): Promise<string> => {
      const frame: RfFrame = {
        modulation: 'B',
        bitRate: 106,
        crc: 'reader',
        timeoutMs: 400,
        bytes: hex(bytes),
      };
      const answer = await field.transceive(frame);
      return answer.kind === 'frame' ? toHex(answer.bytes) : answer.kind;
    };
    return send;
  }
  const attrib = '1da1b2c3d400080100';
  const faultless = { clean: 0.5, steady: 0.3, powered: 0.2 };
  const weak = { clean: 0.8, steady: 0.6, powered: 0.4 };

  test('from where on a card has power', async () => {
    expect(await (await lying({ ...faultless, powered: 0.1 }))('050008')).toMatch(/^50a1b2c3d4/);
    expect(await (await lying({ powered: 0.6, steady: 0.7, clean: 0.8 }))('050008')).toBe('silence');
  });

  test('from where on it is activated', async () => {
    const strong = await lying(faultless);
    expect(await strong('050008')).toMatch(/^50a1b2c3d4/);
    expect(await strong(attrib)).toBe('00');
    const hardly = await lying({ ...weak, errorPerByte: 0 });
    expect(await hardly('050008')).toMatch(/^50a1b2c3d4/);
    expect(await hardly(attrib)).toBe('silence');
  });

  test('how long a frame reaches a card that hardly has power', async () => {
    const longer = await lying({ ...weak, weakFrame: 9, errorPerByte: 0 });
    await longer('050008');
    expect(await longer(attrib)).toBe('00');
    const shorter = await lying({ ...weak, weakFrame: 2, errorPerByte: 0 });
    expect(await shorter('050008')).toBe('silence');
  });

  test('from where on bits are lost, how often, and how often at most', async () => {
    const spoilt = async (limits: Partial<ReaderField>): Promise<number> => {
      const send = await lying(limits);
      const heard: string[] = [];
      for (let n = 0; n < 200; n++) heard.push(await send('050008'));
      return heard.filter((one) => one === 'corrupt').length;
    };
    expect(await spoilt({ ...faultless, errorPerByte: 1, errorMost: 1 })).toBe(0);
    expect(await spoilt({ steady: 0.5, clean: 0.8, errorPerByte: 1, errorMost: 1 })).toBe(200);
    const half = await spoilt({ steady: 0.5, clean: 0.8, errorPerByte: 1, errorMost: 0.5 });
    expect(half).toBeGreaterThan(60);
    expect(half).toBeLessThan(140);
    expect(await spoilt({ steady: 0.5, clean: 0.8, errorPerByte: 0, errorMost: 1 })).toBe(0);
  });

  test('how much better a card has to couple to be heard through another', async () => {
    expect(await (await lying({ ...faultless, capture: 1.5 }, 0.9))('050008')).toMatch(/^5001020304/);
    expect(await (await lying({ ...faultless, capture: 2 }, 0.9))('050008')).toBe('collision');
  });
});
