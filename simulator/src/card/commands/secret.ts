import type { CardFile, SecretFile } from '../../applications/card-file.ts';
import { access } from '../../applications/card-file.ts';
import { type CardSecret, hasFormat, isPossible } from '../../applications/card-secret.ts';
import type { CommandApdu } from '../../codec/command-apdu.ts';
import {
  CHANGE_KEY,
  CHANGE_REFERENCE_DATA,
  type ChangeReferenceData,
} from '../../codec/commands/change-reference-data.ts';
import type { FileReference } from '../../codec/commands/file-reference.ts';
import { VERIFY } from '../../codec/commands/verify.ts';
import { equalBytes } from '../../codec/hex.ts';
import { retriesLeft, SW } from '../../codec/status-words.ts';
import type { Change } from '../../store/store.ts';
import { storedValue } from '../card-secrets.ts';
import { answer, type Execution } from '../execution.ts';
import type { CardSetup, Handler, SessionState } from '../session-state.ts';
import { noApplicationStatus } from './select.ts';

const matched = { type: 'secret.matched' } as const;
const mismatched = { type: 'secret.mismatched' } as const;

/** The counter as it has to be stored after it moved. */
export const counterChange = (secret: CardSecret): Change =>
  new Map([[secret.counter.key, secret.counter.record()]]);

const upperCase = (value: Uint8Array): Uint8Array =>
  value.map((byte) => (byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte));

/** Finds the secret that a VERIFY or CHANGE means. */
function secretFinder(
  card: CardSetup,
): (session: SessionState, reference: FileReference) => SecretFile | Execution {
  const { rules } = card;
  const { switches } = card.profile;
  const time = card.profile.executionTimeMs.command;
  const done = answer(SW.success, undefined, time);
  const noKey = rules.holds('verify/reference-needed')
    ? answer(
        switches.noCurrentKey === '6986' ? SW.noCurrentFile : SW.referenceNotFound,
        'verify/reference-needed',
        time,
      )
    : done;
  const noApplication = rules.holds('verify/reference-needed')
    ? answer(noApplicationStatus[switches.noApplication], 'verify/reference-needed', time)
    : done;
  const shortKnown = rules.holds('verify/short-identifier');
  const makeCurrent = rules.holds('verify/short-identifier-makes-current');
  const notFound = answer(SW.referenceNotFound, 'verify/short-identifier', time);
  const unknownShort = answer(SW.fileNotFound, 'verify/short-identifier', time);

  return (session, reference) => {
    let file: CardFile | undefined = session.file;
    if (session.application === undefined) return noApplication;
    if (reference.kind === 'short') {
      if (!shortKnown) return notFound;
      file = session.application.files[reference.identifier];
      if (file === undefined) return unknownShort;
      if (makeCurrent) session.file = file;
    }
    return file?.kind === 'secret' ? file : noKey;
  };
}

