import { concat, hex, sameBytes, textBytes, toHex } from '../bytes/hex.ts';
import { type BytePattern, matches } from '../bytes/pattern.ts';
import { announcedLength } from '../bytes/tlv.ts';
import { ConformanceError } from '../error.ts';
import { commitment, type Opening } from '../result/opening.ts';
import type { Bilingual } from '../text.ts';
import type { Answer } from './answer.ts';
import { type ApplicationName, aids } from './applications.ts';
import { CardPosition } from './card-position.ts';
import type { CaseDefinition } from './case.ts';
import type { Bytes, CardUnderTest, CaseContext, Checks, PositiveControl } from './case-context.ts';
import { CaseEnd } from './case-end.ts';
import type { ClientUnderTest } from './client-under-test.ts';
import { describeCommand } from './describe-command.ts';
import type { CheckKind, Evidence, Phase, PromptRecord } from './evidence.ts';
import type { FramesUnderTest } from './frames-under-test.ts';
import { maskExchange } from './masking.ts';
import { askInTime, type CaseOperator, type Operator, PromptTimeout } from './operator.ts';
import { type PromptName, prompts } from './prompts.ts';
import { recordedClient } from './recorded-client.ts';
import { recordedFrames } from './recorded-frames.ts';
import type { RunClock } from './run-clock.ts';
import { type SecretName, type SecretValues, secrets, wrongValue } from './secret.ts';
import { statusWord, statusWordMeaning, triesLeft } from './status-word.ts';
import { isReal, type Subject } from './subject.ts';
import type { TryGuard } from './try-guard.ts';

/** What a case needs of its run. */
export interface CaseSurroundings {
  readonly subject: Subject;
  readonly clock: RunClock;
  readonly operator: Operator;
  readonly secrets: SecretValues;
  /** Present when the subject has not proved itself emulated. */
  readonly guard: TryGuard | undefined;
  readonly signal: AbortSignal;
  /** Id of the run, as operators are told it. */
  readonly run?: string;
  /** Time that an operator has to answer; two minutes when absent. */
  readonly promptLimitMs?: number;
  /** Salts of commitments. Without it what is covered is bound to nothing. */
  readonly random?: (length: number) => Uint8Array;
  /** Told when the case begins and ends to wait for a person: that time is not the subject's. */
  readonly onWaiting?: (waiting: boolean) => void;
}

const defaultPromptLimitMs = 120_000;
const saltLength = 16;

const twoBytes = (value: number): string => value.toString(16).padStart(4, '0');

/** One attempt at one case: speaks to the subject, judges, and keeps the evidence. */
export class CaseRun implements CaseContext, CardUnderTest, Checks {
  readonly evidence: Evidence = { exchanges: [], checks: [], prompts: [], openings: [] };
  phase: Phase = 'precondition';
  readonly #definition: CaseDefinition;
  readonly #around: CaseSurroundings;
  readonly #position = new CardPosition();
  readonly #real: boolean;
  readonly #begun: number;
  #personal = false;

  constructor(definition: CaseDefinition, around: CaseSurroundings) {
    this.#definition = definition;
    this.#around = around;
    this.#real = isReal(around.subject);
    this.#begun = around.clock.monotonic();
  }

