import { createHash, X509Certificate } from 'node:crypto';
import { bytesText, concat, hex, textBytes, toHex } from '../bytes/hex.ts';
import { announcedLength, readObject, readObjects } from '../bytes/tlv.ts';
import { CardLink } from './card-link.ts';
import type { ClientHabit, Habit } from './client-mutants.ts';
import { ClientProblem, type ClientResult, requestIn, succeeded } from './client-protocol.ts';
import { misjudged } from './misjudged.ts';
import { relied, relyingOperations } from './relying-operations.ts';

export interface ReferenceOptions {
  /** Where pcscd listens. */
  readonly socketPath: string;
  /** File of CA certificates that a relying party trusts, PEM. */
  readonly anchorsPath: string;
  /** Makes the client wrong in one way. */
  readonly habit?: Habit | undefined;
}

const applications = {
  jpki: 'd392f000260100000001',
  text: 'd3921000310001010408',
} as const;

const pins = {
  authentication: { application: 'jpki', file: 0x0018, tries: 3, form: /^[0-9]{4}$/ },
  signature: { application: 'jpki', file: 0x001b, tries: 5, form: /^[A-Z0-9]{6,16}$/ },
  text: { application: 'text', file: 0x0011, tries: 3, form: /^[0-9]{4}$/ },
} as const;
type PinName = keyof typeof pins;

const certificates = {
  authentication: 0x000a,
  'authentication-ca': 0x000b,
  signature: 0x0001,
  'signature-ca': 0x0002,
} as const;
type CertificateName = keyof typeof certificates;

const keys = { authentication: 0x0017, signature: 0x001a } as const;

const digestInfoSha256 = hex('3031300d060960864801650304020105000420');

type Parameters = Readonly<Record<string, unknown>>;
type Answer = Readonly<Record<string, unknown>>;

const text = (parameters: Parameters, name: string): string => {
  const value = parameters[name];
  if (typeof value !== 'string') throw new ClientProblem('bad-request');
  return value;
};

function bytes(parameters: Parameters, name: string): Uint8Array {
  try {
    return hex(text(parameters, name));
  } catch {
    throw new ClientProblem('bad-request');
  }
}

/** One operation at one card. */
class Operation {
  readonly #socketPath: string;
  readonly #habit: Habit | undefined;
  readonly log: string[] = [];
  #link: CardLink;

  private constructor(link: CardLink, { socketPath, habit }: ReferenceOptions) {
    this.#link = link;
    this.#socketPath = socketPath;
    this.#habit = habit;
  }

  static async begin(options: ReferenceOptions): Promise<Operation> {
    return new Operation(await CardLink.open(options.socketPath), options);
  }

  end(): Promise<void> {
    return this.#link.close();
  }

  #oneOf<T extends string>(parameters: Parameters, name: string, known: Readonly<Record<T, unknown>>): T {
    const value = text(parameters, name);
    if (Object.hasOwn(known, value)) return value as T;
    if (this.#is('guesses-parameters')) return Object.keys(known)[0] as T;
    throw new ClientProblem('bad-request');
  }

  /** What no client should do: goes on with whatever card lies there within a second. */
  async #reopen(application: keyof typeof applications): Promise<void> {
    await this.#link.close();
    for (let tries = 50; ; tries--) {
      try {
        this.#link = await CardLink.open(this.#socketPath);
        break;
      } catch (error) {
        if (tries === 0) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    await this.#application(application);
  }

  #is(habit: ClientHabit): boolean {
    return this.#habit === habit;
  }

