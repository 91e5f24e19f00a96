import { personProfiles } from '@kazashi/profiles';
import { hex, toHex } from '../bytes/hex.ts';
import type { Mutant } from '../engine/kill-matrix.ts';
import { secretsOfProfile } from '../engine/profile-facts.ts';
import type { StatusAnswer, StatusQuestion } from '../engine/status-under-test.ts';
import type { Subject } from '../engine/subject.ts';
import { ConformanceError } from '../error.ts';
import { eventAnswer } from './emulated-card.ts';
import { readStatusCertificates, statusSubject } from './status-subject.ts';

/** A host that can never exist: nothing is sent anywhere. @see RFC 2606 */
const statusUrl = 'http://status.invalid';
const clock = '2026-11-20T10:00:00+09:00';

/**
 * `emulated:status`: the status services of a simulator in this process, asked without a socket. Being made here,
 * through the simulator's public entry, is their proof of being emulated.
 */
export async function openEmulatedStatus(mutants: readonly string[] = []): Promise<Subject> {
  const { startCard } = await import('@kazashi/simulator');
  const card = await startCard({ seed: 1, clock, mutants, statusUrl });
  const secrets = secretsOfProfile(personProfiles.get(card.personProfile.id)!, undefined, undefined);
  const activation = card.activate();
  const certificates = await readStatusCertificates(
    async (command) => toHex(activation.transmit(hex(command))),
    secrets['jpki/signature']!,
  );
  activation.close();

  async function ask({
    method,
    url,
    headers = {},
    body = new Uint8Array(0),
  }: StatusQuestion): Promise<StatusAnswer> {
    const { origin } = new URL(url);
    if (origin !== statusUrl)
      throw new ConformanceError('status/unreachable', `${url} is not at ${statusUrl}`);
    const path = url.slice(origin.length);
    const { answer } = await card.askStatus({ method, path, headers, body });
    if (answer === undefined)
      throw new ConformanceError('status/unreachable', `${url} closed the connection`);
    return answer;
  }

  return statusSubject({
    address: 'emulated:status',
    url: statusUrl,
    proof: { method: 'in-process' },
    ask,
    certificates,
    secrets,
    capabilities: ['virtual-clock'],
    benchHand: {
      save: async () => card.save(),
      restore: (snapshot) => card.load(snapshot),
      event: async (type, data) =>
        eventAnswer(await card.send({ type, ...(data === undefined ? {} : { data }) })),
      advance: (milliseconds) => card.advance(milliseconds),
      setClock: (instant) => card.setClock(instant),
      nextDeadline: () => card.nextDeadline(),
      phone: async (profile) => (await card.addPhone(profile)).id,
      state: async () => card.state(),
      cause: async () => undefined,
    },
    neighbour: async () => (await card.issueCard('test/neighbour')).id,
    close: () => card.close(),
  });
}

/** The status services that the kill matrix is made on. */
export const emulatedStatusVariants = [
  (mutant: Mutant | undefined): Promise<Subject> =>
    openEmulatedStatus(mutant === undefined ? [] : [mutant.id]),
] as const;
