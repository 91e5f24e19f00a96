import { jstIso } from '../clock/calendar.ts';
import { toHex } from '../codec/hex.ts';
import type { Describer } from '../trace/describe.ts';
import { maskedCommand } from '../trace/mask.ts';
import type { TraceEntry } from '../trace/trace.ts';

/** A trace entry as the control API tells it; secrets are masked. */
export function traceJson(entry: TraceEntry, describer: Describer) {
  const description = describer.describe(entry);
  return {
    sequence: entry.sequence,
    at: jstIso(entry.at),
    kind: entry.kind,
    endpoint: entry.holder,
    reader: entry.reader,
    contact: entry.contact,
    card: entry.card,
    command: maskedCommand(entry.command),
    response: toHex(entry.response),
    ...(entry.cause === undefined ? {} : { cause: entry.cause }),
    ...(entry.fault === undefined ? {} : { fault: entry.fault }),
    ...(entry.executed === undefined ? {} : { executed: entry.executed }),
    ...(entry.host === undefined ? {} : { host: entry.host }),
    text: { command: description.command, response: description.response },
  };
}
export type TraceJson = ReturnType<typeof traceJson>;
