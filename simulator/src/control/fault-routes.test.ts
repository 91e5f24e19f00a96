import { expect, test } from 'vitest';
import { file, select, verify } from '../card/test-card.ts';
import { exchange, testWorld } from '../test-simulator.ts';
import { controlApi } from './control-api.ts';

async function served() {
  const world = await testWorld();
  const api = controlApi({
    simulator: world.simulator,
    token: 't',
    hosts: () => ['h'],
    onError: (error) => expect.fail(String(error)),
  });
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await api.request(path, {
      method,
      headers: { host: 'h', authorization: 'Bearer t' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  return { ...world, call };
}

test('faults are added, listed, struck, traced and cleared', async () => {
  const { call, reader } = await served();
  expect(await call('GET', '/v1/faults')).toEqual({ status: 200, body: [] });
  const added = await call('POST', '/v1/faults', { kind: 'lost-answer', ins: '20', sticky: true });
  const listed = {
    id: '1',
    kind: 'lost-answer',
    reader: reader.name,
    ins: '20',
    nth: 1,
    scope: 'sticky',
    seen: 0,
    fired: 0,
    over: false,
  };
  expect(added).toEqual({ status: 201, body: listed });
  const contact = reader.activate('a');
  await exchange(contact, select.jpki, file('0018'));
  await expect(exchange(contact, verify('0000'))).rejects.toThrow();
  expect((await call('GET', '/v1/faults')).body).toEqual([{ ...listed, seen: 1, fired: 1 }]);
  expect((await call('GET', '/v1/trace?last=1')).body).toMatchObject([
    {
      command: '0020008004********',
      response: '63c2',
      fault: { id: '1', kind: 'lost-answer' },
      executed: true,
      host: 'reader/communication',
      text: { response: '63c2 2 tries left' },
    },
  ]);
  expect((await call('DELETE', '/v1/faults/1')).status).toBe(204);
  expect((await call('DELETE', '/v1/faults')).status).toBe(204);
  expect((await call('GET', '/v1/faults')).body).toEqual([]);
});

test('a command without fault is traced as before', async () => {
  const { call, reader } = await served();
  await exchange(reader.activate('a'), select.jpki);
  const [entry] = (await call('GET', '/v1/trace?last=1')).body;
  expect(Object.keys(entry)).not.toEqual(expect.arrayContaining(['fault']));
  expect(entry).not.toHaveProperty('executed');
  expect(entry).not.toHaveProperty('host');
});

test.each<[string, unknown, number, string]>([
  ['an unknown kind', { kind: 'gremlin' }, 400, 'fault/kind-unknown'],
  ['a fault that means nothing', { kind: 'delay' }, 400, 'fault/form'],
  ['a swap without another card', { kind: 'swap' }, 409, 'fault/no-card'],
  ['a swap with an unknown card', { kind: 'swap', card: '9' }, 404, 'card/unknown'],
  ['a card where none is used', { kind: 'mute', card: '1' }, 400, 'request/form'],
  ['a remedy that cannot be done there', { kind: 'mute', until: 'turn-card' }, 409, 'fault/not-here'],
  ['an unknown reader', { kind: 'mute', reader: 'none' }, 404, 'reader/unknown'],
  ['a reader that is a number', { kind: 'mute', reader: 1 }, 400, 'request/form'],
])('%s is refused with the reason', async (_, body, status, code) => {
  const { call } = await served();
  expect(await call('POST', '/v1/faults', body)).toMatchObject({ status, body: { code } });
  expect((await call('GET', '/v1/faults')).body).toEqual([]);
});

test('a swap takes a card that lies nowhere when none is named', async () => {
  const { call } = await served();
  expect((await call('POST', '/v1/card', { person: 'test/child' })).body).toEqual({ id: '2' });
  expect((await call('POST', '/v1/faults', { kind: 'swap' })).body).toMatchObject({ card: '2' });
});

test('the wrong remedy leaves the fault, the right one ends it; unknown ones are refused', async () => {
  const { call } = await served();
  await call('POST', '/v1/faults', { kind: 'mute', until: 'case-off' });
  const tried = async (remedy: string) => (await call('POST', '/v1/faults/remedy', { remedy })).body;
  expect(await tried('restart-app')).toMatchObject({ cleared: [], left: ['1'] });
  expect(await tried('case-off')).toMatchObject({ cleared: ['1'], left: [] });
  expect(await tried('pray')).toMatchObject({ code: 'fault/remedy-unknown' });
  expect(await call('POST', '/v1/faults/remedy', {})).toMatchObject({
    status: 400,
    body: { code: 'fault/remedy-unknown' },
  });
  expect(await call('DELETE', '/v1/faults/7')).toMatchObject({
    status: 404,
    body: { code: 'fault/unknown' },
  });
});

test('cards are stacked, lie badly, and are taken away one by one', async () => {
  const { call, reader, card } = await served();
  expect((await call('POST', '/v1/card/insert', { card: 'stranger/payment', stack: true })).status).toBe(204);
  expect((await call('GET', '/v1/readers')).body).toMatchObject([
    {
      card: card.id,
      cards: [
        { card: card.id, coupling: 1 },
        { card: 'stranger/payment', coupling: 1 },
      ],
    },
  ]);
  expect(await exchange(reader.activate('a'), select.jpki)).toBe('6a82');
  expect((await call('POST', '/v1/card/remove', { card: 'stranger/payment' })).status).toBe(204);
  expect(await exchange(reader.activate('a'), select.jpki)).toBe('9000');
  expect((await call('POST', '/v1/card/insert', { card: card.id, coupling: 0.2 })).status).toBe(204);
  expect(reader.presence).toBe('absent');
  for (const wrong of [{ coupling: 2 }, { coupling: 'near' }, { stack: 1 }, { card: 'stranger/unknown' }]) {
    expect((await call('POST', '/v1/card/insert', wrong)).status).toBeGreaterThanOrEqual(400);
  }
});

test('a fault of the air is asked for, strikes a frame, and is told of it', async () => {
  const { call, reader } = await served();
  const asked = { kind: 'answer-frame-lost', ins: '20', bytes: 4, after: 1, probability: 1, seed: 3 };
  expect(await call('POST', '/v1/faults', asked)).toMatchObject({
    status: 201,
    body: { ...asked, fired: 0 },
  });
  expect(await call('POST', '/v1/faults', { kind: 'wtx-storm', times: 3 })).toMatchObject({
    body: { times: 3 },
  });
  expect(await call('POST', '/v1/faults', { kind: 'wtx-illegal', value: '3c' })).toMatchObject({
    body: { value: '3c' },
  });
  for (const id of ['2', '3']) await call('DELETE', `/v1/faults/${id}`);
  await call('DELETE', '/v1/faults');
  await call('POST', '/v1/faults', { kind: 'answer-frame-lost', ins: '20' });
  const contact = reader.activate('a');
  await exchange(contact, select.jpki, file('0018'));
  expect(await exchange(contact, verify('0000'))).toBe('63c2');
  expect((await call('GET', '/v1/trace?last=1')).body).toMatchObject([
    {
      kind: 'frame',
      command: '02',
      executed: true,
      host: 'rf/silence',
      fault: { kind: 'answer-frame-lost' },
    },
  ]);
});
