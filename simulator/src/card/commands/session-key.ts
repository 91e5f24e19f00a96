import { modulusLength } from '../../applications/card-key.ts';
import { decodeTlv, decodeTlvs } from '../../codec/ber-tlv.ts';
import { CodecError } from '../../codec/codec-error.ts';
import { SET_PUBLIC_IC_KEY } from '../../codec/commands/set-public-ic-key.ts';
import { SET_SESSION_KEY } from '../../codec/commands/set-session-key.ts';
import { decodeSessionKeyMessage, seedLength } from '../../codec/session-key-message.ts';
import { SW } from '../../codec/status-words.ts';
import type { RuleSet } from '../../rules/rule-set.ts';
import { answer } from '../execution.ts';
import { SecureChannel } from '../secure-channel.ts';
import type { CardSetup, Handler } from '../session-state.ts';

const sessionKeyLength = 16;
/** A whole card-verifiable certificate, `7F21 820233 …`. unverified: that the card takes no other length. */
const certificateLength = 568;

function isBelow(number: Uint8Array, limit: Uint8Array): boolean {
  const at = number.findIndex((byte, index) => byte !== limit[index]);
  return at >= 0 && number[at]! < limit[at]!;
}

/** Takes the seed out of a delivery message; `undefined` for another structure. */
function seedReader(rules: RuleSet): (message: Uint8Array) => Uint8Array | undefined {
  const exact = rules.holds('messaging/key-structure');
  return (message) => {
    try {
      if (exact) return decodeSessionKeyMessage(message);
      const inner = decodeTlvs(decodeTlv(message).value);
      return inner.find(({ tag, value }) => tag === 0x80 && value.length === seedLength)?.value;
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      return undefined;
    }
  };
}

/** SET SESSION KEY: opens a session of secure messaging. @see jpki-card reference, section 4.4 */
export function setSessionKeyHandler(card: CardSetup): Handler {
  const { rules } = card;
  const time = card.profile.executionTimeMs.signature;
  const quick = card.profile.executionTimeMs.command;
  const seedOf = seedReader(rules);
  const hash = rules.holds('messaging/key-oaep-sha256') ? 'sha256' : 'sha1';
  const firstHalf = rules.holds('messaging/key-first-half');
  const channel = {
    firstCounter: rules.holds('messaging/counter-from-one') ? 1 : 0,
    encryptsCounter: rules.holds('messaging/iv-encrypted-counter'),
  };

  const done = answer(SW.success, undefined, time);
  const notConfigured = answer(
    rules.holds('messaging/key-elsewhere') ? SW.noKeyDelivery : SW.instructionNotSupported,
    'messaging/key-elsewhere',
    quick,
  );
  const closed = answer(SW.securityStatusNotSatisfied, 'messaging/key-closed', quick);
  const notAllowed = answer(SW.securityStatusNotSatisfied, 'messaging/key-needs-pin', quick);
  const badLength = answer(
    rules.holds('messaging/key-length') ? SW.wrongLength : SW.wrongData,
    'messaging/key-length',
    quick,
  );
  const tooLarge = answer(
    rules.holds('messaging/key-below-modulus') ? SW.noPreciseDiagnosis : SW.wrongData,
    'messaging/key-below-modulus',
    quick,
  );
  const undecipherable = answer(SW.wrongData, 'messaging/key-oaep-sha256', time);
  const otherStructure = answer(SW.wrongData, 'messaging/key-structure', time);

  return (session, apdu) => {
    const { cryptogram } = SET_SESSION_KEY.decode(apdu);
    const delivery = session.application?.keyDelivery;
    if (delivery === undefined) return notConfigured;
    if (delivery.key === undefined) return closed;
    if ((session.status & delivery.access) === 0) return notAllowed;
    if (cryptogram.length !== modulusLength) return badLength;
    if (!isBelow(cryptogram, delivery.key.modulus)) return tooLarge;
    const message = delivery.key.decryptOaep(cryptogram, hash);
    if (message === undefined) return undecipherable;
    const seed = seedOf(message);
    if (seed === undefined) return otherStructure;
    const start = firstHalf ? 0 : seedLength - sessionKeyLength;
    session.messaging = new SecureChannel(seed.slice(start, start + sessionKeyLength), channel);
    return done;
  };
}

/**
 * SET PUBLIC IC KEY as far as it is known: no certificate of a terminal is taken, since no CA of the card's is known
 * to have signed one. @see jpki-card reference, section 4.4
 */
export function setPublicIcKeyHandler(card: CardSetup): Handler {
  const { rules } = card;
  const time = card.profile.executionTimeMs.command;
  const badLength = answer(
    rules.holds('messaging/terminal-key-length') ? SW.wrongLength : SW.wrongData,
    'messaging/terminal-key-length',
    time,
  );
  const unsigned = rules.holds('messaging/terminal-key-signed')
    ? answer(SW.wrongData, 'messaging/terminal-key-signed', time)
    : answer(SW.success, undefined, time);
  return (_session, apdu) => {
    const { certificate } = SET_PUBLIC_IC_KEY.decode(apdu);
    return certificate.length === certificateLength ? unsigned : badLength;
  };
}
