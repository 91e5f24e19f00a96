import type { CardSecret } from '../applications/card-secret.ts';
import type { FacilityAccountInstance } from '../lifecycle/world-machines.ts';
import type { RuleId } from '../rules/rule-set.ts';

/** A notice in the app's list. @see L-105 */
export interface FacilityNotice {
  readonly number: string;
  readonly at: string;
  readonly text: string;
  readonly read: boolean;
}

export type FacilityPlatform = 'android' | 'ios' | 'windows';

/** In which states somebody has to log in, by which rule. */
const loggedOut: Readonly<Record<string, RuleId>> = {
  unregistered: 'L-100',
  registered: 'L-103',
  locked: 'L-102',
  deregistering: 'L-107',
  stopped: 'L-108',
  released: 'L-104',
};

/** An account of a medical facility for the 資格確認 app. @see phone-wallet reference, L-100 to L-108 */
export class FacilityAccount {
  readonly id: string;
  readonly platform: FacilityPlatform;
  readonly account: FacilityAccountInstance;
  /** Account password: five wrong ones lock for half an hour. */
  readonly password: CardSecret;
  /** Launch passcode: five wrong ones lead back to the login. */
  readonly passcode: CardSecret;
  /** Takes phones for health insurance. @see L-41 */
  readonly takesPhones: boolean;
  /** What is wrong with its reader. */
  fault: string | null = null;
  notices: readonly FacilityNotice[] = [];

  constructor(
    id: string,
    platform: FacilityPlatform,
    takesPhones: boolean,
    account: FacilityAccountInstance,
    password: CardSecret,
    passcode: CardSecret,
  ) {
    this.id = id;
    this.platform = platform;
    this.takesPhones = takesPhones;
    this.account = account;
    this.password = password;
    this.passcode = passcode;
  }

  /** The rule by which nobody is logged in any more; undefined while somebody may be. */
  get loggedOutBy(): RuleId | undefined {
    const { snapshot } = this.account;
    if (snapshot.hasTag('loggedIn')) return undefined;
    return snapshot.context.uninstalled ? 'L-104' : loggedOut[String(snapshot.value)];
  }

  get key(): string {
    return `facility/${this.id}/facts`;
  }

  get faultKey(): string {
    return `facility/${this.id}/fault`;
  }

  get noticesKey(): string {
    return `facility/${this.id}/notices`;
  }
}
