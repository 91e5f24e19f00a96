import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { phoneProfiles } from '@kazashi/profiles';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { toHex } from '../codec/hex.ts';
import { openApiDocument, templateOf } from './open-api.ts';
import { applied, host, logIn, ready, refusedBy, type Served, served } from './test-facility.ts';

const page = fileURLToPath(new URL('../../../docs/facility-app.openapi.json', import.meta.url));
const document = openApiDocument();

describe('the document', () => {
  test('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(structuredClone(document));
    expect(result).toMatchObject({ valid: true });
    expect(result.errors).toBeUndefined();
  });

  test('that is not valid is found', async () => {
    const broken = { ...structuredClone(document), paths: { '/x': { get: { responses: { 200: {} } } } } };
    expect(await new Validator().validate(broken)).toMatchObject({ valid: false });
  });

  test('is the one in docs, and the one that is served', async () => {
    const { raw } = await served();
    expect(await (await raw('GET', '/openapi.json')).json()).toEqual(document);
    await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot(page);
    expect(readFileSync(page, 'utf8')).toContain('"openapi": "3.1.0"');
  });

  test('has the routes of the service, and no others', async () => {
    const { api } = await served();
    const routes = api.routes
      .filter(({ method, path }) => method !== 'ALL' && path !== '/openapi.json')
      .map(({ method, path }) => `${method} ${templateOf(path)}`);
    const listed = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(listed.sort()).toEqual(routes.sort());
  });
});

