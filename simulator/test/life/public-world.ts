import { personProfiles } from '@kazashi/profiles';
import type { Hono } from 'hono';
import { fromJst } from '../../src/clock/calendar.ts';
import { ManualTimers } from '../../src/clock/manual-timers.ts';
import { SimulatedCalendar } from '../../src/clock/simulated-calendar.ts';
import { asciiBytes, toHex } from '../../src/codec/hex.ts';
import { controlApi } from '../../src/control/control-api.ts';
import { seededRandom } from '../../src/random.ts';
import { type RuleId, RuleSet } from '../../src/rules/rule-set.ts';
import { Simulator } from '../../src/simulator.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';

/** A Saturday on which the batch is open. */
export const start = fromJst(2026, 11, 21, 10);
export const { secrets } = personProfiles.get('test/adult')!;
/** Secrets that the holder gives the phone; the facility's. */
export const phoneSecrets = { signature: 'PHONE1', authentication: '4321' };
export const facilitySecrets = { password: 'clinic-9', passcode: '2468' };

export type WorldView = ReturnType<Simulator['state']>;
export type Data = Readonly<Record<string, string>>;

const host = 'kazashi.test';
const token = 'life';

/** One world seen through its control API alone, requests in and responses out without a socket. */
export class PublicWorld {
  readonly #api: Hono;
  /** The reader that phones are held to. */
  #other: string | undefined;
  /** For the status services, which are asked for certificates and never by the control API. */
  readonly simulator: Simulator;

  private constructor(api: Hono, simulator: Simulator) {
    this.#api = api;
    this.simulator = simulator;
  }

  /** A person with a card in a reader, an Android phone (1) and an iPhone (2). */
  static async open(mutants: readonly RuleId[] = []): Promise<PublicWorld> {
    const simulator = new Simulator({
      store: new MemoryStore(),
      calendar: new SimulatedCalendar(() => start, start),
      timers: new ManualTimers(),
      random: seededRandom(1),
      rules: new RuleSet(mutants),
      placement: 'shared',
    });
    const onError = (error: unknown): void => {
      throw error;
    };
    const world = new PublicWorld(controlApi({ simulator, token, hosts: () => [host], onError }), simulator);
    await world.post('/v1/card', { profile: 'mynumber/contactless-05e0', person: 'test/adult' });
    await world.post('/v1/readers', { card: '1' });
    await world.phone('android/supported');
    await world.phone('iphone/xs-ios-18-5');
    return world;
  }

