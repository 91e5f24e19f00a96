import type { FileAddress } from './card-position.ts';
import { RunStop } from './case-end.ts';
import type { Cost } from './classification.ts';
import { type SecretName, secretAt, secrets } from './secret.ts';
import { statusWord, triesLeft } from './status-word.ts';

/** Tries that a run leaves untouched, by secret. */
export type Floors = Readonly<Record<SecretName, number>>;

/** What the current case may do to a real subject. */
export interface Allowance {
  readonly cost: Cost;
  readonly spends: Readonly<Partial<Record<SecretName, number>>>;
}

type Send = (command: Uint8Array) => Promise<Uint8Array>;

const changing = new Set([0x24, 0x2c, 0x32, 0x54, 0xd6, 0xdc, 0xe2, 0xa2, 0xfc]);

/**
 * Stands before a subject that has not proved itself emulated. Before every VERIFY that carries a value it
 * reads the counter and refuses when one try less would touch the floor; it lets through only as many wrong
 * values as the case has announced; a counter that fell for any other reason stops the run. The plan has done
 * the sums before; this holds also when the plan, a case or the card is wrong.
 */
export class TryGuard {
  readonly #floors: Floors;
  readonly #known = new Map<SecretName, number>();
  #cost: Cost = 'none';
  #left = new Map<SecretName, number>();

  constructor(floors: Floors) {
    this.#floors = floors;
  }

  begin(allowance: Allowance): void {
    this.#cost = allowance.cost;
    this.#left = new Map(Object.entries(allowance.spends) as [SecretName, number][]);
  }

  /** Sends the command, or throws RunStop. */
  async pass(command: Uint8Array, target: FileAddress, send: Send): Promise<Uint8Array> {
    const [cla = 0, ins = 0, , p2 = 0] = command;
    if (cla === 0xff) return send(command);
    if (changing.has(ins) && this.#cost !== 'destroys') {
      throw new RunStop('safety/changes-card', {
        en: 'a command that changes the card, in a case that announces none',
        ja: 'カードを変更するコマンドが、変更を宣言していないケースから送られようとした',
      });
    }
    if (ins !== 0x20 && ins !== 0x21) return send(command);

    const secret = secretAt(target.application, target.file);
    if (command.length <= 5) {
      const answer = await send(command);
      if (secret !== undefined) this.#noteQuery(secret, answer);
      return answer;
    }
    if (secret === undefined) {
      throw new RunStop('safety/unknown-reference', {
        en: 'a value for a reference that is not known',
        ja: '不明な参照データへの照合値の送信',
      });
    }
    const query = await send(Uint8Array.of(0x00, 0x20, 0x00, p2));
    this.#noteQuery(secret, query);
    // A card that answers 9000 to the query has the reference verified, hence its counter full.
    const before = statusWord(query) === 0x9000 ? this.#known.get(secret) : triesLeft(statusWord(query));
    if (before === undefined) {
      throw new RunStop('safety/counter-unread', {
        en: `the counter of ${secret} cannot be read`,
        ja: `${secrets[secret].title.ja}の残り回数が読めない`,
      });
    }
    if (before - 1 < this.#floors[secret]) {
      throw new RunStop('safety/floor', {
        en: `${secret}: ${before} tries left, ${this.#floors[secret]} stay untouched`,
        ja: `${secrets[secret].title.ja}: 残り${before}回、うち${this.#floors[secret]}回には触れない`,
      });
    }
    const answer = await send(command);
    const word = statusWord(answer);
    // The counter is full now, so at least what it was.
    if (word === 0x9000) return answer;
    const allowed = this.#left.get(secret) ?? 0;
    if (allowed <= 0) {
      throw new RunStop('safety/unexpected-mismatch', {
        en: `${secret}: the right value was answered ${word?.toString(16) ?? 'with nothing'}; nothing more is sent`,
        ja: `${secrets[secret].title.ja}: 正しいはずの値が${word?.toString(16) ?? '無応答'}。以後は何も送らない`,
      });
    }
    this.#left.set(secret, allowed - 1);
    this.#known.set(secret, triesLeft(word) ?? before - 1);
    return answer;
  }

  #noteQuery(secret: SecretName, answer: Uint8Array): void {
    const tries = triesLeft(statusWord(answer));
    if (tries === undefined) return;
    const known = this.#known.get(secret);
    if (known !== undefined && tries < known) {
      throw new RunStop('safety/counter-fell', {
        en: `the counter of ${secret} fell from ${known} to ${tries} without a try of this run`,
        ja: `${secrets[secret].title.ja}の残り回数が、この実行によらず${known}から${tries}に減った`,
      });
    }
    this.#known.set(secret, tries);
  }
}
