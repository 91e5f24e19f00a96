import { type CommandFaultKindName, commandFaultKindNames, faultKinds } from './fault-kinds.ts';
import { type FrameFaultKindName, frameFaultKindNames, frameFaultKinds } from './frame-fault-kinds.ts';
import { type LinkFaultKindName, linkFaultKindNames, linkFaultKinds } from './link-fault-kinds.ts';

/** What a fault strikes: command APDUs at the card, frames on the air, or bytes between reader and host. */
export type FaultLevel = 'command' | 'frame' | 'link';

export type FaultKindName = CommandFaultKindName | FrameFaultKindName | LinkFaultKindName;
export const faultKindNames: readonly FaultKindName[] = [
  ...commandFaultKindNames,
  ...frameFaultKindNames,
  ...linkFaultKindNames,
];

/** What all kinds have: words, and which numbers they take. */
interface AnyFaultKind {
  readonly text: { readonly en: string; readonly ja: string };
  readonly ms?: 'required' | 'optional';
  readonly times?: 'optional';
  readonly value?: 'optional';
  readonly card?: true;
}

const all: Readonly<Record<FaultKindName, AnyFaultKind>> = {
  ...faultKinds,
  ...frameFaultKinds,
  ...linkFaultKinds,
};
export const anyFaultKind = (name: FaultKindName): AnyFaultKind => all[name];

const isIn = <Name extends string>(names: readonly Name[], name: string): name is Name =>
  (names as readonly string[]).includes(name);

export function faultLevel(name: FaultKindName): FaultLevel {
  if (isIn(frameFaultKindNames, name)) return 'frame';
  return isIn(linkFaultKindNames, name) ? 'link' : 'command';
}
