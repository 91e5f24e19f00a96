import { describe, expect, test } from 'vitest';
import { file, secrets, select, verify } from '../card/test-card.ts';
import { hex, toHex } from '../codec/hex.ts';
import { TestField, withContactless } from '../test-field.ts';
import { order } from '../test-simulator.ts';
import { strangerCard, strangerNames } from './strangers.ts';
import { TestPcd } from './test-pcd.ts';

const pupi = 'a1b2c3d4';
const fixed = { typeB: { pupi: hex(pupi) } };
const atqb = `50${pupi}000005e0b381a1`;
const host = { crc: 'host', modulation: 'A' } as const;

/** A second card, with PUPI 01020304, that lies there too. */
async function another(field: TestField, coupling?: number) {
  const card = await field.simulator.issueCard(order(undefined, 'test/child'));
  const icc = withContactless(card, { ...card.contactless, pupi: hex('01020304') } as never);
  field.field.put(icc, coupling === undefined ? {} : { coupling });
  return { card, icc };
}

describe('a card profile', () => {
  const { card, person } = order();
  const issued = async (atqb: Partial<NonNullable<typeof card.atqb>>) => {
    const field = await TestField.withCard();
    const made = await field.simulator.issueCard({
      card: { ...card, atqb: { ...card.atqb!, ...atqb } },
      person,
    });
    field.field.take(field.icc);
    field.field.put(made);
    return field;
  };

  test('may fix the PUPI, which then outlasts the field', async () => {
    const field = await issued({ pupi: 'a1 b2 c3 d4' });
    field.field.power(false);
    field.field.power(true);
    expect(await field.send('050008')).toBe(atqb);
  });

  test.each([
    [undefined, { '00': true, 10: false, '01': false }],
    ['any', { '00': true, 10: true, f7: true }],
    // Family 1, subfamily 2: 12, 10 and 02 mean it.
    ['12', { '00': true, 12: true, 10: true, '02': true, 13: false, 20: false, '01': false }],
  ] as const)('with AFI %s answers its own families and 00', async (afi, asked) => {
    const field = await issued(afi === undefined ? {} : { afi });
    for (const [family, answers] of Object.entries(asked)) {
      expect([family, (await field.send(`05${family}08`)) !== 'silence']).toEqual([family, answers]);
    }
  });
});

describe('power', () => {
  test('is needed: without it a frame tells that there is no field', async () => {
    const field = await TestField.withCard(fixed);
    field.field.power(false);
    expect(await field.send('050008')).toBe('field-off');
    field.field.power(true);
    expect(await field.send('050008')).toBe(atqb);
  });

  test('off and on again: what was selected and verified is gone, counters stay, the PUPI is another', async () => {
    const field = await TestField.withCard();
    const pcd = new TestPcd((frame) => field.field.transceive(frame));
    await pcd.activate();
    for (const command of [select.jpki, file('0018'), verify('0000')]) await pcd.exchange(hex(command));
    const before = await field.send('050008');
    field.field.power(false);
    field.field.power(true);
    expect(await field.send('050008')).not.toBe(before);
    await pcd.activate();
    expect(toHex(await pcd.exchange(hex('00200080')))).toBe('6986');
    await pcd.exchange(hex(select.jpki));
    await pcd.exchange(hex(file('0018')));
    expect(toHex(await pcd.exchange(hex('00200080')))).toBe('63c2');
  });

  test('on and off is in the trace like any other activation', async () => {
    const field = await TestField.withCard(fixed);
    await field.activate();
    await field.send(`02${select.jpki}`);
    field.field.power(false);
    expect(field.trace()).toMatchObject([
      { kind: 'power-on', reader: 'test', holder: 'test:', card: '1', command: field.card.atr },
      {
        kind: 'apdu',
        reader: 'test',
        holder: 'test:',
        card: '1',
        command: hex(select.jpki),
        response: hex('9000'),
      },
      { kind: 'power-off' },
    ]);
  });
});

describe('two cards of type B', () => {
  test('that answer at once collide', async () => {
    const field = await TestField.withCard(fixed);
    await another(field);
    expect(await field.transceive('050008')).toMatchObject({ kind: 'collision', bits: 0 });
  });

  test('are told apart by slots, and one is activated while the other is halted', async () => {
    const field = await TestField.withCard(fixed);
    await another(field);
    const found = new Set<string>();
    for (let round = 0; round < 20 && found.size < 2; round++) {
      for (let slot = 0; slot < 4; slot++) {
        const heard = await field.send(slot === 0 ? '05000a' : `${slot}5`);
        if (heard.startsWith('50')) found.add(heard.slice(2, 10));
      }
    }
    expect([...found].toSorted()).toEqual(['01020304', pupi]);
    while (!(await field.send('05000a')).startsWith(`50${pupi}`));
    expect(await field.send(`1d${pupi}00080100`)).toBe('00');
    expect(await field.send(`02${select.jpki}`)).toBe('029000');
    // The other one answers requests still, over the head of the first.
    expect(await field.send('050008')).toBe('5001020304000005e0b381a1');
  });

  test('are held at once with CIDs of their own, each with its own session', async () => {
    const field = await TestField.withCard(fixed);
    const { card, icc } = await another(field);
    field.field.take(icc);
    await field.send('050008');
    await field.send(`1d${pupi}00080101`);
    field.field.put(icc);
    await field.send('050008');
    expect(await field.send('1d0102030400080102')).toBe('02');
    const select0018 = `00a4020c020018`;
    for (const cid of ['01', '02']) {
      expect(await field.send(`0a${cid}${select.jpki}`)).toBe(`0a${cid}9000`);
      expect(await field.send(`0b${cid}${select0018}`)).toBe(`0b${cid}9000`);
    }
    expect(await field.send(`0a01${verify('0000')}`)).toBe('0a0163c2');
    expect(await field.send('0a0200200080')).toBe('0a0263c3');
    expect(card.secrets.get('jpki/authentication')!.triesLeft).toBe(3);
  });

  test('of which one lies much better: it is heard through the other', async () => {
    const field = await TestField.withCard(fixed);
    await another(field, 0.46);
    expect(await field.send('050008')).toBe(atqb);
  });
});

