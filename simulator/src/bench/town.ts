import { phoneProfiles } from '@kazashi/profiles';
import type { Simulator } from '../simulator.ts';
import { benchWorld } from './world.ts';

export const { url } = import.meta;

export interface Town {
  /** Resident set in bytes before and after the persons came, each with garbage collected. */
  readonly before: number;
  readonly after: number;
  /** One simulated day, in ms of this machine, and how many events it had. */
  readonly dayMs: number;
  readonly events: number;
}

/** An Android phone's way to its certificates. */
const enrolment: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['portal.startEnrolment', {}],
  ['portal.enterSignaturePassword', { value: 'AB1234' }],
  ['portal.chooseCertificates', { kinds: 'signature,authentication' }],
  ['portal.acknowledge', {}],
  ['portal.readCard', {}],
  ['portal.setSignaturePassword', { value: 'PHONE1', again: 'PHONE1' }],
  ['portal.setAuthenticationPin', { value: '4321', again: '4321' }],
  ['portal.apply', {}],
];
const noticeMs = 600_000;
const hourMs = 3_600_000;

/** Every twentieth enrols and every twentieth loses the phone and calls, from 09:00 over eight hours; then night. */
async function liveADay(simulator: Simulator, phones: readonly string[]): Promise<number> {
  let events = 0;
  const send = async (type: string, phone: string, data: Readonly<Record<string, string>> = {}) => {
    const { taken } = await simulator.send({ type, data: { phone, ...data } });
    if (!taken) throw new Error(`${type} was refused`);
    events++;
  };
  simulator.onEvent(({ type }) => {
    if (/^(?:backOffice|portal\.usable)/.test(type)) events++;
  });
  const start = simulator.calendar.now();
  const gap = Math.floor((8 * hourMs) / (phones.length / 20) / 2);
  for (let i = 0; i + 1 < phones.length; i += 20) {
    for (const [type, data] of enrolment) await send(type, phones[i]!, data);
    await simulator.setClock(simulator.calendar.now() + noticeMs);
    await send('portal.register', phones[i]!);
    await send('holder.losePhone', phones[i + 1]!);
    // The line for lost phones takes the call of those who carry certificates: the one that enrolled before.
    if (i >= 40) {
      await send('holder.losePhone', phones[i - 40]!);
      await send('callCentre.holdPhone', phones[i - 40]!);
    }
    await simulator.setClock(simulator.calendar.now() + Math.max(0, 2 * gap - noticeMs));
  }
  await simulator.setClock(Math.max(simulator.calendar.now(), start + 24 * hourMs));
  return events;
}

/**
 * Makes that many persons with card and phone in a process of its own, lets them live a day and prints what it took;
 * wants `--expose-gc`.
 * @public found by its address, see childCommand
 */
export async function main(count: string): Promise<void> {
  const simulator = await benchWorld(process.env, undefined, '2026-11-20T09:00:00+09:00');
  const { cardProfile, personProfile } = simulator.card().facts;
  const profile = phoneProfiles.get('android/supported')!;
  const phones: string[] = [];
  const settle = async (persons: number): Promise<void> => {
    for (let i = 0; i < persons; i++) {
      const { id } = await simulator.issueCard({ card: cardProfile, person: personProfile });
      const phone = await simulator.addPhone(profile, simulator.world.plastic(id).person);
      phones.push(phone.id);
    }
  };
  const collect = (): void => {
    for (let i = 0; i < 3; i++) globalThis.gc?.();
  };
  // Code is compiled and pools are filled by the first ones.
  await settle(20);
  collect();
  const before = process.memoryUsage.rss();
  await settle(Number(count));
  collect();
  const after = process.memoryUsage.rss();
  const begun = performance.now();
  const events = await liveADay(simulator, phones.slice(20));
  const result: Town = { before, after, dayMs: performance.now() - begun, events };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