  async #send(command: string | Uint8Array) {
    const bytes = typeof command === 'string' ? hex(command) : command;
    if (this.#is('logs-pin')) this.log.push(toHex(bytes));
    const answer = this.#link.transmit(bytes);
    if (!this.#is('impatient')) return answer;
    let giveUp: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      giveUp = setTimeout(() => reject(new ClientProblem('card-error')), 150);
    });
    answer.catch(() => {});
    return Promise.race([answer, tooLate]).finally(() => clearTimeout(giveUp));
  }

  /** Sends what has to be answered 9000. */
  async #done(command: string | Uint8Array): Promise<Uint8Array> {
    const { data, sw } = await this.#send(command);
    if (sw === 0x9000) return data;
    if (this.#is('takes-any-status-for-wrong-pin')) throw new ClientProblem('wrong-pin', 2);
    throw new ClientProblem(sw === 0x6a82 ? 'not-on-card' : 'card-error');
  }

  async #application(name: keyof typeof applications): Promise<void> {
    await this.#done(`00a4040c0a${applications[name]}`);
  }

  async #file(identifier: number): Promise<void> {
    await this.#done(Uint8Array.of(0x00, 0xa4, 0x02, 0x0c, 0x02, identifier >> 8, identifier & 0xff));
  }

  /** The data object in the current EF, as long as its first bytes announce. */
  async #read(identifier: number, application: keyof typeof applications): Promise<Uint8Array> {
    await this.#file(identifier);
    const head = await this.#done('00b0000007');
    let length: number;
    try {
      length = announcedLength(head);
    } catch {
      throw new ClientProblem('card-error');
    }
    if (this.#is('one-byte-length') && application === 'text') length = 3 + head[2]!;
    const parts: Uint8Array[] = [head.subarray(0, length)];
    let at = parts[0]!.length;
    while (at < length) {
      const le = this.#is('assumes-full-blocks') ? 256 : Math.min(256, length - at);
      const command = Uint8Array.of(0x00, 0xb0, at >> 8, at & 0xff, le & 0xff);
      let data: Uint8Array;
      try {
        data = await this.#done(command);
      } catch (error) {
        if (this.#is('takes-part-for-whole')) break;
        if (!this.#is('mixes-cards')) throw error;
        await this.#reopen(application);
        await this.#file(identifier);
        data = await this.#done(command);
      }
      if (data.length === 0) throw new ClientProblem('card-error');
      if (this.#is('assumes-full-blocks')) data = concat(data, new Uint8Array(256 - data.length));
      parts.push(data);
      at += data.length;
      if (this.#is('stops-after-a-block')) break;
    }
    if (this.#is('reads-past-end')) {
      await this.#done(Uint8Array.of(0x00, 0xb0, (at + 64) >> 8, (at + 64) & 0xff, 0x00));
    }
    return concat(...parts);
  }

  /** Tries left of the reference that is current; 0 when it is blocked. */
  async #tries(): Promise<number> {
    const { sw } = await this.#send('00200080');
    if (sw >> 4 === 0x63c) return sw & 0x0f;
    if (sw === 0x6984 || sw === 0x6983) return 0;
    throw new ClientProblem(this.#is('takes-any-status-for-wrong-pin') ? 'wrong-pin' : 'card-error');
  }

  /** The PIN in the form that its reference takes. Throws ClientProblem `pin-form` before anything is sent. */
  #formed(name: PinName, typed: string): string {
    if (this.#is('checks-no-form')) return typed;
    const folded = name === 'signature' && !this.#is('folds-not') ? typed.toUpperCase() : typed;
    const form = name === 'signature' && this.#is('folds-not') ? /^[A-Za-z0-9]{6,16}$/ : pins[name].form;
    if (!form.test(folded)) throw new ClientProblem('pin-form');
    return folded;
  }

  /** Looks before it leaps: a blocked reference gets no PIN, and the last try only by leave. */
  async #verify(name: PinName, pin: string, parameters: Parameters): Promise<void> {
    const { file } = pins[this.#is('crosses-pins') && name === 'signature' ? 'authentication' : name];
    await this.#file(file);
    const left = await this.#tries();
    if (left === 0 && !this.#is('ignores-blocked')) throw new ClientProblem('pin-blocked', 0);
    const leave = parameters.lastTry === true && !this.#is('never-tries-last');
    if (left === 1 && !leave && !this.#is('ignores-retry-counter')) {
      throw new ClientProblem('last-try', 1);
    }
    const value = textBytes(pin);
    const command = concat(Uint8Array.of(0x00, 0x20, 0x00, 0x80, value.length), value);
    let sw: number;
    try {
      ({ sw } = await this.#send(command));
    } catch (error) {
      if (!this.#is('resends-verify')) throw error;
      await this.#reopen(pins[name].application);
      await this.#file(file);
      ({ sw } = await this.#send(command));
    }
    if (sw === 0x9000) return;
    const blocked =
      (sw === 0x6984 && !this.#is('treats-6984-as-wrong-pin')) ||
      (sw === 0x63c0 && !this.#is('treats-63c0-as-wrong-pin'));
    if (blocked || sw === 0x6983) throw new ClientProblem('pin-blocked', 0);
    if (sw >> 4 === 0x63c || sw === 0x6984) {
      throw new ClientProblem('wrong-pin', this.#is('tells-full-tries') ? pins[name].tries : sw & 0x0f);
    }
    throw new ClientProblem(this.#is('takes-any-status-for-wrong-pin') ? 'wrong-pin' : 'card-error');
  }

  #isExpired(certificate: Uint8Array, parameters: Parameters): boolean {
    if (this.#is('calls-all-expired')) return true;
    if (this.#is('ignores-expiry') || this.#is('takes-part-for-whole')) return false;
    const now = typeof parameters.now === 'string' ? Date.parse(parameters.now) : Date.now();
    try {
      return Date.parse(new X509Certificate(certificate).validTo) < now;
    } catch {
      throw new ClientProblem('card-error');
    }
  }

  async readCertificate(parameters: Parameters): Promise<Answer> {
    const name = this.#oneOf<CertificateName>(parameters, 'certificate', certificates);
    const file = this.#is('mixes-certificates') ? certificates[name] ^ 0x0001 : certificates[name];
    const pin = name === 'signature' ? this.#formed('signature', text(parameters, 'pin')) : undefined;
    await this.#application('jpki');
    if (pin !== undefined) {
      if (!this.#is('verifies-before-looking')) await this.#file(certificates.signature);
      await this.#verify('signature', pin, parameters);
    } else if (this.#is('verifies-for-public')) await this.#verify('authentication', '1234', parameters);
    const certificate = await this.#read(file, 'jpki');
    return { certificate: toHex(certificate), expired: this.#isExpired(certificate, parameters) };
  }

  async sign(parameters: Parameters): Promise<Answer> {
    const name = this.#oneOf(parameters, 'key', keys);
    const pin = this.#formed(name, text(parameters, 'pin'));
    const data = bytes(parameters, 'data');
    await this.#application('jpki');
    if (name === 'authentication') await this.#mayBeUsed('authentication', parameters);
    else if (!this.#is('verifies-before-looking')) await this.#file(certificates.signature);
    await this.#verify(name, pin, parameters);
    if (name === 'signature') await this.#mayBeUsed('signature', parameters);
    await this.#file(keys[name]);
    const hash = this.#is('signs-unhashed')
      ? concat(data, new Uint8Array(32)).subarray(0, 32)
      : createHash('sha256').update(data).digest();
    const input = concat(digestInfoSha256, hash);
    const command = concat(Uint8Array.of(0x80, 0x2a, 0x00, 0x80, input.length), input, Uint8Array.of(0x00));
    let signature: Uint8Array;
    try {
      signature = await this.#done(command);
    } catch (error) {
      if (!this.#is('follows-swapped-card')) throw error;
      await this.#reopen('jpki');
      await this.#verify(name, pin, parameters);
      await this.#file(keys[name]);
      signature = await this.#done(command);
    }
    if (signature.length !== 256) throw new ClientProblem('card-error');
    return { signature: toHex(signature) };
  }

  async #mayBeUsed(name: 'authentication' | 'signature', parameters: Parameters): Promise<void> {
    const certificate = await this.#read(certificates[name], 'jpki');
    if (this.#isExpired(certificate, parameters)) throw new ClientProblem('certificate-expired');
  }

  async pinStatus(parameters: Parameters): Promise<Answer> {
    const name = this.#oneOf(parameters, 'pin', pins);
    const { application, file, tries } = pins[name];
    await this.#application(application);
    await this.#file(file);
    if (this.#is('queries-by-guessing')) {
      const { sw } = await this.#send('002000800430303030');
      return { triesLeft: sw & 0x0f, blocked: (sw & 0x0f) === 0 };
    }
    const left = this.#is('tells-full-tries') ? tries : await this.#tries();
    return { triesLeft: left, blocked: left === 0 };
  }

  async readBasicData(parameters: Parameters): Promise<Answer> {
    const pin = this.#formed('text', text(parameters, 'pin'));
    await this.#application('text');
    await this.#verify('text', pin, parameters);
    const record = await this.#read(0x0002, 'text');
    const value = (tag: number): string => {
      const field = readObjects(readObject(record).value).find((object) => object.tag === tag);
      if (field === undefined) throw new ClientProblem('card-error');
      return this.#is('cuts-characters') ? bytesText(field.value).slice(0, 20) : bytesText(field.value);
    };
    try {
      const answer = {
        name: value(0xdf22),
        address: value(0xdf23),
        birth: value(0xdf24),
        sex: value(0xdf25),
      };
      if (this.#is('logs-data')) this.log.push(JSON.stringify(answer));
      return answer;
    } catch {
      throw new ClientProblem('card-error');
    }
  }

  async readNumber(parameters: Parameters): Promise<Answer> {
    const pin = this.#formed('text', text(parameters, 'pin'));
    await this.#application('text');
    await this.#verify('text', pin, parameters);
    const record = await this.#read(0x0001, 'text');
    const number = String.fromCharCode(...record.subarray(3));
    if (!/^[0-9]{12}$/.test(number)) throw new ClientProblem('card-error');
    if (this.#is('logs-data')) this.log.push(number);
    return { number };
  }

  async token(): Promise<Answer> {
    await this.#application('jpki');
    if (this.#is('verifies-for-public')) await this.#verify('authentication', '1234', {});
    await this.#file(0x0006);
    const label = bytesText(await this.#done('00b0000020'));
    return { token: this.#is('keeps-padding') ? label : label.trimEnd() };
  }
}

const operations: Readonly<Record<string, (card: Operation, parameters: Parameters) => Promise<Answer>>> = {
  'read-certificate': (card, parameters) => card.readCertificate(parameters),
  sign: (card, parameters) => card.sign(parameters),
  'pin-status': (card, parameters) => card.pinStatus(parameters),
  'read-basic-data': (card, parameters) => card.readBasicData(parameters),
  'read-number': (card, parameters) => card.readNumber(parameters),
  token: (card) => card.token(),
};

/**
 * A client that does everything the cases ask for, and nothing else: looks at the counter before every PIN, sends
 * no command twice, and ends at the first fault. Takes one request, gives what a program would leave behind.
 */
export async function referenceClient(line: string, options: ReferenceOptions): Promise<ClientResult> {
  const { habit } = options;
  let card: Operation | undefined;
  const log = (): string => (card?.log ?? []).map((entry) => `${entry}\n`).join('');
  let result: ClientResult;
  try {
    const { operation, parameters } = requestIn(line);
    if (operation === 'describe') {
      if (habit === 'wants-card-to-describe') card = await Operation.begin(options);
      result = succeeded({
        name: 'kazashi reference client',
        version: '1',
        operations: [...Object.keys(operations), ...Object.keys(relyingOperations)],
      });
    } else if (Object.hasOwn(relyingOperations, operation)) {
      result = await relied(relyingOperations[operation]!, parameters, options);
    } else {
      const act = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
      if (act === undefined) {
        if (habit !== 'does-anything') throw new ClientProblem('unsupported');
        result = succeeded({});
      } else {
        card = await Operation.begin(options);
        const answer = await act(card, parameters);
        const echo = habit === 'echoes-request' ? { request: parameters } : {};
        result = succeeded({ ...answer, ...echo }, log());
      }
    }
  } catch (error) {
    if (!(error instanceof ClientProblem)) throw error;
    result = await misjudged(error, habit, log());
  } finally {
    await card?.end();
  }
  if (habit === 'talks-on-stdout' && card !== undefined)
    return { ...result, stdout: `working…\n${result.stdout}` };
  return habit === 'exits-zero' ? { ...result, exitCode: 0 } : result;
}
