import type { ReaderProfile } from '@kazashi/profiles';
import { isExtended } from '../codec/command-apdu.ts';
import type { FieldServices } from '../media/field.ts';
import type { AcsSettings } from './acs-commands.ts';
import { DirectTransmit } from './direct-transmit.ts';
import type { Pcd } from './pcd/pcd.ts';
import { type PcdHolds, pcdHolds } from './pcd/pcd-holds.ts';
import type { AirField } from './pn532/air.ts';
import { answerPseudoApdu, pseudoClass } from './pseudo-apdu.ts';
import { ReaderError } from './reader.ts';
import { TransparentSession } from './transparent-session.ts';

/** What a reader's own commands use. */
export interface ReaderCommandParts {
  readonly profile: ReaderProfile;
  readonly settings: AcsSettings;
  readonly pcd: Pcd;
  readonly field: AirField;
  readonly services: FieldServices;
  readonly takeProof: () => Uint8Array | undefined;
}

const transparent = 0xc2;

/** Commands of class FF to a contactless reader, which it answers itself; and what it does not carry. */
export class ReaderCommands {
  readonly #parts: ReaderCommandParts;
  readonly #holds: PcdHolds;
  #session: TransparentSession | undefined;
  #chip: DirectTransmit | undefined;
  #chipUsed = false;

  constructor(parts: ReaderCommandParts) {
    this.#parts = parts;
    this.#holds = pcdHolds(parts.services.rules);
  }

  /** The host has spoken to the card past the reader: it has to be activated anew. */
  get taken(): boolean {
    const touched = this.#chipUsed || (this.#session?.touched ?? false);
    return touched && this.#holds('session-taken-back');
  }

  /** The reader has taken its card back. */
  settled(): void {
    this.#chipUsed = false;
    this.#session?.settled();
  }

  /**
   * The reader's own answer; undefined for what goes to the card. Throws ReaderError `reader/communication` for a
   * command that the reader cannot carry.
   */
  answer(command: Uint8Array): Uint8Array | undefined | Promise<Uint8Array> {
    const { profile } = this.#parts;
    if (command[0] !== pseudoClass || !this.#holds('own-commands-answered')) {
      requireCarried(profile, command);
      return undefined;
    }
    const has = (set: ReaderProfile['pseudoApdus'][number]): boolean => profile.pseudoApdus.includes(set);
    const [, ins, p1, p2] = command;
    if (ins === transparent && has('transparent-session')) {
      this.#session ??= new TransparentSession(this.#antenna());
      return this.#session.answer(command);
    }
    if (ins === 0x00 && p1 === 0x00 && p2 === 0x00 && has('direct-transmit')) return this.#direct(command);
    if (has('acr122-control')) {
      const answer = this.#parts.settings.answer(profile, command);
      if (answer !== undefined) return answer;
    }
    const { card } = this.#parts.pcd;
    return answerPseudoApdu(
      {
        profile,
        uid: (this.#holds('identifier-told') ? card?.identifier : undefined) ?? new Uint8Array(0),
        ...(card?.type === 'A' ? { historical: card.historical } : {}),
        takeProof: this.#parts.takeProof,
      },
      command,
    );
  }

  #antenna() {
    const { pcd, field } = this.#parts;
    return {
      pcd,
      power(on: boolean): void {
        if (!on) pcd.forget();
        field.power(on);
      },
    };
  }

  #direct(command: Uint8Array): Uint8Array | Promise<Uint8Array> {
    const length = command[4];
    if (length === undefined || command.length !== 5 + length) return Uint8Array.of(0x67, 0x00);
    const { pcd, field, services } = this.#parts;
    if (!this.taken) {
      // The chip begins with a card that nobody has activated.
      pcd.forget();
      field.power(false);
      field.power(true);
    }
    this.#chipUsed = true;
    this.#chip ??= new DirectTransmit({ field, rules: services.rules, timers: services.timers });
    return this.#chip.execute(command.subarray(5));
  }
}

/**
 * A reader at the level of short APDUs does not carry one of extended length; its driver tells that the exchange
 * failed.
 * @see usb-ccid reference, dwFeatures 00020000
 */
export function requireCarried({ exchangeLevel }: ReaderProfile, command: Uint8Array): void {
  if (exchangeLevel === 'short-apdu' && isExtended(command)) {
    throw new ReaderError('reader/communication', 'the reader carries no APDU of extended length');
  }
}
