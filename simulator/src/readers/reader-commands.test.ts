import { describe, expect, test } from 'vitest';
import { hex, toHex } from '../codec/hex.ts';
import { exchange, order, readerProfile, testSimulator } from '../test-simulator.ts';

async function held(profile: string, card?: string) {
  const { simulator, timers } = testSimulator();
  const reader = simulator.addReader(readerProfile(profile), await simulator.issueCard(order(card)));
  return { simulator, timers, reader, contact: reader.activate('a') };
}

const selectJpki = '00a4040c0ad392f000260100000001';
const selectPin = '00a4020c020018';
const verifyWrong = '002000800430303030';
const query = '00200080';

describe('the ATR that a reader makes of a card of type B', () => {
  test('has application data, protocol info and MBLI as PC/SC part 3 says', async () => {
    const { contact } = await held('acs/acr122u');
    expect(toHex(contact.atr)).toBe('3b8880010000' + '05e0b381a1007f');
  });

  test('has the whole ATQB in firmware that does it so', async () => {
    const { contact } = await held('acs/acr122l');
    const pupi = (await exchange(contact, 'ffca000000')).slice(0, 8);
    const atr = toHex(contact.atr);
    expect(atr).toMatch(new RegExp(`^3b8c800150${pupi}000005e0b381a1..$`));
    expect([...contact.atr].slice(1).reduce((sum, byte) => sum ^ byte, 0)).toBe(0);
  });
});

describe('a reader at the level of short APDUs', () => {
  test.each(['acs/acr122u', 'circle/cir215-cl'])('%s does not carry an extended Le', async (profile) => {
    const { contact } = await held(profile);
    await exchange(contact, selectJpki, '00a4020c02000a');
    await expect(exchange(contact, '00b00000000000')).rejects.toThrow(
      expect.objectContaining({ code: 'reader/communication' }),
    );
    expect((await exchange(contact, '00b0000000')).length).toBe(2 * 258);
  });

  test('is unlike one that carries them', async () => {
    const { contact } = await held('circle/cir315-cl');
    const answer = await exchange(contact, selectJpki, '00a4020c02000a', '00b00000000000');
    expect(answer.length).toBeGreaterThan(2 * 258);
  });
});

describe('direct transmit to the PN532 inside', () => {
  const direct = (command: string): string =>
    `ff000000${(command.length / 2).toString(16).padStart(2, '0')}${command}`;

  test('tells the firmware of the chip', async () => {
    const { contact } = await held('acs/acr122u');
    expect(await exchange(contact, direct('d402'))).toBe('d50332010607' + '9000');
  });

  test('activates the card by InListPassiveTarget and exchanges a command', async () => {
    const { contact } = await held('acs/acr122u');
    const listed = await exchange(contact, direct('d44a010300'));
    expect(listed).toMatch(/^d54b010150[0-9a-f]{8}000005e0b381a101019000$/);
    expect(await exchange(contact, direct(`d44001${selectJpki}`))).toBe('d5410090009000');
  });

  test('is followed by plain commands to a card that begins anew', async () => {
    const { contact } = await held('acs/acr122u');
    await exchange(contact, selectJpki, selectPin);
    expect(await exchange(contact, query)).toBe('63c3');
    await exchange(contact, direct('d44a010300'));
    expect(await exchange(contact, query)).not.toBe('63c3');
    expect(await exchange(contact, selectJpki, selectPin, query)).toBe('63c3');
  });

  test('spends tries that the card remembers', async () => {
    const { contact } = await held('acs/acr122u');
    await exchange(
      contact,
      direct('d44a010300'),
      direct(`d44001${selectJpki}`),
      direct(`d44001${selectPin}`),
    );
    expect(await exchange(contact, direct(`d44001${verifyWrong}`))).toBe('d5410063c29000');
    expect(await exchange(contact, selectJpki, selectPin, query)).toBe('63c2');
  });

  test.each([
    ['no command of the chip', 'ff00000002d5ff', '6300'],
    ['a command that the chip does not know', 'ff00000002d4ee', '6300'],
    ['a length that is not its own', 'ff00000005d402', '6700'],
    ['nothing', 'ff00000000', '6300'],
  ])('with %s is refused', async (_, command, answer) => {
    const { contact } = await held('acs/acr122u');
    expect(await exchange(contact, command)).toBe(answer);
  });

  test('is known to readers with a PN532 alone', async () => {
    const { contact } = await held('sony/rc-s300');
    expect(await exchange(contact, direct('d402'))).toBe('6a81');
  });
});

