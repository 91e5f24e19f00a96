import { concat, hex, toHex } from '../bytes/hex.ts';
import { type BytePattern, matches } from '../bytes/pattern.ts';
import { announcedLength } from '../bytes/tlv.ts';
import { ConformanceError } from '../error.ts';
import type { Answer } from './answer.ts';
import { type ApplicationName, aids } from './applications.ts';
import { CardPosition } from './card-position.ts';
import type { CaseDefinition } from './case.ts';
import type { Bytes, CardUnderTest, CaseContext, PositiveControl } from './case-context.ts';
import { CaseEnd } from './case-end.ts';
import { type CaseRecord, otherCause } from './case-record.ts';
import type { CaseSurroundings } from './case-surroundings.ts';
import { describeCommand } from './describe-command.ts';
import type { Phase } from './evidence.ts';
import { maskExchange } from './masking.ts';
import { type SecretName, secrets } from './secret.ts';
import { statusWord, statusWordMeaning, triesLeft } from './status-word.ts';
import { isReal } from './subject.ts';
import { within } from './time-limit.ts';

/** A card is there and does not answer the reset; pcscd says of it that it has no power. */
const muteCodes: ReadonlySet<string> = new Set(['subject/mute', 'pcsc/mute-card', 'pcsc/unpowered-card']);

/** Time that a reader has to notice what was done with the card. */
const seenWithinMs = 5000;

const notSeen = (present: boolean): CaseEnd =>
  new CaseEnd('INCONCLUSIVE', {
    en: `the operator has answered, but the reader still sees ${present ? 'no' : 'the'} card`,
    ja: `操作者は応答したが、リーダーはまだカードを${present ? '認識していない' : '認識している'}`,
  });

const twoBytes = (value: number): string => value.toString(16).padStart(4, '0');

/** What a card needs of the case that speaks to it. */
export interface SpeakingCase extends Pick<CaseContext, 'operator' | 'value'> {
  readonly definition: CaseDefinition;
  /** Milliseconds since the case began, of an instant of the monotonic clock. */
  readonly sinceBegun: (instant: number) => number;
}

/** The subject as a case speaks to it: every exchange is kept, judged where it has to be, and guarded. */
export class RecordedCard implements CardUnderTest {
  readonly #around: CaseSurroundings;
  readonly #record: CaseRecord;
  readonly #case: SpeakingCase;
  readonly #position = new CardPosition();
  readonly #real: boolean;

  constructor(around: CaseSurroundings, record: CaseRecord, speaking: SpeakingCase) {
    this.#around = around;
    this.#record = record;
    this.#case = speaking;
    this.#real = isReal(around.subject);
  }

  async send(command: Bytes): Promise<Answer> {
    const bytes = typeof command === 'string' ? hex(command) : command;
    const target = this.#position.target(bytes);
    const { guard } = this.#around;
    return guard === undefined
      ? this.#exchange(bytes, this.#record.phase)
      : this.#answer(
          bytes,
          await guard.pass(bytes, target, async (sent) => {
            const phase = sent === bytes ? this.#record.phase : 'safety';
            return (await this.#exchange(sent, phase)).bytes;
          }),
        );
  }

  async #exchange(command: Uint8Array, phase: Phase): Promise<Answer> {
    const { subject, clock, signal } = this.#around;
    signal.throwIfAborted();
    const target = this.#position.target(command);
    if (subject.shortApdusOnly && isExtended(command)) throw notCarried();
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
    if (shown.masked === 'personal') this.#record.personal = true;
    const n = this.#record.evidence.exchanges.length + 1;
    const covered = this.#record.commit('exchanges', n, [
      ['command', toHex(command), shown.command],
      ['response', toHex(response), shown.response],
    ]);
    this.#record.evidence.exchanges.push({
      n,
      atMs: this.#case.sinceBegun(sent),
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

  #answer(command: Uint8Array, response: Uint8Array): Answer {
    return {
      bytes: response,
      data: response.subarray(0, Math.max(0, response.length - 2)),
      statusWord: statusWord(response) ?? 0,
      exchange: this.#record.evidence.exchanges.length,
      command,
    };
  }

  async expect(command: Bytes, pattern: BytePattern): Promise<Answer> {
    const answer = await this.send(command);
    this.#record.judge('response', answer, pattern);
    return answer;
  }

  async require(command: Bytes, pattern: BytePattern = '* 9000'): Promise<Answer> {
    const answer = await this.send(command);
    if (!matches(answer.bytes, pattern)) {
      const record = this.#record.evidence.exchanges.at(-1)!;
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
    rule: string | undefined = this.#case.definition.cause,
  ): Promise<Answer> {
    if (rule === undefined) throw this.#record.noCause();
    const answer = await this.send(command);
    this.#record.judge('response', answer, pattern);
    if (this.#around.subject.benchHand !== undefined) {
      const observed = this.#record.evidence.exchanges[answer.exchange - 1]?.cause ?? 'none';
      this.#record.keep('cause', observed === rule, rule, observed, answer.exchange);
      if (observed !== rule) throw otherCause(rule, observed);
      return answer;
    }
    if (control === undefined) {
      throw new CaseEnd('INCONCLUSIVE', {
        en: 'the subject cannot say why it refused, and there is no positive control',
        ja: '対象は拒否の理由を示せず、対照となる肯定試験もない',
      });
    }
    const before = this.#record.phase;
    this.#record.phase = 'control';
    await control.meet?.();
    const accepted = await this.send(control.command ?? command);
    this.#record.phase = before;
    const accept = control.accept ?? '* 9000';
    const held = matches(accepted.bytes, accept);
    this.#record.keep('control', held, accept, this.#record.shown(accepted), accepted.exchange);
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
    await this.#case.operator.ask('remove-card');
    await this.#seen(false);
    this.#position.reset();
  }

  async insert(): Promise<Uint8Array> {
    await this.#case.operator.ask('present-card');
    await this.#seen(true);
    return this.reset();
  }

  async turn(): Promise<'answers' | 'mute'> {
    const presence = this.#presence();
    await this.#case.operator.ask('turn-card');
    try {
      await presence.waitFor(true, this.#around.signal);
      await this.reset();
      return 'answers';
    } catch (error) {
      if (error instanceof ConformanceError && muteCodes.has(error.code)) return 'mute';
      throw error;
    }
  }

  /** Whoever says that it is done is believed when the reader says so, too. */
  #seen(present: boolean): Promise<void> {
    const { clock, signal } = this.#around;
    const presence = this.#presence();
    const limit = new AbortController();
    const tooLate = (): CaseEnd => {
      limit.abort();
      return notSeen(present);
    };
    const either = AbortSignal.any([signal, limit.signal]);
    return within(clock, seenWithinMs, tooLate, () => presence.waitFor(present, either));
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
    const value = this.#case.value(secret);
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
}

const round = (milliseconds: number): number => Math.round(milliseconds * 1000) / 1000;

/** Length fields of the extended form begin with 00. @see ISO/IEC 7816-4:2020, 5.2 */
const isExtended = (command: Uint8Array): boolean => command.length >= 7 && command[4] === 0;

const notCarried = (): CaseEnd =>
  new CaseEnd('SKIPPED', {
    en: 'the reader carries no command of extended length',
    ja: 'リーダーが拡張長のコマンドを中継できない',
  });
