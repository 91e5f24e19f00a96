export type { CardProfile, PersonProfile, ReaderProfile } from '@kazashi/profiles';
export { SimulatorError } from './errors.ts';
export type { Rule, RuleBasis } from './rules/rule.ts';
export { rules as ruleList } from './rules/rule-set.ts';
export type { EventOutcome, EventRequest, Snapshot } from './simulator.ts';
export { type EmulatedCard, type StartCardOptions, startCard } from './start-card.ts';
