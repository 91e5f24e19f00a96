import { describe, expect, test } from 'vitest';
import type { RuleId } from '../rules/rule-set.ts';
import { applied, logIn, ready, type Served, served } from './test-facility.ts';

const over = (code: string, rule?: RuleId) => ({
  status: 401,
  body: { code, ...(rule === undefined ? {} : { rule }) },
});
const show = ({ call }: Pick<Served, 'call'>) => call('GET', '/v1/accounts/1');

describe('a session', () => {
  test('begins with the login, and everything about the account asks for it', async () => {
    const world = await served();
    const { call, app } = world;
    await call('POST', '/v1/accounts', applied);
    expect(await show(world)).toMatchObject(over('session/missing', 'L-100'));
    const { body } = await call('POST', '/v1/accounts/1/login', logIn);
    expect(body.token).toMatch(/^[\w-]{32}$/);
    expect(await show(world)).toMatchObject({ status: 200, body: { state: 'loggedIn' } });
    expect(await app()('GET', '/v1/accounts/1')).toMatchObject(over('session/missing'));
  });

  test.each([
    ['', 'Bearer realm="facility"', 'session/missing'],
    ['Basic MTox', 'Bearer realm="facility"', 'session/missing'],
    ['Bearer', 'Bearer realm="facility"', 'session/missing'],
    ['Bearer two words', 'Bearer realm="facility"', 'session/missing'],
    ['Bearer guess', 'Bearer realm="facility", error="invalid_token"', 'session/unknown'],
    ['bearer __proto__', 'Bearer realm="facility", error="invalid_token"', 'session/unknown'],
  ])('is not "%s"', async (authorization, challenge, code) => {
    const { call, raw } = await served();
    await call('POST', '/v1/accounts', applied);
    await call('POST', '/v1/accounts/1/login', logIn);
    const headers = { host: '127.0.0.1:4711', authorization };
    const response = await raw('GET', '/v1/accounts/1', { headers });
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, challenge]);
    expect(await response.json()).toMatchObject({ code, title: code, status: 401 });
  });

  test('of one account is none of another', async () => {
    const { call, raw } = await served();
    await call('POST', '/v1/accounts', applied);
    await call('POST', '/v1/accounts', applied);
    const { body } = await call('POST', '/v1/accounts/1/login', logIn);
    await call('POST', '/v1/accounts/2/login', logIn);
    const headers = { host: '127.0.0.1:4711', authorization: `Bearer ${body.token}` };
    const response = await raw('GET', '/v1/accounts/2', { headers });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'session/other-account' });
  });

  test('ends with the logout, which leaves account and device as they are', async () => {
    const world = await served();
    await ready(world);
    const { call } = world;
    expect(await call('POST', '/v1/accounts/1/logout')).toMatchObject({ status: 204 });
    expect(await show(world)).toMatchObject(over('session/ended'));
    expect(await call('POST', '/v1/accounts/1/logout')).toMatchObject(over('session/ended'));
    const again = await call('POST', '/v1/accounts/1/login', logIn);
    expect(again).toMatchObject({ status: 200, body: { state: 'passcodeSet', registered: true } });
    expect((await call('POST', '/v1/accounts/1/checks', {})).status).toBe(200);
  });

  test.each<[string, RuleId, (world: Served) => Promise<unknown>]>([
    [
      'the fifth wrong password, from wherever',
      'L-102',
      async ({ app }) => {
        for (let i = 0; i < 5; i++) await app()('POST', '/v1/accounts/1/login', { password: 'guess' });
      },
    ],
    [
      'the fifth wrong passcode',
      'L-103',
      async ({ app }) => {
        for (let i = 0; i < 5; i++) await app()('POST', '/v1/accounts/1/launch', { passcode: '0000' });
      },
    ],
    ['the deregistration', 'L-107', ({ call }) => call('DELETE', '/v1/accounts/1/device')],
    ['the deletion of the app', 'L-104', ({ call }) => call('DELETE', '/v1/accounts/1/app')],
    [
      'the call centre, which stops the account',
      'L-108',
      ({ simulator }) => simulator.send({ type: 'facilityCallCentre.stopAccount' }),
    ],
    [
      'the release of the account after it',
      'L-108',
      async ({ simulator, call }) => {
        await simulator.send({ type: 'facilityCallCentre.stopAccount' });
        await call('POST', '/v1/accounts/1/release');
      },
    ],
  ])('ends with %s', async (_, rule, end) => {
    const world = await served();
    await ready(world);
    expect((await show(world)).status).toBe(200);
    await end(world);
    expect(await show(world)).toMatchObject({
      status: 401,
      body: { code: 'session/ended', rule, message: { ja: expect.any(String) } },
    });
  });

  test('that a lock ended does not go on when the lock opens, or somebody logs in from outside', async () => {
    const world = await served();
    await ready(world);
    const { app, simulator } = world;
    for (let i = 0; i < 5; i++) await app()('POST', '/v1/accounts/1/login', { password: 'guess' });
    await simulator.nextDeadline();
    await simulator.send({ type: 'facilityApp.logIn', data: { account: '1', ...logIn } });
    expect(await show(world)).toMatchObject(over('session/ended', 'L-102'));
  });

  test('goes on where the rule that ends it is broken', async () => {
    const world = await served({ mutants: ['L-108'] });
    await ready(world);
    await world.simulator.send({ type: 'facilityCallCentre.stopAccount' });
    expect(await show(world)).toMatchObject({ status: 200 });
  });

  test('goes on when somebody else types a wrong password or asks in vain', async () => {
    const world = await served();
    await ready(world);
    await world.app()('POST', '/v1/accounts/1/login', { password: 'guess' });
    await world.app()('POST', '/v1/accounts/1/password-reset', { password: 'wish' });
    expect(await show(world)).toMatchObject({ status: 200 });
  });

  test('is in no store: the service that starts again knows none', async () => {
    const world = await served();
    await ready(world);
    const before = JSON.stringify(world.simulator.save());
    await world.call('POST', '/v1/accounts/1/login', logIn);
    expect(JSON.stringify(world.simulator.save())).toBe(before);
    world.restart();
    expect(await show(world)).toMatchObject(over('session/unknown'));
    expect((await world.call('POST', '/v1/accounts/1/launch', { passcode: '2468' })).status).toBe(200);
    expect(await show(world)).toMatchObject({ status: 200 });
  });

  test('is none of a world that was put back', async () => {
    const world = await served();
    await ready(world);
    await world.simulator.load(world.simulator.save());
    expect(await show(world)).toMatchObject(over('session/unknown'));
  });

  test('that the app has goes on over its start; without it the start begins one', async () => {
    const world = await served();
    await ready(world);
    const { call, app } = world;
    const { body: kept } = await call('POST', '/v1/accounts/1/login', logIn);
    expect((await call('POST', '/v1/accounts/1/launch', { passcode: '2468' })).body.token).toBe(kept.token);
    const started = await app()('POST', '/v1/accounts/1/launch', { passcode: '2468' });
    expect([started.status, started.body.token === kept.token]).toEqual([200, false]);
    expect(await show(world)).toMatchObject(over('session/ended'));
  });
});