describe('control commands of the ACR122U', () => {
  test('tell the firmware without status word', async () => {
    const { contact } = await held('acs/acr122u');
    expect(Buffer.from(await exchange(contact, 'ff00480000'), 'hex').toString()).toBe('ACR122U207');
  });

  test('set and tell the operating parameter', async () => {
    const { contact } = await held('acs/acr122u');
    expect(await exchange(contact, 'ff00500000')).toBe('90ff');
    expect(await exchange(contact, 'ff00517f00')).toBe('907f');
    expect(await exchange(contact, 'ff00500000')).toBe('907f');
  });

  test('switch the LEDs that their masks name', async () => {
    const { contact } = await held('acs/acr122u');
    expect(await exchange(contact, 'ff00400e0400000000')).toBe('9002');
    expect(await exchange(contact, 'ff00400d0402000101')).toBe('9001');
    expect(await exchange(contact, 'ff00400004')).toBe('6300');
  });

  test('set timeout and buzzer', async () => {
    const { contact } = await held('acs/acr122u');
    expect(await exchange(contact, 'ff00410500')).toBe('9000');
    expect(await exchange(contact, 'ff0052ff00')).toBe('9000');
  });

  test('let type B be polled for no more: the next one finds no card', async () => {
    const { reader, contact } = await held('acs/acr122u');
    await exchange(contact, 'ff0051fd00');
    contact.close();
    expect(() => reader.activate('a')).toThrow(expect.objectContaining({ code: 'reader/no-card' }));
  });
});

