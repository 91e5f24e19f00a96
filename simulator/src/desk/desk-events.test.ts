import { describe, expect, test } from 'vitest';
import { file, query, secrets, select, verify } from '../card/test-card.ts';
import { fromJst } from '../clock/calendar.ts';
import { exchange, testWorld } from '../test-simulator.ts';
import { worldEvents } from './world-events.ts';

async function deskWorld() {
  const world = await testWorld();
  const { simulator, reader } = world;
  const contact = reader.activate('memory');
  return {
    ...world,
    send: (...commands: string[]) => exchange(contact, ...commands),
    event: (type: string, data: Record<string, unknown> = {}) => simulator.send({ type, data }),
    certificates: () => simulator.state().cards[0]!.certificates.map(({ state, reason }) => [state, reason]),
    body: () => simulator.state().cards[0]!.state,
    at: (hour: number, minute: number, second = 0) =>
      simulator.setClock(fromJst(2026, 11, 22, hour, minute, second)),
  };
}
type World = Awaited<ReturnType<typeof deskWorld>>;

const block = [select.jpki, file('0018'), verify('0000'), verify('0000'), verify('0000')];
const resettable = [
  'jpki/authentication',
  'jpki/signature',
  'text/pin',
  'text/number-a',
  'text/number-b',
  'common/pin',
  'juki/pin',
];

/** A refused event names its rule, in both languages, and changes nothing. */
async function refused(
  world: World,
  rule: string,
  type: string,
  data: Record<string, unknown> = {},
): Promise<void> {
  const before = JSON.stringify(world.simulator.save());
  const outcome = await world.event(type, data);
  expect(outcome).toMatchObject({
    taken: false,
    rule,
    message: { en: expect.any(String), ja: expect.any(String) },
  });
  expect(JSON.stringify(world.simulator.save())).toBe(before);
}

describe('the counter resets a secret', () => {
  test.each(resettable)('%s: all its tries', async (secret) => {
    const { card, event } = await deskWorld();
    const { counter, maxTries } = card.secrets.get(secret)!;
    for (let n = 0; n < maxTries; n++) counter.send({ type: 'secret.mismatched' });
    expect(card.secrets.get(secret)!.blocked).toBe(true);
    expect(await event('counter.resetSecret', { secret })).toMatchObject({
      taken: true,
      at: '2026-11-21T10:00:00+09:00',
      changed: [`card/1/secret/${secret}`],
    });
    expect(card.secrets.get(secret)!.triesLeft).toBe(maxTries);
  });

  test('and the old value stays without a new one', async () => {
    const { event, send } = await deskWorld();
    expect(await send(...block)).toBe('63c0');
    await event('counter.resetSecret', { secret: 'jpki/authentication' });
    expect(await send(query)).toBe('63c3');
    expect(await send(verify(secrets.authentication))).toBe('9000');
  });

  test('and a new value verifies from then on, and the old one does not', async () => {
    const { event, send } = await deskWorld();
    await send(...block);
    expect(
      await event('counter.resetSecret', { secret: 'jpki/authentication', value: '8642' }),
    ).toMatchObject({
      changed: ['card/1/secret/jpki/authentication', 'card/1/value/jpki/authentication'],
    });
    expect(await send(verify(secrets.authentication))).toBe('63c2');
    expect(await send(verify('8642'))).toBe('9000');
  });

  test.each([
    ['jpki/authentication', '123'],
    ['jpki/authentication', '12345'],
    ['jpki/authentication', 'ABCD'],
    ['jpki/authentication', '１２３４'],
    ['jpki/signature', 'abc123'],
    ['jpki/signature', 'ABCDEF'],
    ['jpki/signature', '123456'],
    ['jpki/signature', 'AB123'],
    ['jpki/signature', 'ABCDEFGH123456789'],
  ])('but not %s to "%s", which it cannot have', async (secret, value) => {
    await refused(await deskWorld(), 'L-06', 'counter.resetSecret', { secret, value });
  });
});

