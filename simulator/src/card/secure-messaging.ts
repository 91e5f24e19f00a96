import { decodeTlvs } from '../codec/ber-tlv.ts';
import { CodecError } from '../codec/codec-error.ts';
import type { CommandApdu } from '../codec/command-apdu.ts';
import { READ_BINARY } from '../codec/commands/read-binary.ts';
import { SELECT } from '../codec/commands/select.ts';
import { VERIFY } from '../codec/commands/verify.ts';
import { concatBytes } from '../codec/hex.ts';
import {
  cryptogramOf,
  encodeCryptogram,
  expectedLengthOf,
  messagingTag,
  unpad,
} from '../codec/secure-messaging.ts';
import { SW } from '../codec/status-words.ts';
import type { RuleId } from '../rules/rule-set.ts';
import { answer, type Execution } from './execution.ts';
import type { SecureChannel } from './secure-channel.ts';
import type { CardSetup, Handler, SessionState } from './session-state.ts';

/** Class bits of secure messaging without and with the header authenticated. @see ISO/IEC 7816-4:2020, 5.4.1 */
export const messagingClass = { plainHeader: 0x08, authenticHeader: 0x0c } as const;
const noData = new Uint8Array(0);

/** Instructions that come under secure messaging. */
export const messagingInstructions: ReadonlySet<number> = new Set([SELECT.ins, READ_BINARY.ins, VERIFY.ins]);

/** An error of the secure messaging layer itself, by the rule that it broke. */
class Refused extends Error {
  readonly rule: RuleId;
  constructor(rule: RuleId) {
    super(rule);
    this.rule = rule;
  }
}

/**
 * Takes commands of class 08 while there is a session: deciphers, has them executed, enciphers what they answer.
 * @see jpki-card reference, section 4.4
 */
export function secureMessagingHandler(card: CardSetup, execute: Handler): Handler {
  const { rules } = card;
  const time = card.profile.executionTimeMs.command;
  const everyCommandCounts = rules.holds('messaging/counter-every-command');
  const tagChecked = rules.holds('messaging/object-of-command');
  const alone = rules.holds('messaging/object-alone');
  const indicatorChecked = rules.holds('messaging/padding-indicator');
  const paddingChecked = rules.holds('messaging/padding-checked');
  const lengthChecked = rules.holds('messaging/length-form');
  const zeroToEnd = rules.holds('messaging/length-zero-to-end');
  const enciphers = rules.holds('messaging/response-enciphered');
  const sameCounter = rules.holds('messaging/response-same-counter');
  const errorEnds = rules.holds('messaging/error-ends-session');
  const refusesClass0c = rules.holds('messaging/class-0c');
  const noRoom = answer(SW.wrongLength, 'command/length-consistent', time);
  const noChecksum = answer(SW.secureMessagingObjectsMissing, 'messaging/class-0c', time);
  const noObject = answer(
    rules.holds('messaging/object-needed')
      ? SW.secureMessagingObjectsMissing
      : SW.secureMessagingObjectsIncorrect,
    'messaging/object-needed',
    time,
  );

  function failed(session: SessionState, execution: Execution): Execution {
    if (errorEnds) session.messaging = undefined;
    return execution;
  }

  /** The value of the one object that a command carries. */
  function objectValue({ ins, data }: CommandApdu): Uint8Array {
    const [object, ...others] = decodeTlvs(data);
    const wanted = ins === READ_BINARY.ins ? messagingTag.expectedLength : messagingTag.cryptogram;
    if (tagChecked && object!.tag !== wanted) throw new Refused('messaging/object-of-command');
    if (alone && others.length > 0) throw new Refused('messaging/object-alone');
    return object!.value;
  }

  function expectedLength(value: Uint8Array): number {
    const length = !lengthChecked && value.length === 1 ? value[0]! : expectedLengthOf(value);
    return length === 0 ? (zeroToEnd ? 65_536 : 256) : length;
  }

  function plainData(value: Uint8Array, channel: SecureChannel): Uint8Array {
    const padded = channel.decipher(cryptogramOf(value, indicatorChecked), channel.counter);
    const data = unpad(padded);
    if (data === undefined && paddingChecked) throw new Refused('messaging/padding-checked');
    return data ?? padded;
  }

  /** The command in the clear. Throws Refused or CodecError when secure messaging cannot take it. */
  function open(apdu: CommandApdu, channel: SecureChannel): CommandApdu {
    const { ins, p1, p2 } = apdu;
    const value = objectValue(apdu);
    if (ins === READ_BINARY.ins) {
      return { cla: 0x00, ins, p1, p2, data: noData, ne: expectedLength(value), extended: true };
    }
    return { cla: 0x00, ins, p1, p2, data: plainData(value, channel), ne: 0, extended: false };
  }

  function close(execution: Execution, ne: number, channel: SecureChannel, counter: number): Execution {
    const { response } = execution;
    const end = response.length - 2;
    if (end === 0 || !enciphers) return execution;
    const object = encodeCryptogram(channel.encipher(response.subarray(0, end), counter));
    if (object.length > ne) return noRoom;
    return { ...execution, response: concatBytes(object, response.subarray(end)) };
  }

  return (session, apdu) => {
    const channel = session.messaging!;
    if (apdu.cla !== messagingClass.plainHeader && refusesClass0c) return failed(session, noChecksum);
    if (apdu.data.length === 0) return failed(session, noObject);
    let command: CommandApdu;
    try {
      command = open(apdu, channel);
    } catch (error) {
      return failed(session, answer(SW.secureMessagingObjectsIncorrect, ruleBroken(error), time));
    }
    const { counter } = channel;
    const execution = execute(session, command);
    const succeeded = execution.response.at(-2) === 0x90;
    if (succeeded || everyCommandCounts) channel.counter++;
    return close(execution, apdu.ne, channel, sameCounter ? counter : counter + 1);
  };
}

/** Which rule the bytes of an object broke. */
function ruleBroken(error: unknown): RuleId {
  if (error instanceof Refused) return error.rule;
  if (!(error instanceof CodecError)) throw error;
  if (error.code === 'codec/padding-indicator') return 'messaging/padding-indicator';
  if (error.code === 'codec/blocks') return 'messaging/padding-checked';
  return error.code === 'codec/expected-length' ? 'messaging/length-form' : 'messaging/object-of-command';
}
