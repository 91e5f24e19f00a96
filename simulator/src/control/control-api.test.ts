import { describe, expect, test } from 'vitest';
import { file, query, select, verify } from '../card/test-card.ts';
import { fromJst } from '../clock/calendar.ts';
import { rules } from '../rules/rule-set.ts';
import { exchange, type TestSimulatorOptions, testWorld } from '../test-simulator.ts';
import { controlApi } from './control-api.ts';

const token = 'TEST-token';
const host = '127.0.0.1:4711';

async function served(options: TestSimulatorOptions = {}) {
  const world = await testWorld(options);
  const errors: unknown[] = [];
  const api = controlApi({
    simulator: world.simulator,
    token,
    hosts: () => [host, 'localhost:4711'],
    onError: (error) => errors.push(error),
  });
  const headers = { host, authorization: `Bearer ${token}` };
  const raw = (method: string, path: string, init: RequestInit = {}): Promise<Response> =>
    Promise.resolve(api.request(path, { method, headers, ...init }));
  const call = async (
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: unknown }> => {
    const response = await raw(method, path, body === undefined ? {} : { body: JSON.stringify(body) });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  return { ...world, api, raw, call, errors };
}

describe('who may ask', () => {
  const ask = async (headers: Record<string, string>): Promise<[number, string, string | null]> => {
    const { api } = await served();
    const response = await api.request('/v1/state', { headers });
    const { code } = (await response.json()) as { code: string };
    return [response.status, code, response.headers.get('content-type')];
  };
  const problem = 'application/problem+json';
  const authorization = `Bearer ${token}`;

  test.each<[string, Record<string, string>, number, string]>([
    ['nobody without token', { host }, 401, 'access/token'],
    ['nobody with another token', { host, authorization: 'Bearer TEST-toke' }, 401, 'access/token'],
    ['nobody with a longer token', { host, authorization: 'Bearer TEST-tokenn' }, 401, 'access/token'],
    ['nobody with the token twice', { host, authorization: `Bearer ${token}${token}` }, 401, 'access/token'],
    ['nobody with an empty token', { host, authorization: 'Bearer ' }, 401, 'access/token'],
    ['nobody with another scheme', { host, authorization: `Basic ${token}` }, 401, 'access/token'],
    ['no page under another host name', { host: 'rebound.example', authorization }, 403, 'access/host'],
    ['no page under another port', { host: '127.0.0.1:80', authorization }, 403, 'access/host'],
    ['no request without host', { authorization }, 403, 'access/host'],
    [
      'no page of another origin',
      { host, authorization, origin: 'https://rebound.example' },
      403,
      'access/origin',
    ],
    [
      'no page of this host by another scheme',
      { host, authorization, origin: `https://${host}` },
      403,
      'access/origin',
    ],
    ['no page without origin', { host, authorization, origin: 'null' }, 403, 'access/origin'],
  ])('%s', async (_who, headers, status, code) => {
    expect(await ask(headers)).toEqual([status, code, problem]);
  });

  test('whoever knows the token, also from a page of its own', async () => {
    const { api } = await served();
    for (const headers of [
      { host, authorization },
      { host: 'localhost:4711', authorization },
      { host, authorization, origin: `http://${host}` },
    ]) {
      expect((await api.request('/v1/state', { headers })).status).toBe(200);
    }
  });

  test('no route is open without token', async () => {
    const { api } = await served();
    for (const path of ['/', '/v1/state', '/v1/trace', '/v1/snapshot', '/v1/nothing']) {
      expect((await api.request(path, { headers: { host } })).status).toBe(401);
    }
  });
});

test('GET /v1/state tells cards, readers and clock', async () => {
  const { call, simulator } = await served();
  expect(await call('GET', '/v1/state')).toEqual({
    status: 200,
    body: JSON.parse(JSON.stringify(simulator.state())),
  });
});

describe('/v1/events', () => {
  test('GET lists what can happen', async () => {
    const { call } = await served();
    const { body } = await call('GET', '/v1/events');
    expect(body).toContainEqual(
      expect.objectContaining({ id: 'callCentre.holdCard', text: expect.any(Object) }),
    );
  });

  test('POST lets it happen', async () => {
    const { call } = await served();
    expect(
      await call('POST', '/v1/events', {
        type: 'counter.resetSecret',
        card: '1',
        data: { secret: 'text/pin' },
      }),
    ).toEqual({
      status: 200,
      body: { taken: true, at: '2026-11-21T10:00:00+09:00', changed: ['card/1/secret/text/pin'] },
    });
  });

  test('POST of what the rules forbid is a 409 that names the rule', async () => {
    const { call } = await served();
    expect(await call('POST', '/v1/events', { type: 'counter.liftHold' })).toEqual({
      status: 409,
      body: {
        type: 'about:blank',
        title: 'Event refused',
        status: 409,
        detail: expect.stringContaining('(L-82)'),
        code: 'event/refused',
        rule: 'L-82',
        message: { en: expect.any(String), ja: expect.any(String) },
      },
    });
  });

  test.each([
    [{}, 400, 'request/form'],
    [{ type: 7 }, 400, 'request/form'],
    [{ type: 'counter.liftHold', data: [] }, 400, 'request/form'],
    [{ type: 'counter.liftHold', data: 'x' }, 400, 'request/form'],
    [{ type: 'counter.liftHold', phone: '2' }, 400, 'request/form'],
    [{ type: 'counter.liftHold', data: { constructor: 'x' } }, 400, 'event/data'],
    [{ type: 'counter.liftHold', data: { toString: 'x' } }, 400, 'event/data'],
    [{ type: 'constructor' }, 400, 'event/unknown'],
    [{ type: 'counter.changeBasicData', data: { name: ' ' } }, 400, 'event/data'],
    [{ type: 'counter.changeBasicData', data: { address: '見'.repeat(201) } }, 400, 'event/data'],
    [{ type: 'counter.makeCoffee' }, 400, 'event/unknown'],
    [{ type: 'counter.resetSecret' }, 400, 'event/data'],
    [{ type: 'counter.liftHold', card: '9' }, 404, 'card/unknown'],
  ])('POST of %j is refused', async (body, status, code) => {
    const { call } = await served();
    expect(await call('POST', '/v1/events', body)).toMatchObject({ status, body: { status, code } });
  });
});

describe('/v1/clock', () => {
  test('moves forward by instant and by duration', async () => {
    const { call } = await served();
    expect(await call('GET', '/v1/clock')).toEqual({
      status: 200,
      body: { mode: 'virtual', now: '2026-11-21T10:00:00+09:00' },
    });
    expect(await call('POST', '/v1/clock', { set: '2026-12-01' })).toMatchObject({
      body: { now: '2026-12-01T00:00:00+09:00' },
    });
    expect(await call('POST', '/v1/clock', { advance: 'P1DT2H' })).toMatchObject({
      body: { now: '2026-12-02T02:00:00+09:00' },
    });
  });

  test.each([
    [{}, 400, 'request/form'],
    [{ set: 5 }, 400, 'request/form'],
    [{ set: 'soon' }, 400, 'clock/instant'],
    [{ set: '2026-02-30' }, 400, 'clock/instant'],
    [{ set: '2026-11-20' }, 409, 'clock/backwards'],
    [{ advance: 'a while' }, 400, 'clock/duration'],
    [{ advance: 'P999999999999W' }, 400, 'clock/instant'],
    [{ next: true }, 409, 'clock/none-pending'],
    [{ next: false }, 400, 'request/form'],
    [{ set: '2027-01-01', advance: 'P1D' }, 400, 'request/form'],
    [{ next: true, to: '2027-01-01' }, 400, 'request/form'],
  ])('does not move for %j', async (body, status, code) => {
    const { call, simulator } = await served();
    expect(await call('POST', '/v1/clock', body)).toMatchObject({ status, body: { code } });
    expect(simulator.calendar.now()).toBe(fromJst(2026, 11, 21, 10));
  });

  test('of the machine is not moved', async () => {
    const { call } = await served({ start: undefined });
    expect(await call('GET', '/v1/clock')).toMatchObject({ body: { mode: 'real' } });
    expect(await call('POST', '/v1/clock', { advance: 'PT5M' })).toMatchObject({
      status: 409,
      body: { code: 'clock/real' },
    });
  });
});

describe('/v1/card', () => {
  test('is taken out, put in and turned', async () => {
    const { call, reader, card } = await served();
    expect(await call('POST', '/v1/card/remove')).toEqual({ status: 204, body: undefined });
    expect(reader.card).toBeUndefined();
    expect(
      (await call('POST', '/v1/card/insert', { reader: reader.name, orientation: 'reversed' })).status,
    ).toBe(204);
    expect([reader.card, reader.orientation]).toEqual([card, 'reversed']);
    expect((await call('POST', '/v1/card/insert', { card: '1', reader: reader.id })).status).toBe(204);
    expect(reader.orientation).toBe('normal');
  });

  test('is made, and swapped for the one that lies there', async () => {
    const { call, reader, simulator } = await served();
    expect(await call('POST', '/v1/card/swap')).toMatchObject({
      status: 404,
      body: { code: 'card/unknown' },
    });
    expect(
      await call('POST', '/v1/card', { profile: 'mynumber/contact-da13', person: 'test/child' }),
    ).toEqual({ status: 201, body: { id: '2' } });
    expect((await call('POST', '/v1/card/swap')).status).toBe(204);
    expect(reader.card).toBe(simulator.card('2'));
    expect((await call('POST', '/v1/card/swap', { card: '1' })).status).toBe(204);
    expect(reader.card).toBe(simulator.card('1'));
  });

  test('is made of no member that nobody knows: it would be another than was meant', async () => {
    const { call, simulator } = await served();
    for (const path of ['/v1/phones', '/v1/card'])
      expect(await call('POST', path, { phone: 'iphone/xs-ios-18-5' })).toMatchObject({
        status: 400,
        body: { code: 'request/form', detail: 'there is no "phone" here; there are: profile, person' },
      });
    expect([simulator.world.phones.size, simulator.cards.size]).toEqual([0, 1]);
  });

  test('may be a phone, which a contact slot refuses with the reason', async () => {
    const { call, reader, simulator, card } = await served();
    expect(await call('POST', '/v1/phones', { profile: 'iphone/xs-ios-18-5' })).toEqual({
      status: 201,
      body: { id: '1', card: 'phone/1' },
    });
    expect((await call('POST', '/v1/card/swap')).status).toBe(204);
    expect(reader.card).toBe(simulator.icc('phone/1'));
    expect((await call('POST', '/v1/card/swap')).status).toBe(204);
    expect(reader.card).toBe(card);
    const slot = { profile: 'kazashi/generic-contact', card: 'phone/1' };
    const refused = { status: 409, body: { code: 'reader/contactless-only' } };
    expect(await call('POST', '/v1/readers', slot)).toMatchObject(refused);
    const { body } = await call('POST', '/v1/readers', { profile: slot.profile });
    const inSlot = { card: 'phone/1', reader: (body as { readonly id: string }).id };
    expect(await call('POST', '/v1/card/insert', inSlot)).toMatchObject(refused);
    expect(await call('POST', '/v1/card/swap', inSlot)).toMatchObject(refused);
    const lying = { card: '1', reader: inSlot.reader };
    expect((await call('POST', '/v1/card/insert', lying)).status).toBe(204);
    expect(await call('POST', '/v1/card/swap', inSlot)).toMatchObject(refused);
    const misplaced = { ...lying, orientation: 'sideways' };
    expect((await call('POST', '/v1/card/swap', misplaced)).status).toBe(400);
    // What is refused leaves the card where it lies.
    expect(simulator.readers.get(inSlot.reader).card).toBe(card);
    const fault = { kind: 'swap', ...inSlot };
    expect(await call('POST', '/v1/faults', fault)).toMatchObject({
      status: 409,
      body: { code: 'fault/no-card' },
    });
    expect(await call('POST', '/v1/card/insert', { card: 'phone/2' })).toMatchObject({
      status: 404,
      body: { code: 'phone/unknown' },
    });
  });

  test.each([
    ['/v1/card/insert', { orientation: 'sideways' }, 400, 'request/form'],
    ['/v1/card/insert', { card: '9' }, 404, 'card/unknown'],
    ['/v1/card/insert', { reader: 'no reader' }, 404, 'reader/unknown'],
    ['/v1/card/remove', { reader: 'no reader' }, 404, 'reader/unknown'],
    ['/v1/card/remove', { card: 'stranger/felica' }, 409, 'reader/no-card'],
    ['/v1/card/swap', { card: '1', orientation: 'sideways' }, 400, 'request/form'],
    ['/v1/card', { profile: 'mynumber/none' }, 400, 'profile/unknown'],
    ['/v1/card', { person: 'test/none' }, 400, 'profile/unknown'],
  ])('POST %s of %j is refused', async (path, body, status, code) => {
    const { call, simulator } = await served();
    const before = JSON.stringify(simulator.save());
    expect(await call('POST', path, body)).toMatchObject({ status, body: { code } });
    expect(JSON.stringify(simulator.save())).toBe(before);
  });
});

test('/v1/readers lists, adds and removes readers', async () => {
  const { call, simulator } = await served();
  expect(await call('POST', '/v1/readers', { profile: 'sony/rc-s300' })).toMatchObject({
    status: 201,
    body: { id: 'sony/rc-s300#0' },
  });
  expect(await call('POST', '/v1/readers', { card: '1' })).toMatchObject({
    status: 201,
    body: { name: 'Kazashi TEST Reader 01 00' },
  });
  const { body } = await call('GET', '/v1/readers');
  const told = simulator.state().readers.map((reader) => ({ ...reader, plugged: true }));
  expect(body).toEqual(JSON.parse(JSON.stringify(told)));
  expect(simulator.state().readers.map(({ card }) => card)).toEqual([null, null, '1']);
  expect((await call('DELETE', `/v1/readers/${encodeURIComponent('sony/rc-s300#0')}`)).status).toBe(204);
  expect(
    (await call('DELETE', `/v1/readers/${encodeURIComponent('Kazashi TEST Reader 01 00')}`)).status,
  ).toBe(204);
  expect(simulator.readers.readers).toHaveLength(1);
  expect(await call('DELETE', '/v1/readers/none')).toMatchObject({
    status: 404,
    body: { code: 'reader/unknown' },
  });
  expect(await call('POST', '/v1/readers', { profile: 'none' })).toMatchObject({
    status: 400,
    body: { code: 'profile/unknown' },
  });
  expect(await call('POST', '/v1/readers', { card: '9' })).toMatchObject({
    status: 404,
    body: { code: 'card/unknown' },
  });
});

test('/v1/snapshot goes out and comes back; what is none is refused', async () => {
  const { call, reader, simulator } = await served();
  const { body: saved } = await call('GET', '/v1/snapshot');
  await exchange(reader.activate('memory'), select.jpki, file('0018'), verify('0000'));
  expect((await call('PUT', '/v1/snapshot', saved)).status).toBe(204);
  expect(simulator.card().secrets.get('jpki/authentication')?.triesLeft).toBe(3);
  expect(await call('PUT', '/v1/snapshot', { name: 'package' })).toMatchObject({
    status: 400,
    body: { code: 'snapshot/form' },
  });
});

test('GET /v1/rules lists every rule and says which is broken', async () => {
  const { call } = await served({ mutants: ['verify/blocks-at-zero'] });
  const { body } = await call('GET', '/v1/rules');
  const listed = body as { id: string; broken: boolean }[];
  expect(listed.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
  expect(listed.filter(({ broken }) => broken).map(({ id }) => id)).toEqual(['verify/blocks-at-zero']);
});

describe('/v1/sessions', () => {
  test('opens a session with the card, carries commands and closes it', async () => {
    const { call, reader } = await served();
    expect(await call('POST', '/v1/sessions')).toEqual({
      status: 201,
      body: { id: '1', atr: '3b888001000005e0b381a1007f' },
    });
    const send = async (command: string) =>
      ((await call('POST', '/v1/sessions/1/apdu', { command })).body as { response: string }).response;
    expect(await send(select.jpki)).toBe('9000');
    expect(await send(file('0018'))).toBe('9000');
    expect(await send(query)).toBe('63c3');
    expect(await send('')).toBe('6700');
    expect(reader.holders).toBe(1);
    expect((await call('DELETE', '/v1/sessions/1')).status).toBe(204);
    expect(reader.holders).toBe(0);
    expect(await call('POST', '/v1/sessions/1/apdu', { command: query })).toMatchObject({
      status: 404,
      body: { code: 'session/unknown' },
    });
    expect(await call('DELETE', '/v1/sessions/1')).toMatchObject({
      status: 404,
      body: { code: 'session/unknown' },
    });
  });

  test('answers in its own status when there is no card, or none any more', async () => {
    const { call, simulator, reader } = await served();
    await call('POST', '/v1/sessions');
    simulator.readers.takeOut(reader);
    expect(await call('POST', '/v1/sessions/1/apdu', { command: query })).toMatchObject({
      status: 409,
      body: { code: 'reader/card-removed' },
    });
    expect(await call('POST', '/v1/sessions')).toMatchObject({
      status: 409,
      body: { code: 'reader/no-card' },
    });
    expect(await call('POST', '/v1/sessions', { reader: 'none' })).toMatchObject({
      status: 404,
      body: { code: 'reader/unknown' },
    });
  });

  test.each([{}, { command: 7 }, { command: '0' }, { command: 'xx' }])(
    'refuses the command %j',
    async (body) => {
      const { call } = await served();
      await call('POST', '/v1/sessions');
      expect(await call('POST', '/v1/sessions/1/apdu', body)).toMatchObject({
        status: 400,
        body: { code: 'request/form' },
      });
    },
  );
});

test('/v1/proof arms a nonce that is read back through the reader', async () => {
  const { call, reader } = await served();
  const nonce = '00112233445566778899aabbccddeeff';
  expect((await call('POST', '/v1/proof', { nonce })).status).toBe(204);
  expect(await exchange(reader.activate('memory'), 'ffca4b5a10')).toBe(`${nonce}9000`);
  expect(await call('POST', '/v1/proof', { nonce: '0011' })).toMatchObject({
    status: 400,
    body: { code: 'request/form' },
  });
  expect(await call('POST', '/v1/proof', {})).toMatchObject({ status: 400, body: { code: 'request/form' } });
  expect(await call('POST', '/v1/proof', { nonce, reader: 'none' })).toMatchObject({
    status: 404,
    body: { code: 'reader/unknown' },
  });
});

describe('a body that is no JSON object is refused', () => {
  test.each(['{', 'null', '[]', '"x"', '7', '\u0000', '{"type":'])('%j', async (body) => {
    const { raw, errors } = await served();
    for (const [method, path] of [
      ['POST', '/v1/events'],
      ['POST', '/v1/clock'],
      ['PUT', '/v1/snapshot'],
      ['POST', '/v1/card/insert'],
    ] as const) {
      const response = await raw(method, path, { body });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: 'request/form' });
    }
    expect(errors).toEqual([]);
  });
});

