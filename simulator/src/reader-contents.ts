import { SimulatorError } from './errors.ts';
import type { LyingCard, Orientation } from './readers/contact-parts.ts';
import type { EmulatedReader } from './readers/emulated-reader.ts';

/** A card, phone or stranger that lies in a reader, as snapshots and state directories keep it. */
export interface KeptLying {
  readonly card: string;
  /** Absent: the right way round. */
  readonly orientation?: Exclude<Orientation, 'normal'>;
  /** Absent: 1, it lies well. */
  readonly coupling?: number;
}

/** What was to lie in a reader and does not. */
export interface NotLaid {
  readonly reader: string;
  readonly card: string;
  readonly why: 'no-reader' | 'no-card' | 'does-not-fit';
}

const turned: readonly string[] = ['reversed', 'face-down'] satisfies Orientation[];

const keptLying = ({ card, orientation, placement: { coupling = 1 } }: LyingCard): KeptLying => ({
  card: card.id,
  ...(orientation === 'normal' ? {} : { orientation }),
  ...(coupling === 1 ? {} : { coupling }),
});

/** What lies in a reader, from below. */
export const contentsOf = ({ lying }: EmulatedReader): KeptLying[] => lying.map(keptLying);

const sameLying = (a: KeptLying, b: KeptLying): boolean =>
  a.card === b.card && a.orientation === b.orientation && (a.coupling ?? 1) === (b.coupling ?? 1);

export const sameContents = (a: readonly KeptLying[], b: readonly KeptLying[]): boolean =>
  a.length === b.length && a.every((one, i) => sameLying(one, b[i]!));

function isLying(value: unknown): value is KeptLying {
  if (typeof value !== 'object' || value === null || !('card' in value)) return false;
  const { card, orientation, coupling } = value as Readonly<Record<string, unknown>>;
  return (
    typeof card === 'string' &&
    (orientation === undefined || (typeof orientation === 'string' && turned.includes(orientation))) &&
    (coupling === undefined || (typeof coupling === 'number' && coupling >= 0 && coupling <= 1))
  );
}

/** Throws SimulatorError `snapshot/form` for what says of no cards how they lie. */
export function checkContents(reader: string, value: unknown): asserts value is readonly KeptLying[] {
  if (Array.isArray(value) && value.every(isLying)) return;
  throw new SimulatorError('snapshot/form', `what lies in "${reader}" is no list of cards`);
}
