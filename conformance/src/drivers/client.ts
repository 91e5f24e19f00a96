import { createHash } from 'node:crypto';
import { birthDate, personProfiles } from '@kazashi/profiles';
import { hex, textBytes, toHex } from '../bytes/hex.ts';
import { announcedLength } from '../bytes/tlv.ts';
import { aids } from '../engine/applications.ts';
import { type ClientRun, type ClientUnderTest, type Holder, holders } from '../engine/client-under-test.ts';
import { personOfProfile, secretsOfProfile } from '../engine/profile-facts.ts';
import { type SecretName, secrets, wrongValue } from '../engine/secret.ts';
import type { BenchHand, KnownPerson, Subject } from '../engine/subject.ts';
import { ConformanceError } from '../error.ts';
import { ClientControl } from './client-control.ts';
import type { ClientLauncher } from './client-launch.ts';
import type { ClientSimulator } from './client-simulator.ts';

export interface ClientOptions {
  /** As `--subject` names it. */
  readonly address: string;
  readonly launch: ClientLauncher;
  readonly simulator: ClientSimulator;
  /** Instant at which the simulator's calendar stands, ISO 8601 with offset. */
  readonly clock: string;
  /** Milliseconds that one run may take; 4,000 when absent. */
  readonly limitMs?: number;
}

const profileOf: Readonly<Record<Holder, string>> = {
  adult: 'test/adult',
  child: 'test/child',
  expired: 'test/expired',
  long: 'test/long-basic-data',
  'very-long': 'test/very-long-basic-data',
};

/** What a client says of itself. */
interface Description {
  readonly name: string;
  readonly version: string;
  readonly operations: readonly string[];
  /** PINs that it knows; those of the card when it says nothing. */
  readonly pins: readonly string[];
}

/** What a program says of itself goes to terminals and reports: a line without control characters. */
const plain = (value: unknown): string =>
  String(value)
    .replaceAll(/\p{Cc}/gu, ' ')
    .slice(0, 100);

const areNames = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

function descriptionOf(run: ClientRun, address: string): Description {
  const { ok, name, version, operations, pins = ['authentication', 'signature', 'text'] } = run.answer ?? {};
  if (ok === true && areNames(operations) && areNames(pins)) {
    return { name: plain(name ?? address), version: plain(version ?? 'unknown'), operations, pins };
  }
  throw new ConformanceError(
    'client/no-description',
    `${address} did not answer "describe" with its operations: ${run.stdout.slice(0, 200)}${run.stderr.slice(0, 200)}`,
  );
}

/** The one JSON object that standard output holds, on one line. */
function answerIn(stdout: string): ClientRun['answer'] {
  const lines = stdout.split('\n').filter((line) => line.trim() !== '');
  if (lines.length !== 1) return undefined;
  try {
    const value: unknown = JSON.parse(lines[0]!);
    // Cases write answers out again, which takes a stack as deep as the answer.
    JSON.stringify(value);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as ClientRun['answer'])
      : undefined;
  } catch {
    return undefined;
  }
}

const word = (value: number): string => value.toString(16).padStart(4, '0');
const selectApplication = (secret: SecretName): string => {
  const name = aids[secrets[secret].application];
  return `00a4040c${(name.length / 2).toString(16).padStart(2, '0')}${name}`;
};
const selectFile = (file: number): string => `00a4020c02${word(file)}`;
const verify = (value: Uint8Array): string =>
  `00200080${value.length.toString(16).padStart(2, '0')}${toHex(value)}`;

/**
 * `client:…`: a program as subject. The bench is a simulator of its own, reached through its control API alone: a
 * card for every invented holder, a reader, faults, and the trace of what the program sent.
 * Errors: ConformanceError `client/…`, `control/…`.
 */