describe('the kiosk', () => {
  test.each([
    ['jpki/authentication', secrets.signature],
    ['jpki/signature', secrets.authentication],
  ])('resets %s, once, after a reservation with the other secret', async (secret, other) => {
    const world = await deskWorld();
    await refused(world, 'E-02', 'kiosk.resetSecret', { secret });
    await world.event('portal.prepareKioskReset', { secret, other: other });
    expect(await world.event('kiosk.resetSecret', { secret })).toMatchObject({ taken: true });
    await refused(world, 'E-02', 'kiosk.resetSecret', { secret });
  });

  test.each(resettable.filter((secret) => !secret.startsWith('jpki/')))(
    'does not reset %s',
    async (secret) => {
      await refused(await deskWorld(), 'desk/kiosk-resets-jpki-only', 'kiosk.resetSecret', { secret });
    },
  );

  test.each([
    [6, 29, 59, false],
    [6, 30, 0, true],
    [22, 59, 59, true],
    [23, 0, 0, false],
    [0, 0, 0, false],
  ])('at %d:%d:%d is open: %s', async (hour, minute, second, open) => {
    const world = await deskWorld();
    await world.at(hour, minute, second);
    await world.event('portal.prepareKioskReset', {
      secret: 'jpki/signature',
      other: secrets.authentication,
    });
    const data = { secret: 'jpki/signature', value: 'NEW12345' };
    if (open) expect(await world.event('kiosk.resetSecret', data)).toMatchObject({ taken: true });
    else await refused(world, 'desk/kiosk-hours', 'kiosk.resetSecret', data);
  });
});

describe('a lost card', () => {
  test('is held by the call centre: both certificates on hold, and the card does not know', async () => {
    const { event, send, certificates, body } = await deskWorld();
    expect(await event('callCentre.holdCard')).toMatchObject({ taken: true });
    expect(certificates()).toEqual([
      ['held', 'certificateHold'],
      ['held', 'certificateHold'],
    ]);
    expect(body()).toBe('active'); // the call is no report at the counter
    await event('counter.reportLost');
    expect(body()).toBe('lostReported');
    expect(await send(select.jpki, verify(secrets.authentication, '98'), '802a0097 01 5a 00')).toMatch(
      /9000$/,
    );
    expect(await send(verify(secrets.signature, '9b'), '802a009a 01 5a 00')).toMatch(/9000$/);
  });

  test('that is found gets its authentication certificate back, and the signature one is revoked', async () => {
    const { event, certificates, body } = await deskWorld();
    await event('callCentre.holdCard');
    expect(await event('counter.liftHold')).toMatchObject({ taken: true });
    expect(certificates()).toEqual([
      ['revoked', 'unspecified'],
      ['valid', null],
    ]);
    expect(body()).toBe('active');
  });

  test('cannot be held twice', async () => {
    const world = await deskWorld();
    await world.event('callCentre.holdCard');
    await refused(world, 'L-81', 'callCentre.holdCard');
  });

  test('is held as far as there is something to hold', async () => {
    const { event, certificates } = await deskWorld();
    await event('counter.revokeCertificate', { certificate: 'signature' });
    expect(await event('callCentre.holdCard')).toMatchObject({
      changed: [expect.stringMatching(/^certificate\/authentication\/[0-9a-f]{8}\/state$/)],
    });
    expect(certificates()).toEqual([
      ['revoked', 'cessationOfOperation'],
      ['held', 'certificateHold'],
    ]);
  });

  test('without a hold there is nothing to lift', async () => {
    await refused(await deskWorld(), 'L-82', 'counter.liftHold');
  });
});

