import { readerProfiles } from '@kazashi/profiles';
import { asciiBytes, hex, toHex } from './codec/hex.ts';
import { begin, type Over, type Setting, type Story } from './test-story.ts';

export const selectJpki = '00a4040c 0a d392f000260100000001';
export const selectText = '00a4040c 0a d3921000310001010408';
/** SELECT of an EF. */
export const ef = (identifier: string): string => `00a4020c 02 ${identifier}`;
/** VERIFY of the current reference. */
export const verifyValue = (value: string): string =>
  `00200080 ${toHex(Uint8Array.of(value.length))} ${toHex(asciiBytes(value))}`;
/** COMPUTE DIGITAL SIGNATURE over one byte as it stands. */
export const signByte = '802a0080 01 5a 00';

/** The secrets that the stories set on a phone. */
export const pin = '4321';
export const password = 'PHONE1';

/** A story with a reader, to which phones and cards are held. */
export class PhoneStory {
  readonly story: Story;
  readonly #reader;

  constructor(story: Story) {
    this.story = story;
    this.#reader = story.simulator.addReader(readerProfiles.get('kazashi/generic')!);
  }

  get reader() {
    return this.#reader;
  }

  /** Holds a phone, or a card by its id, to the reader. */
  hold(id = 'phone/1'): void {
    this.story.simulator.insert(this.story.simulator.icc(id), this.#reader);
  }

  /** A contact with what is held to the reader. */
  contact(): Contact {
    return new Contact(this.#reader.activate('memory:'));
  }

  /** Commands in a contact of their own; the last answer. */
  send(...commands: string[]): Promise<string> {
    const contact = this.contact();
    return contact.send(...commands).finally(() => contact.close());
  }
}

export class Contact {
  readonly #contact;
  constructor(contact: ReturnType<PhoneStory['reader']['activate']>) {
    this.#contact = contact;
  }

  get atr(): string {
    return toHex(this.#contact.atr);
  }

  /** The answer to the last, in hex; what went wrong instead, by its code. */
  async send(...commands: string[]): Promise<string> {
    let answer = '';
    for (const command of commands) {
      try {
        answer = toHex(await this.#contact.transmit(hex(command)));
      } catch (error) {
        answer = String((error as { code?: unknown }).code);
      }
    }
    return answer;
  }

  /** The status word of the last answer. */
  async status(...commands: string[]): Promise<string> {
    return (await this.send(...commands)).slice(-4);
  }

  close(): void {
    this.#contact.close();
  }
}

/** A story whose first phone is enrolled and held to the reader. */
export async function heldPhone(setting: Setting, over: Over = {}): Promise<PhoneStory> {
  const held = new PhoneStory(await begin(setting));
  await held.story.enrols('1', over);
  held.hold();
  return held;
}
