import { type OnAir, pause, turnField } from './air.ts';
import { type ChipCommand, type StatusAndData, syntaxError } from './chip-command.ts';
import type { ChipState } from './chip-state.ts';
import * as initiator from './commands/initiator-commands.ts';
import * as chip from './commands/miscellaneous-commands.ts';
import * as rf from './commands/rf-commands.ts';
import * as target from './commands/target-commands.ts';
import { endless } from './rf-settings.ts';
import { status, statusOf } from './status.ts';
import { modulationTypeOf, type Target } from './targets.ts';

/** What a command does: its answer, or steps on the air that end with it. */
type Action = (state: ChipState, request: Uint8Array, hooks: ActionHooks) => Uint8Array | OnAir<Uint8Array>;

/** What actions ask of the serial link, and of the reader that the chip is in. */
export interface ActionHooks {
  /** The baud rate to change to once the host has acknowledged the answer. */
  changeBaudRate(rate: number): void;
  /** To sleep once the answer has left. */
  sleep(): void;
  /** A nonce that proves that the chip is emulated, if one was given; it is told once. */
  takeProof(): Uint8Array | undefined;
}

const actions = new Map<number, { readonly name: string; readonly act: Action }>();

function define<Q, A>(
  { name, code, request, answer }: ChipCommand<Q, A>,
  act: (state: ChipState, request: Q, hooks: ActionHooks) => A | OnAir<A>,
): void {
  function* encoded(steps: OnAir<A>): OnAir<Uint8Array> {
    return answer.encode(yield* steps);
  }
  actions.set(code, {
    name,
    act: (state, bytes, hooks) => {
      const result = act(state, request.decode(bytes), hooks);
      return isOnAir(result) ? encoded(result) : answer.encode(result);
    },
  });
}

const isOnAir = <A>(result: A | OnAir<A>): result is OnAir<A> =>
  typeof result === 'object' && result !== null && 'next' in result && 'throw' in result;

/** The command of a code; undefined when there is none. */
export const actionOf = (code: number) => actions.get(code);

/** Nothing ends it but an abort. */
function* untilAborted(): OnAir<never> {
  for (;;) yield* pause(1000);
}

/** The least time between two tries, so that endless ones leave time for others. */
const betweenTriesMs = 5;
/** One unit of the period of InAutoPoll. */
const periodMs = 150;
const pollsOfDiagnosis = 128;
const proof = { test: 0x4b, parameter: 0x5a } as const;

// The chip itself

define(chip.DIAGNOSE, (state, { test, parameters }, hooks) => {
  const { holds } = state;
  if (test === chip.diagnosis.communication) {
    const end = holds['diagnose-echo'] ? parameters.length : parameters.length - 1;
    return Uint8Array.of(test, ...parameters.subarray(0, end));
  }
  if (test === chip.diagnosis.rom || test === chip.diagnosis.ram) {
    return Uint8Array.of(holds['diagnose-memory'] ? 0x00 : 0xff);
  }
  if (test === chip.diagnosis.polling) return pollingDiagnosis(state);
  if (test === chip.diagnosis.echoBack) return untilAborted();
  if (test === chip.diagnosis.presence) return presenceDiagnosis(state);
  if (test === chip.diagnosis.antenna) return Uint8Array.of(0x00);
  if (test === proof.test && parameters.length === 1 && parameters[0] === proof.parameter) {
    const nonce = hooks.takeProof();
    if (nonce !== undefined) return nonce;
  }
  throw syntaxError('no such test');
});

function* pollingDiagnosis(state: ChipState): OnAir<Uint8Array> {
  let failed = 0;
  for (let i = 0; i < pollsOfDiagnosis; i++) {
    const found = yield* state.targets.list(initiator.baudAndType.f212, new Uint8Array(0), 1, false);
    if (found.length === 0) failed++;
  }
  state.targets.clear();
  return Uint8Array.of(failed);
}

function* presenceDiagnosis({ targets, holds }: ChipState): OnAir<Uint8Array> {
  const blocks = targets.all.values().next().value?.blocks;
  if (blocks === undefined) return Uint8Array.of(status.wrongContext);
  const there = yield* blocks.present();
  return Uint8Array.of(there || !holds['diagnose-presence'] ? status.ok : status.timeout);
}

