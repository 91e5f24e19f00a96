import { describe, expect, test } from 'vitest';
import { errorText } from '../cli/error-words.ts';
import { languageOf } from './facility-problem.ts';
import { applied, host, served } from './test-facility.ts';
import { isLocalOrigin } from './web-view.ts';

test.each([
  [undefined, 'en'],
  ['', 'en'],
  ['*', 'en'],
  ['ja', 'ja'],
  ['ja-JP', 'ja'],
  ['JA', 'ja'],
  ['ja,en-US;q=0.9,en;q=0.8', 'ja'],
  ['en-US,en;q=0.9,ja;q=0.8', 'en'],
  ['en;q=0.5, ja;q=0.9', 'ja'],
  ['fr, ja;q=0.5', 'ja'],
  ['ja, en', 'ja'],
  ['en, ja', 'en'],
  ['ja;q=0', 'en'],
  ['ja;q=x, en;q=0.1', 'en'],
  [';;q,,=', 'en'],
])('a request that accepts %j is answered in %s', (accepted, language) => {
  expect(languageOf(accepted)).toBe(language);
});

describe('every problem is told in Japanese to whom asks for it', () => {
  const ask = async (method: string, path: string, body?: string, extra: Record<string, string> = {}) => {
    const { call, raw, simulator, reader } = await served({}, (error) => errorText(error, 'ja'));
    await call('POST', '/v1/accounts', applied);
    const { body: session } = await call('POST', '/v1/accounts/1/login', { password: 'Facility1' });
    await call('POST', '/v1/accounts/1/device');
    await call('PUT', '/v1/accounts/1/passcode', { passcode: '2468' });
    await call('PUT', '/v1/accounts/1/mode', { mode: 'pin' });
    if (path.endsWith('#empty')) simulator.readers.takeOut(reader);
    const headers = { host, authorization: `Bearer ${session.token}`, 'accept-language': 'ja', ...extra };
    const init = { headers, ...(body === undefined ? {} : { body }) };
    const response = await raw(method, path.replace('#empty', ''), init);
    const told = (await response.json()) as { status: number; code: string; detail: string };
    return [told, response.headers.get('content-language')] as const;
  };
  const japaneseText = /^(?:"\w+")?[^a-z]*[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

  test.each<[string, string, string | undefined, string, Record<string, string>?]>([
    ['POST', '/v1/accounts', '{', 'request/form'],
    ['POST', '/v1/accounts', '[]', 'request/form'],
    ['POST', '/v1/accounts', '{"pass":"x"}', 'request/form'],
    ['POST', '/v1/accounts', '{"password":7}', 'request/form'],
    ['POST', '/v1/accounts', '{"platform":"tizen"}', 'request/form'],
    ['POST', '/v1/accounts', '{}', 'request/form'],
    ['POST', '/v1/accounts/1/checks', '{"pin":"12"}', 'request/form'],
    ['POST', '/v1/accounts/1/checks', 'x'.repeat(70_000), 'request/form'],
    ['POST', '/v1/accounts/1/checks', '{}', 'event/refused'],
    ['POST', '/v1/accounts/1/checks', '{"pin":"0000"}', 'facility/wrong-pin'],
    ['POST', '/v1/accounts/1/checks', '{"reader":"none"}', 'reader/unknown'],
    ['POST', '/v1/accounts/1/checks#empty', '{"pin":"1234"}', 'reader/no-card'],
    ['POST', '/v1/accounts/1/login', '{"password":"guess"}', 'event/mismatch'],
    ['GET', '/v1/accounts/9', undefined, 'account/unknown'],
    ['GET', '/v1/accounts/1', undefined, 'session/missing', { authorization: '' }],
    ['GET', '/v1/accounts/1', undefined, 'session/unknown', { authorization: 'Bearer guess' }],
    ['GET', '/nowhere', undefined, 'route'],
    ['GET', '/v1/accounts/1', undefined, 'access/host', { host: 'rebound.example' }],
    ['GET', '/v1/accounts/1', undefined, 'access/origin', { origin: 'https://rebound.example' }],
  ])('%s %s %s: %s', async (method, path, body, code, extra = {}) => {
    const [told, language] = await ask(method, path, body, extra);
    expect(told.code).toBe(code);
    expect(told.detail).toMatch(japaneseText);
    expect(language).toBe('ja');
  });
});

describe('a page in a web view of the app', () => {
  const page = { host, origin: 'capacitor://localhost' };

  test('asks first and is let in', async () => {
    const { raw } = await served();
    const headers = { ...page, 'access-control-request-method': 'PUT' };
    const { status, headers: told } = await raw('OPTIONS', '/v1/accounts/1/mode', { headers });
    expect(status).toBe(204);
    expect(told.get('access-control-allow-origin')).toBe(page.origin);
    expect(told.get('access-control-allow-methods')).toContain('PUT');
    expect(told.get('access-control-allow-headers')).toMatch(/Authorization, Content-Type/);
    expect(told.get('vary')).toBe('Origin');
  });

  test.each([
    ['POST', '/v1/accounts', JSON.stringify(applied), 201],
    ['POST', '/v1/accounts', '{', 400],
    ['GET', '/v1/accounts/9', undefined, 404],
    ['GET', '/nowhere', undefined, 404],
    ['POST', '/v1/accounts', 'x'.repeat(70_000), 413],
  ])('reads the answer to %s %s %s: %i', async (method, path, body, status) => {
    const { raw } = await served();
    const init = { headers: page, ...(body === undefined ? {} : { body }) };
    const response = await raw(method, path, init);
    expect(response.status).toBe(status);
    expect(response.headers.get('access-control-allow-origin')).toBe(page.origin);
    expect(response.headers.get('access-control-expose-headers')).toContain('Retry-After');
    expect(response.headers.get('vary')).toMatch(/Origin$/);
  });

  test('of another origin is not let in, asking first or not', async () => {
    const { raw } = await served();
    for (const method of ['OPTIONS', 'POST', 'GET']) {
      const response = await raw(method, '/openapi.json', { headers: { host, origin: 'https://a.example' } });
      expect(response.status).toBe(403);
      expect(response.headers.get('access-control-allow-origin')).toBe(null);
    }
  });

  test.each([
    ['http://localhost', true],
    ['http://localhost:5173', true],
    ['https://localhost', true],
    ['https://app.localhost:8443', true],
    ['http://127.0.0.1:3000', true],
    ['http://[::1]:3000', true],
    ['capacitor://localhost', true],
    ['ionic://localhost', true],
    ['null', false],
    ['', false],
    ['file://', false],
    ['https://rebound.example', false],
    ['https://localhost.rebound.example', false],
    ['https://notlocalhost', false],
    ['http://127.0.0.1.rebound.example', false],
    ['http://localhost@rebound.example', false],
    ['http://localhost:80@rebound.example', false],
    ['http://10.0.2.2:8080', false],
  ])('of origin "%s" is local: %s', (origin, local) => {
    expect(isLocalOrigin(origin)).toBe(local);
  });
});
