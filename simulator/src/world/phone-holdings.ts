import type { Phone } from './phone.ts';

/** Who has which phones, in the order of their numbers as after a restart. */
export class PhoneHoldings {
  readonly #phones = new Map<string, readonly Phone[]>();

  of(person: string): readonly Phone[] {
    return this.#phones.get(person) ?? [];
  }

  enter(phone: Phone): void {
    const phones = [...this.of(phone.person), phone].sort((a, b) => Number(a.id) - Number(b.id));
    this.#phones.set(phone.person, phones);
  }

  leave(phone: Phone): void {
    this.#phones.set(
      phone.person,
      this.of(phone.person).filter((other) => other !== phone),
    );
  }

  clear(): void {
    this.#phones.clear();
  }
}