  async #request(method: string, path: string, body?: object): Promise<{ status: number; json: unknown }> {
    const response = await this.#api.request(path, {
      method,
      headers: { host, authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, json: text === '' ? null : JSON.parse(text) };
  }

  /** Posts, and throws when the answer is a problem. */
  async post(path: string, body: object): Promise<unknown> {
    const { status, json } = await this.#request('POST', path, body);
    if (status >= 300) throw new Error(`${path} ${JSON.stringify(body)}: ${status} ${JSON.stringify(json)}`);
    return json;
  }

  async phone(profile: string): Promise<string> {
    return ((await this.post('/v1/phones', { profile })) as { readonly id: string }).id;
  }

  /** Holds a phone to a reader of its own while it is asked something; commands and responses in hex. */
  async held<T>(
    card: string,
    ask: (transmit: (command: string) => Promise<string>) => Promise<T>,
  ): Promise<T> {
    this.#other ??= ((await this.post('/v1/readers', {})) as { readonly name: string }).name;
    await this.post('/v1/card/insert', { reader: this.#other, card });
    const { id } = (await this.post('/v1/sessions', { reader: this.#other })) as { readonly id: string };
    try {
      return await ask(async (command) => {
        const { status, json } = await this.#request('POST', `/v1/sessions/${id}/apdu`, { command });
        if (status < 300) return (json as { readonly response: string }).response;
        const { code } = json as { readonly code: string };
        if (code === 'reader/card-mute') return 'mute';
        throw new Error(`${command}: ${code}`);
      });
    } finally {
      await this.#request('DELETE', `/v1/sessions/${id}`);
      await this.post('/v1/card/remove', { reader: this.#other });
    }
  }

  /** An event that has to be taken; what came of it when it did not do what its actor hoped for. */
  async event(type: string, data: Data = {}): Promise<string | undefined> {
    return ((await this.post('/v1/events', { type, data })) as { readonly result?: string }).result;
  }

  async next(): Promise<void> {
    await this.post('/v1/clock', { next: true });
  }

  async advance(duration: string): Promise<void> {
    await this.post('/v1/clock', { advance: duration });
  }

  async set(instant: string): Promise<void> {
    await this.post('/v1/clock', { set: instant });
  }

  async state(): Promise<WorldView> {
    return (await this.#request('GET', '/v1/state')).json as WorldView;
  }

  async snapshot(): Promise<unknown> {
    return (await this.#request('GET', '/v1/snapshot')).json;
  }

  /** Sends commands in one session at the card in the reader; the answers in hex. */
  async apdus(...commands: readonly string[]): Promise<string[]> {
    const { id } = (await this.post('/v1/sessions', {})) as { readonly id: string };
    const answers: string[] = [];
    for (const command of commands) {
      const answer = (await this.post(`/v1/sessions/${id}/apdu`, { command })) as { response: string };
      answers.push(answer.response.toUpperCase());
    }
    await this.#request('DELETE', `/v1/sessions/${id}`);
    return answers;
  }

  /** The status word of VERIFY with a value of a JPKI secret, or of the empty one that asks for the counter. */
  async verify(secret: 'authentication' | 'signature', value?: string): Promise<string> {
    const select = [selectJpki, secret === 'authentication' ? '00A4020C020018' : '00A4020C02001B'];
    return (await this.apdus(...select, verifyCommand(value))).at(-1)!;
  }
}

export const selectJpki = '00A404000AD392F000260100000001';
export function verifyCommand(value?: string): string {
  if (value === undefined) return '00200080';
  const length = value.length.toString(16).padStart(2, '0');
  return `00200080${length}${toHex(asciiBytes(value))}`.toUpperCase();
}

/** How far an enrolment is taken. */
export type Stage = 'collecting' | 'complete' | 'queued' | 'notified' | 'finishing' | 'done';

const android: readonly (readonly [string, Data])[] = [
  ['portal.enterSignaturePassword', { value: secrets.signature }],
  ['portal.chooseCertificates', { kinds: 'signature,authentication' }],
  ['portal.acknowledge', {}],
  ['portal.readCard', {}],
  ['portal.setSignaturePassword', { value: phoneSecrets.signature, again: phoneSecrets.signature }],
  ['portal.setAuthenticationPin', { value: phoneSecrets.authentication, again: phoneSecrets.authentication }],
];
const iphone: readonly (readonly [string, Data])[] = [
  ['portal.acceptTerms', {}],
  ['portal.captureFace', { camera: 'allowed' }],
  ['portal.enterTextPin', { value: secrets.text }],
  ['portal.enterSignaturePassword', { value: secrets.signature }],
  ['portal.readCard', {}],
  ['portal.setAuthenticationPin', { value: phoneSecrets.authentication, again: phoneSecrets.authentication }],
  ['portal.setSignaturePassword', { value: phoneSecrets.signature, again: phoneSecrets.signature }],
];

/** Takes a phone that is collecting on from the step it stands at, skipping what it does without. */
export async function goOn(world: PublicWorld, phone: string, stage: Stage = 'done'): Promise<void> {
  const seen = async () => (await world.state()).phones.find(({ id }) => id === phone)!;
  const { platform } = await seen();
  for (const [type, data] of platform === 'android' ? android : iphone) {
    if (type === `portal.${(await seen()).step}`) await world.event(type, { phone, ...data });
  }
  if (stage === 'complete') return;
  await world.event(platform === 'android' ? 'portal.apply' : 'wallet.add', { phone });
  if (stage === 'queued') return;
  while (!/^(?:notified|warmingUp)$/.test((await seen()).enrolment)) await world.next();
  if (stage === 'notified') return;
  if (platform === 'android') await world.event('portal.register', { phone });
  if (stage === 'finishing') return;
  await world.next();
}

/** Enrols a phone as far as a stage; `queued` is as far as applied for. */
export async function enrol(world: PublicWorld, phone: string, stage: Stage = 'done'): Promise<void> {
  await world.event('portal.startEnrolment', { phone });
  if (stage !== 'collecting') await goOn(world, phone, stage);
}
