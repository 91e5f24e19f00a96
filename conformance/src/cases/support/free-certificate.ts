import type { Precondition } from '../../engine/precondition.ts';
import { t } from './bilingual.ts';

/** A certificate that is read without a PIN: on the card that of user authentication, on a phone its CA's. */
export const freeCertificate: Precondition = {
  name: t('EF of a certificate selected', '証明書のEFを選択済み'),
  establish: async ({ card, facts }) => {
    await card.select('jpki');
    await card.selectFile(facts.capabilities.has('phone') ? 0x000b : 0x000a);
  },
};
