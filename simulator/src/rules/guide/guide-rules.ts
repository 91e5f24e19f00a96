import { androidEnrolmentRules } from './android-enrolment.ts';
import { batchRules } from './batch.ts';
import { cardPinRules } from './card-pin.ts';
import { deviceChangeRules } from './device-change.ts';
import { expiryRules } from './expiry.ts';
import { facilityAccountRules } from './facility-account.ts';
import { iphoneEnrolmentRules } from './iphone-enrolment.ts';
import { lossRules } from './loss.ts';
import { preconditionRules } from './preconditions.ts';
import { refinementRules } from './refinements.ts';
import { stoppingRules } from './stopping.ts';
import { useRules } from './use.ts';

/** The rules of the guides by id, in the order of their numbers. @see phone-wallet reference, 6.1 and 6.3 */
export const guideRules = {
  ...preconditionRules,
  ...androidEnrolmentRules,
  ...iphoneEnrolmentRules,
  ...batchRules,
  ...useRules,
  ...expiryRules,
  ...stoppingRules,
  ...deviceChangeRules,
  ...lossRules,
  ...cardPinRules,
  ...facilityAccountRules,
  ...refinementRules,
};

export type GuideRuleId = keyof typeof guideRules;
