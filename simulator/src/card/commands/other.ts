import { modulusLength, sha256 } from '../../applications/card-key.ts';
import { GET_CHALLENGE } from '../../codec/commands/get-challenge.ts';
import { GET_DATA } from '../../codec/commands/get-data.ts';
import { INTERNAL_AUTHENTICATE } from '../../codec/commands/internal-authenticate.ts';
import { SW } from '../../codec/status-words.ts';
import { answer, answerData } from '../execution.ts';
import type { CardSetup, Handler } from '../session-state.ts';

const contactAtrTag = 0x5f51;

/** GET CHALLENGE: random bytes, also with no application. @see jpki-card reference, section 4.3 */
export function getChallengeHandler(card: CardSetup): Handler {
  const { rules, random } = card;
  const time = card.profile.executionTimeMs.command;
  const asLongAsLe = rules.holds('other/challenge-length');
  const fresh = rules.holds('other/challenge-fresh');
  const shortOnly = rules.holds('other/challenge-short-only');
  const extended = answer(SW.conditionsNotSatisfied, 'other/challenge-short-only', time);
  const withoutLe = answer(SW.wrongLength, 'other/challenge-length', time);
  return (_session, apdu) => {
    const command = GET_CHALLENGE.decode(apdu);
    if (command.extended && shortOnly) return extended;
    if (command.ne === 0) return withoutLe;
    const length = asLongAsLe ? command.ne : 8;
    return answerData(fresh ? random(length) : new Uint8Array(length).fill(0x5a), time);
  };
}

/** INTERNAL AUTHENTICATE: the common application's key signs, others refuse. @see jpki-card reference, 4.3 */
export function internalAuthenticateHandler(card: CardSetup): Handler {
  const { rules } = card;
  const time = card.profile.executionTimeMs.signature;
  const quick = card.profile.executionTimeMs.command;
  const wraps = rules.holds('other/authenticate-digest-info');
  const noKey = answer(SW.referenceNotFound, 'sign/key-needed', quick);
  const wrongLength = answer(SW.wrongLength, 'command/length-consistent', quick);
  return (session, apdu) => {
    const { key: reference, challenge, ne } = INTERNAL_AUTHENTICATE.decode(apdu);
    const { application } = session;
    const file =
      reference.kind === 'short'
        ? application?.files[reference.identifier]
        : reference.kind === 'default'
          ? application?.defaultKey
          : session.file;
    if (application === undefined || file?.kind !== 'key') return noKey;
    if (reference.kind === 'short') session.file = file;
    const refusal = application.authenticateRefusal;
    if (refusal !== undefined && rules.holds(refusal.rule)) return answer(refusal.sw, refusal.rule, quick);
    if (challenge.length === 0 || ne < modulusLength) return wrongLength;
    const hash = sha256(challenge);
    return answerData(wraps ? file.key.signDigestInfo(hash) : file.key.signVerbatim(hash), time);
  };
}

/** GET DATA of the objects at the master file. @see jpki-card reference, section 2.5 */
export function getDataHandler(card: CardSetup): Handler {
  const { rules } = card;
  const time = card.profile.executionTimeMs.command;
  const atMasterFileOnly = rules.holds('other/data-at-master-file-only');
  const wholeOnly = rules.holds('other/data-large-needs-extended');
  const unknown = rules.holds('other/data-unknown')
    ? answer(SW.referenceNotFound, 'other/data-unknown', time)
    : answer(SW.success, undefined, time);
  const elsewhere = answer(SW.referenceNotFound, 'other/data-at-master-file-only', time);
  const tooLong = answer(SW.wrongLength, 'other/data-large-needs-extended', time);
  return (session, apdu) => {
    const { tag, ne } = GET_DATA.decode(apdu);
    const object = card.dataObjects.get(tag);
    if (object === undefined) return unknown;
    if (session.application !== undefined && atMasterFileOnly && tag !== contactAtrTag) return elsewhere;
    const content = object();
    if (content.length <= ne) return answerData(content, time);
    return wholeOnly ? tooLong : answerData(content.subarray(0, ne), time);
  };
}
