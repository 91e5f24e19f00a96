import type { LifecycleSwitches } from '@kazashi/profiles';
import type { RuleSet } from '../rules/rule-set.ts';
import type { World } from '../world/world.ts';

/** What the status services are about and by which rules they answer. */
export interface StatusWorld {
  readonly world: World;
  readonly rules: RuleSet;
  readonly switches: Pick<
    LifecycleSwitches,
    'crlPublicationMs' | 'crlWindowMs' | 'ocspValidityMs' | 'ocspNonceMaximum'
  >;
}

/** How a fault bends an answer. */
export interface Bent {
  /** Made for this instant of the past, from what the books said then. */
  readonly asOf?: number;
  readonly signature?: 'wrong' | 'stranger';
}
