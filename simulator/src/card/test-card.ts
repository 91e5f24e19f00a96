import {
  type CardProfile,
  type CardSwitches,
  cardProfiles,
  type PersonProfile,
  personProfiles,
} from '@kazashi/profiles';
import { fromJst } from '../clock/calendar.ts';
import { asciiBytes, hex, toHex } from '../codec/hex.ts';
import { seededRandom } from '../random.ts';
import { type RuleId, RuleSet } from '../rules/rule-set.ts';
import { Card } from './card.ts';
import type { Execution } from './execution.ts';
import { personalise } from './personalisation-facts.ts';

/** When the calendar of the tests starts. */
export const testStart = fromJst(2026, 11, 21, 10);

export interface TestCardOptions {
  /** Card profile by its id. */
  readonly card?: string;
  readonly person?: string;
  /** What is otherwise of the person. */
  readonly holder?: Partial<PersonProfile>;
  /** Open points answered otherwise than the profile does. */
  readonly switches?: Partial<CardSwitches>;
  readonly tries?: Partial<CardProfile['tries']>;
  readonly executionTimeMs?: CardProfile['executionTimeMs'];
  readonly mutants?: readonly RuleId[];
}

/** A card in this process, the same each time. */
export function testCard(options: TestCardOptions = {}): Card {
  const profile = cardProfiles.get(options.card ?? 'mynumber/contactless-05e0')!;
  const random = seededRandom(1);
  const facts = personalise({
    cardProfile: {
      ...profile,
      switches: { ...profile.switches, ...options.switches },
      tries: { ...profile.tries, ...options.tries },
      executionTimeMs: options.executionTimeMs ?? profile.executionTimeMs,
    },
    personProfile: { ...personProfiles.get(options.person ?? 'test/adult')!, ...options.holder },
    calendarStart: testStart,
    number: 1,
    random,
  });
  return new Card({ id: '1', facts, rules: new RuleSet(options.mutants), random, isHeld: () => false });
}

/** One activation of a card, spoken to in hex digits. */
export class TestSession {
  readonly card: Card;
  readonly #session: ReturnType<Card['open']>;
  #last: Execution | undefined;

  constructor(card: Card = testCard()) {
    this.card = card;
    this.#session = card.open();
  }

  /** Sends commands one after another; the answer to the last, without blanks. */
  send(...commands: readonly string[]): string {
    for (const command of commands) this.#last = this.#session.execute(hex(command));
    return toHex(this.#last!.response);
  }

  /** The answer's data, of an answer that has to be 9000. */
  data(...commands: readonly string[]): Uint8Array {
    const answer = this.send(...commands);
    if (!answer.endsWith('9000')) throw new Error(`answered ${answer.slice(-4)}`);
    return hex(answer.slice(0, -4));
  }

  /** The rule that refused the last command. */
  get cause(): string | undefined {
    return this.#last?.cause;
  }

  get change(): Execution['change'] {
    return this.#last?.change;
  }

  close(): void {
    this.#session.close();
  }
}

/** A new activation of a new card. */
export const activate = (options: TestCardOptions = {}): TestSession => new TestSession(testCard(options));

/** SELECT of an application by its name, in the form that every open client uses. */
export const select = {
  jpki: '00a4040c 0a d392f000260100000001',
  text: '00a4040c 0a d3921000310001010408',
  visual: '00a4040c 0a d3921000310001010402',
  common: '00a4040c 0a d3921000310001010100',
  juki: '00a4040c 0a d3921000310001010401',
  domain: '00a4040c 07 a0000001510000',
} as const;

/** SELECT of the licence, which only some cards have. */
export const selectLicence = '00a4040c 10 a0000002310600000000000000000000';

/** SELECT of an EF by its identifier. */
export const file = (identifier: string): string => `00a4020c 02 ${identifier}`;

/** Empty VERIFY: how many tries are left? */
export const query = '00200080';

const lcAnd = (value: string): string => `${toHex(Uint8Array.of(value.length))} ${toHex(asciiBytes(value))}`;

/** VERIFY with a value against the current EF, or against one by its short identifier. */
export const verify = (value: string, p2 = '80'): string => `002000${p2} ${lcAnd(value)}`;
export const changeReferenceData = (value: string, p2 = '80'): string => `002401${p2} ${lcAnd(value)}`;
export const changeKey = (value: string, p2 = '80'): string => `803200${p2} ${lcAnd(value)}`;

/** The secrets of `test/adult`. */
export const secrets = {
  authentication: '1234',
  signature: 'AB1234',
  text: '9120',
  card: '5678',
  licence: '3456',
  /** 12 April of Showa 60. */
  birth: '600412',
  /** 照合番号A: the individual number. */
  numberA: '123456789018',
  /** 照合番号B: 12 April of Showa 60, expiry 2036, security code. */
  numberB: '60041220364821',
} as const;

/** Content of a transparent EF, read past every access condition. */
export function contentOf(card: Card, application: string, identifier: number): Uint8Array {
  const found = card.applications.find(({ name }) => name === application)?.files[identifier];
  if (found?.kind !== 'transparent') throw new Error(`${application} ${identifier} is no transparent EF`);
  return found.content();
}