describe('an account', () => {
  test('is applied for, logs in, registers its device and sets a passcode, in this order', async () => {
    const { call } = await served();
    expect(await call('POST', '/v1/accounts', applied)).toMatchObject({
      status: 201,
      body: { id: '1', platform: 'android', state: 'unregistered', registered: false, mode: 'sight' },
    });
    expect(await call('POST', '/v1/accounts/1/device')).toMatchObject(refusedBy(401, 'L-100'));
    expect(await call('POST', '/v1/accounts/1/login', logIn)).toMatchObject({ body: { state: 'loggedIn' } });
    expect(await call('PUT', '/v1/accounts/1/passcode', { passcode: '2468' })).toMatchObject(
      refusedBy(409, 'L-100'),
    );
    expect(await call('POST', '/v1/accounts/1/device')).toMatchObject({ body: { registered: true } });
    expect(await call('PUT', '/v1/accounts/1/passcode', { passcode: '24680' })).toMatchObject(
      refusedBy(409, 'L-103'),
    );
    expect(await call('PUT', '/v1/accounts/1/passcode', { passcode: '2468' })).toMatchObject({
      status: 200,
      body: { state: 'passcodeSet' },
    });
    expect(await call('POST', '/v1/accounts/1/launch', { passcode: '2468' })).toMatchObject({ status: 200 });
    expect(await call('GET', '/v1/accounts/1')).toMatchObject({
      body: { state: 'passcodeSet', registered: true, installed: true, due: null, fault: null },
    });
  });

  test('locks after five wrong passwords and opens after 30 minutes', async () => {
    const { call, simulator } = await served();
    await call('POST', '/v1/accounts', applied);
    for (const triesLeft of [4, 3, 2, 1]) {
      expect(await call('POST', '/v1/accounts/1/login', { password: 'guess' })).toMatchObject({
        status: 403,
        body: { rule: 'L-101', code: 'event/mismatch', triesLeft },
      });
    }
    const due = '2026-11-21T10:30:00+09:00';
    expect(await call('POST', '/v1/accounts/1/login', { password: 'guess' })).toMatchObject({
      status: 423,
      retryAfter: '1800',
      body: { rule: 'L-102', code: 'event/blocked', triesLeft: 0, due },
    });
    await simulator.setClock(simulator.calendar.now() + 29 * 60_000);
    expect(await call('POST', '/v1/accounts/1/login', logIn)).toMatchObject({
      status: 423,
      retryAfter: '60',
      body: { rule: 'L-102', code: 'event/refused', due },
    });
    await simulator.setClock(simulator.calendar.now() + 60_000);
    expect(await call('POST', '/v1/accounts/1/login', logIn)).toMatchObject({ body: { state: 'loggedIn' } });
  });

  test('with the lock broken opens at once', async () => {
    const { call } = await served({ mutants: ['L-102'] });
    await call('POST', '/v1/accounts', applied);
    for (let i = 0; i < 5; i++) await call('POST', '/v1/accounts/1/login', { password: 'guess' });
    expect(await call('POST', '/v1/accounts/1/login', logIn)).toMatchObject({ body: { state: 'loggedIn' } });
  });

  test('gets no new password from the app, but from the call centre', async () => {
    const { call, simulator } = await served();
    await call('POST', '/v1/accounts', applied);
    const wish = { password: 'Facility2' };
    expect(await call('POST', '/v1/accounts/1/password-reset', wish)).toMatchObject(refusedBy(409, 'L-101'));
    await simulator.send({ type: 'facilityCallCentre.resetPassword', data: { account: '1', ...wish } });
    expect(await call('POST', '/v1/accounts/1/login', wish)).toMatchObject({ status: 200 });
  });

  test.each(['', '暗証番号', 'x'.repeat(65), 'a\tb'])(
    'takes no password that nobody could log in with: "%s"',
    async (password) => {
      const { call, simulator } = await served();
      expect((await call('POST', '/v1/accounts', { ...applied, password })).status).toBe(400);
      const type = 'facilityApplicant.applyAccount';
      expect(await simulator.send({ type, data: { ...applied, password } })).toMatchObject({ rule: 'L-100' });
      await call('POST', '/v1/accounts', applied);
      const reset = { type: 'facilityCallCentre.resetPassword', data: { password } };
      expect(await simulator.send(reset)).toMatchObject({ taken: false, rule: 'L-101' });
      expect((await call('POST', '/v1/accounts/1/login', { password })).status).toBe(403);
      expect((await call('POST', '/v1/accounts/1/login', logIn)).status).toBe(200);
    },
  );

  test('is led back to the login by five wrong passcodes', async () => {
    const world = await served();
    const { call } = world;
    await ready(world);
    for (let left = 4; left > 0; left--)
      expect(await call('POST', '/v1/accounts/1/launch', { passcode: '0000' })).toMatchObject({
        status: 403,
        body: { rule: 'L-103', triesLeft: left },
      });
    expect(await call('POST', '/v1/accounts/1/launch', { passcode: '0000' })).toMatchObject({ status: 423 });
    expect(await call('POST', '/v1/accounts/1/launch', { passcode: '2468' })).toMatchObject(
      refusedBy(409, 'L-103'),
    );
    expect(await call('GET', '/v1/accounts/1/notices')).toMatchObject(refusedBy(401, 'L-103'));
    expect(await call('POST', '/v1/accounts/1/login', logIn)).toMatchObject({ status: 200 });
    expect(await call('PUT', '/v1/accounts/1/passcode', { passcode: '1357' })).toMatchObject({ status: 200 });
  });

  test('is deregistered within an hour, and registers anew after it', async () => {
    const world = await served();
    const { call, simulator } = world;
    await ready(world);
    expect(await call('DELETE', '/v1/accounts/1/device')).toMatchObject({
      status: 202,
      body: { state: 'deregistering', due: '2026-11-21T11:00:00+09:00' },
    });
    expect(await call('POST', '/v1/accounts/1/login', logIn)).toMatchObject({
      ...refusedBy(409, 'L-107'),
      retryAfter: '3600',
    });
    await simulator.nextDeadline();
    expect(await call('POST', '/v1/accounts/1/login', logIn)).toMatchObject({ body: { registered: false } });
  });

  test('never logs in again once the app was deleted; a new one is applied for', async () => {
    const world = await served();
    const { call } = world;
    await ready(world);
    expect(await call('DELETE', '/v1/accounts/1/app')).toMatchObject({ body: { installed: false } });
    expect(await call('POST', '/v1/accounts/1/login', logIn)).toMatchObject(refusedBy(409, 'L-104'));
    expect(await call('POST', '/v1/accounts', applied)).toMatchObject({ body: { id: '2' } });
    expect(await call('POST', '/v1/accounts/1/release')).toMatchObject({ body: { state: 'released' } });
  });

  test('that the call centre stopped refuses everything by L-108', async () => {
    const world = await served();
    const { call, simulator } = world;
    await ready(world);
    await simulator.send({ type: 'facilityCallCentre.stopAccount', data: { account: '1' } });
    expect(await call('POST', '/v1/accounts/1/launch', { passcode: '2468' })).toMatchObject(
      refusedBy(409, 'L-108'),
    );
    expect(await call('POST', '/v1/accounts/1/checks', {})).toMatchObject(refusedBy(401, 'L-108'));
  });

  test('of two applied for at once are two', async () => {
    const { call } = await served();
    const made = await Promise.all([1, 2, 3].map(() => call('POST', '/v1/accounts', applied)));
    expect(made.map(({ body }) => body.id).sort()).toEqual(['1', '2', '3']);
  });
});