define(chip.GET_FIRMWARE_VERSION, ({ holds }) => ({
  ic: 0x32,
  version: 1,
  revision: 6,
  support: holds['supports-type-b'] ? 0x07 : 0x05,
}));

define(chip.GET_GENERAL_STATUS, ({ targets, holds, lastError }) => ({
  error: holds['status-tells-error'] ? lastError : 0,
  // The only field there ever is is the chip's own.
  field: !holds['status-tells-field'],
  targets: holds['status-tells-targets']
    ? [...targets.all.values()].map((one) => {
        const speed = one.baudAndType === 1 ? 1 : one.baudAndType === 2 ? 2 : 0;
        return { target: one.number, receive: speed, send: speed, type: modulationTypeOf(one) };
      })
    : [],
  sam: 0,
}));

define(chip.READ_REGISTER, (state, addresses) =>
  Uint8Array.from(state.holds['registers-several'] ? addresses : addresses.slice(0, 1), (address) =>
    state.readRegister(address),
  ),
);

define(chip.WRITE_REGISTER, (state, values) => {
  for (const { address, value } of values) state.writeRegister(address, value);
  return undefined;
});

define(chip.READ_GPIO, ({ p3, p7 }) => ({ p3, p7, i0i1: 0 }));

const valid = 0x80;

define(chip.WRITE_GPIO, (state, { p3, p7 }) => {
  const meant = (port: number): boolean => (port & valid) !== 0 || !state.holds['gpio-keeps'];
  if (meant(p3)) state.p3 = p3 & 0x3f;
  if (meant(p7)) state.p7 = p7 & 0x07;
  return undefined;
});

define(chip.SET_SERIAL_BAUD_RATE, (_state, rate, hooks) => {
  hooks.changeBaudRate(rate);
  return undefined;
});

define(chip.SET_PARAMETERS, (state, flags) => {
  state.parameters = flags;
  return undefined;
});

define(chip.SAM_CONFIGURATION, ({ holds }, { mode }) => {
  if ((mode < 1 || mode > 4) && holds['sam-mode-known']) throw syntaxError('no such mode');
  return undefined;
});

define(chip.POWER_DOWN, (state, _request, hooks) => {
  if (state.holds['power-down-ends-field']) state.fieldOff();
  hooks.sleep();
  return status.ok;
});

// The air

define(rf.RF_CONFIGURATION, (state, configuration) => {
  state.settings.apply(configuration, !state.holds['rf-configuration-known']);
  const { item, data } = configuration;
  if (item !== rf.rfItems.field) return undefined;
  if (((data[0] ?? 0) & 1) !== 0) state.field.power(true);
  else if (state.holds['field-off-powers-card-down']) state.fieldOff();
  return undefined;
});

define(rf.RF_REGULATION_TEST, () => untilAborted());

define(initiator.IN_LIST_PASSIVE_TARGET, function* (state, { maxTargets, baudAndType, initiatorData }) {
  const { holds, settings } = state;
  state.exchange.clear();
  for (let tries = 0; ; tries++) {
    const found = yield* lookFor(state, baudAndType, initiatorData, maxTargets);
    if (found.length > 0) return listed(found);
    const { retryActivation: limit } = settings;
    const last = limit === endless ? !holds['retries-until-aborted'] : tries >= limit;
    if (last && (limit === endless || holds['retries-counted'])) {
      return holds['lists-none'] ? listed([]) : { count: 1, data: new Uint8Array(0) };
    }
    yield* pause(betweenTriesMs);
  }
});

function* lookFor(state: ChipState, type: number, data: Uint8Array, most: number): OnAir<Target[]> {
  const autoRats = (state.parameters & chip.parameterFlag.autoRats) !== 0;
  const found = yield* state.targets.list(type, data, most, autoRats);
  state.lookedFor(type, found.length > 0);
  return found;
}

const listed = (found: readonly Target[]): initiator.TargetList => ({
  count: found.length,
  data: Uint8Array.from(found.flatMap(({ data }) => [...data])),
});

define(initiator.IN_DATA_EXCHANGE, function* (state, request) {
  const answer = yield* state.exchange.run(request);
  state.lastError = answer.status & 0x3f;
  return answer;
});