describe('a second device', () => {
  test('that logs in before one is registered ends the session of the first', async () => {
    const world = await served();
    const { call, app } = world;
    await call('POST', '/v1/accounts', applied);
    await call('POST', '/v1/accounts/1/login', { ...logIn, device: 'counter-1' });
    const second = app();
    await second('POST', '/v1/accounts/1/login', { ...logIn, device: 'counter-2' });
    expect(await show(world)).toMatchObject(over('session/ended'));
    expect(await second('POST', '/v1/accounts/1/device')).toMatchObject({ body: { device: 'counter-2' } });
  });

  test('comes in neither by password nor by passcode while the first is registered, and disturbs nobody', async () => {
    const world = await served();
    await ready(world);
    const { call, app } = world;
    const second = app();
    const other = { device: 'counter-2' };
    for (const [path, body] of [
      ['login', logIn],
      ['launch', { passcode: '2468' }],
    ] as const)
      expect(await second('POST', `/v1/accounts/1/${path}`, { ...body, ...other })).toMatchObject({
        status: 409,
        body: { code: 'event/refused', rule: 'L-107' },
      });
    expect(await show(world)).toMatchObject({ status: 200, body: { device: '1' } });
    await call('DELETE', '/v1/accounts/1/device');
    expect(await second('POST', '/v1/accounts/1/login', { ...logIn, ...other })).toMatchObject({
      status: 409,
      body: { rule: 'L-107', due: '2026-11-21T11:00:00+09:00' },
    });
    await world.simulator.nextDeadline();
    expect(await second('POST', '/v1/accounts/1/login', { ...logIn, ...other })).toMatchObject({
      status: 200,
      body: { registered: false, device: null },
    });
    expect(await second('POST', '/v1/accounts/1/device')).toMatchObject({ body: { device: 'counter-2' } });
  });

  test('comes in where L-107 is broken', async () => {
    const world = await served({ mutants: ['L-107'] });
    await ready(world);
    const second = await world.app()('POST', '/v1/accounts/1/login', { ...logIn, device: 'counter-2' });
    expect(second.status).toBe(200);
  });
});
