import type { LinkStrike } from '../faults/armed-faults.ts';
import type { CardServices } from '../media/powered-card.ts';
import type { EmulatedReader } from './emulated-reader.ts';

/** Longest beginning of what was written that is shown: what stands behind may be a PIN or personal data. */
const shownLength = 7;

/** Commands that the cards of a reader's field have executed in their activations. */
export const executionsAt = ({ field }: EmulatedReader): number =>
  field?.activated.reduce((sum, { powered }) => sum + (powered?.executions ?? 0), 0) ?? 0;

/** Tells the trace what became of bytes between reader and host. `executed`: a command, since the write before. */
export function recordLinkStrike(
  strike: LinkStrike | undefined,
  bytes: Uint8Array,
  { name, field, card }: EmulatedReader,
  { trace, now }: Pick<CardServices, 'trace' | 'now'>,
  executed: boolean,
): LinkStrike | undefined {
  if (strike === undefined) return undefined;
  const { fault, kind } = strike;
  const powered = field?.activated[0]?.powered;
  const written = bytes.slice(0, shownLength);
  const none = new Uint8Array(0);
  trace.add({
    at: now(),
    kind: 'link',
    reader: name,
    holder: field?.holder ?? '',
    contact: powered?.number ?? 0,
    card: card?.id ?? '',
    command: kind.from === 'host' ? written : none,
    response: kind.from === 'host' ? none : written,
    cause: undefined,
    fault: { id: fault.id, kind: fault.kind },
    executed,
    host: kind.told,
  });
  return strike;
}
