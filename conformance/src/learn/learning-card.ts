import { hex, textBytes, toHex } from '../bytes/hex.ts';
import type { Answer } from '../engine/answer.ts';
import { type ApplicationName, aids } from '../engine/applications.ts';
import { type SecretName, secrets } from '../engine/secret.ts';
import { statusWord } from '../engine/status-word.ts';
import { isReal, type Subject } from '../engine/subject.ts';
import { ConformanceError } from '../error.ts';
import { requireHarmless } from './harmless.ts';
import type { Need, ProbedCard } from './probe.ts';

/** VERIFY of the current EF with a value, in hex digits. */
export const verifyText = (value: Uint8Array): string =>
  `00 20 00 80 ${value.length.toString(16).padStart(2, '0')} ${toHex(value)}`;

/** A subject that is being learnt: what may be sent to it, and how it is put back to where it was. */
export class LearningCard implements ProbedCard {
  readonly #subject: Subject;
  readonly #signal: AbortSignal;
  readonly #baseline: unknown;
  holdsSignatureCertificate = false;

  private constructor(subject: Subject, signal: AbortSignal, baseline: unknown) {
    this.#subject = subject;
    this.#signal = signal;
    this.#baseline = baseline;
  }

  /** Takes note of the state that a proved simulator is in. */
  static async open(subject: Subject, signal: AbortSignal): Promise<LearningCard> {
    const card = new LearningCard(subject, signal, await subject.benchHand?.save());
    await card.begin();
    await card.select('jpki');
    const { data } = await card.send('00 b0 88 00 03');
    card.holdsSignatureCertificate = data[0] === 0x8f;
    return card;
  }

  /** Whether a probe may be made: only a subject that is emulated for certain is sent values of secrets. */
  allows(need: Need): boolean {
    return need === 'nothing' || (!isReal(this.#subject) && this.#subject.benchHand !== undefined);
  }

  /** Powers the card up anew; a simulator is put back before. Gives the Answer to Reset. */
  async begin(): Promise<Uint8Array> {
    if (this.allows('try')) await this.#subject.benchHand?.restore(this.#baseline);
    return this.#subject.reset(this.#signal);
  }

  readonly send = async (text: string): Promise<Answer> => {
    const command = hex(text);
    if (!this.allows('try')) requireHarmless(command);
    const bytes = await this.#subject.transmit(command, this.#signal);
    const word = statusWord(bytes);
    if (word === undefined) {
      throw new ConformanceError('subject/no-status-word', `${bytes.length} bytes came back`);
    }
    return { bytes, data: bytes.subarray(0, -2), statusWord: word, exchange: 0, command };
  };

  readonly select = (application: ApplicationName): Promise<number> => this.selectName(aids[application]);

  /** The status word of SELECT by a name in hex digits, P2=0C. */
  async selectName(name: string): Promise<number> {
    const length = (name.length / 2).toString(16).padStart(2, '0');
    return (await this.send(`00 a4 04 0c ${length} ${name}`)).statusWord;
  }

  readonly selectFile = async (file: number): Promise<number> =>
    (await this.send(`00 a4 02 0c 02 ${file.toString(16).padStart(4, '0')}`)).statusWord;

  readonly verify = async (secret: SecretName): Promise<boolean> => {
    const value = this.#subject.secrets?.[secret];
    if (value === undefined) return false;
    await this.select(secrets[secret].application);
    await this.selectFile(secrets[secret].file);
    return (await this.send(verifyText(textBytes(value)))).statusWord === 0x9000;
  };
}