describe('a revoked certificate', () => {
  test.each([
    'unspecified',
    'keyCompromise',
    'cACompromise',
    'affiliationChanged',
    'superseded',
    'cessationOfOperation',
  ])('says why: %s', async (reason) => {
    const { event, certificates } = await deskWorld();
    await event('counter.revokeCertificate', { certificate: 'signature', reason });
    expect(certificates()).toEqual([
      ['revoked', reason],
      ['valid', null],
    ]);
  });

  test('stays revoked: no second revocation, no lift', async () => {
    const world = await deskWorld();
    await world.event('counter.revokeCertificate', { certificate: 'authentication' });
    const again = { certificate: 'authentication', reason: 'superseded' };
    await refused(world, 'desk/revoked-final', 'counter.revokeCertificate', again);
    await refused(world, 'desk/revoked-final', 'counter.liftHold');
  });

  test('can be revoked from hold', async () => {
    const { event, certificates } = await deskWorld();
    await event('callCentre.holdCard');
    await event('counter.revokeCertificate', { certificate: 'authentication', reason: 'affiliationChanged' });
    expect(certificates()[1]).toEqual(['revoked', 'affiliationChanged']);
  });
});

test('a returned card has both certificates revoked, and cannot be returned again', async () => {
  const world = await deskWorld();
  expect(await world.event('counter.returnCard')).toMatchObject({ taken: true });
  expect(world.body()).toBe('returned');
  expect(world.certificates()).toEqual([
    ['revoked', 'cessationOfOperation'],
    ['revoked', 'cessationOfOperation'],
  ]);
  await refused(world, 'desk/revoked-final', 'counter.returnCard');
  await refused(world, 'L-81', 'callCentre.holdCard');
});

describe('an event that makes no sense is refused before it is decided', () => {
  test.each([
    ['counter.makeCoffee', {}, 'event/unknown'],
    ['counter.resetSecret', {}, 'event/data'],
    ['counter.resetSecret', { secret: 'jpki/unidentified' }, 'event/data'],
    ['counter.resetSecret', { secret: 'text/issued-blocked' }, 'event/data'],
    ['counter.resetSecret', { secret: 7 }, 'event/data'],
    ['counter.resetSecret', { secret: 'text/pin', colour: 'red' }, 'event/data'],
    ['counter.resetSecret', { secret: 'text/pin', value: null }, 'event/data'],
    ['counter.revokeCertificate', { certificate: 'encryption' }, 'event/data'],
    ['counter.revokeCertificate', { certificate: 'signature', reason: 'boredom' }, 'event/data'],
    ['counter.revokeCertificate', { certificate: 'signature', reason: 'certificateHold' }, 'event/data'],
    ['callCentre.holdCard', { secret: 'text/pin' }, 'event/data'],
  ])('%s %j', async (type, data, code) => {
    const { simulator, event } = await deskWorld();
    const before = JSON.stringify(simulator.save());
    await expect(event(type, data)).rejects.toMatchObject({ code });
    expect(JSON.stringify(simulator.save())).toBe(before);
  });

  test('for a card that is not there', async () => {
    const { simulator } = await deskWorld();
    await expect(simulator.send({ type: 'callCentre.holdCard', card: '9' })).rejects.toMatchObject({
      code: 'card/unknown',
    });
  });
});

test('whoever listens hears of taken and refused events, until they stop listening', async () => {
  const { simulator, event } = await deskWorld();
  const heard: string[] = [];
  const stop = simulator.onEvent(({ type, outcome }) => void heard.push(`${type} ${outcome.taken}`));
  await event('counter.liftHold');
  await event('callCentre.holdCard');
  stop();
  await event('counter.liftHold');
  expect(heard).toEqual(['counter.liftHold false', 'callCentre.holdCard true']);
});

test('each event has words in both languages for itself and its fields', () => {
  expect(new Set(worldEvents.map(({ type }) => type)).size).toBe(worldEvents.length);
  for (const { type, text, fields } of worldEvents) {
    expect(type).toMatch(/^[a-z][a-zA-Z]*\.[a-z][a-zA-Z]*$/);
    for (const words of [text, ...Object.values(fields).map((field) => field.text)]) {
      expect(words.en).not.toBe('');
      expect(words.ja).toMatch(/[ぁ-んァ-ン一-龠]/);
    }
  }
});