define(initiator.IN_COMMUNICATE_THRU, function* (state, bytes): OnAir<StatusAndData> {
  const { holds, settings, modulation } = state;
  const only = (code: number): StatusAndData => {
    state.lastError = code;
    return { status: code, data: new Uint8Array(0) };
  };
  if (!state.field.powered) {
    if (!holds['through-turns-field-on']) return only(status.fieldNotOn);
    yield* turnField(true);
  }
  const answer = yield {
    modulation,
    bitRate: modulation === 'F' ? 212 : 106,
    bytes: holds['through-raw'] ? bytes : Uint8Array.of(0x02, ...bytes),
    crc: 'reader',
    timeoutMs: settings.throughTimeoutMs,
  } as const;
  if (answer.kind === 'frame') {
    state.lastError = status.ok;
    return { status: status.ok, data: answer.bytes.slice() };
  }
  const code = statusOf(answer);
  return only(code === status.timeout && !holds['through-timeout'] ? status.ok : code);
});

/** Runs for one target, or for all of them. */
function* eachTarget(
  { targets, holds }: ChipState,
  number: number,
  act: (one: Target) => OnAir<number>,
): OnAir<number> {
  if (number === 0) {
    if (!holds['release-all']) return status.wrongContext;
    for (const one of [...targets.all.values()]) yield* act(one);
    return status.ok;
  }
  const one = targets.get(number);
  return one === undefined ? status.wrongContext : yield* act(one);
}

define(initiator.IN_DESELECT, (state, number) =>
  eachTarget(state, number, function* (one) {
    const code = yield* state.targets.deselect(one);
    if (!state.holds['deselect-keeps-target']) state.targets.all.delete(one.number);
    return code;
  }),
);

define(initiator.IN_RELEASE, (state, number) =>
  eachTarget(state, number, function* (one) {
    yield* state.targets.deselect(one);
    if (state.holds['release-forgets']) state.targets.all.delete(one.number);
    return status.ok;
  }),
);

define(initiator.IN_SELECT, function* (state, number): OnAir<number> {
  const one = state.targets.get(number);
  return one === undefined ? status.wrongContext : yield* state.targets.select(one);
});

/** Types of InAutoPoll by what they look for. @see UM0701-02, 7.3.13 */
const pollTypes: Readonly<Record<number, number>> = {
  0: initiator.baudAndType.a106,
  1: initiator.baudAndType.f212,
  2: initiator.baudAndType.f424,
  3: initiator.baudAndType.b106,
  4: initiator.baudAndType.jewel,
  16: initiator.baudAndType.a106,
  17: initiator.baudAndType.f212,
  18: initiator.baudAndType.f424,
  32: initiator.baudAndType.a106,
  35: initiator.baudAndType.b106,
};
/** Types that stand for cards with the block protocol. */
const blockTypes = new Set([0x20, 0x23]);

define(initiator.IN_AUTO_POLL, function* (state, { times, period, types }) {
  state.exchange.clear();
  for (let round = 0; ; round++) {
    for (const type of types) {
      const lookedFor = pollTypes[type];
      const skipped = lookedFor === initiator.baudAndType.b106 && !state.holds['polls-type-b'];
      if (lookedFor !== undefined && !skipped) {
        const found = yield* lookFor(state, lookedFor, new Uint8Array(0), 2);
        const meant = found.filter(({ blocks }) => !blockTypes.has(type) || blocks !== undefined);
        if (meant.length > 0) {
          const data = meant.flatMap((one) => [type, one.data.length, ...one.data]);
          return { count: meant.length, data: Uint8Array.from(data) };
        }
      }
      yield* pause(period * periodMs);
    }
    if (times !== endless && round + 1 >= times && state.holds['polls-as-often']) return listed([]);
  }
});

const noPeer = ({ holds }: ChipState): StatusAndData => ({
  status: holds['no-peer-in-dep'] ? status.timeout : status.ok,
  data: new Uint8Array(0),
});

define(initiator.IN_JUMP_FOR_DEP, noPeer);
define(initiator.IN_JUMP_FOR_PSL, noPeer);
define(initiator.IN_ATR, noPeer);
define(initiator.IN_PSL, noPeer);

// No reader comes to a chip that plays a card.
define(target.TG_INIT_AS_TARGET, () => untilAborted());
