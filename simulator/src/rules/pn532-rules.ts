import { pn532ChipRules } from './pn532-chip-rules.ts';
import { pn532InitiatorRules } from './pn532-initiator-rules.ts';
import { pn532LinkRules } from './pn532-link-rules.ts';

/** @see nfc-readers reference, 4 */
export const pn532Rules = { ...pn532LinkRules, ...pn532ChipRules, ...pn532InitiatorRules };
