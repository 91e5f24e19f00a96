import type { PersonProfile } from '@kazashi/profiles';
import type { BindingInstance } from '../lifecycle/world-machines.ts';
import { asJson } from '../store/json.ts';
import type { Json } from '../store/store.ts';

/** A kiosk reset that was prepared in the portal app. @see phone-wallet reference, E-02 */
export interface KioskPermit {
  readonly secret: string;
  readonly until: number;
}

/** A holder: who it is, which plastic card is theirs, which phone is bound to them. */
export class Person {
  readonly id: string;
  readonly binding: BindingInstance;
  profile: PersonProfile;
  /** The plastic card in force; the others of the person are dead. */
  card: string;
  kioskPermit: KioskPermit | null = null;

  constructor(id: string, profile: PersonProfile, card: string, binding: BindingInstance) {
    this.id = id;
    this.profile = profile;
    this.card = card;
    this.binding = binding;
  }

  get key(): string {
    return `person/${this.id}/facts`;
  }

  record(): Json {
    return {
      profile: asJson(this.profile),
      card: this.card,
      kioskPermit: this.kioskPermit && { ...this.kioskPermit },
    };
  }
}
