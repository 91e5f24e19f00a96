export { cardProfileSchema, cardSwitchesSchema } from './card-profile.ts';
export { individualNumberCheckDigit, personProfileSchema } from './person-profile.ts';
export { readerProfileSchema } from './reader-profile.ts';
