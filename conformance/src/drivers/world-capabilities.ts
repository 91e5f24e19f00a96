/** When phones began to serve as health insurance card, JST. */
const healthInsuranceStart = Date.parse('2025-09-01T00:00:00+09:00');

interface WorldClock {
  readonly clock: { readonly mode: string; readonly now: string };
}

/** What can be tried with a simulator's calendar, by its account of itself. */
export function worldCapabilities({ clock }: WorldClock): string[] {
  if (clock.mode !== 'virtual') return [];
  const early = Date.parse(clock.now) < healthInsuranceStart;
  return ['virtual-clock', ...(early ? ['before-health-insurance'] : [])];
}