describe('two cards of type A', () => {
  test('collide at the first bit of the UID that differs; the reader goes on with one of them', async () => {
    const typeA = {
      modulation: 'A',
      uid: hex('08112233'),
      atqa: hex('0400'),
      sak: 0x20,
      ats: hex('0578807002'),
    } as const;
    const field = await TestField.withCard({ typeA });
    field.field.put(withContactless(strangerCard('stranger/payment')!, { ...typeA, uid: hex('08512233') }));
    expect(await field.send('26', { ...host, lastBits: 7 })).toBe('0400');
    // 11 and 51 differ in bit 6 of the second byte.
    expect(await field.transceive('9320', host)).toEqual({ kind: 'collision', bits: 14, bytes: hex('0811') });
    // 15 bits are given: the last is 1, and only the second has it.
    expect(await field.send('93370851', { ...host, lastBits: 7 })).toBe('00223348');
  });
});

describe('strangers', () => {
  test('of FeliCa answer their own polling and disturb nobody of type B', async () => {
    const field = await TestField.withCard(fixed);
    field.field.put(strangerCard('stranger/felica')!);
    expect(await field.send('050008')).toBe(atqb);
    expect(await field.send('0600ffff0000', { modulation: 'F', bitRate: 212 })).toBe(
      '120101145445535400010120220427674eff',
    );
    expect(await field.send('060012340000', { modulation: 'F', bitRate: 212 })).toBe('silence');
    expect(await field.send('0600ffff0000', { modulation: 'F', bitRate: 106 })).toBe('silence');
  });

  test('of type A without the block protocol are selected and answer no RATS', async () => {
    const field = await TestField.withCard(fixed);
    field.field.put(strangerCard('stranger/type-a')!);
    expect(await field.send('26', { ...host, lastBits: 7 })).toBe('0400');
    expect(await field.send('9320', host)).toBe('5445535416');
    expect(await field.send('93705445535416', { modulation: 'A' })).toBe('08');
    expect(await field.send('e080', { modulation: 'A' })).toBe('silence');
  });

  test.each(strangerNames)(
    '%s says TEST or nothing of itself, and has an ATR with a right check byte',
    (name) => {
      const { atr, open } = strangerCard(name)!;
      expect(atr.subarray(1).reduce((sum, byte) => sum ^ byte, 0)).toBe(0);
      expect(toHex(open().execute(hex(select.jpki)).response)).toBe('6a82');
    },
  );
});

describe('how well a card lies', () => {
  const at = async (coupling: number) => {
    const field = await TestField.withCard(fixed);
    field.field.put(field.icc, { coupling });
    return field;
  };

  test('too far away it has no power', async () => {
    expect(await (await at(0.2)).send('050008')).toBe('silence');
  });

  test('far away it is found and cannot be activated', async () => {
    const field = await at(0.3);
    expect(await field.send('050008')).toBe(atqb);
    expect(await field.send(`1d${pupi}00080100`)).toBe('silence');
  });

  test('at the edge long answers are spoilt more often than short ones, and everything is read in the end', async () => {
    const field = await at(0.5);
    const pcd = new TestPcd((frame) => field.field.transceive(frame));
    await pcd.activate();
    await pcd.exchange(hex(select.jpki));
    await pcd.exchange(hex(file('000a')));
    let [short, long] = [0, 0];
    for (let n = 0; n < 100; n++) {
      const answers = [await field.transceive('b2'), await field.transceive('b3')];
      short += answers.filter(({ kind }) => kind === 'corrupt').length / 2;
    }
    for (let n = 0; n < 100; n++) {
      if ((await field.transceive(`0${n & 1 ? 3 : 2}00b0000000`)).kind === 'corrupt') long++;
    }
    expect(short).toBeLessThan(10);
    expect(long).toBeGreaterThan(20);
  });
});