test('an unknown route or method is a 404 problem', async () => {
  const { call } = await served();
  for (const [method, path] of [
    ['GET', '/v1/nothing'],
    ['GET', '/'],
    ['DELETE', '/v1/state'],
    ['PATCH', '/v1/clock'],
  ] as const) {
    expect(await call(method, path)).toMatchObject({
      status: 404,
      body: { type: 'about:blank', status: 404, code: 'route' },
    });
  }
});

test('what goes wrong inside is a 500 that tells nothing of it, and is told to the log', async () => {
  const { call, simulator, errors } = await served();
  simulator.send = () => Promise.reject(new Error('secret detail'));
  const { status, body } = await call('POST', '/v1/events', { type: 'counter.liftHold' });
  expect(status).toBe(500);
  expect(JSON.stringify(body)).not.toContain('secret detail');
  expect(body).toMatchObject({ code: 'internal' });
  expect(errors).toEqual([expect.objectContaining({ message: 'secret detail' })]);
});

describe('/v1/trace', () => {
  async function traced() {
    const world = await served();
    const contact = world.reader.activate('pcsc:/run/x');
    await exchange(contact, select.jpki, file('0018'), verify('1234'));
    return { ...world, contact };
  }

  test('?last tells what was exchanged, in words and with values masked', async () => {
    const { call } = await traced();
    const { body } = await call('GET', '/v1/trace?last=1');
    expect(body).toEqual([
      {
        sequence: 3,
        at: '2026-11-21T10:00:00+09:00',
        kind: 'apdu',
        endpoint: 'pcsc:/run/x',
        reader: 'Kazashi TEST Reader 00 00',
        contact: expect.any(Number),
        card: '1',
        command: '0020008004********',
        response: '9000',
        text: { command: 'VERIFY 0018 user authentication PIN', response: '9000 success' },
      },
    ]);
    expect((await call('GET', '/v1/trace?last=99999')).body).toHaveLength(4);
    expect((await call('GET', '/v1/trace?last=0')).body).toEqual([]);
    expect((await call('GET', '/v1/trace?last=9&reader=none')).body).toEqual([]);
    for (const last of ['x', '-1', '1e9', '123456']) {
      expect(await call('GET', `/v1/trace?last=${last}`)).toMatchObject({
        status: 400,
        body: { code: 'request/form' },
      });
    }
  });

  test('streams what was and what comes as server-sent events, until the client goes', async () => {
    const { raw, contact, simulator } = await traced();
    const stop = new AbortController();
    const response = await raw('GET', '/v1/trace', { signal: stop.signal });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = response.body!.getReader();
    const decoder = new TextDecoder();
    let text = '';
    const until = async (count: number): Promise<{ sequence: number; text: { command: string } }[]> => {
      while (text.split('\n\n').length <= count) {
        const { value, done } = await reader.read();
        if (done) throw new Error('the stream ended');
        text += decoder.decode(value, { stream: true });
      }
      return text
        .split('\n\n')
        .slice(0, count)
        .map((event) => JSON.parse(/^data: (.*)$/m.exec(event)![1]!));
    };
    expect((await until(4)).map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3]);
    await exchange(contact, query);
    expect((await until(5))[4]).toMatchObject({
      sequence: 4,
      text: { command: 'VERIFY 0018 user authentication PIN, tries left?' },
    });
    expect(text).toContain('id: 4');
    expect(text).not.toContain('31323334');
    await reader.cancel();
    simulator.trace.add({ ...simulator.trace.last(1)[0]! });
  });
});

describe('a member that is misspelt is not passed over', () => {
  test.each<[string, Record<string, unknown>]>([
    ['/v1/events', { type: 'holder.losePhone' }],
    ['/v1/clock', { next: true }],
    ['/v1/card', {}],
    ['/v1/card/insert', {}],
    ['/v1/card/remove', {}],
    ['/v1/card/swap', {}],
    ['/v1/phones', {}],
    ['/v1/readers', {}],
    ['/v1/faults', { kind: 'mute' }],
    ['/v1/faults/remedy', { remedy: 'case-off' }],
    ['/v1/sessions', {}],
    ['/v1/proof', { nonce: '00'.repeat(16) }],
  ])('in a POST to %s', async (path, said) => {
    const { call, simulator } = await served();
    const before = JSON.stringify(simulator.state());
    const { status, body } = await call('POST', path, { ...said, raeder: 'TEST' });
    expect(status).toBe(400);
    expect(body).toMatchObject({ detail: expect.stringContaining('"raeder"') });
    expect(JSON.stringify(simulator.state())).toBe(before);
    expect(simulator.readers.faults.list()).toEqual([]);
  });
});
