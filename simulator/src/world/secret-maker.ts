import { CardSecret, type SecretFormat } from '../applications/card-secret.ts';
import { secretInstance } from '../lifecycle/machine-kinds.ts';
import type { SecretPolicy } from '../lifecycle/secret.ts';

/** A secret that is no card's: of a phone, or of an account. */
export interface SecretOrder {
  /** Under whose key it is stored: `phone/1`. */
  readonly owner: string;
  readonly id: string;
  readonly format: SecretFormat;
  readonly maxTries: number;
  readonly resetBy: SecretPolicy['resetBy'];
  /** Tries after a reset; all when absent. */
  readonly resetTries?: number;
}

/** Makes secrets. Those alike share one policy object, so that their machines share a first snapshot. */
export class SecretMaker {
  readonly #policies = new Map<string, SecretPolicy>();

  make({ owner, id, format, maxTries, resetBy, resetTries = maxTries }: SecretOrder): CardSecret {
    const policyKey = `${maxTries} ${resetBy.join()} ${resetTries}`;
    let policy = this.#policies.get(policyKey);
    if (policy === undefined) {
      policy = { maxTries, initialTries: maxTries, resetTries, resetBy };
      this.#policies.set(policyKey, policy);
    }
    const counter = secretInstance(`${owner}/secret/${id}`, policy);
    return new CardSecret(id, format, counter, `${owner}/value/${id}`, undefined);
  }
}
