import type { RuleId } from '../rules/rule-set.ts';
import type { CardKey } from './card-key.ts';
import type { CardSecret } from './card-secret.ts';

/**
 * Access conditions and the security status are sets of bits: bit n stands for the n-th secret of the
 * application, `free` is in the status from the start.
 */
export const access = {
  never: 0,
  free: 1 << 30,
  bit: (index: number): number => 1 << index,
} as const;

export interface TransparentFile {
  readonly kind: 'transparent';
  readonly identifier: number;
  /** Any of these in the security status opens it. */
  readonly readAccess: number;
  /** Made when first read: certificates take a signature each. */
  content(): Uint8Array;
}

export interface RecordFile {
  readonly kind: 'record';
  readonly identifier: number;
  readonly readAccess: number;
  readonly records: readonly Uint8Array[];
}

export interface SecretFile {
  readonly kind: 'secret';
  readonly identifier: number;
  readonly secret: CardSecret;
  /** Its bit in the security status. */
  readonly opens: number;
}

export interface KeyFile {
  readonly kind: 'key';
  readonly identifier: number;
  /** Any of these in the security status lets it sign. */
  readonly signAccess: number;
  readonly key: CardKey;
  /** The secret to name when it is not verified. */
  readonly certificate: 'signature' | 'authentication' | undefined;
}

/** Selectable, of use to the card alone. */
export interface InternalFile {
  readonly kind: 'internal';
  readonly identifier: number;
}

export type CardFile = TransparentFile | RecordFile | SecretFile | KeyFile | InternalFile;

/** An application of the card: its files by identifier and what differs between applications. */
export interface Application {
  readonly name: string;
  /** Application identifier (DF name). */
  readonly aid: Uint8Array;
  /** By file identifier, 1 to 30; the identifier is the short EF identifier too. */
  readonly files: readonly (CardFile | undefined)[];
  /** INS of the CHANGE form it takes. */
  readonly change: 'change-reference-data' | 'change-key' | 'none';
  /** What INTERNAL AUTHENTICATE answers on its keys; `undefined`: it signs. */
  readonly authenticateRefusal: { readonly sw: number; readonly rule: RuleId } | undefined;
  /** Key meant by P2=00. */
  readonly defaultKey: KeyFile | undefined;
  /** How SET SESSION KEY fares; absent: no key delivery is configured. */
  readonly keyDelivery?: KeyDelivery | undefined;
  /** Bits that are in the security status once it is selected; absent: `access.free` alone. */
  readonly statusAtSelection?: (() => number) | undefined;
  /** Whether SELECT warns that it is locked; absent: it never is. */
  readonly locked?: (() => boolean) | undefined;
}

/** Who may deliver a session key for secure messaging, and the key that it comes encrypted to. */
export interface KeyDelivery {
  /** Any of these in the security status allows it. */
  readonly access: number;
  /** Absent where nothing ever allows it. */
  readonly key?: CardKey;
}

/** Files in a table by identifier. */
export function fileTable(files: readonly CardFile[]): (CardFile | undefined)[] {
  const table: (CardFile | undefined)[] = new Array(32).fill(undefined);
  for (const file of files) table[file.identifier] = file;
  return table;
}

/** A transparent file whose content is made once, when first wanted. */
export function transparent(identifier: number, readAccess: number, make: () => Uint8Array): TransparentFile {
  let made: Uint8Array | undefined;
  return {
    kind: 'transparent',
    identifier,
    readAccess,
    content() {
      made ??= make();
      return made;
    },
  };
}
