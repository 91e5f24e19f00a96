import { describe, expect, test } from 'vitest';
import { hex, toHex } from '../../codec/hex.ts';
import { RuleSet } from '../../rules/rule-set.ts';
import { encodeFrame, toChip } from './frame.ts';
import { ScriptedField } from './test-host.ts';
import { WebUsbDevice } from './webusb-device.ts';

async function ready(field = new ScriptedField()): Promise<WebUsbDevice> {
  const device = new WebUsbDevice({ field, rules: new RuleSet() });
  await device.open();
  await device.selectConfiguration(1);
  await device.claimInterface(0);
  return device;
}
const read = async (device: WebUsbDevice, length = 290): Promise<string> =>
  toHex(new Uint8Array((await device.transferIn(1, length)).data.buffer));

describe('the RC-S380 as a page sees it', () => {
  test('is known by its vendor and product', async () => {
    const device = await ready();
    expect([device.vendorId, device.productId]).toEqual([0x054c, 0x06c3]);
  });

  test('gives acknowledgement and answer as two transfers', async () => {
    const device = await ready();
    await device.transferOut(2, encodeFrame(toChip, 0x20, hex('')));
    expect(await read(device)).toBe('0000ff00ff00');
    expect(await read(device)).toBe('0000ffffff0400fcd72111' + '01f600');
  });

  test('keeps a reader waiting until there is something', async () => {
    const device = await ready();
    const waiting = read(device);
    await device.transferOut(2, encodeFrame(toChip, 0x20, hex('')));
    expect(await waiting).toBe('0000ff00ff00');
  });

  test('takes a buffer as well as a view', async () => {
    const device = await ready();
    const { buffer, byteLength } = encodeFrame(toChip, 0x20, hex(''));
    await device.transferOut(2, buffer.slice(0, byteLength) as ArrayBuffer);
    expect(await read(device)).toBe('0000ff00ff00');
  });

  test('aborts what waits when it is closed, and takes its field away', async () => {
    const field = new ScriptedField();
    const device = await ready(field);
    field.on = true;
    const waiting = read(device);
    await device.close();
    await expect(waiting).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    expect(field.on).toBe(false);
  });

  test.each<[string, (device: WebUsbDevice) => Promise<unknown>]>([
    ['a configuration before it is opened', (device) => device.selectConfiguration(1)],
    ['an interface without configuration', (device) => device.claimInterface(0)],
    ['a transfer without interface', (device) => device.transferOut(2, new Uint8Array(1))],
    ['reading without interface', (device) => device.transferIn(1, 64)],
    ['releasing what is not claimed', (device) => device.releaseInterface(0)],
  ])('refuses %s', async (_, act) => {
    const device = new WebUsbDevice({ field: new ScriptedField(), rules: new RuleSet() });
    await expect(act(device)).rejects.toThrow(expect.objectContaining({ code: 'usb/refused' }));
  });

  test('has the endpoints 1 and 2 and no others', async () => {
    const device = await ready();
    await expect(device.transferOut(1, new Uint8Array(1))).rejects.toThrow('endpoint');
    await expect(device.transferIn(2, 64)).rejects.toThrow('endpoint');
  });
});
