import type { KeyFile } from '../../applications/card-file.ts';
import { access } from '../../applications/card-file.ts';
import { maxDigestLength, maxVerbatimLength, modulusLength, sha256 } from '../../applications/card-key.ts';
import { COMPUTE_DIGITAL_SIGNATURE } from '../../codec/commands/compute-digital-signature.ts';
import type { FileReference } from '../../codec/commands/file-reference.ts';
import { SW } from '../../codec/status-words.ts';
import type { RuleId } from '../../rules/rule-set.ts';
import { answer, answerData, type Execution } from '../execution.ts';
import type { CardSetup, Handler, SessionState } from '../session-state.ts';

const hashLength = 32;

/** COMPUTE DIGITAL SIGNATURE with the six values of P1. @see jpki-card reference, section 4.1 */
export function signHandler(card: CardSetup): Handler {
  const { rules } = card;
  const { switches } = card.profile;
  const time = card.profile.executionTimeMs.signature;
  const quick = card.profile.executionTimeMs.command;
  const holds = (id: RuleId): boolean => rules.holds(id);
  const needsVerified = holds('sign/needs-verified');
  const shortKnown = holds('sign/key-by-short-identifier');
  const defaultKnown = holds('sign/default-key');
  const keyNeeded = holds('sign/key-needed');
  const schemeChecked = holds('sign/scheme-known');
  const verbatim = holds('sign/p1-00-verbatim');
  const bareHash = holds('sign/p1-01-bare-hash');
  const wraps = holds('sign/p1-02-wraps-hash');
  const hashesAndWraps = holds('sign/p1-03-hashes-and-wraps');
  const pssOfHash = holds('sign/p1-04-pss-of-hash');
  const pssOfData = holds('sign/p1-05-pss-of-data');
  const lengthChecked = holds('sign/verbatim-length');
  const hashLengthChecked = holds('sign/hash-length');
  const keepsStatus = holds('sign/keeps-status');
  const ownKey = holds('sign/own-key');
  const hideHold = holds('desk/hold-hides-from-card');
  const salt = holds('sign/pss-salt-random') ? card.random : (length: number) => new Uint8Array(length);

  const noKey = answer(
    switches.signatureNoKey === '6986' ? SW.noCurrentFile : SW.referenceNotFound,
    'sign/key-needed',
    quick,
  );
  const unknownKey = answer(SW.referenceNotFound, 'sign/key-by-short-identifier', quick);
  const noDefaultKey = answer(SW.referenceNotFound, 'sign/default-key', quick);
  const notVerified = answer(SW.securityStatusNotSatisfied, 'sign/needs-verified', quick);
  const unknownScheme = answer(SW.incorrectP1P2, 'sign/scheme-known', quick);
  const badLength = answer(
    switches.signatureInputLength === '6700' ? SW.wrongLength : SW.conditionsNotSatisfied,
    'sign/verbatim-length',
    quick,
  );
  const badHashLength = answer(SW.wrongLength, 'sign/hash-length', quick);
  // No answer is longer than Le allows (ISO/IEC 7816-4:2020, 5.2). unverified: what the real card says.
  const noRoom = answer(SW.wrongLength, 'command/length-consistent', quick);
  const held = answer(SW.conditionsNotSatisfied, undefined, quick);

  function find(session: SessionState, reference: FileReference): KeyFile | Execution {
    const { application } = session;
    if (reference.kind === 'default') {
      if (!defaultKnown || application?.defaultKey === undefined) return noDefaultKey;
      return application.defaultKey;
    }
    if (reference.kind === 'short') {
      if (!shortKnown || application === undefined) return unknownKey;
      const file = application.files[reference.identifier];
      if (file?.kind !== 'key') return unknownKey;
      session.file = file;
      return file;
    }
    if (session.file?.kind === 'key') return session.file;
    if (keyNeeded) return noKey;
    return application?.files.find((file): file is KeyFile => file?.kind === 'key') ?? noKey;
  }

  function firstKey(session: SessionState, file: KeyFile): KeyFile {
    const other = session.application?.files.find(
      (candidate) => candidate?.kind === 'key' && candidate !== file,
    );
    return other?.kind === 'key' ? other : file;
  }

  /** The broken rule takes any length that can be padded. */
  const wrongHash = ({ length }: Uint8Array): boolean =>
    hashLengthChecked ? length !== hashLength : length > maxDigestLength;

  function sign(file: KeyFile, scheme: number, input: Uint8Array): Execution {
    const { key } = file;
    switch (scheme) {
      case 0x01: {
        const hash = sha256(input);
        return answerData(bareHash ? key.signVerbatim(hash) : key.signDigestInfo(hash), time);
      }
      case 0x02:
        if (wrongHash(input)) return badHashLength;
        return answerData(wraps ? key.signDigestInfo(input) : key.signVerbatim(input), time);
      case 0x03: {
        const hash = sha256(input);
        return answerData(hashesAndWraps ? key.signDigestInfo(hash) : key.signVerbatim(hash), time);
      }
      case 0x04:
        if (wrongHash(input)) return badHashLength;
        return answerData(pssOfHash ? key.signPss(input, salt) : key.signDigestInfo(input), time);
      case 0x05:
        return answerData(key.signPss(pssOfData ? sha256(input) : input, salt), time);
      default: {
        if (scheme !== 0x00 && schemeChecked) return unknownScheme;
        if (input.length < 1 || (lengthChecked && input.length > maxVerbatimLength)) return badLength;
        const data = input.subarray(0, maxVerbatimLength);
        return answerData(verbatim ? key.signVerbatim(data) : key.signDigestInfo(sha256(data)), time);
      }
    }
  }

  return (session, apdu) => {
    const { scheme, key, input, ne } = COMPUTE_DIGITAL_SIGNATURE.decode(apdu);
    const file = find(session, key);
    if ('response' in file) return file;
    if (needsVerified && (session.status & file.signAccess) === 0) return notVerified;
    if (ne < modulusLength) return noRoom;
    if (!hideHold && file.certificate !== undefined && card.isHeld(file.certificate)) return held;
    const execution = sign(ownKey ? file : firstKey(session, file), scheme, input);
    if (!keepsStatus) session.status = access.free;
    return execution;
  };
}
