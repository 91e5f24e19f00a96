import type { CardFile } from '../../applications/card-file.ts';
import { access } from '../../applications/card-file.ts';
import { READ_BINARY } from '../../codec/commands/read-binary.ts';
import { READ_RECORD } from '../../codec/commands/read-record.ts';
import { concatBytes } from '../../codec/hex.ts';
import { SW } from '../../codec/status-words.ts';
import { answer, answerData, answerSlice } from '../execution.ts';
import type { CardSetup, Handler } from '../session-state.ts';

/** READ BINARY. @see jpki-card reference, sections 2 and 5.2 */
export function readBinaryHandler(card: CardSetup): Handler {
  const { rules } = card;
  const time = card.profile.executionTimeMs.command;
  const checkAccess = rules.holds('read/access-condition');
  const makeCurrent = rules.holds('read/short-identifier-makes-current');
  const refuseUnknownShort = rules.holds('read/unknown-short-identifier');
  const offsetMask = rules.holds('read/offset-fifteen-bits') ? 0x7fff : 0xff;
  const endWithoutWarning = rules.holds('read/end-without-warning');
  const leZero = rules.holds('read/le-zero-256');
  const longRead = rules.holds('read/extended-le');
  const leNeeded = rules.holds('read/le-needed');
  const survives = rules.holds('sign/survives-file-selection');

  const done = answer(SW.success, undefined, time);
  const noFile = rules.holds('read/current-file-needed')
    ? answer(SW.noCurrentFile, 'read/current-file-needed', time)
    : done;
  const unknownShort = answer(SW.fileNotFound, 'read/unknown-short-identifier', time);
  const notTransparent = rules.holds('read/transparent-only')
    ? answer(SW.commandIncompatibleWithFile, 'read/transparent-only', time)
    : done;
  const internal = rules.holds('content/internal-file-unreadable')
    ? answer(SW.commandIncompatibleWithFile, 'content/internal-file-unreadable', time)
    : done;
  const guarded = answer(SW.securityStatusNotSatisfied, 'read/access-condition', time);
  const outside = rules.holds('read/offset-inside')
    ? answer(SW.offsetOutside, 'read/offset-inside', time)
    : done;
  const withoutLe = answer(SW.wrongLength, 'read/le-needed', time);

  return (session, apdu) => {
    const { shortIdentifier, offset, ne } = READ_BINARY.decode(apdu);
    let file: CardFile | undefined;
    if (shortIdentifier === undefined) {
      file = session.file;
    } else {
      file = session.application?.files[shortIdentifier];
      if (file === undefined) {
        if (session.application === undefined) return noFile;
        if (refuseUnknownShort) return unknownShort;
        file = session.file;
      } else if (makeCurrent) {
        session.file = file;
      }
    }
    if (file === undefined) return noFile;
    if (file.kind === 'internal') return internal;
    if (file.kind !== 'transparent') return notTransparent;
    if (checkAccess && (session.status & file.readAccess) === 0) return guarded;
    if (!survives) session.status = access.free;
    let wanted = ne;
    if (ne === 0) {
      if (leNeeded) return withoutLe;
      wanted = 256;
    }
    if (!leZero && ne === 256 && !apdu.extended) wanted = 255;
    if (!longRead && wanted > 256) wanted = 256;
    const content = file.content();
    const start = offset & offsetMask;
    if (start >= content.length) return outside;
    const end = start + wanted;
    if (end <= content.length) return answerSlice(content, start, end, time);
    const execution = answerSlice(content, start, content.length, time);
    if (!endWithoutWarning) {
      execution.response[execution.response.length - 2] = 0x62;
      execution.response[execution.response.length - 1] = 0x82;
    }
    return execution;
  };
}

/** READ RECORD by number. @see jpki-card reference, section 2.4 */
export function readRecordHandler(card: CardSetup): Handler {
  const { rules } = card;
  const time = card.profile.executionTimeMs.command;
  const checkAccess = rules.holds('read/access-condition');
  const makeCurrent = rules.holds('read/short-identifier-makes-current');
  const refuseAll = rules.holds('read/record-all-refused');
  const wholeRecord = rules.holds('read/record-le-exact');
  const refusePastEnd = rules.holds('read/record-past-end');

  const noFile = answer(SW.noCurrentFile, 'read/current-file-needed', time);
  const unknownShort = answer(SW.fileNotFound, 'read/unknown-short-identifier', time);
  const notRecords = answer(
    rules.holds('read/record-structure') ? SW.commandIncompatibleWithFile : SW.recordNotFound,
    'read/record-structure',
    time,
  );
  const guarded = answer(SW.securityStatusNotSatisfied, 'read/access-condition', time);
  const pastEnd = answer(SW.recordNotFound, 'read/record-past-end', time);
  const all = answer(SW.functionNotSupported, 'read/record-all-refused', time);
  // No answer is longer than Le allows (ISO/IEC 7816-4:2020, 5.2). unverified: what the real card says.
  const tooShort = answer(SW.wrongLength, 'read/record-le-exact', time);

  return (session, apdu) => {
    const { record, extent, shortIdentifier, ne } = READ_RECORD.decode(apdu);
    let file = session.file;
    if (shortIdentifier !== undefined) {
      file = session.application?.files[shortIdentifier];
      if (file === undefined) return session.application === undefined ? noFile : unknownShort;
      if (makeCurrent) session.file = file;
    }
    if (file === undefined) return noFile;
    if (file.kind !== 'record') return notRecords;
    if (checkAccess && (session.status & file.readAccess) === 0) return guarded;
    if (extent === 'to-last') {
      if (refuseAll) return all;
      const together = concatBytes(...file.records.slice(Math.max(0, record - 1)));
      return together.length > ne ? tooShort : answerData(together, time);
    }
    const found = file.records[record - 1] ?? (refusePastEnd ? undefined : file.records.at(-1));
    if (found === undefined) return pastEnd;
    if (found.length > ne) return tooShort;
    return answerData(wholeRecord ? found : found.subarray(2), time);
  };
}
