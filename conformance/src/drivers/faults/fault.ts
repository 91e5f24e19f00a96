import { concat, hex, toHex } from '../../bytes/hex.ts';
import type { FileAddress } from '../../engine/card-position.ts';
import type { Mutant } from '../../engine/kill-matrix.ts';
import { type SecretName, secrets } from '../../engine/secret.ts';

/** One command with what is known of where it goes. */
export interface Exchange {
  readonly command: Uint8Array;
  /** The file that it addresses, by what was selected before. */
  readonly at: FileAddress;
}

/** What a fault does, made anew for each subject so that it may remember. */
export interface FaultWork {
  readonly answerToReset?: (answer: Uint8Array) => Uint8Array;
  /** The command as the card gets it. */
  readonly command?: (exchange: Exchange) => Uint8Array;
  readonly response?: (exchange: Exchange, response: Uint8Array) => Uint8Array;
  /** Turning the card over does nothing, or makes it mute until it is turned back. */
  readonly turned?: 'nothing' | 'mute';
  /** Whether an event comes to nothing, though whoever sent it is told that it was taken. */
  readonly loses?: (type: string, data: Readonly<Record<string, string>>) => boolean;
}

/** A fault on the way from a card, or in one place of it: the rule that it breaks, and how. */
export interface Fault {
  readonly id: `fault/${string}`;
  readonly text: Mutant['text'];
  readonly make: () => FaultWork;
}

export const fault = (id: string, en: string, ja: string, make: () => FaultWork): Fault => ({
  id: `fault/${id}`,
  text: { en, ja },
  make,
});

/** A fault that changes answers. */
export const answering = (
  id: string,
  en: string,
  ja: string,
  response: NonNullable<FaultWork['response']>,
): Fault => fault(id, en, ja, () => ({ response }));

export const withLastFlipped = (bytes: Uint8Array, index: number): Uint8Array =>
  bytes.map((byte, i) => (i === index ? byte ^ 0x01 : byte));

export const status = (response: Uint8Array): string => toHex(response.subarray(-2));
export const says = (text: string): Uint8Array => hex(text);
export const withoutLastByte = (response: Uint8Array): Uint8Array =>
  concat(response.subarray(0, -3), response.subarray(-2));

export const goesTo = ({ at }: Exchange, secret: SecretName): boolean =>
  at.application === secrets[secret].application && at.file === secrets[secret].file;

export const isIns = ({ command }: Exchange, ...ins: readonly number[]): boolean =>
  ins.includes(command[1] ?? -1);

/** `jpki-authentication` */
export const slugOf = (secret: SecretName): string => secret.replace('/', '-');