  get card(): CardUnderTest {
    return this;
  }
  get check(): Checks {
    return this;
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
    const { evidence, phase } = this;
    return recordedClient(client, evidence, () => ({
      atMs: round(this.#around.clock.monotonic() - this.#begun),
      phase,
    }));
  }
  get frames(): FramesUnderTest | undefined {
    const { frames } = this.#around.subject;
    if (frames === undefined) return undefined;
    const { evidence } = this;
    return recordedFrames(frames, evidence, () => ({
      atMs: round(this.#around.clock.monotonic() - this.#begun),
      phase: this.phase,
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
        atMs: round(asked - this.#begun),
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

  // The card

  async send(command: Bytes): Promise<Answer> {
    const bytes = typeof command === 'string' ? hex(command) : command;
    const target = this.#position.target(bytes);
    const { guard } = this.#around;
    return guard === undefined
      ? this.#exchange(bytes, this.phase)
      : this.#answer(
          bytes,
          await guard.pass(bytes, target, async (sent) => {
            const phase = sent === bytes ? this.phase : 'safety';
            return (await this.#exchange(sent, phase)).bytes;
          }),
        );
  }

  async #exchange(command: Uint8Array, phase: Phase): Promise<Answer> {
    const { subject, clock, signal } = this.#around;
    signal.throwIfAborted();
    const target = this.#position.target(command);
    const sent = clock.monotonic();
    const response = await subject.transmit(command, signal);
    const received = clock.monotonic();
    const word = statusWord(response);
    if (word === undefined) {
      throw new ConformanceError(
        'subject/no-status-word',
        `${response.length} bytes came back where a response APDU has two at least`,
      );
    }
    const cause = word === 0x9000 ? undefined : await subject.benchHand?.cause();
    const shown = maskExchange(command, response, target, this.#real);
    if (shown.masked === 'personal') this.#personal = true;
    const n = this.evidence.exchanges.length + 1;
    const covered = this.#commit('exchanges', n, [
      ['command', toHex(command), shown.command],
      ['response', toHex(response), shown.response],
    ]);
    this.evidence.exchanges.push({
      n,
      atMs: round(sent - this.#begun),
      durationMs: round(received - sent),
      phase,
      name: describeCommand(command, target),
      ...shown,
      meaning: statusWordMeaning(word),
      ...covered,
      ...(cause === undefined ? {} : { cause }),
    });
    this.#position.observe(command, word);
    return this.#answer(command, response);
  }

  /** Binds what is shown covered to its value, and keeps the opening for the full copy. */
  #commit(
    list: Opening['list'],
    n: number,
    members: readonly (readonly [member: Opening['member'], value: string, shown: string])[],
  ): { covered?: Record<string, string> } {
    const { random } = this.#around;
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

  #answer(command: Uint8Array, response: Uint8Array): Answer {
    return {
      bytes: response,
      data: response.subarray(0, Math.max(0, response.length - 2)),
      statusWord: statusWord(response) ?? 0,
      exchange: this.evidence.exchanges.length,
      command,
    };
  }

  async expect(command: Bytes, pattern: BytePattern): Promise<Answer> {
    const answer = await this.send(command);
    this.#judge('response', answer, pattern);
    return answer;
  }

  async require(command: Bytes, pattern: BytePattern = '* 9000'): Promise<Answer> {
    const answer = await this.send(command);
    if (!matches(answer.bytes, pattern)) {
      const record = this.evidence.exchanges.at(-1)!;
      throw new CaseEnd('INCONCLUSIVE', {
        en: `${record.name} was answered ${record.response || 'nothing'} where the case needs ${pattern}`,
        ja: `${record.name}の応答が${record.response || 'なし'}で、前提となる${pattern}ではない`,
      });
    }
    return answer;
  }

  async refused(
    command: Bytes,
    pattern: BytePattern,
    control?: PositiveControl,
    rule: string | undefined = this.#definition.cause,
  ): Promise<Answer> {
    if (rule === undefined) throw this.#noCause();
    const answer = await this.send(command);
    this.#judge('response', answer, pattern);
    if (this.#around.subject.benchHand !== undefined) {
      const observed = this.evidence.exchanges[answer.exchange - 1]?.cause ?? 'none';
      this.#keep('cause', observed === rule, rule, observed, answer.exchange);
      if (observed !== rule) throw otherCause(rule, observed);
      return answer;
    }
    if (control === undefined) {
      throw new CaseEnd('INCONCLUSIVE', {
        en: 'the subject cannot say why it refused, and there is no positive control',
        ja: '対象は拒否の理由を示せず、対照となる肯定試験もない',
      });
    }
    const before = this.phase;
    this.phase = 'control';
    await control.meet?.();
    const accepted = await this.send(control.command ?? command);
    this.phase = before;
    const accept = control.accept ?? '* 9000';
    const held = matches(accepted.bytes, accept);
    this.#keep('control', held, accept, this.#shown(accepted), accepted.exchange);
    if (!held) {
      throw new CaseEnd('INCONCLUSIVE', {
        en: 'the positive control was refused too, so the cause is not proven',
        ja: '対照となる肯定試験も拒否されたため、拒否の理由が特定できない',
      });
    }
    return answer;
  }

  reset(): Promise<Uint8Array> {
    this.#position.reset();
    return this.#around.subject.reset(this.#around.signal);
  }

  async remove(): Promise<void> {
    await this.operator.ask('remove-card');
    await this.#presence().waitFor(false, this.#around.signal);
    this.#position.reset();
  }

  async insert(): Promise<Uint8Array> {
    await this.operator.ask('present-card');
    await this.#presence().waitFor(true, this.#around.signal);
    return this.reset();
  }

  #presence() {
    const { presence } = this.#around.subject;
    if (presence === undefined) {
      throw new ConformanceError('subject/fixed', 'the card of this subject cannot be taken away');
    }
    return presence;
  }

  async select(application: ApplicationName): Promise<void> {
    const name = aids[application];
    await this.require(`00 a4 04 0c ${(name.length / 2).toString(16).padStart(2, '0')} ${name}`, '9000');
  }

  async selectFile(file: number): Promise<void> {
    await this.require(`00 a4 02 0c 02 ${twoBytes(file)}`, '9000');
  }

  async verify(secret: SecretName): Promise<void> {
    const value = this.value(secret);
    await this.select(secrets[secret].application);
    await this.selectFile(secrets[secret].file);
    await this.require(concat(Uint8Array.of(0x00, 0x20, 0x00, 0x80, value.length), value), '9000');
  }

  async tries(secret: SecretName): Promise<number> {
    await this.select(secrets[secret].application);
    await this.selectFile(secrets[secret].file);
    const answer = await this.require('00 20 00 80', '63 ..');
    const tries = triesLeft(answer.statusWord);
    if (tries === undefined) {
      throw new CaseEnd('INCONCLUSIVE', {
        en: `an empty VERIFY of ${secret} tells no tries`,
        ja: `${secrets[secret].title.ja}の残り回数が読めない`,
      });
    }
    return tries;
  }

  async readFile(file: number): Promise<Uint8Array> {
    await this.selectFile(file);
    const head = (await this.require('00 b0 00 00 07')).data;
    const length = announcedLength(head);
    const parts: Uint8Array[] = [];
    for (let offset = 0; offset < length; ) {
      const le = Math.min(256, length - offset);
      const { data } = await this.require(
        Uint8Array.of(0x00, 0xb0, offset >> 8, offset & 0xff, le & 0xff),
        '.. * 9000',
      );
      parts.push(data);
      offset += data.length;
    }
    return concat(...parts);
  }

  // Checks

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
    if (rule === undefined) throw this.#noCause();
    const passed = observed === rule;
    this.#keep('cause', passed, rule, observed ?? 'none', undefined, label);
    if (observed === undefined) throw this.#failed(label);
    if (!passed) throw otherCause(rule, observed);
  }

  #noCause(): ConformanceError {
    return new ConformanceError('case/no-cause', `case ${this.#definition.id} names no rule that refuses`);
  }

  #judge(kind: CheckKind, answer: Answer, pattern: BytePattern): void {
    const passed = matches(answer.bytes, pattern);
    this.#keep(kind, passed, pattern, this.#shown(answer), answer.exchange);
    if (!passed) {
      const name = this.evidence.exchanges[answer.exchange - 1]!.name;
      throw this.#failed({
        en: `${name}: expected ${pattern}, observed ${this.#shown(answer)}`,
        ja: `${name}:期待値 ${pattern}、実際 ${this.#shown(answer)}`,
      });
    }
  }

  #judgeValue(label: Bilingual, passed: boolean, expected: string, observed: string): void {
    this.#keep('value', passed, expected, observed, undefined, label, this.#real && this.#personal);
    if (!passed) throw this.#failed(label);
  }

  #failed(reason: Bilingual): CaseEnd {
    const inferred = this.#real && this.#definition.requirement.basis === 'inferred';
    return new CaseEnd(inferred ? 'OBSERVED' : 'FAIL', reason);
  }

  #shown(answer: Answer): string {
    return this.evidence.exchanges[answer.exchange - 1]?.response ?? '';
  }

  #keep(
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
    const covered = this.#commit('checks', n, [
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

const otherCause = (rule: string, observed: string): CaseEnd =>
  new CaseEnd('INCONCLUSIVE', {
    en: `refused by ${observed}, not by ${rule}`,
    ja: `${rule}ではなく${observed}により拒否された`,
  });

const round = (milliseconds: number): number => Math.round(milliseconds * 1000) / 1000;

export function missingSecret(secret: SecretName): CaseEnd {
  return new CaseEnd('SKIPPED', {
    en: `needs the ${secrets[secret].title.en}, which was not given (--secrets, key ${secret})`,
    ja: `${secrets[secret].title.ja}が与えられていない(--secretsのキー${secret})`,
  });
}
