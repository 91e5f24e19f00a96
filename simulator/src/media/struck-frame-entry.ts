import type { FrameStrike } from '../faults/armed-faults.ts';
import type { CardServices } from './powered-card.ts';

/** A frame that a fault struck. */
export interface StruckFrameEntry {
  readonly reader: string;
  readonly holder: string;
  readonly contact: number;
  readonly card: string;
  readonly request: Uint8Array;
  readonly answer: Uint8Array;
  /** Whether the card executed a command that came with it. */
  readonly executed: boolean;
}

/** What the reader heard in the place of the card's answer. */
const heard = { silence: 'rf/silence', corrupt: 'rf/corrupt', overheated: 'rf/overheated' } as const;

/** Longest prologue of a block: what stands behind may be a PIN. */
const prologueLength = 2;
const isBlockWithInformation = (frame: Uint8Array): boolean => ((frame[0] ?? 0) & 0xe2) === 0x02;
const shown = (frame: Uint8Array): Uint8Array =>
  isBlockWithInformation(frame)
    ? frame.slice(0, (frame[0]! & 0x08) === 0 ? 1 : prologueLength)
    : frame.slice();

/** Tells the trace what the card did and what the reader heard of it. */
export function recordStruckFrame(
  { trace, now }: CardServices,
  { fault, kind }: FrameStrike,
  { request, answer, ...entry }: StruckFrameEntry,
): void {
  trace.add({
    ...entry,
    at: now(),
    kind: 'frame',
    command: shown(request),
    response: shown(answer),
    cause: undefined,
    fault: { id: fault.id, kind: fault.kind },
    ...(kind.hears === 'answer' ? {} : { host: heard[kind.hears] }),
  });
}
