import type { ScenarioExchange, ScenarioStep } from '@kazashi/profiles/scenarios';
import { jstIso } from '../clock/calendar.ts';
import { durationMs, isoInstant } from '../clock/simulated-calendar.ts';
import { hex, toHex } from '../codec/hex.ts';
import { SimulatorError } from '../errors.ts';
import { ruleById } from '../rules/rule-set.ts';
import { matchesPattern } from './response-pattern.ts';
import type { ScenarioOutcome, ScenarioSubject } from './scenario-subject.ts';
import { valueAt } from './state-path.ts';
import type { Words } from './words.ts';

/** A place where the world goes another way than the scenario. */
export interface Difference {
  /** What it is about: a path of the state, a command APDU, an event. */
  readonly what: string;
  readonly expected: string;
  readonly found: string;
  /** Rules that say why, by id: those named there, else those that the scenario rests on. */
  readonly why: Readonly<Record<string, Words>>;
}

/** What a step did. */
export interface StepReport {
  /** When, as the calendar stands after it. */
  readonly at: string;
  readonly step: ScenarioStep;
  readonly outcome?: ScenarioOutcome;
  /** What came about by itself. */
  readonly happened: readonly { readonly type: string; readonly at: string }[];
  readonly exchanges?: readonly { readonly command: string; readonly response: string }[];
  readonly differences: readonly Difference[];
}

/** Those of the words that are ids of rules, with their texts. */
function rulesAmong(...words: readonly unknown[]): Record<string, Words> {
  const found: Record<string, Words> = {};
  for (const word of words) {
    const rule = typeof word === 'string' ? ruleById(word) : undefined;
    if (rule !== undefined) found[rule.id] = rule.text;
  }
  return found;
}

const described = (outcome: ScenarioOutcome): string =>
  !outcome.taken
    ? `refused ${outcome.rule}`
    : outcome.result === undefined
      ? 'done'
      : `${outcome.result} ${outcome.rule}`;

const hoped = ({ refused, result, rule }: ScenarioStep): string =>
  refused !== undefined
    ? `refused ${refused}`
    : result === undefined
      ? 'done'
      : `${result}${rule === undefined ? '' : ` ${rule}`}`;

function judgeOutcome(step: ScenarioStep, outcome: ScenarioOutcome): Difference[] {
  const expected = hoped(step);
  const found = described(outcome);
  const same =
    step.result !== undefined && step.rule === undefined
      ? outcome.taken && outcome.result === step.result
      : expected === found;
  if (same) return [];
  return [{ what: step.event!, expected, found, why: rulesAmong(step.refused, step.rule, outcome.rule) }];
}

async function moveClock(order: string, subject: ScenarioSubject): Promise<void> {
  const [action, value = ''] = order.split(' ');
  if (action === 'next') await subject.nextDeadline();
  else await subject.setClock(action === 'set' ? isoInstant(value) : subject.now() + durationMs(value));
}

function judgeState(step: ScenarioStep, state: unknown): Difference[] {
  return Object.entries(step.state!).flatMap(([path, expected]) => {
    const found = valueAt(state, path);
    if ('value' in found && found.value === expected) return [];
    const value = 'value' in found ? JSON.stringify(found.value) : found.missing;
    const why = rulesAmong(step.rule, expected, 'value' in found ? found.value : undefined);
    return [{ what: path, expected: JSON.stringify(expected), found: value, why }];
  });
}

/** One exchange: the response, or the code of the error in its place. */
async function exchanged(transmit: () => Uint8Array | Promise<Uint8Array>): Promise<Uint8Array | string> {
  try {
    return await transmit();
  } catch (error) {
    if (error instanceof SimulatorError && error.code.startsWith('reader/')) return error.code;
    throw error;
  }
}

async function exchangeAll(
  exchanges: readonly ScenarioExchange[],
  subject: ScenarioSubject,
  step: ScenarioStep,
): Promise<Required<Pick<StepReport, 'exchanges' | 'differences'>>> {
  const told: { command: string; response: string }[] = [];
  let contact: ReturnType<ScenarioSubject['activate']> | undefined;
  const powerDown = (): void => {
    contact?.close();
    contact = undefined;
  };
  try {
    for (const { send, expect, reset, fails, remedy } of exchanges) {
      if (remedy !== undefined) subject.remedy(remedy);
      if (reset || remedy !== undefined) powerDown();
      const response = await exchanged(() => {
        contact ??= subject.activate(step);
        return contact.transmit(hex(send));
      });
      // A locked phone, or a card the wrong way round: it answers nothing, however often it is asked.
      const mute = response === 'reader/card-mute' && fails === undefined;
      const found = mute ? 'mute' : typeof response === 'string' ? response : toHex(response);
      const exchange = { command: toHex(hex(send)), response: found };
      told.push(exchange);
      if (typeof response === 'string') {
        if (!mute) powerDown();
        if (found === (fails ?? expect)) continue;
      } else if (fails === undefined && matchesPattern(response, expect)) continue;
      const difference = { what: exchange.command, expected: fails ?? expect, found };
      return { exchanges: told, differences: [{ ...difference, why: rulesAmong(step.rule) }] };
    }
  } finally {
    powerDown();
  }
  return { exchanges: told, differences: [] };
}

async function act(step: ScenarioStep, subject: ScenarioSubject): Promise<Partial<StepReport>> {
  if (step.event !== undefined) {
    const outcome = await subject.send(step.event, step.data ?? {}, step.who);
    return { outcome, differences: judgeOutcome(step, outcome) };
  }
  if (step.clock !== undefined) await moveClock(step.clock, subject);
  if (step.state !== undefined) return { differences: judgeState(step, subject.state()) };
  if (step.apdu !== undefined) {
    const undisturb = subject.disturb(step);
    try {
      return await exchangeAll(step.apdu, subject, step);
    } finally {
      undisturb();
    }
  }
  return {};
}

/** Plays one step and says what came of it; a request that makes no sense is a difference too. */
export async function playStep(
  step: ScenarioStep,
  subject: ScenarioSubject,
  rules: readonly string[],
): Promise<StepReport> {
  const happened: { type: string; at: string }[] = [];
  const stop = subject.onEvent((type, at) => {
    if (type !== step.event) happened.push({ type, at });
  });
  try {
    const { differences = [], ...done } = await act(step, subject);
    const told = differences.map((difference) =>
      Object.keys(difference.why).length > 0 ? difference : { ...difference, why: rulesAmong(...rules) },
    );
    return { at: jstIso(subject.now()), step, happened, ...done, differences: told };
  } catch (error) {
    if (!(error instanceof SimulatorError)) throw error;
    const what = step.event ?? step.clock ?? 'apdu';
    const difference = { what, expected: hoped(step), found: error.message, why: {} };
    return { at: jstIso(subject.now()), step, happened, differences: [difference] };
  } finally {
    stop();
  }
}
