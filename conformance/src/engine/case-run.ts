import { textBytes } from '../bytes/hex.ts';
import { ConformanceError } from '../error.ts';
import type { CaseDefinition } from './case.ts';
import type { CardUnderTest, CaseContext, Checks } from './case-context.ts';
import { CaseEnd } from './case-end.ts';
import { CaseRecord } from './case-record.ts';
import type { CaseSurroundings } from './case-surroundings.ts';
import type { ClientUnderTest } from './client-under-test.ts';
import type { Evidence, Phase, PromptRecord } from './evidence.ts';
import type { FramesUnderTest } from './frames-under-test.ts';
import { askInTime, type CaseOperator, PromptTimeout } from './operator.ts';
import { type PromptName, prompts } from './prompts.ts';
import { RecordedCard } from './recorded-card.ts';
import { recordedClient } from './recorded-client.ts';
import { recordedFrames } from './recorded-frames.ts';
import { recordedStatus } from './recorded-status.ts';
import { type SecretName, secrets, wrongValue } from './secret.ts';
import type { StatusUnderTest } from './status-under-test.ts';
import { isReal } from './subject.ts';

const defaultPromptLimitMs = 120_000;

/** One attempt at one case: what the case has at hand, and what it left behind. */
export class CaseRun implements CaseContext {
  readonly card: CardUnderTest;
  readonly #definition: CaseDefinition;
  readonly #around: CaseSurroundings;
  readonly #record: CaseRecord;
  readonly #begun: number;

  constructor(definition: CaseDefinition, around: CaseSurroundings) {
    this.#definition = definition;
    this.#around = around;
    this.#begun = around.clock.monotonic();
    const { random, subject } = around;
    this.#record = new CaseRecord({ definition, real: isReal(subject), random });
    this.card = new RecordedCard(around, this.#record, {
      definition,
      operator: this.operator,
      value: this.value,
      sinceBegun: (instant) => this.#since(instant),
    });
  }

  get check(): Checks {
    return this.#record;
  }
  get evidence(): Evidence {
    return this.#record.evidence;
  }
  /** Why commands are sent. */
  set phase(phase: Phase) {
    this.#record.phase = phase;
  }
  #since(instant: number): number {
    return round(instant - this.#begun);
  }
  get facts() {
    return this.#around.subject.facts;
  }
  get person() {
    return this.#around.subject.person;
  }
  get benchHand() {
    return this.#around.subject.benchHand;
  }
  get client(): ClientUnderTest | undefined {
    const { client } = this.#around.subject;
    if (client === undefined) return undefined;
    const { evidence, phase } = this.#record;
    return recordedClient(client, evidence, () => ({
      atMs: this.#since(this.#around.clock.monotonic()),
      phase,
    }));
  }
  get status(): StatusUnderTest | undefined {
    const { status } = this.#around.subject;
    if (status === undefined) return undefined;
    const { evidence, phase } = this.#record;
    return recordedStatus(status, evidence, () => ({
      atMs: this.#since(this.#around.clock.monotonic()),
      phase,
    }));
  }
  get frames(): FramesUnderTest | undefined {
    const { frames } = this.#around.subject;
    if (frames === undefined) return undefined;
    return recordedFrames(frames, this.evidence, () => ({
      atMs: this.#since(this.#around.clock.monotonic()),
      phase: this.#record.phase,
    }));
  }
  readonly operator: CaseOperator = { ask: (prompt) => this.#ask(prompt) };
  get signal() {
    return this.#around.signal;
  }

  // Fields, so that cases can take them out of the context.
  readonly value = (secret: SecretName): Uint8Array => textBytes(this.#value(secret));
  readonly wrong = (secret: SecretName): Uint8Array => wrongValue(this.#value(secret));

  #value(secret: SecretName): string {
    const declared =
      this.#definition.secrets?.includes(secret) || this.#definition.spends?.[secret] !== undefined;
    if (!declared) {
      throw new ConformanceError(
        'case/undeclared-secret',
        `case ${this.#definition.id} uses ${secret} undeclared`,
      );
    }
    const value = this.#around.secrets[secret];
    if (value === undefined) throw missingSecret(secret);
    return value;
  }

  async #ask(prompt: PromptName): Promise<void> {
    const {
      operator,
      clock,
      signal,
      run = '',
      promptLimitMs: limitMs = defaultPromptLimitMs,
      onWaiting,
    } = this.#around;
    const asked = clock.monotonic();
    const keep = (answer: PromptRecord['answer']): void => {
      this.evidence.prompts.push({
        prompt,
        text: prompts[prompt].text,
        asked: operator.name,
        atMs: this.#since(asked),
        durationMs: round(clock.monotonic() - asked),
        answer,
      });
    };
    onWaiting?.(true);
    try {
      await askInTime(operator, { prompt, run, case: this.#definition.id, limitMs }, clock, signal);
      keep('done');
    } catch (error) {
      keep(error instanceof PromptTimeout ? 'timed out' : 'refused');
      throw error;
    } finally {
      onWaiting?.(false);
    }
  }
}

const round = (milliseconds: number): number => Math.round(milliseconds * 1000) / 1000;

export function missingSecret(secret: SecretName): CaseEnd {
  return new CaseEnd('SKIPPED', {
    en: `needs the ${secrets[secret].title.en}, which was not given (--secrets, key ${secret})`,
    ja: `${secrets[secret].title.ja}が与えられていない(--secretsのキー${secret})`,
  });
}
