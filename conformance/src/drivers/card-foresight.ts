import { toHex } from '../bytes/hex.ts';
import { aids } from '../engine/applications.ts';
import { CardPosition } from '../engine/card-position.ts';
import type { Foresight } from '../engine/kill-matrix.ts';
import { statusWord } from '../engine/status-word.ts';
import type { BenchHand } from '../engine/subject.ts';
import { rulesAsked } from './emulated-variants.ts';
import type { Exchange } from './faults/fault.ts';
import { faultOf } from './faulty-card.ts';

/** One thing that passed between the harness and a card: a power-up, a command, an event, a look at the world. */
type Passed =
  | { readonly kind: 'reset'; readonly answer: Uint8Array }
  | { readonly kind: 'exchange'; readonly exchange: Exchange; readonly response: Uint8Array }
  | { readonly kind: 'turn' }
  | { readonly kind: 'event'; readonly type: string; readonly data: Readonly<Record<string, string>> }
  | { readonly kind: 'world' };

/** What passed in one case, and the rules that the simulator can have decided by meanwhile; all when not known. */
interface Recording {
  readonly passed: readonly Passed[];
  readonly asked: ReadonlySet<string> | undefined;
}

type Where = (one: Passed) => boolean;

const command =
  (fits: (bytes: Uint8Array) => boolean): Where =>
  (one) =>
    one.kind === 'exchange' && fits(one.exchange.command);
/** Any command that was not simply done. */
const refused: Where = (one) => one.kind === 'exchange' && statusWord(one.response) !== 0x9000;
const both =
  (first: Where, second: Where): Where =>
  (one) =>
    first(one) && second(one);
const ins = (...instructions: readonly number[]): Where =>
  command(([, one = -1]) => instructions.includes(one));
/** SELECT of an application by its name, by the beginning of it, or by more than it. */
const named = (aid: string): Where =>
  command((bytes) => {
    const name = toHex(bytes.subarray(5, 5 + (bytes[4] ?? 0)));
    return bytes[1] === 0xa4 && name !== '' && (aid.startsWith(name) || name.startsWith(aid));
  });
/** The desk did something, or was asked how things stand. */
const desk: Where = ({ kind }) => kind === 'event' || kind === 'world';
const either =
  (...some: readonly Where[]): Where =>
  (one) =>
    some.some((where) => where(one));
const everywhere: Where = () => true;
const selectRefused = both(ins(0xa4), refused);
const answersFci = command(([, one, , p2 = 0]) => one === 0xa4 && (p2 & 0x0c) !== 0x0c);
const emptyName = command((bytes) => bytes[1] === 0xa4 && bytes.length <= 5);
const chained = command(([cla = 0]) => (cla & 0x10) !== 0);
const secured = either(
  command(([cla = 0]) => (cla & 0x0c) !== 0),
  ins(0xae, 0xa2),
);

/**
 * Where a broken rule can show, by the longest beginning of its id: in a case in which none of this passed nobody
 * meets it. What stands here wrongly can only lose kills; a test holds it against the matrix without foresight.
 */
const reach: Readonly<Record<string, Where>> = {
  'command/length-consistent': refused,
  'command/instruction-known': refused,
  'command/class-known': command(([cla = 0]) => cla !== 0x00 && cla !== 0x80),
  'command/channel-basic-only': command(([cla = 0]) => (cla & 0x43) !== 0),
  'command/chaining-refused': chained,
  'command/secure-messaging-needs-session': secured,
  'select/unknown-': selectRefused,
  'select/failure-': selectRefused,
  'select/p1-p2-known': selectRefused,
  'select/file-needs-': selectRefused,
  'select/next-occurrence-': selectRefused,
  'select/master-file-': command(([, one, p1]) => one === 0xa4 && p1 !== 0x04),
  'select/fci-': answersFci,
  'select/empty-name-': emptyName,
  'read/record-': ins(0xb2),
  'read/': ins(0xb0, 0xb2),
  'verify/': either(ins(0x20), desk),
  // With these broken, what one session leaves behind is met by the next, whatever it does.
  'verify/status-volatile': everywhere,
  'verify/counter-persists': everywhere,
  'verify/short-identifier': ins(0x20, 0x24, 0x32),
  'verify/reference-needed': ins(0x20, 0x24, 0x32),
  'change/': ins(0x24, 0x32),
  'sign/': ins(0x2a),
  // Of every security status, though it is signing that clients notice it by.
  'sign/survives-file-selection': everywhere,
  'other/challenge-': ins(0x84),
  'other/authenticate-': ins(0x88),
  'other/data-': ins(0xca),
  'content/number-': named(aids.text),
  'content/basic-data-': named(aids.text),
  'content/record-digest-': named(aids.text),
  'content/common-record': named(aids.common),
  'content/key-identifier-': either(named(aids.common), named(aids.juki)),
  'content/token-': named(aids.jpki),
  'content/certificate-': named(aids.jpki),
  'visual/': named(aids.visual),
  'licence/': named(aids.licence.slice(0, 10)),
  'messaging/': secured,
  'desk/': desk,
  'profile/query-when-verified-': ins(0x20),
  'profile/malformed-secret-': ins(0x20),
  'profile/certificate-filler-': ins(0xb0, 0xb2),
  'profile/fci-': answersFci,
  'profile/empty-name-': emptyName,
  'profile/next-occurrence-': selectRefused,
  'profile/no-application-': refused,
  'profile/no-current-key-': refused,
  'profile/chaining-': chained,
  'profile/signature-extended-key-usage-': ins(0xb0),
  'profile/signature-input-length-': ins(0x2a),
  'profile/signature-no-key-': ins(0x2a),
};

