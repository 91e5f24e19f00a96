import { createHash } from 'node:crypto';

/** The value behind a covered member, and the salt of its commitment. */
export interface Opening {
  readonly list: 'exchanges' | 'checks';
  /** Number of the exchange or check. */
  readonly n: number;
  readonly member: 'command' | 'response' | 'expected' | 'observed';
  readonly salt: string;
  readonly value: string;
}

/**
 * SHA-256 over salt and value. It binds the masked copy to what it covers and, since the salt stays with the full
 * copy, lets nobody try out four digits.
 */
export function commitment(salt: string, value: string): string {
  return createHash('sha256').update(Buffer.from(salt, 'hex')).update(value, 'utf8').digest('hex');
}
