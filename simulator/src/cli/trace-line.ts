import type { TraceJson } from '../control/trace-json.ts';

/** Where the host was told something else than the card did: `  [lost-answer: executed; host told reader/communication]` */
function apart({ fault, executed, host }: TraceJson): string {
  if (fault === undefined && host === undefined) return '';
  const did = executed ? 'executed' : 'not executed';
  const told = host === undefined ? 'answered' : `host told ${host}`;
  return `  [${fault === undefined ? '' : `${fault.kind}: `}${did}; ${told}]`;
}

/** `20:10:31  VERIFY 0018 user authentication PIN  →  63c2 2 tries left  (verify/mismatch-spends)` */
export function traceLine(entry: TraceJson): string {
  const time = entry.at.slice(11, 19);
  const cause = entry.cause === undefined ? '' : `  (${entry.cause})`;
  const answer = entry.text.response === '' ? '' : `  →  ${entry.text.response}`;
  return `${time}  #${entry.contact}  ${entry.text.command}${answer}${cause}${apart(entry)}`;
}
