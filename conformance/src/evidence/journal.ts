import { z } from 'zod';
import { outcomes, verdicts } from '../engine/verdict.ts';
import { resultSchema } from '../result/result-schema.ts';
import { sha256 } from './evidence-file.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const instant = resultSchema.shape.times.shape.started;
const attempt = { id: z.string(), attempt: z.int().min(1) };

const bodies = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('begun'),
    head: resultSchema.describe('The result before its first case.'),
    planned: z.array(z.strictObject({ id: z.string(), attempts: z.int().min(1) })),
  }),
  z.strictObject({ type: z.literal('resumed'), at: instant }),
  z.strictObject({ type: z.literal('case begun'), ...attempt, at: instant }),
  z.strictObject({
    type: z.literal('case ended'),
    ...attempt,
    verdict: z.enum(verdicts),
    evidence: z.strictObject({ file: z.string(), sha256: hash }),
  }),
  z.strictObject({ type: z.literal('ended'), outcome: z.enum(outcomes) }),
]);
/** What a line of the journal says. */
export type JournalEntry = z.infer<typeof bodies>;

const link = z.looseObject({ n: z.int().min(1), previous: hash });

/** The first line has none before it. */
const nothing = '0'.repeat(64);

/** Where a chain stands: how many lines, and the hash of the last. */
export interface ChainHead {
  readonly lines: number;
  readonly head: string;
}
export const emptyChain: ChainHead = { lines: 0, head: nothing };

/** The next line, without its end, and where the chain stands then. */
export function nextLine(
  chain: ChainHead,
  entry: JournalEntry,
): { readonly line: string; readonly chain: ChainHead } {
  const n = chain.lines + 1;
  const line = JSON.stringify({ n, previous: chain.head, ...entry });
  return { line, chain: { lines: n, head: sha256(line) } };
}

/** A journal as it was read. */
export interface Journal {
  readonly entries: readonly JournalEntry[];
  readonly chain: ChainHead;
  /** Bytes up to the end of the last whole line; what follows was cut in writing. */
  readonly wholeBytes: number;
  readonly torn: boolean;
  /** First line that does not fit the one before, or is none; nothing after it is read. */
  readonly fault?: string;
}

/** Reads as far as the chain holds. Throws nothing. */
export function readJournal(text: string): Journal {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const entries: JournalEntry[] = [];
  let chain = emptyChain;
  let fault: string | undefined;
  for (const line of whole.split('\n').slice(0, -1)) {
    const n = chain.lines + 1;
    const read = readLine(line);
    if (typeof read === 'string') fault = `line ${n}: ${read}`;
    else if (read.n !== n) fault = `line ${n}: carries the number ${read.n}`;
    else if (read.previous !== chain.head) fault = `line ${n}: does not carry the hash of the line before`;
    else {
      entries.push(read.entry);
      chain = { lines: n, head: sha256(line) };
      continue;
    }
    break;
  }
  return {
    entries,
    chain,
    wholeBytes: Buffer.byteLength(whole),
    torn: whole.length < text.length,
    ...(fault === undefined ? {} : { fault }),
  };
}

function readLine(line: string): { n: number; previous: string; entry: JournalEntry } | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'not JSON';
  }
  const linked = link.safeParse(value);
  if (!linked.success) return 'no number or no hash of the line before';
  const { n, previous, ...body } = linked.data;
  const entry = bodies.safeParse(body);
  return entry.success
    ? { n, previous, entry: entry.data }
    : `not an entry: ${entry.error.issues[0]?.message}`;
}
