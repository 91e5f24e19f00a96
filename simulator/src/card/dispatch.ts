import { CodecError } from '../codec/codec-error.ts';
import { type CommandApdu, decodeCommandApdu } from '../codec/command-apdu.ts';
import {
  CHANGE_KEY,
  CHANGE_REFERENCE_DATA,
  COMPUTE_DIGITAL_SIGNATURE,
  GET_CHALLENGE,
  GET_DATA,
  INTERNAL_AUTHENTICATE,
  READ_BINARY,
  READ_RECORD,
  SELECT,
  SET_PUBLIC_IC_KEY,
  SET_SESSION_KEY,
  VERIFY,
} from '../codec/commands/index.ts';
import { SW } from '../codec/status-words.ts';
import type { RuleId } from '../rules/rule-set.ts';
import { joinChain } from './command-chain.ts';
import { getChallengeHandler, getDataHandler, internalAuthenticateHandler } from './commands/other.ts';
import { readBinaryHandler, readRecordHandler } from './commands/read.ts';
import { changeHandler, verifyHandler } from './commands/secret.ts';
import { selectHandler } from './commands/select.ts';
import { setPublicIcKeyHandler, setSessionKeyHandler } from './commands/session-key.ts';
import { signHandler } from './commands/sign.ts';
import { answer, type Execution } from './execution.ts';
import { messagingClass, messagingInstructions, secureMessagingHandler } from './secure-messaging.ts';
import type { CardSetup, Handler, SessionState } from './session-state.ts';

/** The rule on which a command with P1-P2 outside its form is refused. */
const formRule: Readonly<Partial<Record<number, RuleId>>> = {
  [SELECT.ins]: 'select/p1-p2-known',
  [VERIFY.ins]: 'verify/p1-zero',
  [CHANGE_REFERENCE_DATA.ins]: 'change/p1-new-value-only',
  [SET_SESSION_KEY.ins]: 'messaging/key-forms',
  [SET_PUBLIC_IC_KEY.ins]: 'messaging/terminal-key-forms',
};

/** What a card that does not look at P1-P2 takes a command for; `undefined` when they were right as they stand. */
function withKnownForm(apdu: CommandApdu): CommandApdu | undefined {
  if (apdu.ins === SELECT.ins) return { ...apdu, p1: 0x04, p2: (apdu.p2 & 0x0c) === 0x0c ? 0x0c : 0x00 };
  if (apdu.ins === SET_SESSION_KEY.ins) return { ...apdu, p1: 0x00, p2: 0x00 };
  if (apdu.ins === SET_PUBLIC_IC_KEY.ins) return { ...apdu, p1: 0x00, p2: 0xc1 };
  return apdu.ins === VERIFY.ins ? { ...apdu, p1: 0x00 } : undefined;
}

const secureMessagingReads: ReadonlySet<number> = new Set([READ_BINARY.ins, VERIFY.ins]);

const takesMessaging = ({ cla, ins }: CommandApdu): boolean =>
  (cla === messagingClass.plainHeader || cla === messagingClass.authenticHeader) &&
  messagingInstructions.has(ins);

/**
 * Builds what a card does with a command APDU: class, instruction and lengths here, the rest in the handler of
 * the instruction. Every decision is taken from the rules once, when the card is built.
 * @see ISO/IEC 7816-4:2020, 5.4; jpki-card reference, section 5.2
 */
