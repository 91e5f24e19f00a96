import { concat, hex, sameBytes, textBytes } from '../bytes/hex.ts';
import { applicationOf } from '../engine/applications.ts';
import { type SecretName, type SecretValues, secretAt, secretNames, secrets } from '../engine/secret.ts';
import type { Subject } from '../engine/subject.ts';

/** What a counting card is made with. */
export interface CountingCardOptions {
  readonly values: SecretValues;
  readonly counters?: Partial<Record<SecretName, number>>;
  /** Answers of its own to commands in hex digits, before anything else is looked at. */
  readonly answers?: Readonly<Record<string, string>>;
}

/**
 * A double of a real card that does nothing but select, verify and count: it knows for each secret the lowest
 * counter it ever stood at.
 */
export class CountingCard {
  readonly counters: Record<SecretName, number>;
  readonly lowest: Record<SecretName, number>;
  readonly commands: string[] = [];
  readonly #values: SecretValues;
  readonly #answers: Readonly<Record<string, string>>;
  #application: ReturnType<typeof applicationOf>;
  #file: number | undefined;

  constructor(options: CountingCardOptions) {
    const counters = secretNames.map((name) => [name, options.counters?.[name] ?? secrets[name].tries]);
    this.counters = Object.fromEntries(counters);
    this.lowest = { ...this.counters };
    this.#values = options.values;
    this.#answers = options.answers ?? {};
  }

  transmit(command: Uint8Array): Uint8Array {
    const text = Buffer.from(command).toString('hex');
    this.commands.push(text);
    const own = this.#answers[text];
    if (own !== undefined) return hex(own);
    const [, ins, p1, p2 = 0] = command;
    const data = command.subarray(5, 5 + (command[4] ?? 0));
    if (ins === 0xa4 && p1 === 0x04) {
      const found = applicationOf(data);
      if (found === undefined) return hex('6a82');
      this.#application = found;
      this.#file = undefined;
      return hex('9000');
    }
    if (ins === 0xa4) {
      this.#file = data[0]! * 256 + data[1]!;
      return hex('9000');
    }
    if (ins === 0x20) return this.#verify(p2, data, command.length > 5);
    if (ins === 0xb0) return concat(textBytes('TEST personal data'), hex('9000'));
    return hex('6d00');
  }

  #verify(p2: number, data: Uint8Array, withValue: boolean): Uint8Array {
    if (p2 > 0x80) this.#file = p2 & 0x1f;
    const secret = secretAt(this.#application, this.#file);
    if (secret === undefined) return hex('6986');
    if (!withValue) return Uint8Array.of(0x63, 0xc0 + this.counters[secret]);
    if (this.counters[secret] === 0) return hex('6984');
    if (sameBytes(data, textBytes(this.#values[secret] ?? ''))) {
      this.counters[secret] = secrets[secret].tries;
      return hex('9000');
    }
    this.counters[secret]--;
    this.lowest[secret] = Math.min(this.lowest[secret], this.counters[secret]);
    return Uint8Array.of(0x63, 0xc0 + this.counters[secret]);
  }

  /** The card as a subject that has proved nothing. */
  asSubject(): Subject {
    return {
      address: 'test:counting-card',
      title: 'TEST counting card',
      level: 'card',
      proof: { method: 'none' },
      facts: {
        profile: undefined,
        capabilities: new Set(['card', 'jpki', 'text', 'common', 'juki', 'signature-certificate']),
        tries: Object.fromEntries(secretNames.map((name) => [name, secrets[name].tries])) as Record<
          SecretName,
          number
        >,
      },
      reset: async () => {
        this.#application = undefined;
        this.#file = undefined;
        return hex('3b 88 80 01 00 00 05 e0 b3 81 a1 00 7f');
      },
      transmit: async (command) => this.transmit(command),
      close: async () => {},
    };
  }
}
