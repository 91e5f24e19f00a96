import { tlv } from './ber-tlv.ts';
import { asciiBytes } from './hex.ts';

/**
 * Record 1 of EF 0001 of the common application: 28 digits, the card's serial number (15), the municipality
 * code (5) and the expiry date (8).
 * @see jpki-card reference, section 2.4
 */
export const encodeCommonRecord = (serial: string, municipality: string, expiry: string): Uint8Array =>
  tlv(0x01, asciiBytes(serial + municipality + expiry));
