import { describe, expect, test, vi } from 'vitest';
import * as xstate from 'xstate';
import { MachineInstance, type MachineRecord } from './machine-instance.ts';
import { cardBodyInstance, certificateInstance, noPolicy, secretInstance } from './machine-kinds.ts';
import type { SecretPolicy } from './secret.ts';

const policy: SecretPolicy = { maxTries: 3, initialTries: 3, resetTries: 3, resetBy: ['counter'] };
const wrong = { type: 'secret.mismatched' } as const;

/** Modules of their own, in which whatever makes an actor is counted: other tests have the real ones loaded already. */
async function countingActors(): Promise<{
  readonly made: { actors: number };
  secret: typeof secretInstance;
}> {
  const made = { actors: 0 };
  const createActor = ((...args: Parameters<typeof xstate.createActor>) => {
    made.actors++;
    return xstate.createActor(...args);
  }) as typeof xstate.createActor;
  vi.resetModules();
  vi.doMock('xstate', () => ({ ...xstate, createActor }));
  try {
    return { made, secret: (await import('./machine-kinds.ts')).secretInstance };
  } finally {
    vi.doUnmock('xstate');
    vi.resetModules();
  }
}

test('a thousand secrets at rest share one snapshot, and an actor is made by the first event only', async () => {
  const { made, secret } = await countingActors();
  const rest = Array.from({ length: 1000 }, (_, n) => secret(`card/${n}/secret/jpki/authentication`, policy));
  const afterFirst = made.actors;
  expect(new Set(rest.map(({ snapshot }) => snapshot)).size).toBe(1);
  expect(rest[7]!.can(wrong)).toBe(true);
  expect(rest[7]!.record().context).toEqual({ triesLeft: 3 });
  expect(made.actors).toBe(afterFirst);

  rest[7]!.send(wrong);
  expect(made.actors).toBe(afterFirst + 1);
  rest[7]!.send(wrong);
  expect(made.actors).toBe(afterFirst + 1);
  expect(rest[7]!.snapshot.context.triesLeft).toBe(1);
  expect(rest[8]!.snapshot.context.triesLeft).toBe(3);
});

test('a record says machine, version, state and what of the context lasts', () => {
  const secret = secretInstance('card/1/secret/jpki/authentication', policy);
  secret.send(wrong);
  expect(secret.record()).toEqual({
    machine: 'secret',
    version: 1,
    value: 'usable',
    context: { triesLeft: 2 },
  });
  const certificate = certificateInstance('card/1/certificate/signature', {
    kind: 'signature',
    holdReversible: false,
    revocationReversible: false,
  });
  certificate.send({ type: 'certificate.request' });
  certificate.send({ type: 'certificate.issue' });
  certificate.send({ type: 'certificate.revoke', reason: 'superseded' });
  expect(certificate.record()).toEqual({
    machine: 'certificate',
    version: 1,
    value: 'revoked',
    context: { reason: 'superseded' },
  });
  const body = cardBodyInstance('card/1/body');
  body.send({ type: 'card.reportLost' });
  expect(body.record()).toEqual({ machine: 'cardBody', version: 1, value: 'lostReported', context: {} });
});

test('what was recorded comes back as JSON and goes on from there', () => {
  const first = secretInstance('card/1/secret/jpki/authentication', policy);
  first.send(wrong);
  first.send(wrong);
  const record = JSON.parse(JSON.stringify(first.record())) as MachineRecord;
  const second = secretInstance('card/1/secret/jpki/authentication', policy);
  second.restore(record, policy);
  expect(second.record()).toEqual(first.record());
  second.send(wrong);
  expect(second.record()).toMatchObject({ value: 'blocked', context: { triesLeft: 0 } });
  second.restore(record, policy);
  expect(second.snapshot.context.triesLeft).toBe(2 - 1);
});

test('restored without a record it is as issued, also after events', () => {
  const secret = secretInstance('card/1/secret/jpki/authentication', policy);
  secret.send(wrong);
  secret.restore(undefined, policy);
  expect(secret.record()).toMatchObject({ value: 'usable', context: { triesLeft: 3 } });
  secret.send(wrong);
  expect(secret.snapshot.context.triesLeft).toBe(2);
});

test('the policy is not part of the record: it is given when the state is put back', () => {
  const secret = secretInstance('card/1/secret/jpki/authentication', policy);
  secret.send(wrong);
  const record = secret.record();
  secret.restore(record, { ...policy, resetBy: [] });
  expect(secret.snapshot.context.triesLeft).toBe(2);
  expect(secret.can({ type: 'secret.reset', by: 'counter' })).toBe(false);
});

describe('a record that is not of this machine is refused and changes nothing', () => {
  const good: MachineRecord = { machine: 'secret', version: 1, value: 'usable', context: { triesLeft: 2 } };
  test.each([
    ['of another machine', { ...good, machine: 'certificate' }],
    ['of another version', { ...good, version: 2 }],
    ['in a state it does not have', { ...good, value: 'open' }],
    ['in a state that is only a name of every object', { ...good, value: 'toString' }],
  ])('%s', (_what, record) => {
    const secret = secretInstance('card/1/secret/jpki/authentication', policy);
    secret.send(wrong);
    expect(() => secret.restore(record, policy)).toThrow(expect.objectContaining({ code: 'machine/record' }));
    secret.send(wrong);
    expect(secret.snapshot.context.triesLeft).toBe(1);
  });
});

test('context that a record has no business with is left out', () => {
  const secret = secretInstance('card/1/secret/jpki/authentication', policy);
  const record: MachineRecord = {
    machine: 'secret',
    version: 1,
    value: 'usable',
    context: { triesLeft: 1, policy: 'none' },
  };
  secret.restore(record, policy);
  expect(secret.snapshot.context).toEqual({ policy, triesLeft: 1 });
});

test('any machine of the same shape can be an instance', () => {
  const definition = xstate.createMachine({
    id: 'lamp',
    initial: 'off',
    states: { off: { on: { flip: 'on' } }, on: {} },
  });
  const lamp = new MachineInstance('lamp', { definition, version: 4, keep: [] }, noPolicy);
  lamp.send({ type: 'flip' });
  expect(lamp.record()).toEqual({ machine: 'lamp', version: 4, value: 'on', context: {} });
});
