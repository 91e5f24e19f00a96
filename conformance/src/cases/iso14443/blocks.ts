import { phone } from './bench-cards.ts';
import { blockForms } from './block-forms.ts';
import { blockOrder } from './block-order.ts';
import { type FieldCase, fieldCases } from './field-case.ts';

const blocks: Readonly<Record<string, FieldCase>> = { ...blockOrder, ...blockForms };

/** What is tried of a phone of type A too. */
const alsoOfPhones = [
  'first-number',
  'resent-without-executing',
  'chain-whole',
  'command-chain-joined',
  'within-reader-frame',
  'cid-of-another',
  'cid-answered',
  'wrong-crc',
  'deselect-halts',
  'activation-anew',
  'power-off-forgets',
];

/** The block protocol, of a card of type B and of a phone of type A. */
export const blockCases = [
  ...fieldCases('block', { needs: 'type-b' }, blocks),
  ...fieldCases(
    'block-a',
    { lies: [phone] },
    Object.fromEntries(alsoOfPhones.map((name) => [name, ofPhone(blocks[name]!)])),
  ),
];

/** The same of a phone, which has CID whatever the card has. */
function ofPhone({ needs: _, title: [en, ja], ...definition }: FieldCase): FieldCase {
  return { ...definition, title: [`Type A: ${en}`, `Type A: ${ja}`] };
}
