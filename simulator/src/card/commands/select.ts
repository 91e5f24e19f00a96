import type { Application } from '../../applications/card-file.ts';
import { access } from '../../applications/card-file.ts';
import { tlv } from '../../codec/ber-tlv.ts';
import { SELECT } from '../../codec/commands/select.ts';
import { hex } from '../../codec/hex.ts';
import { SW } from '../../codec/status-words.ts';
import { answer, answerData, type Execution } from '../execution.ts';
import type { CardSetup, Handler, SessionState } from '../session-state.ts';

/** GlobalPlatform issuer security domain: selecting it restores the state after reset. */
export const issuerSecurityDomain = hex('a0 00 00 01 51 00 00');

/** What SELECT of an EF and VERIFY answer with no application, by the profile's switch. */
export const noApplicationStatus = {
  '6986': SW.noCurrentFile,
  '6a82': SW.fileNotFound,
  '6a88': SW.referenceNotFound,
} as const;

/** FCI template with the DF name. unverified: what else the real one holds. */
const template = (aid: Uint8Array): Uint8Array => tlv(0x6f, tlv(0x84, aid));

function startsWith(name: Uint8Array, beginning: Uint8Array): boolean {
  if (beginning.length > name.length) return false;
  for (let i = 0; i < beginning.length; i++) if (name[i] !== beginning[i]) return false;
  return true;
}

/** SELECT by name, by file identifier and of the master file. @see jpki-card reference, section 1.1 */
export function selectHandler(card: CardSetup): Handler {
  const { rules } = card;
  const { switches } = card.profile;
  const time = card.profile.executionTimeMs.command;
  const refuseUnknownName = rules.holds('select/unknown-application');
  const prefixMatches = rules.holds('select/name-prefix');
  const noDataFor0C = rules.holds('select/no-data-for-0c');
  const fci = switches.fci === 'df-name' && rules.holds('select/fci-names-application');
  const failureKeeps = rules.holds('select/failure-keeps-application');
  const clearsStatus = rules.holds('select/clears-security-status');
  const noFileCurrent = rules.holds('select/no-file-current');
  const fileKeepsStatus = rules.holds('select/file-keeps-security-status');
  const refuseNextOccurrence = rules.holds('select/next-occurrence-none');
  const emptyNameIsDomain =
    switches.emptyName === 'issuer-security-domain' && rules.holds('select/empty-name-issuer-domain');
  const masterFileKeeps = rules.holds('select/master-file-no-effect');
  const warnsOfLock = rules.holds('licence/locked-warning');
  const lockedIsSelected = rules.holds('licence/locked-selected');
  const endsMessaging = rules.holds('messaging/ends-with-selection');

  const done = answer(SW.success, undefined, time);
  const unknownName = answer(SW.fileNotFound, 'select/unknown-application', time);
  const unknownFile = rules.holds('select/unknown-file')
    ? answer(SW.fileNotFound, 'select/unknown-file', time)
    : done;
  const noApplication = rules.holds('select/file-needs-application')
    ? answer(noApplicationStatus[switches.noApplication], 'select/file-needs-application', time)
    : done;
  const nextOccurrence = answer(
    switches.nextOccurrence === '6a82' ? SW.fileNotFound : SW.incorrectP1P2,
    'select/next-occurrence-none',
    time,
  );
  const locked = answer(SW.selectedFileDeactivated, 'licence/locked-warning', time);
  const emptyName = answer(SW.fileNotFound, 'select/empty-name-issuer-domain', time);
  const masterFileAtStart = rules.holds('select/master-file-refused-at-start')
    ? answer(SW.incorrectP1P2, 'select/master-file-refused-at-start', time)
    : done;
  const masterFile3f00 = rules.holds('select/master-file-3f00-unknown')
    ? answer(SW.fileNotFound, 'select/master-file-3f00-unknown', time)
    : done;

  const matches = (name: Uint8Array, wanted: Uint8Array): boolean =>
    prefixMatches ? startsWith(name, wanted) : name.length === wanted.length && startsWith(name, wanted);

  function find(name: Uint8Array): Application | 'domain' | undefined {
    for (const application of card.applications) if (matches(application.aid, name)) return application;
    return matches(issuerSecurityDomain, name) ? 'domain' : undefined;
  }

  function enter(session: SessionState, application: Application | undefined): void {
    const same = session.application === application;
    session.application = application;
    if (endsMessaging) session.messaging = undefined;
    session.file =
      noFileCurrent || application === undefined ? undefined : application.files.find((file) => file);
    if (clearsStatus && !(same && switches.reselectCurrent === 'kept'))
      session.status = application?.statusAtSelection?.() ?? access.free;
  }

  /** Without Le there is no answer to give, though the application is selected. */
  function selected(aid: Uint8Array, wanted: 'fci' | 'none', ne: number): Execution {
    if (wanted === 'none') return noDataFor0C ? done : answerData(template(aid), time);
    if (!fci || ne === 0) return done;
    return answerData(template(aid).subarray(0, ne), time);
  }

  return (session, apdu) => {
    const select = SELECT.decode(apdu);
    if (select.by === 'file') {
      const { application } = session;
      if (application === undefined) return noApplication;
      const file = select.identifier < 32 ? application.files[select.identifier] : undefined;
      if (file === undefined) return unknownFile;
      session.file = file;
      if (!fileKeepsStatus) session.status = access.free;
      return done;
    }
    if (select.by === 'name') {
      if (select.occurrence === 'next' && refuseNextOccurrence) return nextOccurrence;
      const found = select.name.length === 0 ? (emptyNameIsDomain ? 'domain' : undefined) : find(select.name);
      if (found === undefined) {
        if (select.name.length === 0) return emptyName;
        if (!failureKeeps) enter(session, undefined);
        return refuseUnknownName ? unknownName : done;
      }
      if (found === 'domain') {
        enter(session, undefined);
        return selected(issuerSecurityDomain, select.answer, apdu.ne);
      }
      if (warnsOfLock && found.locked?.() === true) {
        enter(session, lockedIsSelected ? found : undefined);
        return locked;
      }
      enter(session, found);
      return selected(found.aid, select.answer, apdu.ne);
    }
    if (select.identifier !== undefined) return masterFile3f00;
    if (session.application === undefined) return masterFileAtStart;
    if (!masterFileKeeps) enter(session, undefined);
    return done;
  };
}
