export type { CardProfile, CardSwitches } from './card-profile.ts';
export type { PersonProfile } from './person-profile.ts';
export type { ReaderProfile } from './reader-profile.ts';
