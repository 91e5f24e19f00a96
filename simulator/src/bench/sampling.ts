/** The middle value; the mean of the middle two of an even number. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle]!;
  return (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Calls per second over about `durationMs`; the clock is read once for each `batch` calls. */
export function callsPerSecond(call: () => void, batch: number, durationMs: number): number {
  const start = performance.now();
  let calls = 0;
  let elapsed = 0;
  do {
    for (let i = 0; i < batch; i++) call();
    calls += batch;
    elapsed = performance.now() - start;
  } while (elapsed < durationMs);
  return (calls / elapsed) * 1000;
}

/** As `callsPerSecond`, for calls that are awaited one after the other. */
export async function awaitedPerSecond(call: () => Promise<void>, durationMs: number): Promise<number> {
  const start = performance.now();
  let calls = 0;
  let elapsed = 0;
  do {
    await call();
    calls++;
    elapsed = performance.now() - start;
  } while (elapsed < durationMs);
  return (calls / elapsed) * 1000;
}

export interface Interleaved {
  readonly value: number;
  readonly peer: number;
  readonly rounds: readonly number[];
  readonly peerRounds: readonly number[];
}

type Sample = () => number | Promise<number>;

/**
 * Takes figure and peer in turns, so that load that comes and goes hits both; medians of the rounds. Many short
 * rounds say more than a few long ones.
 */
export async function interleaved(rounds: number, sample: Sample, peerSample: Sample): Promise<Interleaved> {
  const values: number[] = [];
  const peers: number[] = [];
  for (let round = 0; round < rounds; round++) {
    peers.push(await peerSample());
    values.push(await sample());
  }
  return { value: median(values), peer: median(peers), rounds: values, peerRounds: peers };
}
