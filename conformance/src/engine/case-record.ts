import { sameBytes, toHex } from '../bytes/hex.ts';
import { type BytePattern, matches } from '../bytes/pattern.ts';
import { ConformanceError } from '../error.ts';
import { commitment, type Opening } from '../result/opening.ts';
import type { Bilingual } from '../text.ts';
import type { Answer } from './answer.ts';
import type { CaseDefinition } from './case.ts';
import type { Checks } from './case-context.ts';
import { CaseEnd } from './case-end.ts';
import type { CheckKind, Evidence, Phase } from './evidence.ts';

const saltLength = 16;

/** What a record is kept of. */
export interface RecordedCase {
  readonly definition: CaseDefinition;
  /** The subject has not proved itself emulated. */
  readonly real: boolean;
  /** Salts of commitments. Without it what is covered is bound to nothing. */
  readonly random?: ((length: number) => Uint8Array) | undefined;
}

/** What one attempt leaves behind: exchanges, prompts, and each comparison, whether it holds or not. */
export class CaseRecord implements Checks {
  readonly evidence: Evidence = { exchanges: [], checks: [], prompts: [], openings: [] };
  phase: Phase = 'precondition';
  /** Something personal was read: values derived from it are covered on a real subject. */
  personal = false;
  readonly #definition: CaseDefinition;
  readonly #real: boolean;
  readonly #random: RecordedCase['random'];

  constructor({ definition, real, random }: RecordedCase) {
    this.#definition = definition;
    this.#real = real;
    this.#random = random;
  }

  /** Binds what is shown covered to its value, and keeps the opening for the full copy. */
  commit(
    list: Opening['list'],
    n: number,
    members: readonly (readonly [member: Opening['member'], value: string, shown: string])[],
  ): { covered?: Record<string, string> } {
    const random = this.#random;
    const hidden = members.filter(([, value, shown]) => value !== shown);
    if (random === undefined || hidden.length === 0) return {};
    const covered: Record<string, string> = {};
    for (const [member, value] of hidden) {
      const salt = toHex(random(saltLength));
      covered[member] = commitment(salt, value);
      this.evidence.openings.push({ list, n, member, salt, value });
    }
    return { covered };
  }

  same(label: Bilingual, observed: Uint8Array, expected: Uint8Array): void {
    this.#judgeValue(label, sameBytes(observed, expected), toHex(expected), toHex(observed));
  }

  differ(label: Bilingual, a: Uint8Array, b: Uint8Array): void {
    this.#judgeValue(label, !sameBytes(a, b), `other than ${toHex(b)}`, toHex(a));
  }

  that(label: Bilingual, holds: boolean, expected: string, observed: string): void {
    this.#judgeValue(label, holds, expected, observed);
  }

  cause(
    label: Bilingual,
    observed: string | undefined,
    rule: string | undefined = this.#definition.cause,
  ): void {
    if (rule === undefined) throw this.noCause();
    const passed = observed === rule;
    this.keep('cause', passed, rule, observed ?? 'none', undefined, label);
    if (observed === undefined) throw this.#failed(label);
    if (!passed) throw otherCause(rule, observed);
  }

  /** The case names no rule, though it says that one refuses. */
  noCause(): ConformanceError {
    return new ConformanceError('case/no-cause', `case ${this.#definition.id} names no rule that refuses`);
  }

  /** Compares a whole answer; a difference ends the case. */
  judge(kind: CheckKind, answer: Answer, pattern: BytePattern): void {
    const passed = matches(answer.bytes, pattern);
    this.keep(kind, passed, pattern, this.shown(answer), answer.exchange);
    if (!passed) {
      const name = this.evidence.exchanges[answer.exchange - 1]!.name;
      throw this.#failed({
        en: `${name}: expected ${pattern}, observed ${this.shown(answer)}`,
        ja: `${name}:期待値 ${pattern}、実際 ${this.shown(answer)}`,
      });
    }
  }

  #judgeValue(label: Bilingual, passed: boolean, expected: string, observed: string): void {
    this.keep('value', passed, expected, observed, undefined, label, this.#real && this.personal);
    if (!passed) throw this.#failed(label);
  }

  #failed(reason: Bilingual): CaseEnd {
    const inferred = this.#real && this.#definition.requirement.basis === 'inferred';
    return new CaseEnd(inferred ? 'OBSERVED' : 'FAIL', reason);
  }

  /** An answer as it is shown, covered where it has to be. */
  shown(answer: Answer): string {
    return this.evidence.exchanges[answer.exchange - 1]?.response ?? '';
  }

  /** Keeps a comparison. */
  keep(
    kind: CheckKind,
    passed: boolean,
    expected: string,
    observed: string,
    exchange?: number,
    label?: Bilingual,
    personal = false,
  ): void {
    const n = this.evidence.checks.length + 1;
    const shown = personal ? { expected: '**', observed: '**' } : { expected, observed };
    const covered = this.commit('checks', n, [
      ['expected', expected, shown.expected],
      ['observed', observed, shown.observed],
    ]);
    this.evidence.checks.push({
      n,
      kind,
      passed,
      requirement: this.#definition.requirement.clause,
      ...(label === undefined ? {} : { label }),
      ...shown,
      ...covered,
      ...(exchange === undefined ? {} : { exchange }),
    });
  }
}

export const otherCause = (rule: string, observed: string): CaseEnd =>
  new CaseEnd('INCONCLUSIVE', {
    en: `refused by ${observed}, not by ${rule}`,
    ja: `${rule}ではなく${observed}により拒否された`,
  });
