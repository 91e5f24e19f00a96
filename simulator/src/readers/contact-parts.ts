import type { ReaderProfile } from '@kazashi/profiles';
import type { Icc } from '../card/icc.ts';
import type { FaultReport } from '../faults/fault-kinds.ts';
import type { FieldServices, Placement } from '../media/field.ts';
import type { CardPlace, NoAnswer } from '../media/powered-card.ts';
import type { AcsSettings } from './acs-commands.ts';
import { type CardContact, ReaderError } from './reader.ts';

/** How the card lies in or on the reader. A contact reader finds a card the wrong way round mute. */
export type Orientation = 'normal' | 'reversed' | 'face-down';

/** What readers share with the simulator they belong to. */
export interface ReaderServices extends FieldServices {
  /** Whether one endpoint alone may hold a card. */
  readonly placement: 'shared' | 'single';
  readonly takeProof: (reader: string) => Uint8Array | undefined;
}

/** A card that lies in a reader, and how. */
export interface LyingCard {
  readonly card: Icc;
  readonly orientation: Orientation;
  readonly placement: Placement;
  /** Whether it gave no answer when it was laid down, as a locked phone does. */
  readonly mute: boolean;
}

/** A contact as its reader has it. */
export interface HeldContact extends CardContact {
  readonly holder: string;
  /** The card that was activated; `undefined` when it is mute. */
  readonly card: Icc | undefined;
  lose(why: FaultReport): void;
  /** Begins anew without the host being told; `now` is what became of the card that lay there. */
  repower(now: ReadonlyMap<Icc, Icc>): void;
  /** One of several cards is taken away; gives whether it was the activated one. */
  take(card: Icc): boolean;
}

/** A reader as its contacts know it. */
export interface ContactReader extends CardPlace {
  readonly profile: ReaderProfile;
  /** Everything that lies there, from below. */
  readonly lying: readonly LyingCard[];
  /** What its control commands have set. */
  readonly settings: AcsSettings;
}

/** What a contact needs of its reader. */
export interface ContactParts {
  readonly reader: ContactReader;
  readonly holder: string;
  readonly services: ReaderServices;
  /** Told when the contact was closed by who holds it. */
  readonly closed: (contact: HeldContact) => void;
}

const reports: Readonly<Record<FaultReport, string>> = {
  'reader/card-removed': 'the card was taken away',
  'reader/card-mute': 'the card does not answer',
  'reader/communication': 'the answer of the card was lost',
  'reader/unplugged': 'the reader was unplugged',
};

export const noAnswer = ({ told }: NoAnswer): ReaderError => new ReaderError(told, reports[told]);

/** The answer; throws what the host is told in the place of one. */
export function answered(answer: Uint8Array | NoAnswer): Uint8Array {
  if (answer instanceof Uint8Array) return answer;
  throw noAnswer(answer);
}