describe('a phone of type A', () => {
  const uid = hex('04112233445566');
  const typeA = { modulation: 'A', uid, atqa: hex('4400'), sak: 0x20, ats: hex('067577810280') } as const;

  test('is activated through two cascade levels and PPS, and executes the same commands', async () => {
    const field = await TestField.withCard({ typeA });
    const a = (bytes: string, frame = {}) => field.send(bytes, { modulation: 'A', ...frame });
    expect(await a('52', { ...host, lastBits: 7 })).toBe('4400');
    expect(await a('9320', host)).toBe('88041122bf');
    expect(await a('937088041122bf')).toBe('24');
    expect(await a('9520', host)).toBe('3344556644');
    expect(await a('95703344556644')).toBe('20');
    expect(await a('e080')).toBe('067577810280');
    // 424 kbit/s both ways, as TA(1) 77 offers.
    expect(await a('d0110a')).toBe('d0');
    expect(await a(`02${select.jpki}`)).toBe('silence');
    expect(await a(`02${select.jpki}`, { bitRate: 424 })).toBe('029000');
    expect(await a(`03${file('001b')}`, { bitRate: 424 })).toBe('039000');
    expect(await a(`02${verify(secrets.signature)}`, { bitRate: 424 })).toBe('029000');
    expect(await a('c2', { bitRate: 424 })).toBe('c2');
    expect(await a('26', { ...host, lastBits: 7 })).toBe('silence');
    expect(await a('52', { ...host, lastBits: 7 })).toBe('4400');
  });

  test('does not hear type B', async () => {
    const field = await TestField.withCard({ typeA });
    expect(await field.send('050008')).toBe('silence');
  });
});

describe('a card that takes its time', () => {
  const slow = { ...fixed, executionTimeMs: { command: 1000, verify: 0, signature: 0 } };

  test('asks for more of it within its waiting time of 309 ms, and executes the command once', async () => {
    const field = await TestField.withCard(slow);
    await field.activate();
    let frame = `02${select.jpki}`;
    const heard: string[] = [];
    const times: number[] = [];
    for (;;) {
      const from = field.timers.now();
      let done = false;
      const answer = field.send(frame).finally(() => {
        done = true;
      });
      while (!done) {
        await new Promise(setImmediate);
        if (!done) field.timers.advance(1);
      }
      heard.push(await answer);
      times.push(field.timers.now() - from);
      if (heard.at(-1) !== 'f201') break;
      frame = 'f201';
    }
    expect(heard).toEqual(['f201', 'f201', 'f201', 'f201', '029000']);
    expect(Math.max(...times)).toBeLessThan(309);
    expect(field.timers.now()).toBeGreaterThanOrEqual(1000);
    expect(field.trace().filter(({ kind }) => kind === 'apdu')).toHaveLength(1);
  });

  test('does not listen meanwhile: who sends something else hears the answer to what was sent before', async () => {
    const field = await TestField.withCard(slow);
    await field.activate();
    const first = field.send(`02${select.jpki}`, { timeoutMs: 100 });
    field.timers.advance(100);
    expect(await first).toBe('silence');
    const second = field.send('03'.concat(file('0018')));
    field.timers.advance(200);
    expect(await second).toBe('f201');
    expect(field.trace().filter(({ kind }) => kind === 'apdu')).toHaveLength(0);
  });
});

describe('pacing', () => {
  test('lets frames, guard times and silence take the time of the arithmetic', async () => {
    const field = await TestField.withCard(fixed);
    field.field.pacing = true;
    const timed = async (bytes: string, timeoutMs = 50): Promise<number> => {
      const from = field.timers.now();
      let done = false;
      const answer = field.send(bytes, { timeoutMs }).finally(() => {
        done = true;
      });
      while (!done) {
        await new Promise(setImmediate);
        if (!done) field.timers.advance(0.25);
      }
      await answer;
      return field.timers.now() - from;
    };
    // 22 + 10n etu of 128/fc: 5 and 14 bytes, 11 and 3, a session of 256 bytes; and guard times of 0.17 and 0.13 ms.
    const etu = 128 / 13_560;
    const exchange = (sent: number, heard: number): number =>
      (22 + 10 * sent + 22 + 10 * heard) * etu + (1024 + 1280) / 13_560 + (10 * 128 + 32 * 16) / 13_560;
    let [taken, expected] = [0, 0];
    for (const [bytes, heard] of [
      ['050008', 12],
      [`1d${pupi}00080100`, 1],
      [`02${select.jpki}`, 3],
      [`03${file('000a')}`, 3],
      ['0200b00000f0', 243],
      ['0300b00000f0', 243],
      ['0200b00000f0', 243],
    ] as const) {
      taken += await timed(bytes);
      expected += exchange(hex(bytes).length + 2, heard + 2);
    }
    expect(Math.abs(taken - expected) / expected).toBeLessThan(0.05);
    expect(await timed('4f', 50)).toBeGreaterThanOrEqual(50);
  });

  test('is off where nobody asked for it: silence costs nothing', async () => {
    const field = await TestField.withCard(fixed);
    expect(field.transceive('4f', { timeoutMs: 5000 })).toEqual({ kind: 'silence' });
    expect(field.timers.waiting).toBe(0);
  });
});
