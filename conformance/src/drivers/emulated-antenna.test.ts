import { readerProfiles } from '@kazashi/profiles';
import { expect, test } from 'vitest';
import { antennaLevelCases } from '../cases/iso14443/index.ts';
import { killMatrix } from '../engine/kill-matrix.ts';
import { systemClock } from '../engine/run-clock.ts';
import { runSuite } from '../engine/run-suite.ts';
import type { Subject } from '../engine/subject.ts';
import { runOptions } from '../testing/run-options.ts';
import { emulatedAntennas, openEmulatedAntenna, openEmulatedPn532Antenna } from './emulated-antenna.ts';
import { emulatedMutants } from './emulated-card.ts';
import { emulatedSubject } from './emulated-subjects.ts';

/** Verdicts other than PASS, with the expression of those that do not apply. */
async function others(subject: Subject): Promise<(string | undefined)[][]> {
  const result = await runSuite(runOptions(subject, antennaLevelCases));
  await subject.close();
  return result.cases
    .filter(({ verdict }) => verdict !== 'PASS')
    .map(({ id, verdict, reason }) => [id.slice('iso14443-pcd/'.length), verdict, reason?.en]);
}

const notApplicable = (id: string, expression: string) => [
  id,
  'NOT APPLICABLE',
  expect.stringContaining(`${expression}=no`),
];

test('a whole reader of PC/SC passes every case that can be had through PC/SC', async () => {
  expect(await others(await openEmulatedAntenna({ reader: 'acs/acr1552u' }))).toEqual([
    notApplicable('blocks/presence-asked', 'presence-asked'),
    notApplicable('blocks/presence-lost', 'presence-asked'),
  ]);
});

test('a PN532 commanded by its host passes every case but those of what it leaves to its host', async () => {
  expect(await others(await openEmulatedPn532Antenna())).toEqual([
    notApplicable('activation/type-a-activated', 'pcsc-reader'),
    notApplicable('activation/atqb-other-protocol', 'pcsc-reader'),
    notApplicable('activation/atr-of-atqb', 'atr-pcsc3'),
    notApplicable('blocks/stale-answer', 'pcsc-reader'),
    notApplicable('waiting/extensions-without-end', 'pcsc-reader'),
    notApplicable('host/identifier-told', 'get-uid'),
    notApplicable('host/own-command-between', 'get-uid'),
    notApplicable('host/session-taken-back', 'transparent-session'),
  ]);
});

test('every rule of an antenna is noticed when it is broken, and every case notices those that it names', async () => {
  const mutants = (await emulatedMutants()).filter(({ id }) => id.startsWith('pcd/'));
  const matrix = await killMatrix({
    cases: antennaLevelCases,
    mutants,
    variants: emulatedAntennas,
    clock: systemClock,
    signal: new AbortController().signal,
  });
  expect(mutants.length).toBeGreaterThan(40);
  expect([matrix.survivors, matrix.idleCases]).toEqual([[], []]);
  const promised = antennaLevelCases.flatMap(({ id, rules = [] }) => rules.map((rule) => `${rule} by ${id}`));
  const kept = matrix.mutants.flatMap(({ rule, killedBy }) => killedBy.map((id) => `${rule} by ${id}`));
  expect(promised.filter((promise) => !kept.includes(promise))).toEqual([]);
}, 120_000);

test('every rule that a case of an antenna names is one of the simulator', async () => {
  const mutants = (await emulatedMutants()).filter(({ id }) => id.startsWith('pcd/'));
  const named = antennaLevelCases.flatMap(({ rules = [] }) => rules);
  expect(named.filter((rule) => !mutants.some(({ id }) => id === rule))).toEqual([]);
});

const contactless = [...readerProfiles.values()].filter(
  (profile) => profile.interface === 'contactless' && (profile.host ?? 'pcsc') === 'pcsc',
);

test.each(contactless.map(({ id }) => id))('%s is judged by its address, and no case fails', async (id) => {
  const subject = await emulatedSubject(`emulated:reader/${id}`)!.open();
  expect([subject.address, subject.level]).toEqual([`emulated:reader/${id}`, 'antenna']);
  const failed = (await others(subject)).filter(([, verdict]) => verdict !== 'NOT APPLICABLE');
  expect(failed).toEqual([]);
});

test('a PN532 is judged by the cases that were chosen, and by its own where nothing was', async () => {
  const address = 'emulated:reader/nxp/pn532';
  const opened = async (...ids: string[]) => {
    const found = emulatedSubject(
      address,
      ids.map((id) => ({ id })),
    )!;
    const subject = await found.open();
    await subject.close();
    return [found.group, subject.level];
  };
  expect(await opened('iso14443-pcd/blocks/first-number')).toEqual(['iso14443-pcd', 'antenna']);
  expect(await opened('iso14443-pcd/blocks/first-number', 'pn532/link/ack')).toEqual(['pn532', 'pn532']);
  expect(await opened()).toEqual(['pn532', 'pn532']);
});

test('a reader with contacts has no antenna, and one that nobody knows is named', async () => {
  const code = async (id: string) =>
    emulatedSubject(`emulated:reader/${id}`)!
      .open()
      .then(
        () => 'opened',
        (error: { code: string; words: { ja: string } }) => {
          expect(error.words.ja).toContain(id);
          return error.code;
        },
      );
  expect(await code('kazashi/generic-contact')).toBe('reader/no-antenna');
  expect(await code('kazashi/none')).toBe('profile/unknown');
});