const beginnings = Object.keys(reach).sort((a, b) => b.length - a.length);

function whereOf(id: string): Where {
  const beginning = beginnings.find((one) => id.startsWith(one));
  return beginning === undefined ? everywhere : reach[beginning]!;
}

function faultChanges(id: string, { passed }: Recording): boolean {
  const work = faultOf(id)!.make();
  return passed.some((one) => {
    if (one.kind === 'reset') return (work.answerToReset?.(one.answer) ?? one.answer) !== one.answer;
    if (one.kind === 'turn') return work.turned !== undefined;
    if (one.kind === 'event') return work.loses?.(one.type, one.data) ?? false;
    if (one.kind === 'world') return false;
    const { exchange, response } = one;
    return (
      (work.command?.(exchange) ?? exchange.command) !== exchange.command ||
      (work.response?.(exchange, response) ?? response) !== response
    );
  });
}

/** Areas whose rules are asked at each decision, and not once by what outlasts a case. */
const decided: ReadonlySet<string> = new Set(['life']);

/**
 * A fault is a function of what passes, so what passed tells whether it would have changed anything; a broken rule of
 * the simulator shows only where something passed that the rule is about.
 */
export const cardForesight: Foresight<Recording> = {
  record(subject) {
    let passed: Passed[] = [];
    const position = new CardPosition();
    const { benchHand } = subject;
    const heard = rulesAsked(subject);
    // What was asked when the simulator was made is decided for good.
    const always = new Set(heard);
    heard?.clear();
    const looking =
      <A extends readonly unknown[], R>(act: (...given: A) => Promise<R>) =>
      (...given: A): Promise<R> => {
        passed.push({ kind: 'world' });
        return act(...given);
      };
    const hand: BenchHand | undefined = benchHand && {
      ...benchHand,
      ...(benchHand.turnCard === undefined
        ? {}
        : {
            turnCard: () => {
              passed.push({ kind: 'turn' });
              return benchHand.turnCard!();
            },
          }),
      event: (type, data = {}) => {
        passed.push({ kind: 'event', type, data });
        return benchHand.event(type, data);
      },
      advance: looking((milliseconds: number) => benchHand.advance(milliseconds)),
      setClock: looking((instant: string) => benchHand.setClock(instant)),
      nextDeadline: looking(() => benchHand.nextDeadline()),
      phone: looking((profile: string) => benchHand.phone(profile)),
      state: looking(() => benchHand.state()),
    };
    return {
      subject: {
        ...subject,
        ...(hand === undefined ? {} : { benchHand: hand }),
        reset: async (signal) => {
          position.reset();
          const answer = await subject.reset(signal);
          passed.push({ kind: 'reset', answer });
          return answer;
        },
        transmit: async (bytes, signal) => {
          const exchange = { command: bytes, at: position.target(bytes) };
          const response = await subject.transmit(bytes, signal);
          passed.push({ kind: 'exchange', exchange, response });
          position.observe(bytes, statusWord(response) ?? 0);
          return response;
        },
      },
      take: () => {
        const asked = heard && new Set([...always, ...heard]);
        const taken = { passed, asked };
        passed = [];
        heard?.clear();
        return taken;
      },
    };
  },
  changes({ id, area }, recording) {
    if (faultOf(id) !== undefined) return faultChanges(id, recording);
    const { passed, asked } = recording;
    return (!decided.has(area) || (asked?.has(id) ?? true)) && passed.some(whereOf(id));
  },
};
