import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { TraceJson } from '../control/trace-json.ts';
import { SimulatorError } from '../errors.ts';
import type { ListedStatusFault } from '../faults/status-faults.ts';
import type { NotLaid } from '../reader-contents.ts';
import type { ListedFault, RemedyOutcome } from '../readers/fault-bench.ts';
import { findControl } from './control-client.ts';
import { faultLine, remedyLine } from './fault-lines.ts';
import { type CliIo, say, type Words } from './io.ts';
import { resultNames } from './result-names.ts';
import { type StateJson, stateLines } from './state-lines.ts';
import { traceLine } from './trace-line.ts';

export interface ControlOptions {
  readonly control?: string;
  readonly json?: boolean;
}

function jsonArgument(text: string | undefined): unknown {
  if (text === undefined) return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new SimulatorError('usage/json', `--data is not JSON: ${text}`);
  }
}

/** An event that was taken; with a result when it did not do what its actor hoped for. */
interface TakenEvent {
  readonly at: string;
  readonly changed: readonly string[];
  readonly result?: string;
  readonly rule?: string;
  readonly message?: Words;
}

/** `kazashi event TYPE`: something happens at a desk. */
export async function event(
  type: string,
  options: ControlOptions & { readonly data?: string; readonly card?: string },
  io: CliIo,
): Promise<void> {
  const request = { type, data: jsonArgument(options.data), ...(options.card ? { card: options.card } : {}) };
  const outcome = await findControl(io, options.control).json<TakenEvent>('POST', '/v1/events', request);
  if (options.json) io.out(JSON.stringify(outcome));
  else {
    io.out(`${outcome.at} ${type}: ${outcome.changed.join(', ')}`);
    const { result, message, rule } = outcome;
    if (result !== undefined && message !== undefined)
      io.out(`  ${resultNames[result]?.[io.language] ?? result}: ${message[io.language]} (${rule})`);
  }
}

/** `kazashi clock now|set|advance|next`. */
export async function clock(
  action: string,
  value: string | undefined,
  options: ControlOptions,
  io: CliIo,
): Promise<void> {
  const client = findControl(io, options.control);
  const bodies: Record<string, unknown> = {
    set: { set: value },
    advance: { advance: value },
    next: { next: true },
  };
  if (action !== 'now' && !(action in bodies))
    throw new SimulatorError('usage/clock', 'clock now|set ISO|advance DURATION|next');
  if ((action === 'set' || action === 'advance') && value === undefined) {
    throw new SimulatorError('usage/clock', `clock ${action} needs a value`);
  }
  const answer =
    action === 'now'
      ? await client.json<{ mode: string; now: string }>('GET', '/v1/clock')
      : await client.json<{ mode: string; now: string }>('POST', '/v1/clock', bodies[action]);
  io.out(options.json ? JSON.stringify(answer) : `${answer.now} (${answer.mode})`);
}

/** `kazashi card insert|remove|swap`. */
export async function card(
  action: string,
  id: string | undefined,
  options: ControlOptions & {
    readonly reader?: string;
    readonly orientation?: string;
    readonly stack?: boolean;
    readonly coupling?: string;
  },
  io: CliIo,
): Promise<void> {
  if (!['insert', 'remove', 'swap'].includes(action)) {
    throw new SimulatorError('usage/card', 'card insert|remove|swap [CARD]');
  }
  const client = findControl(io, options.control);
  await client.json('POST', `/v1/card/${action}`, {
    ...(id === undefined ? {} : { card: id }),
    ...(options.reader === undefined ? {} : { reader: options.reader }),
    ...(options.orientation === undefined ? {} : { orientation: options.orientation }),
    ...(options.stack === undefined ? {} : { stack: options.stack }),
    ...(options.coupling === undefined ? {} : { coupling: numberOr(options.coupling) }),
  });
  await showReaders(client, options, io);
}

interface ReaderJson {
  readonly id: string;
  readonly name: string;
  readonly card: string | null;
  readonly cards: readonly { readonly card: string; readonly coupling: number }[];
  readonly orientation: string;
  readonly plugged: boolean;
}

