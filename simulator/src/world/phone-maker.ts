import type { LifecycleSwitches, PhoneProfile } from '@kazashi/profiles';
import {
  type CardSecret,
  fourDigits,
  type SecretFormat,
  signaturePassword,
} from '../applications/card-secret.ts';
import type { EnrolmentPolicy } from '../lifecycle/enrolment.ts';
import { deviceInstance, enrolmentInstance, walletDocumentInstance } from '../lifecycle/world-machines.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { type CertificateKindName, Phone } from './phone.ts';
import type { SecretMaker } from './secret-maker.ts';

/** Makes phones of a profile: their machines and secrets, with what rules and switches say of them. */
export class PhoneMaker {
  readonly #rules: RuleSet;
  readonly #switches: LifecycleSwitches;
  readonly #secrets: SecretMaker;
  readonly #enrolmentPolicies = new Map<string, EnrolmentPolicy>();

  constructor(rules: RuleSet, switches: LifecycleSwitches, secrets: SecretMaker) {
    this.#rules = rules;
    this.#switches = switches;
    this.#secrets = secrets;
  }

  make(id: string, person: string, profile: PhoneProfile): Phone {
    const secret = (kind: CertificateKindName, format: SecretFormat): CardSecret =>
      this.#secrets.make({
        owner: `phone/${id}`,
        id: `phone/${kind}`,
        format,
        maxTries: profile.tries[kind],
        resetBy: ['cardInApp'],
      });
    return new Phone({
      id,
      person,
      profile,
      device: deviceInstance(`phone/${id}/device`),
      enrolment: enrolmentInstance(`phone/${id}/enrolment`, this.#enrolmentPolicy(profile)),
      wallet: walletDocumentInstance(`phone/${id}/wallet`),
      secrets: {
        signature: secret('signature', this.#password(profile)),
        authentication: secret('authentication', fourDigits),
      },
    });
  }

  /** C-02, C-03: what a new signature password of a phone may be. */
  #password(profile: PhoneProfile): SecretFormat {
    const { newPasswordMixed, iphonePasswordFolding } = this.#switches;
    const keepsCase = profile.platform === 'iphone' && iphonePasswordFolding === 'keep';
    return {
      ...signaturePassword,
      mixed: newPasswordMixed,
      alphabet: keepsCase ? 'letters-and-digits' : 'digits-and-capitals',
    };
  }

  #enrolmentPolicy(profile: PhoneProfile): EnrolmentPolicy {
    let policy = this.#enrolmentPolicies.get(profile.id);
    if (policy === undefined) {
      const registers = this.#switches.registerStepPlatforms === 'all' || !this.#rules.holds('L-28');
      policy = {
        steps: profile.steps.map(({ id }) => id),
        afterNotice: registers ? 'register' : profile.afterNotice,
        registersUnnotified: !this.#rules.holds('L-17'),
      };
      this.#enrolmentPolicies.set(profile.id, policy);
    }
    return policy;
  }
}
