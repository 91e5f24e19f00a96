import { describe, expect, test } from 'vitest';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { SimulatorError } from '../errors.ts';
import { seededRandom } from '../random.ts';
import { type TestSimulatorOptions, testWorld } from '../test-simulator.ts';
import { startFacilityEndpoint } from './facility-endpoint.ts';
import { facilityRoutes } from './facility-routes.ts';
import { openApiDocument } from './open-api.ts';
import { applied, japanese, logIn, promised, routeOf } from './test-facility.ts';

/** Operations with statuses that were seen: `logIn 200`. */
const seen = new Set<string>();
const promisedOnes = Object.values(openApiDocument().paths).flatMap((operations) =>
  Object.values(operations as Record<string, { operationId: string; responses: object }>).flatMap(
    ({ operationId, responses }) => Object.keys(responses).map((status) => `${operationId} ${status}`),
  ),
);

/** A service on a socket; every answer is held against the document, and counted. */
async function overHttp(options: TestSimulatorOptions = {}) {
  const { simulator } = await testWorld(options);
  const endpoint: Endpoint = await startFacilityEndpoint({
    simulator,
    host: '127.0.0.1',
    port: 0,
    random: seededRandom(1),
    japanese,
    log: { info: () => {}, warn: () => {} },
  });
  let token = '';
  const ask = async (method: string, path: string, init: RequestInit = {}) => {
    const headers = { ...(token === '' ? {} : { authorization: `Bearer ${token}` }), ...init.headers };
    const response = await fetch(`http://${endpoint.address}${path}`, { ...init, method, headers });
    const answer = await promised(method, path, response);
    seen.add(`${routeOf(method, path).operationId} ${answer.status}`);
    if (typeof answer.body.token === 'string') token = answer.body.token;
    return answer.status;
  };
  return {
    simulator,
    ask,
    /** With a body, when there is one. */
    call: (method: string, path: string, body?: object) =>
      ask(method, path, body === undefined ? {} : { body: JSON.stringify(body) }),
    forget: () => {
      token = '';
    },
    [Symbol.asyncDispose]: () => endpoint.close(),
  };
}

const one = '/v1/accounts/1';
const pathOf = (path: string, account: string): string =>
  path.replace(':account', account).replace(':number', '1');

