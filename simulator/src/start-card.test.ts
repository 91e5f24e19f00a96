import { createHash, verify as verifySignature, X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { startCard } from './index.ts';

const hex = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex');
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('an application under test signs in with the card in this very process', async () => {
  const card = await startCard({ seed: 1, clock: '2026-11-21T10:00:00+09:00' });
  const { atr, transmit } = card.activate();
  expect(text(atr)).toBe('3b888001000005e0b381a1007f');

  transmit(hex('00a4040c 0a d392f000260100000001')); // SELECT JPKI
  transmit(hex('00a4020c 02 000a')); // user authentication certificate
  const certificate = transmit(hex('00b00000 000000'));
  transmit(hex('00a4020c 02 0018')); // user authentication PIN
  expect(text(transmit(hex('00200080 04 31323334')))).toBe('9000');
  transmit(hex('00a4020c 02 0017')); // user authentication key

  const challenge = Buffer.from('TEST challenge');
  const digest = createHash('sha256').update(challenge).digest('hex');
  const info = `3031300d060960864801650304020105000420${digest}`;
  const answer = transmit(hex(`802a0080 33 ${info} 00`));
  const { publicKey } = new X509Certificate(certificate.subarray(0, -2));
  expect(verifySignature('sha256', challenge, publicKey, answer.subarray(0, 256))).toBe(true);
  await card.close();
});

test('a blocked PIN is reset at the counter, and a snapshot brings back whatever was before', async () => {
  // By the machine's clock the two snapshots would differ whenever a second ends between them.
  const card = await startCard({ seed: 1, clock: '2026-11-21T10:00:00+09:00' });
  const fresh = card.save();
  const { transmit } = card.activate();
  transmit(hex('00a4040c 0a d392f000260100000001'));
  transmit(hex('00a4020c 02 0018'));
  for (const left of ['63c2', '63c1', '63c0', '6984']) {
    expect(text(transmit(hex('00200080 04 39393939')))).toBe(left);
  }
  expect(card.lastCause).toBe('verify/blocks-at-zero');
  expect(
    await card.send({ type: 'counter.resetSecret', data: { secret: 'jpki/authentication' } }),
  ).toMatchObject({ taken: true });
  expect(text(transmit(hex('00200080')))).toBe('63c3');
  expect(card.lastCause).toBeUndefined();
  await card.load(fresh);
  expect(card.save()).toEqual(fresh);
});

describe('a card started', () => {
  test('by default is the contactless one of an adult', async () => {
    const { cardProfile, personProfile } = await startCard();
    expect([cardProfile.id, personProfile.id]).toEqual(['mynumber/contactless-05e0', 'test/adult']);
  });

  test('with the same seed and clock has the same bytes, also of challenges', async () => {
    const one = async (seed: number): Promise<string> => {
      const card = await startCard({ seed, clock: '2026-11-21' });
      const { transmit } = card.activate();
      return JSON.stringify(card.save()) + text(transmit(hex('00840000 10')));
    };
    expect(await one(5)).toBe(await one(5));
    expect(await one(5)).not.toBe(await one(6));
  });

  test('with a clock moves only when it is moved', async () => {
    const card = await startCard({ clock: '2026-11-21T10:00:00+09:00' });
    await card.advance(86_400_000);
    expect(card.state().clock).toMatchObject({ mode: 'virtual', now: '2026-11-22T10:00:00+09:00' });
    const real = await startCard();
    await expect(real.advance(1)).rejects.toMatchObject({ code: 'clock/real' });
  });

  test('takes profiles by id or as they are, and names the ones there are', async () => {
    const child = await startCard({ card: 'mynumber/contact-da13', person: 'test/child' });
    expect(text(child.activate().transmit(hex('00a4040c 0a d392f000260100000001')))).toBe('9000');
    const again = await startCard({
      card: { ...child.cardProfile, atr: '3b 00' },
      person: child.personProfile,
    });
    expect(text(again.activate().atr)).toBe('3b00');
    await expect(startCard({ card: 'none' })).rejects.toMatchObject({ code: 'profile/unknown' });
    await expect(startCard({ person: 'none' })).rejects.toThrow('test/adult');
  });

  test('breaks the rules it is told to', async () => {
    const { transmit } = (await startCard({ mutants: ['select/master-file-refused-at-start'] })).activate();
    expect(text(transmit(hex('00a40000')))).toBe('9000');
    await expect(startCard({ mutants: ['none'] })).rejects.toMatchObject({ code: 'rules/unknown' });
  });

  test('answers each activation in a session of its own', async () => {
    const card = await startCard();
    const [one, other] = [card.activate(), card.activate()];
    one.transmit(hex('00a4040c 0a d392f000260100000001'));
    expect(text(other.transmit(hex('00a4020c 02 0018')))).toBe('6986');
    one.close();
    expect(() => one.transmit(hex('00200080'))).toThrow(
      expect.objectContaining({ code: 'reader/card-removed' }),
    );
  });

  test('that takes its time cannot be asked synchronously, and says so', async () => {
    const { cardProfile } = await startCard();
    const paced = await startCard({
      card: { ...cardProfile, executionTimeMs: { command: 1, verify: 1, signature: 1 } },
    });
    expect(() => paced.activate().transmit(hex('00a40000'))).toThrow(
      expect.objectContaining({ code: 'card/paced' }),
    );
  });
});