describe('a transparent session', () => {
  const manage = (objects: string): string => command('00', objects);
  const send = (objects: string): string => command('01', objects);
  const layer = (objects: string): string => command('02', objects);
  const command = (p2: string, objects: string): string =>
    `ffc200${p2}${(objects.length / 2).toString(16).padStart(2, '0')}${objects}00`;

  test('tells its version', async () => {
    const { contact } = await held('acs/acr1552u');
    expect(await exchange(contact, manage('8000'))).toBe('c00300' + '9000' + '8003020200' + '9000');
  });

  test('carries frames of ISO/IEC 14443-3, from WUPB to a command', async () => {
    const { contact } = await held('acs/acr1552u');
    expect(await exchange(contact, manage('8100'))).toBe('c003009000' + '9000');
    expect(await exchange(contact, layer('8f020103'))).toBe('c003009000' + '9000');
    const atqb = await exchange(contact, send('9503050008'));
    expect(atqb).toMatch(/^c00300900096020000920100970c50[0-9a-f]{8}000005e0b381a19000$/);
    const attrib = `1d${atqb.match(/970c50([0-9a-f]{8})/)![1]}00080100`;
    expect(await exchange(contact, send(`9509${attrib}`))).toContain('970100');
    expect(await exchange(contact, send(`951002${selectJpki}`))).toContain('9703029000');
  });

  test('makes the blocks itself at the layer of ISO/IEC 14443-4', async () => {
    const { contact } = await held('acs/acr1552u');
    await exchange(contact, manage('8100'));
    expect(await exchange(contact, layer('8f020104'))).toBe(
      'c003009000' + '5f510d' + '3b888001000005e0b381a1007f' + '9000',
    );
    expect(await exchange(contact, send(`950f${selectJpki}`))).toBe(
      'c003009000' + '920100' + '97029000' + '9000',
    );
  });

  test('gives the CRC to a host that wants it', async () => {
    const { contact } = await held('acs/acr1552u');
    await exchange(contact, manage('8100'), layer('8f020103'));
    const answer = await exchange(contact, send('900200029503050008'));
    expect(answer).toMatch(/970e50[0-9a-f]{26}9000$/);
  });

  test('tells that nothing answered', async () => {
    const { contact } = await held('acs/acr1552u');
    await exchange(contact, manage('8100'), layer('8f020003'));
    expect(await exchange(contact, send('910107950126'))).toBe('c003026401' + '9000');
  });

  test('takes the field off and on', async () => {
    const { contact } = await held('acs/acr1552u');
    await exchange(contact, manage('8100'), layer('8f020103'));
    expect(await exchange(contact, manage('8300'))).toBe('c003009000' + '9000');
    expect(await exchange(contact, send('9503050008'))).toBe('c003016401' + '9000');
    await exchange(contact, manage('8400'));
    expect(await exchange(contact, send('9503050008'))).toContain('970c50');
  });

  test('is followed by plain commands to a card that begins anew', async () => {
    const { contact } = await held('acs/acr1552u');
    await exchange(contact, selectJpki, selectPin);
    await exchange(contact, manage('8100'), layer('8f020103'), send('9503050008'), manage('8200'));
    expect(await exchange(contact, query)).not.toBe('63c3');
    expect(await exchange(contact, selectJpki, selectPin, query)).toBe('63c3');
  });

  test.each([
    ['an exchange before the start', send('9503050008'), 'c003016985' + '9000'],
    ['an end before the start', manage('8200'), 'c003016985' + '9000'],
    ['an unknown object', manage('8500'), 'c003016a81' + '9000'],
    ['a timer of two bytes', manage('5f46020000'), 'c003016700' + '9000'],
    ['the first object that fails, by its number', manage('8000' + '8500'), 'c003026a818003020200' + '9000'],
    ['objects that are cut', 'ffc200000281030000', '6700'],
    ['another P2', 'ffc20003028100', '6a81'],
    ['no length', 'ffc20000', '6700'],
  ])('refuses %s', async (_, sent, answer) => {
    const { contact } = await held('acs/acr1552u');
    expect(await exchange(contact, sent)).toBe(answer);
  });

  test('is not started twice, and does not know ISO/IEC 15693', async () => {
    const { contact } = await held('acs/acr1552u');
    await exchange(contact, manage('8100'));
    expect(await exchange(contact, manage('8100'))).toBe('c0030169859000');
    expect(await exchange(contact, layer('8f020203'))).toBe('c003016a819000');
    expect(await exchange(contact, layer('8f020107'))).toBe('c003016a819000');
  });
});

describe('escape commands', () => {
  const text = async (answer: Uint8Array | undefined | Promise<Uint8Array>): Promise<string> =>
    toHex((await answer) ?? hex(''));

  test('reach the PN532 and its card without a contact', async () => {
    const { reader, contact } = await held('acs/acr122u');
    contact.close();
    expect(await text(reader.escape(hex('ff00480000')))).toBe(Buffer.from('ACR122U207').toString('hex'));
    expect(await text(reader.escape(hex('ff00000005d44a010300')))).toMatch(/^d54b010150/);
  });

  test('of the ACR1251 tell the firmware and keep what was set', async () => {
    const { reader } = await held('acs/acr1251');
    expect(await text(reader.escape(hex('e000001800')))).toBe(
      `e10000000d${Buffer.from('ACR1251U_V200').toString('hex')}`,
    );
    expect(await text(reader.escape(hex('e00000200105')))).toBe('e10000000105');
    expect(await text(reader.escape(hex('e000002000')))).toBe('e10000000105');
    expect(await text(reader.escape(hex('e000007700')))).toBe('6300');
  });

  test('are unknown to a reader without escape', async () => {
    const { reader } = await held('acs/acr1552u');
    expect(reader.escape(hex('ff00480000'))).toBeUndefined();
  });

  test('of any bytes throw nothing', async () => {
    const { reader } = await held('acs/acr122u');
    for (let first = 0; first < 256; first += 5) {
      for (const length of [0, 1, 4, 5, 6, 40]) {
        const bytes = Uint8Array.from({ length }, (_, i) => (i === 0 ? 0xff : (first * (i + 1)) & 0xff));
        await reader.escape(bytes);
      }
    }
    expect(await text(reader.escape(hex('ff00000002d402')))).toBe('d503320106079000');
  });
});