describe('over HTTP, as the document says,', () => {
  test('the first day of an account', async () => {
    await using service = await overHttp();
    const { call, simulator } = service;
    const statuses: number[] = [];
    const does = async (...request: Parameters<typeof call>) => statuses.push(await call(...request));
    await does('POST', '/v1/accounts', applied);
    await does('POST', `${one}/login`, { password: 'guess' });
    await does('POST', `${one}/login`, logIn);
    await does('GET', one);
    await does('PUT', `${one}/passcode`, { passcode: '2468' });
    await does('PUT', `${one}/mode`, { mode: 'pin' });
    await does('POST', `${one}/launch`, { passcode: '2468' });
    await does('DELETE', `${one}/device`);
    await does('GET', `${one}/notices`);
    await does('POST', `${one}/notices/1/read`);
    await does('POST', `${one}/remedies`, { remedy: 'turnCard' });
    await does('POST', `${one}/release`);
    expect(statuses.splice(0)).toEqual([201, 403, 200, 200, 409, 409, 409, 409, 409, 409, 409, 409]);
    await does('POST', `${one}/device`);
    await does('POST', `${one}/device`);
    await does('PUT', `${one}/passcode`, { passcode: '2468' });
    await does('POST', `${one}/launch`, { passcode: '2468' });
    expect(statuses.splice(0)).toEqual([200, 409, 200, 200]);
    await simulator.send({ type: 'facilityApp.receiveNotice', data: { text: 'TEST' } });
    await does('GET', `${one}/notices`);
    await does('POST', `${one}/notices/1/read`);
    await does('PUT', `${one}/mode`, { mode: 'pin' });
    await does('POST', `${one}/checks`);
    await does('POST', `${one}/checks`, { pin: '1234' });
    for (let i = 0; i < 3; i++) await does('POST', `${one}/checks`, { pin: '0000' });
    expect(statuses.splice(0)).toEqual([200, 200, 200, 409, 200, 403, 403, 423]);
    await simulator.send({ type: 'facilityApp.readerFails', data: { fault: 'cardInCase' } });
    await does('POST', `${one}/remedies`, { remedy: 'turnCard' });
    await does('POST', `${one}/remedies`, { remedy: 'removeCase' });
    await does('POST', `${one}/logout`);
    await does('POST', `${one}/launch`, { passcode: '2468' });
    await does('POST', `${one}/password-reset`, { password: 'wish' });
    expect(statuses.splice(0)).toEqual([403, 200, 204, 200, 409]);
    for (let i = 0; i < 5; i++) await does('POST', `${one}/launch`, { passcode: '0000' });
    for (let i = 0; i < 5; i++) await does('POST', `${one}/login`, { password: 'guess' });
    await does('POST', `${one}/login`, logIn);
    expect(statuses.splice(0)).toEqual([403, 403, 403, 403, 423, 403, 403, 403, 403, 423, 423]);
    await simulator.nextDeadline();
    await does('POST', `${one}/login`, logIn);
    await does('PUT', `${one}/passcode`, { passcode: '1357' });
    await does('DELETE', `${one}/device`);
    await does('POST', `${one}/login`, logIn);
    await does('DELETE', `${one}/app`);
    await simulator.nextDeadline();
    expect(statuses.splice(0)).toEqual([200, 200, 202, 409, 409]);
    await does('POST', `${one}/login`, logIn);
    await does('DELETE', `${one}/app`);
    await does('POST', `${one}/release`);
    expect(statuses.splice(0)).toEqual([200, 200, 200]);
  });

  test('a new password from the app, where only the call centre gives one', async () => {
    await using service = await overHttp({ mutants: ['L-101'] });
    await service.call('POST', '/v1/accounts', applied);
    expect(await service.call('POST', `${one}/password-reset`, { password: 'wish' })).toBe(200);
  });

  test('what every route answers to a request that it cannot take', async () => {
    await using service = await overHttp();
    const { ask, call, simulator, forget } = service;
    await call('POST', '/v1/accounts', applied);
    await call('POST', `${one}/login`, logIn);
    await call('POST', '/v1/accounts', applied);
    for (const { operationId, method, path, session } of facilityRoutes) {
      const here = pathOf(path, '1');
      expect(await ask(method, here, { headers: { origin: 'https://rebound.example' } })).toBe(403);
      if (method !== 'GET') {
        expect([operationId, await ask(method, here, { body: '{' })]).toEqual([operationId, 400]);
        expect(await ask(method, here, { body: 'x'.repeat(70_000) })).toBe(413);
      }
      if (path.includes(':account')) expect(await ask(method, pathOf(path, '99'))).toBe(404);
      if (session !== 'needed') continue;
      expect(await ask(method, pathOf(path, '2'))).toBe(403);
      expect(await ask(method, here, { headers: { authorization: 'Bearer guess' } })).toBe(401);
    }
    forget();
    for (const [status, error] of [
      [500, new Error('TEST')],
      [507, new SimulatorError('store/full', 'TEST')],
    ] as const) {
      simulator.world.account = () => {
        throw error;
      };
      simulator.send = () => Promise.reject(error);
      for (const { method, path, body = {} } of facilityRoutes) {
        const whole = Object.entries(body).map(([name, { values }]) => [name, values?.[0] ?? '1234']);
        const init = method === 'GET' ? {} : { body: JSON.stringify(Object.fromEntries(whole)) };
        expect(await ask(method, pathOf(path, '1'), init)).toBe(status);
      }
    }
  });
});

test('every route and status of the document was seen, and no other', () => {
  expect([...seen].sort()).toEqual(promisedOnes.sort());
  expect(promisedOnes.length).toBeGreaterThan(100);
});
