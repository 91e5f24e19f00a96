import { createHash, publicDecrypt, X509Certificate } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { toHex } from '../../codec/hex.ts';
import { RuleSet } from '../../rules/rule-set.ts';
import { startCard } from '../../start-card.ts';
import { TestField, type TestFieldOptions } from '../../test-field.ts';
import { loadDriver, type MyNumberCardDriver } from './test-driver.ts';
import { WebUsbDevice } from './webusb-device.ts';

let driver: MyNumberCardDriver;
beforeAll(async () => {
  driver = await loadDriver();
});

/** The package tells all it does on the console. */
beforeEach(() => {
  for (const method of ['log', 'info', 'error'] as const) vi.spyOn(console, method).mockReturnValue();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** What `navigator.usb.requestDevice()` gives when somebody chooses this device. */
function choose(device: WebUsbDevice): void {
  vi.stubGlobal('navigator', { usb: { requestDevice: async () => device } });
}

describe('the npm package my_number_card_driver on the RC-S380 of the library', () => {
  test('reads the My Number', async () => {
    const card = await startCard({ seed: 1, clock: '2026-11-20T10:00:00+09:00' });
    choose(card.holdTo('sony/rc-s380').webUsbDevice());
    const connected = await driver.MyNumberCard.connect();
    expect(await connected.getMyNumber('9120')).toBe('123456789018');
    await card.close();
  });

  test('reads a certificate of more than a thousand bytes and signs with its key', async () => {
    const card = await startCard({ seed: 1, clock: '2026-11-20T10:00:00+09:00' });
    choose(card.holdTo('sony/rc-s380').webUsbDevice());
    const connected = await driver.MyNumberCard.connect();
    const bytes = await connected.getPublicKey();
    expect(bytes.length).toBeGreaterThan(1000);
    const { publicKey } = new X509Certificate(bytes);
    const signature = await connected.signMessageWithPrivateKey('SHA-256', '1234', 'TEST');
    const digestInfo = publicDecrypt(publicKey, signature);
    expect(toHex(digestInfo).endsWith(createHash('sha256').update('TEST').digest('hex'))).toBe(true);
    await card.close();
  });
});

/** A card that takes its time, in the field of a device that is pulled out after so many transfers. */
async function slowCard(options: TestFieldOptions, transfers: number) {
  const { field, timers, card } = await TestField.withCard(options);
  let left = transfers;
  class Counted extends WebUsbDevice {
    override async transferOut(endpoint: number, data: ArrayBuffer | Uint8Array) {
      if (left-- === 0) await this.close();
      return super.transferOut(endpoint, data);
    }
  }
  choose(new Counted({ field, rules: new RuleSet() }));
  let done = false;
  /** Lets time pass as long as somebody waits for it. */
  const pass = async (): Promise<void> => {
    while (!done) {
      await new Promise((resolve) => setImmediate(resolve));
      timers.advance(50);
    }
  };
  const timePasses = pass();
  return {
    card,
    async settle<T>(work: Promise<T>): Promise<PromiseSettledResult<T>> {
      const [result] = await Promise.allSettled([work]);
      done = true;
      await timePasses;
      return result;
    },
  };
}

describe('a card that needs longer than its waiting time', () => {
  // FWI 10: 309 ms. The card asks for more time once.
  const once = { executionTimeMs: { command: 0, verify: 400, signature: 0 } };

  test('is lost to the package at its first request for more time', async () => {
    const { settle } = await slowCard(once, 300);
    const connected = await driver.MyNumberCard.connect();
    const result = await settle(connected.getMyNumber('9120'));
    // It takes F2 01 for an answer, sends on into silence, and asks without end for what does not come.
    expect(result).toMatchObject({ status: 'rejected', reason: { name: 'InvalidStateError' } });
  });

  test('works for the package when it is fast enough', async () => {
    const { settle } = await slowCard({ executionTimeMs: { command: 0, verify: 200, signature: 0 } }, 300);
    const connected = await driver.MyNumberCard.connect();
    expect(await settle(connected.getMyNumber('9120'))).toEqual({
      status: 'fulfilled',
      value: '123456789018',
    });
  });
});