test('notices are listed, read, and read again', async () => {
  const world = await served();
  const { call, simulator } = world;
  await ready(world);
  const text = 'TEST: maintenance tonight';
  await simulator.send({ type: 'facilityApp.receiveNotice', data: { account: '1', text } });
  const unread = [{ number: '1', at: '2026-11-21T10:00:00+09:00', text, read: false }];
  expect((await call('GET', '/v1/accounts/1')).body).toMatchObject({ unread: 1 });
  expect((await call('GET', '/v1/accounts/1/notices')).body).toEqual(unread);
  for (let i = 0; i < 2; i++)
    expect((await call('POST', '/v1/accounts/1/notices/1/read')).body).toEqual([
      { ...unread[0], read: true },
    ]);
  expect(await call('POST', '/v1/accounts/1/notices/2/read')).toMatchObject(refusedBy(409, 'L-105'));
  expect((await call('GET', '/v1/accounts/1')).body).toMatchObject({ unread: 0 });
});

describe('a check', () => {
  const commands = ({ simulator }: Served): string[] =>
    simulator.trace
      .last(99)
      .flatMap((entry) => ('command' in entry ? [toHex(entry.command).slice(0, 8)] : []));

  test('by sight reads the certificate and sends no PIN', async () => {
    const world = await served();
    await ready(world);
    const { status, body } = await world.call('POST', '/v1/accounts/1/checks', {});
    expect([status, body.mode, body.with, body.proved, body.face]).toEqual([
      200,
      'sight',
      'card',
      undefined,
      undefined,
    ]);
    const certificate = new X509Certificate(Buffer.from(String(body.certificate), 'base64'));
    expect(certificate.toString()).toContain('BEGIN CERTIFICATE');
    expect(certificate.checkIssued).toBeDefined();
    expect(commands(world).filter((command) => command.startsWith('0020'))).toEqual([]);
  });

  test('by PIN is a VERIFY at the card and a signature that only its holder can make', async () => {
    const world = await served();
    await ready(world);
    await world.call('PUT', '/v1/accounts/1/mode', { mode: 'pin' });
    expect(await world.call('POST', '/v1/accounts/1/checks', {})).toMatchObject(refusedBy(409, 'L-106'));
    expect(commands(world)).toEqual([]);
    expect(await world.call('POST', '/v1/accounts/1/checks', { pin: '1234' })).toMatchObject({
      status: 200,
      body: { mode: 'pin', with: 'card', proved: true },
    });
    expect(commands(world).filter((command) => /^(0020|802a)/.test(command))).toEqual([
      '00200080',
      '802a0080',
    ]);
    expect(world.reader.holders).toBe(0);
  });

  test('with a wrong PIN spends tries of the card until it is blocked', async () => {
    const world = await served();
    await ready(world);
    await world.call('PUT', '/v1/accounts/1/mode', { mode: 'pin' });
    const wrong = { pin: '0000' };
    for (const triesLeft of [2, 1])
      expect(await world.call('POST', '/v1/accounts/1/checks', wrong)).toMatchObject({
        status: 403,
        body: { code: 'facility/wrong-pin', rule: 'L-106', triesLeft },
      });
    for (const pin of ['0000', '1234'])
      expect(await world.call('POST', '/v1/accounts/1/checks', { pin })).toMatchObject({
        status: 423,
        retryAfter: null,
        body: { code: 'facility/pin-blocked', rule: 'L-90', triesLeft: 0 },
      });
    expect(world.simulator.card().secrets.get('jpki/authentication')?.triesLeft).toBe(0);
    await world.call('PUT', '/v1/accounts/1/mode', { mode: 'sight' });
    expect((await world.call('POST', '/v1/accounts/1/checks', {})).status).toBe(200);
  });

  test('with a PIN that can be none sends nothing', async () => {
    const world = await served();
    await ready(world);
    await world.call('PUT', '/v1/accounts/1/mode', { mode: 'pin' });
    for (const pin of ['123', '12345', 'abcd', ''])
      expect((await world.call('POST', '/v1/accounts/1/checks', { pin })).status).toBe(400);
    expect(commands(world)).toEqual([]);
  });

  test('by sight reads the face with number B where the switch says so', async () => {
    const world = await served({ switches: { sightModeCardUse: 'readFace' } });
    await ready(world);
    expect(await world.call('POST', '/v1/accounts/1/checks', {})).toMatchObject(
      refusedBy(409, 'visual/face-by-b'),
    );
    expect(await world.call('POST', '/v1/accounts/1/checks', { code: '00000000000000' })).toMatchObject({
      status: 403,
      body: { code: 'facility/wrong-pin', rule: 'visual/face-by-b', triesLeft: 9 },
    });
    const code = Buffer.from(world.simulator.card().secrets.get('visual/number-b')!.value!).toString();
    const { body } = await world.call('POST', '/v1/accounts/1/checks', { code });
    expect(body).toMatchObject({ mode: 'sight', face: { birth: expect.stringMatching(/^\d{8}$/) } });
    const { photo, nameImage } = body.face as { photo: string; nameImage: string };
    expect(Buffer.from(photo, 'base64').subarray(4, 8).toString('latin1')).toBe('jP  ');
    expect(Buffer.from(nameImage, 'base64').subarray(1, 4).toString('latin1')).toBe('PNG');
    expect(world.simulator.card().secrets.get('jpki/authentication')?.triesLeft).toBe(3);
  });

  test('by sight leaves the card alone where the switch says so', async () => {
    const world = await served({ switches: { sightModeCardUse: 'nothing' } });
    await ready(world);
    expect((await world.call('POST', '/v1/accounts/1/checks', {})).body).toEqual({
      mode: 'sight',
      at: '2026-11-21T10:00:00+09:00',
      with: 'card',
    });
    expect(commands(world)).toEqual([]);
  });

  test('in PIN mode only reads where the switch says so', async () => {
    const world = await served({ switches: { pinModeCardUse: 'readCertificate' } });
    await ready(world);
    await world.call('PUT', '/v1/accounts/1/mode', { mode: 'pin' });
    const { status, body } = await world.call('POST', '/v1/accounts/1/checks', { pin: '9999' });
    expect([status, typeof body.certificate, body.proved]).toEqual([200, 'string', undefined]);
    expect(commands(world).filter((command) => command.startsWith('0020'))).toEqual([]);
  });

  test('is refused for a card that is on hold, which itself would answer', async () => {
    const world = await served();
    await ready(world);
    await world.simulator.send({ type: 'callCentre.holdCard' });
    expect(await world.call('POST', '/v1/accounts/1/checks', {})).toMatchObject(refusedBy(409, 'L-81'));
    expect(commands(world)).toEqual([]);
  });

  test('says what went wrong at the reader', async () => {
    const world = await served();
    await ready(world);
    const { simulator, reader, call } = world;
    expect(await call('POST', '/v1/accounts/1/checks', { reader: 'none' })).toMatchObject({ status: 404 });
    simulator.readers.takeOut(reader);
    expect(await call('POST', '/v1/accounts/1/checks', {})).toMatchObject({
      status: 409,
      body: { code: 'reader/no-card', rule: 'L-92' },
    });
    await simulator.send({ type: 'facilityApp.readerFails', data: { account: '1', fault: 'cardInCase' } });
    expect(await call('POST', '/v1/accounts/1/checks', {})).toMatchObject(refusedBy(409, 'L-92'));
    expect(await call('POST', '/v1/accounts/1/remedies', { remedy: 'turnCard' })).toMatchObject({
      status: 403,
      body: { rule: 'L-92' },
    });
    expect(await call('POST', '/v1/accounts/1/remedies', { remedy: 'removeCase' })).toMatchObject({
      body: { fault: null },
    });
  });

  test('ends with the card that is taken away in the middle, and holds no reader', async () => {
    const world = await served();
    await ready(world);
    world.simulator.readers.faults.add(world.reader, { kind: 'lift-before', nth: 3 }, undefined);
    expect(await world.call('POST', '/v1/accounts/1/checks', {})).toMatchObject({
      status: 409,
      body: { code: 'reader/card-removed', rule: 'L-92' },
    });
    expect(world.reader.holders).toBe(0);
  });

  test('with a phone goes by the desk, and by the facility', async () => {
    const world = await served();
    const { call, simulator } = world;
    await simulator.addPhone(phoneProfiles.get('android/supported')!);
    const events: [string, Record<string, string>?][] = [
      ['portal.startEnrolment'],
      ['portal.enterSignaturePassword', { value: 'AB1234' }],
      ['portal.chooseCertificates', { kinds: 'signature,authentication' }],
      ['portal.acknowledge'],
      ['portal.readCard'],
      ['portal.setSignaturePassword', { value: 'PHONE1', again: 'PHONE1' }],
      ['portal.setAuthenticationPin', { value: '4321', again: '4321' }],
      ['portal.apply'],
    ];
    for (const [type, data = {}] of events) expect((await simulator.send({ type, data })).taken).toBe(true);
    await simulator.nextDeadline();
    await simulator.send({ type: 'portal.register' });
    await simulator.nextDeadline();
    await ready(world);
    const check = (body: Record<string, string>) => call('POST', '/v1/accounts/1/checks', body);
    expect(await check({ phone: '1', pin: '4321' })).toMatchObject({ status: 200, body: { with: 'phone' } });
    expect(await check({ phone: '1', pin: '0000' })).toMatchObject({
      status: 403,
      body: { rule: 'L-106', triesLeft: 2 },
    });
    expect(await check({ phone: '9' })).toMatchObject({ status: 404, body: { code: 'phone/unknown' } });
    await call('POST', '/v1/accounts', { ...applied, phones: 'no' });
    await call('POST', '/v1/accounts/2/login', logIn);
    await call('POST', '/v1/accounts/2/device');
    await call('PUT', '/v1/accounts/2/passcode', { passcode: '2468' });
    expect(await call('POST', '/v1/accounts/2/checks', { phone: '1', pin: '4321' })).toMatchObject(
      refusedBy(409, 'L-41'),
    );
  });
});