export async function openClient(options: ClientOptions): Promise<Subject> {
  const { address, launch, simulator, clock, limitMs = 4_000 } = options;
  const control = new ClientControl(simulator);
  const cards = new Map<Holder, string>();
  const state = await control.ask<{ cards: { id: string; person: string }[] }>('GET', '/v1/state');
  for (const holder of holders) {
    const person = profileOf[holder];
    const known = state.cards.find((card) => card.person === person)?.id;
    cards.set(holder, known ?? (await control.ask<{ id: string }>('POST', '/v1/card', { person })).id);
  }
  let lies: Holder = 'adult';
  /** The latest entry of the trace that a run was given: nobody but the client uses its endpoint. */
  let seen = (await control.trace(1)).at(-1)?.sequence ?? -1;
  const values = secretsOfProfile(personProfiles.get(profileOf.adult)!, undefined, undefined);
  const value = (secret: SecretName): string => values[secret]!;

  const benchHand: BenchHand = {
    save: () => control.ask('GET', '/v1/snapshot'),
    restore: async (snapshot) => {
      await control.ask('DELETE', '/v1/faults');
      await control.ask('PUT', '/v1/snapshot', snapshot);
      await simulator.relying.reset();
      lies = 'adult';
    },
    event: async () => ({ taken: false, rule: 'none' }),
    advance: (milliseconds) => control.ask('POST', '/v1/clock', { advance: `PT${milliseconds / 1000}S` }),
    setClock: (instant) => control.ask('POST', '/v1/clock', { set: instant }),
    nextDeadline: () => control.ask('POST', '/v1/clock', { next: true }),
    phone: async (profile) => (await control.ask<{ id: string }>('POST', '/v1/phones', { profile })).id,
    state: () => control.ask('GET', '/v1/state'),
    cause: async () => (await control.trace(1)).at(-1)?.cause,
  };

  const client: ClientUnderTest = {
    async run(operation, parameters = {}) {
      const request = `${JSON.stringify({ version: 1, operation, parameters })}\n`;
      const { exitCode, stdout, stderr } = await launch(request, simulator.env, limitMs);
      const trace = await control.traceAfter(seen);
      seen = trace.at(-1)?.sequence ?? seen;
      const exchanges = trace
        .filter(({ kind }) => kind === 'apdu')
        .filter(({ endpoint }) => endpoint === simulator.endpoint)
        .map(({ card, command, response, text, executed = true, host, cause }) => ({
          card,
          command,
          response,
          name: text.command,
          meaning: text.response,
          executed,
          ...(host === undefined ? {} : { host }),
          ...(cause === undefined ? {} : { cause }),
        }));
      return { exitCode, stdout, stderr, answer: answerIn(stdout), exchanges };
    },
    async lay(holder) {
      await control.ask('POST', '/v1/card/insert', { card: cards.get(holder)! });
      lies = holder;
    },
    removeCard: () => control.ask('POST', '/v1/card/remove', {}),
    fault: (order) => control.ask('POST', '/v1/faults', order),
    async struck() {
      for (let i = 0; i < 500; i++) {
        const faults = await control.ask<{ fired: number }[]>('GET', '/v1/faults');
        if (faults.every(({ fired }) => fired > 0)) return;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    async leaveTries(secret, left) {
      const wrong = verify(wrongValue(value(secret)));
      const count = (await client.tries(secret)) - left;
      await control.session(
        selectApplication(secret),
        selectFile(secrets[secret].file),
        ...Array.from({ length: count }, () => wrong),
      );
    },
    async tries(secret, holder = lies) {
      const told = await control.ask<{
        cards: { id: string; secrets: Record<string, { triesLeft: number }> }[];
      }>('GET', '/v1/state');
      const card = told.cards.find(({ id }) => id === cards.get(holder));
      return card?.secrets[secret]?.triesLeft ?? -1;
    },
    async content(file) {
      const signature = 'jpki/signature';
      const open = [
        selectApplication(signature),
        selectFile(secrets[signature].file),
        verify(textBytes(value(signature))),
      ];
      const begin = [...open, selectFile(file)];
      const head = hex((await control.session(...begin, '00b0000007')).at(-1)!).subarray(0, -2);
      const length = announcedLength(head);
      const reads = Array.from({ length: Math.ceil(length / 256) }, (_, i) => {
        const le = Math.min(256, length - 256 * i) & 0xff;
        return `00b0${word(256 * i)}${le.toString(16).padStart(2, '0')}`;
      });
      const answers = await control.session(...begin, ...reads);
      return hex(
        answers
          .slice(begin.length)
          .map((answer) => answer.slice(0, -4))
          .join(''),
      );
    },
    async cardSigns(key, data) {
      const secret = `jpki/${key}` as const;
      const hash = createHash('sha256').update(hex(data)).digest();
      const input = `3031300d060960864801650304020105000420${toHex(hash)}`;
      const answers = await control.session(
        selectApplication(secret),
        selectFile(secrets[secret].file),
        verify(textBytes(value(secret))),
        selectFile(key === 'authentication' ? 0x0017 : 0x001a),
        `802a0080${(input.length / 2).toString(16)}${input}00`,
      );
      return answers.at(-1)!.slice(0, -4);
    },
    event: (type, data = {}) => control.ask('POST', '/v1/events', { type, data }),
    advance: (milliseconds) => benchHand.advance(milliseconds),
    now: async () => (await control.ask<{ now: string }>('GET', '/v1/clock')).now,
    cardOf: (holder) => cards.get(holder)!,
    personOf,
    secretOf: value,
    relying: simulator.relying,
  };

  function personOf(holder: Holder): KnownPerson {
    const profile = personProfiles.get(profileOf[holder])!;
    const jst = new Date(Date.parse(clock) + 9 * 3_600_000);
    const start = { year: jst.getUTCFullYear(), month: jst.getUTCMonth() + 1, day: jst.getUTCDate() };
    const { year, month, day } = birthDate(profile, start);
    const birth = `${year}${String(month).padStart(2, '0')}${String(day).padStart(2, '0')}`;
    return personOfProfile(profile, birth);
  }

  const { name, version, operations, pins } = descriptionOf(await client.run('describe'), address);
  const cannot = async (): Promise<never> => {
    throw new ConformanceError('client/no-card', 'a client takes requests, not commands');
  };
  return {
    address,
    title: `${name} ${version}`,
    level: 'client',
    proof: { method: 'bench' },
    facts: {
      profile: undefined,
      capabilities: new Set([
        'client',
        'bench-hand',
        ...operations.map((operation) => `client-${operation}`),
        ...pins.map((pin) => `client-pin-${pin}`),
      ]),
      tries: Object.fromEntries(Object.entries(secrets).map(([id, { tries }]) => [id, tries])) as Record<
        SecretName,
        number
      >,
    },
    benchHand,
    secrets: values,
    client,
    software: { name, version },
    reset: async () => new Uint8Array(0),
    transmit: cannot,
    close: () => simulator.close(),
  };
}