/** VERIFY: comparison, counter, security status. @see jpki-card reference, section 3 */
export function verifyHandler(card: CardSetup): Handler {
  const { rules } = card;
  const { switches } = card.profile;
  const time = card.profile.executionTimeMs.verify;
  const find = secretFinder(card);
  const queryFree = rules.holds('verify/query-spends-nothing');
  const queryTells = rules.holds('verify/query-tells-tries');
  const queryBlocked63c0 = rules.holds('verify/query-blocked-63c0');
  const queryKeepsStatus = rules.holds('verify/query-keeps-status');
  const queryVerified =
    switches.queryWhenVerified === 'success' || !rules.holds('verify/query-when-verified-tries');
  const mismatchSpends = rules.holds('verify/mismatch-spends');
  const mismatchTells = rules.holds('verify/mismatch-tells-tries');
  const mismatchClears = rules.holds('verify/mismatch-clears-status');
  const lastTry63c0 = rules.holds('verify/last-try-63c0');
  const blocksAtZero = rules.holds('verify/blocks-at-zero');
  const restores = rules.holds('verify/match-restores-tries');
  const opensOwn = rules.holds('verify/match-opens-own-reference');
  const wholeValue = rules.holds('verify/compares-whole-value');
  const caseMatters = rules.holds('verify/case-matters');
  const countersApart = rules.holds('verify/counters-apart');
  const malformedCounts = switches.malformedSecret === 'counts' && rules.holds('verify/malformed-counts');

  const done = answer(SW.success, undefined, time);
  const plainFailure = answer(SW.authenticationFailed, undefined, time);
  const blocked = answer(
    rules.holds('verify/blocked-6984') ? SW.referenceDataNotUsable : 0x6983,
    'verify/blocks-at-zero',
    time,
  );
  const malformed = answer(SW.wrongLength, 'verify/malformed-counts', time);
  const queried = Array.from({ length: 16 }, (_, tries) => answer(retriesLeft(tries), undefined, time));
  const failed = Array.from({ length: 16 }, (_, tries) => retriesLeft(tries));

  function query(session: SessionState, file: SecretFile): Execution {
    const { secret } = file;
    if (!queryKeepsStatus) session.status &= ~file.opens;
    if (!queryFree && !secret.blocked) {
      secret.counter.send(mismatched);
      return { ...queried[secret.triesLeft]!, change: counterChange(secret) };
    }
    const tries = secret.triesLeft;
    if (tries === 0 && !queryBlocked63c0) return answer(SW.referenceDataNotUsable, undefined, time);
    if (queryVerified && (session.status & file.opens) !== 0) return done;
    return queryTells ? queried[tries]! : plainFailure;
  }

  function agrees(secret: CardSecret, given: Uint8Array): boolean {
    const { value } = secret;
    if (value === undefined) return false;
    const compared = caseMatters ? given : upperCase(given);
    return equalBytes(value, wholeValue ? compared : compared.subarray(0, value.length));
  }

  return (session, apdu) => {
    const { reference, verificationData } = VERIFY.decode(apdu);
    const file = find(session, reference);
    if ('response' in file) return file;
    if (verificationData.length === 0) {
      // Ne without data is the five-byte query that some clients fall back to; it is answered like the other.
      return query(session, file);
    }
    const secret = countersApart ? file.secret : sharedCounter(session, file.secret);
    if (secret.blocked && blocksAtZero) return blocked;
    if (agrees(file.secret, verificationData)) {
      session.status |= opensOwn ? file.opens : ~access.never;
      if (!restores || secret.triesLeft === secret.maxTries) return done;
      secret.counter.send(matched);
      return {
        response: done.response,
        change: counterChange(secret),
        executionTimeMs: time,
        cause: undefined,
      };
    }
    if (secret.blocked) return blocked;
    if (!malformedCounts && !isPossible(file.secret.format, verificationData)) return malformed;
    if (mismatchClears) session.status &= ~file.opens;
    if (!mismatchSpends) return queried[secret.triesLeft]!;
    secret.counter.send(mismatched);
    const tries = secret.triesLeft;
    const change = counterChange(secret);
    if (!mismatchTells) return { ...plainFailure, change };
    if (tries === 0 && !lastTry63c0) return { ...answer(SW.referenceDataNotUsable, undefined, time), change };
    const response = answer(failed[Math.min(tries, 15)]!).response;
    return { response, change, executionTimeMs: time, cause: 'verify/mismatch-spends' };
  };
}

/** The first other secret of the application: what a card with one common counter would count on. */
function sharedCounter(session: SessionState, own: CardSecret): CardSecret {
  const files = session.application?.files ?? [];
  const secrets = files.flatMap((file) => (file?.kind === 'secret' ? [file.secret] : []));
  return secrets.findLast((secret) => secret !== own) ?? own;
}

/** Both forms of changing a secret; the old value was verified before. @see jpki-card reference, section 3 */
export function changeHandler(card: CardSetup, form: 'change-reference-data' | 'change-key'): Handler {
  const { rules } = card;
  const time = card.profile.executionTimeMs.verify;
  const find = secretFinder(card);
  const command = form === 'change-reference-data' ? CHANGE_REFERENCE_DATA : CHANGE_KEY;
  const formChecked = rules.holds('change/form-of-application');
  const p1Checked = rules.holds('change/p1-new-value-only');
  const needsVerified = rules.holds('change/needs-verified');
  const checksFormat = rules.holds('change/format-checked');
  const takes = rules.holds('change/takes-new-value');

  const done = answer(SW.success, undefined, time);
  const otherForm = answer(SW.instructionNotSupported, 'change/form-of-application', time);
  const notVerified = answer(SW.securityStatusNotSatisfied, 'change/needs-verified', time);
  const badFormat = answer(SW.wrongData, 'change/format-checked', time);

  function parameters(apdu: CommandApdu): ChangeReferenceData {
    if (p1Checked || form === 'change-key') return command.decode(apdu);
    return command.decode({ ...apdu, p1: 0x01 });
  }

  return (session, apdu) => {
    const { application } = session;
    if (formChecked && application !== undefined && application.change !== form) return otherForm;
    const { reference, newReferenceData } = parameters(apdu);
    const file = find(session, reference);
    if ('response' in file) return file;
    if (needsVerified && (session.status & file.opens) === 0) return notVerified;
    const { secret } = file;
    if (checksFormat && !hasFormat(secret.format, newReferenceData)) return badFormat;
    if (!takes) return done;
    secret.value = newReferenceData.slice();
    return {
      response: done.response,
      change: new Map([[secret.valueKey, storedValue(secret.value)]]),
      executionTimeMs: time,
      cause: undefined,
    };
  };
}
