import type { CaseDefinition } from '../../engine/case.ts';
import { betweenCases } from './between.ts';
import { contentCases } from './content.ts';
import { mannersCases } from './manners.ts';
import { pinCases } from './pin.ts';
import { relyingCardCases } from './relying-card.ts';
import { relyingListCases } from './relying-list.ts';
import { relyingStatusCases } from './relying-status.ts';
import { relyingTrustCases } from './relying-trust.ts';

/** Every case that a client program is judged by. */
export const clientCases: readonly CaseDefinition[] = [
  ...mannersCases,
  ...contentCases,
  ...pinCases,
  ...betweenCases,
  ...relyingStatusCases,
  ...relyingListCases,
  ...relyingTrustCases,
  ...relyingCardCases,
];
