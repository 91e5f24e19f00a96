import { constructed, objectIdentifier, printableString, sequence, setOf, utf8String } from './der.ts';

const attributeTypes = {
  CN: objectIdentifier('2.5.4.3'),
  C: objectIdentifier('2.5.4.6'),
  O: objectIdentifier('2.5.4.10'),
  OU: objectIdentifier('2.5.4.11'),
} as const;

/** Attribute and text, in the order of the name: `['C', 'JP'], ['O', …]`. */
export type NameAttribute = readonly [type: keyof typeof attributeTypes, text: string];

/** Name, DER: one attribute each; the country as PrintableString, everything else as UTF8String. */
export const distinguishedName = (...attributes: readonly NameAttribute[]): Uint8Array =>
  sequence(
    ...attributes.map(([type, text]) =>
      setOf(sequence(attributeTypes[type], type === 'C' ? printableString(text) : utf8String(text))),
    ),
  );

/** GeneralName with a Name in it; its tag is explicit, as a Name is a CHOICE (RFC 5280, 4.2.1.6). */
export const directoryName = (name: Uint8Array): Uint8Array => constructed(4, name);