export function buildDispatcher(card: CardSetup): (session: SessionState, command: Uint8Array) => Execution {
  const { rules } = card;
  const { switches } = card.profile;
  const time = card.profile.executionTimeMs.command;
  const lengthChecked = rules.holds('command/length-consistent');
  const classChecked = rules.holds('command/class-known');
  const channelChecked = rules.holds('command/channel-basic-only');
  const chains = switches.chaining === 'accepted';
  const chainingChecked = switches.chaining === '6884' && rules.holds('command/chaining-refused');
  const messagingChecked = rules.holds('command/secure-messaging-needs-session');
  const plainKeepsCounter = rules.holds('messaging/counter-not-plain');
  const formChecked = (ins: number): boolean => {
    const rule = formRule[ins];
    return rule === undefined || rules.holds(rule);
  };

  const wrongLength = answer(SW.wrongLength, 'command/length-consistent', time);
  const unknownClass = answer(SW.classNotSupported, 'command/class-known', time);
  const otherChannel = answer(SW.channelNotSupported, 'command/channel-basic-only', time);
  const chained = answer(SW.chainingNotSupported, 'command/chaining-refused', time);
  const messagingSelect = answer(
    SW.secureMessagingNotSupported,
    'command/secure-messaging-needs-session',
    time,
  );
  const messagingRead = answer(SW.secureMessagingNoSession, 'command/secure-messaging-needs-session', time);
  const unknownInstruction = rules.holds('command/instruction-known')
    ? answer(SW.instructionNotSupported, 'command/instruction-known', time)
    : answer(SW.success, undefined, time);

  const handlers: (Handler | undefined)[] = new Array(512).fill(undefined);
  const at = (cla: number, ins: number): number => (cla === 0x80 ? 256 : 0) + ins;
  const on = (command: { readonly cla: number; readonly ins: number }, handler: Handler): void => {
    handlers[at(command.cla, command.ins)] = handler;
  };
  on(SELECT, selectHandler(card));
  on(READ_BINARY, readBinaryHandler(card));
  on(READ_RECORD, readRecordHandler(card));
  on(VERIFY, verifyHandler(card));
  on(CHANGE_REFERENCE_DATA, changeHandler(card, 'change-reference-data'));
  on(CHANGE_KEY, changeHandler(card, 'change-key'));
  on(COMPUTE_DIGITAL_SIGNATURE, signHandler(card));
  on(INTERNAL_AUTHENTICATE, internalAuthenticateHandler(card));
  on(GET_CHALLENGE, getChallengeHandler(card));
  on(GET_DATA, getDataHandler(card));
  on(SET_SESSION_KEY, setSessionKeyHandler(card));
  on(SET_PUBLIC_IC_KEY, setPublicIcKeyHandler(card));
  if (!rules.holds('sign/class-80')) {
    handlers[at(0x00, COMPUTE_DIGITAL_SIGNATURE.ins)] = handlers[at(0x80, COMPUTE_DIGITAL_SIGNATURE.ins)];
  }

  /** A class other than 00 and 80: what it asks for is done under secure messaging or refused by name. */
  function unusualClass(session: SessionState, apdu: CommandApdu): Execution | undefined {
    const { cla } = apdu;
    if (cla === 0xff || (cla & 0xe0) === 0x20) return classChecked ? unknownClass : undefined;
    if ((cla & 0x40) !== 0 || (cla & 0x03) !== 0) return channelChecked ? otherChannel : undefined;
    if ((cla & 0x10) !== 0) return chainingChecked ? chained : undefined;
    if ((cla & 0x0c) !== 0) {
      if (!messagingChecked) return undefined;
      if (session.messaging !== undefined && takesMessaging(apdu)) return secureMessaging(session, apdu);
      if (apdu.ins === SELECT.ins) return messagingSelect;
      return secureMessagingReads.has(apdu.ins) ? messagingRead : unknownClass;
    }
    return classChecked ? unknownClass : undefined;
  }

  function decode(command: Uint8Array): CommandApdu {
    try {
      return decodeCommandApdu(command);
    } catch (error) {
      // The broken rule takes what Lc says and forgets the rest.
      if (lengthChecked || command.length < 6) throw error;
      return decodeCommandApdu(command.subarray(0, 5 + command[4]!));
    }
  }

  function refusal(error: unknown, apdu: CommandApdu | undefined): Execution {
    if (!(error instanceof CodecError)) throw error;
    if (error.code !== 'codec/p1-p2' || apdu === undefined) return wrongLength;
    return answer(SW.incorrectP1P2, formRule[apdu.ins], time);
  }

  function execute(session: SessionState, apdu: CommandApdu): Execution {
    const handler = handlers[at(apdu.cla & 0x80, apdu.ins)];
    return handler === undefined ? unknownInstruction : handler(session, apdu);
  }

  /** What comes of a command that a handler could not decode. */
  function recover(error: unknown, session: SessionState, apdu: CommandApdu): Execution {
    const lenient = formChecked(apdu.ins) ? undefined : withKnownForm(apdu);
    if (lenient === undefined) return refusal(error, apdu);
    try {
      return execute(session, lenient);
    } catch (again) {
      return refusal(again, apdu);
    }
  }

  const secureMessaging = secureMessagingHandler(card, (session, apdu) => {
    try {
      return execute(session, apdu);
    } catch (error) {
      return recover(error, session, apdu);
    }
  });

  /** Takes the command as the next of a chain, or executes the whole one. */
  function chain(session: SessionState, apdu: CommandApdu): Execution {
    const step = joinChain(session.chain, apdu);
    session.chain = step.kind === 'more' ? step.chain : undefined;
    if (step.kind === 'more') return answer(SW.success, undefined, time);
    return step.kind === 'whole' ? execute(session, step.apdu) : wrongLength;
  }

  return (session, command) => {
    let apdu: CommandApdu | undefined;
    try {
      apdu = decode(command);
      if (apdu.cla !== 0x00 && apdu.cla !== 0x80) {
        const refused = unusualClass(session, apdu);
        if (refused !== undefined) return refused;
      }
      if (!plainKeepsCounter && session.messaging !== undefined) session.messaging.counter++;
      return chains ? chain(session, apdu) : execute(session, apdu);
    } catch (error) {
      return apdu === undefined ? refusal(error, undefined) : recover(error, session, apdu);
    }
  };
}
