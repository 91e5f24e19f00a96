/** Test double: readers and a scripted card, for tests of endpoints. Nothing here runs outside tests. */
import type { ReaderProfile } from '@kazashi/profiles';
import { hex } from '../codec/hex.ts';
import {
  type CardContact,
  type CardPresence,
  type Reader,
  ReaderError,
  type ReaderEvent,
  type ReaderRegistry,
} from '../readers/reader.ts';

export const testProfile: ReaderProfile = {
  schema: 1,
  kind: 'reader',
  id: 'test/reader',
  title: { en: 'TEST reader', ja: 'TEST リーダー' },
  name: 'Kazashi TEST Reader',
  interface: 'contactless',
  protocols: ['T1'],
  exchangeLevel: 'extended-apdu',
  maxMessageLength: 65_558,
  usb: { vendorId: 0x1209, productId: 0x0001, device: 0x0100 },
  vendorName: 'Kazashi TEST',
  serialNumber: 'TEST0001',
  channelId: 0x0020_0101,
  features: [0x12],
  escape: false,
  pseudoApdus: ['get-uid'],
  sources: {},
};

/** Offers T=0 first and T=1, as contactless cards do. */
export const testAtr = hex('3b 88 80 01 00 00 05 e0 b3 81 a1 00 7f');

/**
 * A card whose answers show what happened to it:
 * 80 01 counts the commands of the session; 80 02 P1P2 answers P1P2 filler bytes (0000: 65,536); 80 03 answers
 * when `release` is called; 80 04 gives the data back; 80 05 answers with more bytes than any reader carries.
 */
export class ScriptedCard {
  readonly atr: Uint8Array;
  /** Every session begun, in order, and whether it still has power. */
  readonly sessions: { open: boolean; counter: number }[] = [];
  readonly commands: Uint8Array[] = [];
  #waiting: (() => void)[] = [];
  #asked: (() => void) | undefined;

  constructor(atr: Uint8Array = testAtr) {
    this.atr = atr;
  }

  /** Ends every 80 03 that waits. */
  release(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const end of waiting) end();
  }

  /** Resolves once a command is kept waiting. */
  async kept(): Promise<void> {
    if (this.#waiting.length > 0) return;
    await new Promise<void>((resolve) => {
      this.#asked = resolve;
    });
  }

  execute(session: { counter: number }, command: Uint8Array): Uint8Array | Promise<Uint8Array> {
    this.commands.push(command.slice());
    const length = ((command[2] ?? 0) << 8) | (command[3] ?? 0);
    switch (command[1]) {
      case 0x01:
        session.counter++;
        return Uint8Array.of(session.counter, 0x90, 0x00);
      case 0x02:
        return filler(length || 65_536);
      case 0x03:
        return new Promise((resolve) => {
          this.#waiting.push(() => resolve(hex('90 00')));
          this.#asked?.();
          this.#asked = undefined;
        });
      case 0x04: {
        const data = command.subarray(command[4] === 0 ? 7 : 5);
        const echo = new Uint8Array(data.length + 2);
        echo.set(data);
        echo[data.length] = 0x90;
        return echo;
      }
      case 0x05:
        return filler(65_600);
      default:
        return hex('6d 00');
    }
  }
}

/** `length` bytes 0, 1, 2 … 250, 0 … and 9000. */
export function filler(length: number): Uint8Array {
  const bytes = new Uint8Array(length + 2);
  for (let i = 0; i < length; i++) bytes[i] = i % 251;
  bytes[length] = 0x90;
  return bytes;
}

export class TestReader implements Reader {
  readonly id: string;
  readonly name: string;
  readonly profile: ReaderProfile;
  card: ScriptedCard | undefined;
  /** Set: activation fails with it, as when another endpoint holds the card. */
  activationError: ReaderError | undefined;
  readonly #open = new Set<() => void>();

  constructor(name: string, profile: ReaderProfile) {
    this.id = name;
    this.name = name;
    this.profile = profile;
  }

  get presence(): CardPresence {
    if (this.card === undefined) return 'absent';
    return this.card.atr.length === 0 ? 'mute' : 'present';
  }

  activate(): CardContact {
    const { card } = this;
    if (this.activationError !== undefined) throw this.activationError;
    if (card === undefined) throw new ReaderError('reader/no-card', 'no card');
    const session = { open: true, counter: 0 };
    card.sessions.push(session);
    let lost = false;
    let fail: ((error: ReaderError) => void) | undefined;
    const gone = new ReaderError('reader/card-removed', 'the card is gone');
    const lose = (): void => {
      lost = true;
      session.open = false;
      fail?.(gone);
    };
    this.#open.add(lose);
    return {
      atr: card.atr,
      transmit: (command) => {
        if (lost) throw gone;
        const response = card.execute(session, command);
        if (response instanceof Uint8Array) return response;
        return Promise.race([
          response,
          new Promise<never>((_, reject) => {
            fail = reject;
          }),
        ]);
      },
      close: () => {
        session.open = false;
        this.#open.delete(lose);
      },
    };
  }

  /** Commands in the card fail, as when it leaves the field. */
  loseCard(): void {
    this.card = undefined;
    for (const lose of this.#open) lose();
    this.#open.clear();
  }
}

export class TestRegistry implements ReaderRegistry {
  readonly #readers: TestReader[] = [];
  readonly #listeners = new Set<(event: ReaderEvent) => void>();

  get readers(): readonly TestReader[] {
    return this.#readers;
  }

  subscribe(listener: (event: ReaderEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  addReader(name: string, card?: ScriptedCard, profile: ReaderProfile = testProfile): TestReader {
    const reader = new TestReader(name, profile);
    reader.card = card;
    this.#readers.push(reader);
    this.#tell({ type: 'reader.added', reader });
    return reader;
  }

  removeReader(reader: TestReader): void {
    this.#readers.splice(this.#readers.indexOf(reader), 1);
    reader.loseCard();
    this.#tell({ type: 'reader.removed', reader });
  }

  insert(reader: TestReader, card: ScriptedCard): void {
    reader.card = card;
    this.#tell({ type: 'card.inserted', reader });
  }

  remove(reader: TestReader): void {
    reader.loseCard();
    this.#tell({ type: 'card.removed', reader });
  }

  /** The card lies otherwise than before. */
  move(reader: TestReader): void {
    this.#tell({ type: 'card.moved', reader });
  }

  #tell(event: ReaderEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

/** Collects log lines. */
export class TestLog {
  readonly lines: string[] = [];
  readonly fields: (Readonly<Record<string, unknown>> | undefined)[] = [];

  info(message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.lines.push(message);
    this.fields.push(fields);
  }

  warn(message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.info(message, fields);
  }
}

/** Numbers that never repeat, the same in every run. */
export function testRandom(): (length: number) => Uint8Array {
  let next = 0;
  return (length) => {
    next++;
    return Uint8Array.from({ length }, (_, i) => (next >>> (8 * i)) & 0xff);
  };
}