describe('a request without meaning is refused and changes nothing', () => {
  test.each<[string, string, string | undefined, number]>([
    ['POST', '/v1/accounts', '{', 400],
    ['POST', '/v1/accounts', '[]', 400],
    ['POST', '/v1/accounts', 'null', 400],
    ['POST', '/v1/accounts', '{"platform":"tizen","password":"x"}', 400],
    ['POST', '/v1/accounts', '{"platform":"ios"}', 400],
    ['POST', '/v1/accounts', '{"platform":"ios","password":7}', 400],
    ['POST', '/v1/accounts', '{"platform":"ios","password":"x","__proto__":"x"}', 400],
    ['POST', '/v1/accounts', '{"platform":"ios","password":"x","toString":"x"}', 400],
    ['POST', '/v1/accounts', `{"password":"${'x'.repeat(70_000)}"}`, 413],
    ['POST', '/v1/accounts/9/login', '{"password":"x"}', 404],
    ['GET', '/v1/accounts/9', undefined, 404],
    ['GET', '/v1/accounts/toString', undefined, 404],
    ['GET', '/v1/accounts', undefined, 404],
    ['PATCH', '/v1/accounts/1', undefined, 404],
    ['GET', '/', undefined, 404],
  ])('%s %s %s', async (method, path, body, status) => {
    const { raw, simulator, errors } = await served();
    const before = JSON.stringify(simulator.save());
    const response = await raw(method, path, body === undefined ? {} : { body });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status, code: expect.any(String) });
    expect(JSON.stringify(simulator.save())).toBe(before);
    expect(errors).toEqual([]);
  });

  test.each([
    [{ host: 'rebound.example' }, 'access/host'],
    [{}, 'access/host'],
    [{ host, origin: 'https://rebound.example' }, 'access/origin'],
    [{ host, origin: 'null' }, 'access/origin'],
  ])('from %j', async (headers, code) => {
    const { raw } = await served();
    const response = await raw('GET', '/openapi.json', { headers });
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([403, code]);
  });
});

test('what goes wrong inside is a 500 that tells nothing of it, and is told to the log', async () => {
  const { call, simulator, errors } = await served();
  await call('POST', '/v1/accounts', applied);
  simulator.send = () => Promise.reject(new Error('secret detail'));
  const { status, body } = await call('POST', '/v1/accounts/1/login', logIn);
  expect([status, JSON.stringify(body).includes('secret detail')]).toEqual([500, false]);
  expect(errors).toEqual([expect.objectContaining({ message: 'secret detail' })]);
});