async function showReaders(
  client: ReturnType<typeof findControl>,
  options: ControlOptions,
  io: CliIo,
): Promise<void> {
  const readers = await client.json<ReaderJson[]>('GET', '/v1/readers');
  if (options.json) {
    io.out(JSON.stringify(readers));
    return;
  }
  if (readers.length === 0) io.out(say(io, { en: 'no reader', ja: 'リーダーはありません' }));
  for (const { id, name, cards, orientation, plugged } of readers) {
    const inside =
      cards.map(({ card, coupling }) => (coupling === 1 ? card : `${card} (${coupling})`)).join(', ') || null;
    const turned = orientation === 'normal' ? '' : `, ${orientation}`;
    const holds =
      inside === null
        ? say(io, { en: 'empty', ja: '空' })
        : // A phone is called phone/1, which says itself what it is.
          /^phone\//.test(inside)
          ? `${inside}${turned}`
          : say(io, { en: `card ${inside}${turned}`, ja: `カード ${inside}${turned}` });
    const away = plugged ? '' : `  ${say(io, { en: 'unplugged', ja: '取り外し中' })}`;
    io.out(`${name}  [${id}]  ${holds}${away}`);
  }
}

/** What is done at a reader that is named: on the bench, with its cable or its switch. */
const atReader = ['restart', 'unplug', 'plug'];

/** `kazashi reader list|add|remove|restart|unplug|plug`. */
export async function reader(
  action: string,
  id: string | undefined,
  options: ControlOptions & { readonly card?: string },
  io: CliIo,
): Promise<void> {
  const client = findControl(io, options.control);
  if (action === 'add') {
    await client.json('POST', '/v1/readers', {
      ...(id === undefined ? {} : { profile: id }),
      ...(options.card === undefined ? {} : { card: options.card }),
    });
  } else if (action === 'remove') {
    if (id === undefined) throw new SimulatorError('usage/reader', 'reader remove needs a name or id');
    await client.json('DELETE', `/v1/readers/${encodeURIComponent(id)}`);
  } else if (atReader.includes(action)) {
    if (id === undefined) throw new SimulatorError('usage/reader', `reader ${action} needs a name or id`);
    await client.json('POST', `/v1/readers/${encodeURIComponent(id)}/${action}`);
  } else if (action !== 'list') {
    throw new SimulatorError(
      'usage/reader',
      'reader list|add [PROFILE]|remove NAME|restart NAME|unplug NAME|plug NAME',
    );
  }
  await showReaders(client, options, io);
}

interface FaultOptions extends ControlOptions {
  readonly reader?: string;
  readonly service?: string;
  readonly certificate?: string;
  readonly ins?: string;
  readonly p1?: string;
  readonly p2?: string;
  readonly nth?: string;
  readonly bytes?: string;
  readonly after?: string;
  readonly times?: string;
  readonly value?: string;
  readonly probability?: string;
  readonly seed?: string;
  readonly sticky?: boolean;
  readonly until?: string;
  readonly ms?: string;
  readonly card?: string;
}

/** What is no number is left for the control API to refuse. */
const numberOr = (text: string): number | string => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : text);

/** The options of `fault add` as the control API takes them; what is no number is left for it to refuse. */
function faultRequest(kind: string, options: FaultOptions): Record<string, unknown> {
  const { reader: at, service, certificate, ins, p1, p2, sticky, until, value, card: other } = options;
  const numbers = Object.fromEntries(
    (['nth', 'bytes', 'after', 'probability', 'seed', 'ms', 'times'] as const).map((name) => {
      const text = options[name];
      return [name, text === undefined ? text : numberOr(text)];
    }),
  );
  return {
    kind,
    reader: at,
    service,
    certificate,
    ins,
    p1,
    p2,
    sticky,
    until,
    value,
    card: other,
    ...numbers,
  };
}

/** `kazashi fault add|list|clear|remedy`: what goes wrong between reader and card, or at a status service. */
export async function fault(
  action: string,
  what: string | undefined,
  options: FaultOptions,
  io: CliIo,
): Promise<void> {
  const client = findControl(io, options.control);
  if (action === 'remedy' && what !== undefined) {
    const outcome = await client.json<RemedyOutcome>('POST', '/v1/faults/remedy', {
      remedy: what,
      reader: options.reader,
    });
    io.out(options.json ? JSON.stringify(outcome) : remedyLine(outcome, io.language));
    return;
  }
  if (action === 'add' && what !== undefined) {
    await client.json('POST', '/v1/faults', faultRequest(what, options));
  } else if (action === 'clear') {
    await client.json('DELETE', what === undefined ? '/v1/faults' : `/v1/faults/${encodeURIComponent(what)}`);
  } else if (action !== 'list') {
    throw new SimulatorError('usage/fault', 'fault add KIND|list|clear [ID]|remedy NAME');
  }
  const faults = await client.json<(ListedFault | ListedStatusFault)[]>('GET', '/v1/faults');
  if (options.json) io.out(JSON.stringify(faults));
  else if (faults.length === 0) io.out(say(io, { en: 'no fault', ja: '障害はありません' }));
  else for (const listed of faults) io.out(faultLine(listed, io.language));
}

