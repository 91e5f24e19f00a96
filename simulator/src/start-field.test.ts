import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hex, toHex } from './codec/hex.ts';
import { type EmulatedField, type FieldCard, startField } from './start-field.ts';

let field: EmulatedField;
beforeEach(async () => {
  field = await startField();
});
afterEach(() => field.close());

async function send(bytes: string, timeoutMs = 400): Promise<string> {
  const heard = await field.transceive({
    modulation: 'B',
    bitRate: 106,
    bytes: hex(bytes),
    crc: 'reader',
    timeoutMs,
  });
  return heard.kind === 'frame' ? toHex(heard.bytes) : heard.kind;
}

async function activate(): Promise<void> {
  field.power(true);
  const atqb = await send('05 00 08');
  await send(`1d ${atqb.slice(2, 10)} 00 08 01 00`);
}

const fixed: FieldCard = {
  contactless: {
    modulation: 'B',
    pupi: hex('a1b2c3d4'),
    applicationData: hex('000005e0'),
    protocolInfo: hex('b381a1'),
    mbli: 0,
  },
};

describe('a card in a field of its own', () => {
  test('is not there before the field is on', async () => {
    expect(await send('05 00 00')).toBe('field-off');
  });

  test('answers frames', async () => {
    field.lay([fixed]);
    field.power(true);
    expect(await send('05 00 00')).toBe('50a1b2c3d4000005e0b381a1');
  });

  test('takes its time by the time of the field, and none of the machine', async () => {
    field.lay([{ ...fixed, executionTimeMs: 200 }]);
    await activate();
    expect(field.now()).toBe(0);
    expect(await send('02 00 84 00 00 01')).toMatch(/^02..9000$/);
    expect(field.now()).toBe(200);
  });

  test('is waited for no longer than the reader listens', async () => {
    field.lay([{ ...fixed, executionTimeMs: 200 }]);
    await activate();
    expect(await send('02 00 84 00 00 01', 50)).toBe('silence');
    expect(field.now()).toBe(50);
  });

  test('begins as it was issued when it is renewed, with every try', async () => {
    const tries = async (...more: string[]): Promise<string> => {
      await activate();
      await send('02 00a4040c0ad392f000260100000001');
      await send('03 00a4020c020018');
      let answer = await send('02 00200080');
      for (const block of more) answer = await send(block);
      return answer;
    };
    expect(await tries()).toBe('0263c3');
    await field.renew();
    expect(await tries('03 0020008004 39393939', '02 00200080')).toBe('0263c2');
    await field.renew();
    expect(await tries()).toBe('0263c3');
  });

  test('collides with another one that is laid beside it', async () => {
    field.lay([fixed, { ...fixed, contactless: { ...field.contactless } }]);
    field.power(true);
    expect(await send('05 00 00')).toBe('collision');
  });
});

test('a card with contacts alone has no antenna', async () => {
  await expect(startField({ card: 'mynumber/contact-da13' })).rejects.toMatchObject({
    code: 'card/no-antenna',
  });
});
