import { readerProfiles } from '@kazashi/profiles';
import { expect, test } from 'vitest';
import { antennaLevelCases } from '../cases/iso14443/index.ts';
import { killMatrix } from '../engine/kill-matrix.ts';
import { systemClock } from '../engine/run-clock.ts';
import { runSuite } from '../engine/run-suite.ts';
import { runOptions } from '../testing/run-options.ts';
import { emulatedAntennas, openEmulatedAntenna } from './emulated-antenna.ts';
import { emulatedMutants } from './emulated-card.ts';
import { emulatedSubject } from './emulated-subjects.ts';

test('a simulated reader passes every case of the card’s side', async () => {
  const subject = await openEmulatedAntenna();
  const result = await runSuite(runOptions(subject, antennaLevelCases));
  await subject.close();
  const others = result.cases.filter(({ verdict }) => verdict !== 'PASS');
  expect(others.map(({ id, verdict, reason }) => [id, verdict, reason?.en])).toEqual([]);
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

test.each(contactless.map(({ id }) => id))('%s is judged by its address', async (id) => {
  const subject = await emulatedSubject(`emulated:reader/${id}`)!.open();
  expect([subject.address, subject.level]).toEqual([`emulated:reader/${id}`, 'antenna']);
  await subject.close();
});

test('a reader with contacts has no antenna, and one that nobody knows is named', async () => {
  const code = async (id: string) =>
    emulatedSubject(`emulated:reader/${id}`)!
      .open()
      .then(
        () => 'opened',
        (error: { code: string }) => error.code,
      );
  expect(await code('kazashi/generic-contact')).toBe('reader/no-antenna');
  expect(await code('kazashi/none')).toBe('profile/unknown');
});
