import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import { seededRandom } from '../random.ts';
import { type TestSimulatorOptions, testWorld } from '../test-simulator.ts';
import { facilityApi } from './facility-api.ts';
import { FacilityDesk } from './facility-desk.ts';
import { facilityRoutes } from './facility-routes.ts';
import { FacilitySessions } from './facility-sessions.ts';
import { openApiDocument, templateOf } from './open-api.ts';

export const host = '127.0.0.1:4711';
/** Stands for the words of the command line, which is above this folder. */
export const japanese = (error: Error): string => `エラー (${error.message})`;

const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(openApiDocument(), 'document');
const validators = new Map<string, ValidateFunction>();

export const routeOf = (method: string, path: string) =>
  facilityRoutes.find(
    (one) => one.method === method && new RegExp(`^${one.path.replaceAll(/:\w+/g, '[^/]+')}$`).test(path),
  )!;

/** Validates what one operation answers with one status. */
function validatorOf(method: string, path: string, status: number, type: string): ValidateFunction {
  const route = routeOf(method, path);
  const way = ['paths', templateOf(route.path), method.toLowerCase(), 'responses', status, 'content', type];
  const pointer = [...way, 'schema']
    .map((part) => encodeURIComponent(String(part).replaceAll('~', '~0').replaceAll('/', '~1')))
    .join('/');
  const known = validators.get(pointer) ?? ajv.compile({ $ref: `document#/${pointer}` });
  validators.set(pointer, known);
  return known;
}

/** What was answered, after it was found to be what the document promises. */
export async function promised(method: string, path: string, response: Response) {
  const { status, headers } = response;
  const text = await response.text();
  if (status === 204) {
    expect([text, headers.get('content-type')]).toEqual(['', null]);
    return { status, body: {}, retryAfter: null };
  }
  const body = JSON.parse(text) as Record<string, unknown>;
  const valid = validatorOf(method, path, status, headers.get('content-type')!.split(';')[0]!);
  expect([valid(body), valid.errors]).toEqual([true, null]);
  return { status, body, retryAfter: headers.get('retry-after') };
}

/** The service without a socket, in a world with a card on a reader. */
export async function served(options: TestSimulatorOptions = {}, words = japanese) {
  const world = await testWorld(options);
  const { simulator } = world;
  const errors: unknown[] = [];
  const restarted = () => {
    const sessions = new FacilitySessions(simulator, seededRandom(2));
    const desk = new FacilityDesk(simulator, seededRandom(3));
    const isHost = (given: string): boolean => given === host;
    const onError = (error: unknown) => errors.push(error);
    return facilityApi({ desk, sessions, isHost, japanese: words, onError });
  };
  let api = restarted();
  const raw = (method: string, path: string, init: RequestInit = {}): Promise<Response> =>
    Promise.resolve(api.request(path, { method, headers: { host }, ...init }));
  /** As an app on one device does: with the token that it has for the account. Every answer is as promised. */
  const app = () => {
    const tokens = new Map<string, string>();
    return async (method: string, path: string, body?: unknown) => {
      const account = path.split('/')[3] ?? '';
      const token = tokens.get(account);
      const headers = { host, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
      const response = await raw(method, path, {
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const answer = await promised(method, path, response);
      if (typeof answer.body.token === 'string') tokens.set(account, answer.body.token);
      return answer;
    };
  };
  return {
    ...world,
    get api() {
      return api;
    },
    restart: () => {
      api = restarted();
    },
    raw,
    app,
    call: app(),
    errors,
  };
}
export type Served = Awaited<ReturnType<typeof served>>;

export const applied = { platform: 'android', password: 'Facility1' };
export const logIn = { password: 'Facility1' };

/** An account with a device that is ready to check. */
export async function ready({ call }: Pick<Served, 'call'>, data = applied): Promise<void> {
  await call('POST', '/v1/accounts', data);
  await call('POST', '/v1/accounts/1/login', logIn);
  await call('POST', '/v1/accounts/1/device');
  await call('PUT', '/v1/accounts/1/passcode', { passcode: '2468' });
}

/** A refusal by a rule, in both languages. */
export const refusedBy = (status: number, rule: string) => ({
  status,
  body: { status, rule, message: { en: expect.any(String), ja: expect.any(String) } },
});