/** `kazashi state`. */
export async function state(options: ControlOptions, io: CliIo): Promise<void> {
  const answer = await findControl(io, options.control).json<StateJson>('GET', '/v1/state');
  if (options.json) io.out(JSON.stringify(answer));
  else for (const line of stateLines(answer, io.language)) io.out(line);
}

/** `kazashi trace`: the exchanges so far, and with `--follow` the ones to come until Ctrl-C. */
export async function trace(
  options: ControlOptions & { readonly follow?: boolean; readonly reader?: string },
  io: CliIo,
): Promise<void> {
  const client = findControl(io, options.control);
  const show = (entry: TraceJson): void => io.out(options.json ? JSON.stringify(entry) : traceLine(entry));
  const query = options.reader === undefined ? '' : `reader=${encodeURIComponent(options.reader)}`;
  if (!options.follow) {
    const entries = await client.json<TraceJson[]>('GET', `/v1/trace?last=99999&${query}`);
    if (entries.length === 0 && !options.json) {
      io.out(say(io, { en: 'nothing was sent to a card yet', ja: 'カードへの送信はまだありません' }));
    }
    entries.forEach(show);
    return;
  }
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  try {
    const response = await client.request('GET', `/v1/trace?${query}`, undefined, stop.signal);
    const decoder = new TextDecoder();
    let pending = '';
    for await (const chunk of response.body!) {
      pending += decoder.decode(chunk as Uint8Array, { stream: true });
      const events = pending.split('\n\n');
      pending = events.pop()!;
      for (const text of events) {
        const data = text.split('\n').find((line) => line.startsWith('data: '));
        if (data !== undefined) show(JSON.parse(data.slice('data: '.length)));
      }
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  }
}

const whyNotLaid: Readonly<Record<NotLaid['why'], { readonly en: string; readonly ja: string }>> = {
  'no-reader': {
    en: 'there is no such reader; add it and load again',
    ja: 'そのリーダーがありません。追加してから読み込み直してください',
  },
  'no-card': { en: 'there is no such card here', ja: 'そのカードはここにありません' },
  'does-not-fit': { en: 'it does not fit into that reader', ja: 'そのリーダーには入りません' },
};

const systemReason = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

/** The whole file or none: what stood there before stays when there is no room. */
function writeWhole(path: string, text: string): void {
  // A terminal or a pipe, as /dev/stdout, is no file that another could take the place of.
  const special = !(statSync(path, { throwIfNoEntry: false })?.isFile() ?? true);
  const partial = special ? path : `${path}.${process.pid}.part`;
  try {
    writeFileSync(partial, text, { mode: 0o600 });
    if (!special) renameSync(partial, path);
  } catch (error) {
    if (!special) rmSync(partial, { force: true });
    throw new SimulatorError('snapshot/unwritable', `${path} cannot be written: ${systemReason(error)}`);
  }
}

/** `kazashi snapshot save|load FILE`. */
export async function snapshot(
  action: string,
  file: string,
  options: ControlOptions,
  io: CliIo,
): Promise<void> {
  const client = findControl(io, options.control);
  const path = resolve(io.cwd, file);
  if (action === 'save') {
    writeWhole(path, `${JSON.stringify(await client.json('GET', '/v1/snapshot'), null, 2)}\n`);
    io.out(path);
    return;
  }
  if (action !== 'load') throw new SimulatorError('usage/snapshot', 'snapshot save|load FILE');
  let written: string;
  try {
    written = readFileSync(path, 'utf8');
  } catch (error) {
    throw new SimulatorError('snapshot/unreadable', `${path} cannot be read: ${systemReason(error)}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(written);
  } catch (error) {
    throw new SimulatorError('snapshot/form', `${path}: ${(error as Error).message}`);
  }
  const answer = await client.json<{ notLaid: readonly NotLaid[] } | undefined>('PUT', '/v1/snapshot', value);
  io.out(say(io, { en: `loaded ${path}`, ja: `${path} を読み込みました` }));
  for (const { card, reader, why } of answer?.notLaid ?? []) {
    const { en, ja } = whyNotLaid[why];
    io.err(
      say(io, {
        en: `not laid back: ${card} in ${reader}: ${en}`,
        ja: `${reader} に ${card} を戻せませんでした: ${ja}`,
      }),
    );
  }
}
