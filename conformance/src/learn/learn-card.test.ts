import { readFileSync } from 'node:fs';
import { type CardProfile, cardProfiles, personProfiles } from '@kazashi/profiles';
import { describe, expect, test } from 'vitest';
import { textBytes, toHex } from '../bytes/hex.ts';
import { learntYaml } from '../cli/learn.ts';
import { openEmulatedCard } from '../drivers/emulated-card.ts';
import type { Subject } from '../engine/subject.ts';
import { requireHarmless } from './harmless.ts';
import { learnCard } from './learn-card.ts';
import { switchProbes } from './switch-probes.ts';

const usual = cardProfiles.get('mynumber/contactless-05e0')!;
const { signal } = new AbortController();
type Switches = CardProfile['switches'];

const learnt = async (subject: Subject): Promise<CardProfile> => {
  try {
    return await learnCard(subject, { id: 'learnt/test', defaults: usual, signal });
  } finally {
    await subject.close();
  }
};

const cardWith = (switches: Partial<Switches>): CardProfile => ({
  ...usual,
  switches: { ...usual.switches, ...switches },
});

/** Every value of every switch other than the default, each with what makes it show. */
const others: readonly Partial<Switches>[] = [
  { fci: 'none' },
  { reselectCurrent: 'kept' },
  { queryWhenVerified: 'success' },
  { malformedSecret: 'wrong-length' },
  { certificateFiller: 'ff' },
  { certificateFiller: 'ff', certificateFileLength: 1999 },
  { absentSignature: 'reference-absent' },
  { noApplication: '6a82' },
  { noApplication: '6a88' },
  { noCurrentKey: '6a88' },
  { emptyName: '6a82' },
  { nextOccurrence: '6a86' },
  { unidentifiedFiles: 'absent' },
  { chaining: 'accepted' },
  { signatureExtendedKeyUsage: 'email-protection' },
  { signatureInputLength: '6985' },
  { signatureNoKey: '6a88' },
];

const person = (switches: Partial<Switches>) =>
  'absentSignature' in switches ? { person: 'test/child' } : {};

/** The same card with nothing proved: no bench hand, no secrets, and what it was sent. */
function unproved({ benchHand: _, secrets: __, person: ___, ...subject }: Subject) {
  const commands: string[] = [];
  const card: Subject = {
    ...subject,
    proof: { method: 'none' },
    // Were it asked for a secret after all, it would be there.
    secrets: { 'jpki/authentication': '1234', 'jpki/signature': 'AB1234', 'text/pin': '9120' },
    transmit: (command, aborted) => {
      commands.push(toHex(command));
      return subject.transmit(command, aborted);
    },
  };
  return { card, commands };
}

test('every switch is in this list with a value other than the default', () => {
  const listed = new Set(others.flatMap((switches) => Object.keys(switches)));
  expect([...listed].sort()).toEqual(Object.keys(usual.switches).sort());
});

describe('a proved simulator', () => {
  test.each(others.map((switches) => [JSON.stringify(switches), switches] as const))(
    'with %s is learnt so',
    async (_, switches) => {
      const card = cardWith(switches);
      const profile = await learnt(await openEmulatedCard({ card, ...person(switches) }));
      expect(profile.switches).toEqual(card.switches);
      for (const name of Object.keys(switches))
        expect(profile.sources[`switches.${name}`]).toMatch(/^observed: /);
    },
  );

  test.each([...cardProfiles.values()].map((card) => [card.id, card] as const))(
    'of the make %s is learnt as what it is',
    async (_, card) => {
      const {
        id: _id,
        title: _title,
        sources: _sources,
        ...profile
      } = await learnt(await openEmulatedCard({ card }));
      const { id: _1, title: _2, sources: _3, ...expected } = card;
      expect(profile).toEqual(expected);
    },
  );

  test('tells every number of tries, also of one whose tries were partly spent', async () => {
    const tries = {
      authentication: 2,
      signature: 6,
      text: 4,
      numberA: 7,
      numberB: 8,
      card: 5,
      visualBirth: 9,
      visualNumberA: 11,
      visualNumberB: 12,
    };
    const subject = await openEmulatedCard({ card: { ...usual, tries } });
    for (const command of ['00a4040c0ad392f000260100000001', '00a4020c020018', '0020008004 30303030']) {
      await subject.transmit(Buffer.from(command.replace(' ', ''), 'hex'), signal);
    }
    expect((await learnt(subject)).tries).toEqual(tries);
  });

  test('is put back to where it was', async () => {
    const subject = await openEmulatedCard({ card: cardWith({ malformedSecret: 'counts' }) });
    const before = JSON.stringify(await subject.benchHand!.state());
    await learnCard(subject, { id: 'learnt/test', defaults: usual, signal });
    expect(JSON.stringify(await subject.benchHand!.state())).toBe(before);
    await subject.close();
  });

  test('that plays what was learnt of another is learnt as the same, to the letter', async () => {
    const card = { ...cardWith(Object.assign({}, ...others)), tries: { ...usual.tries, numberA: 3 } };
    const first = await learnt(await openEmulatedCard({ card }));
    expect(learntYaml(await learnt(await openEmulatedCard({ card: first })))).toBe(learntYaml(first));
  });
});

describe('a card that has proved nothing', () => {
  const needs = Object.entries(switchProbes);
  const hidden = needs.filter(([, probe]) => probe.needs !== 'nothing').map(([name]) => name);

  test('is sent no value of a secret and nothing that changes it', async () => {
    for (const more of [{}, { person: 'test/child' }, { card: 'mynumber/with-licence' }]) {
      const { card, commands } = unproved(await openEmulatedCard(more));
      await learnt(card);
      expect(commands.length).toBeGreaterThan(50);
      expect(commands.filter((command) => command.startsWith('0020') && command.length > 8)).toEqual([]);
      expect(commands.filter((command) => !/^(?:[01]0a4|00b0|0020|802a0080)/.test(command))).toEqual([]);
    }
  });

  test.each(others.map((switches) => [JSON.stringify(switches), switches] as const))(
    'with %s is learnt so where no secret is needed, and says where one is',
    async (_, switches) => {
      const { card } = unproved(await openEmulatedCard({ card: cardWith(switches), ...person(switches) }));
      const profile = await learnt(card);
      for (const [name, value] of Object.entries(switches) as [keyof Switches, unknown][]) {
        const told = hidden.includes(name) ? usual.switches[name] : value;
        expect(profile.switches[name]).toBe(told);
        expect(profile.sources[`switches.${name}`]).toMatch(
          hidden.includes(name) ? /^inferred: not observed, default/ : /^observed: /,
        );
      }
    },
  );

  test('has as many tries as it tells, and the usual ones where some may be spent', async () => {
    const { card } = unproved(
      await openEmulatedCard({ card: { ...usual, tries: { ...usual.tries, text: 4, numberA: 3 } } }),
    );
    const { tries, sources } = await learnt(card);
    expect([tries.text, sources['tries.text']]).toEqual([4, expect.stringMatching(/^observed/)]);
    expect([tries.numberA, sources['tries.numberA']]).toEqual([10, expect.stringMatching(/not observed/)]);
  });

  test('the switches that are not learnt of it are those that the page names', () => {
    const page = readFileSync(new URL('../../../docs/learn.md', import.meta.url), 'utf8');
    const section = page.split('\n## Not without proof\n')[1]!.split('\n## ')[0]!;
    expect([...section.matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1])).toEqual(hidden);
  });
});

test.each([
  ['VERIFY with a value', '00200080 04 31323334'],
  ['VERIFY by short identifier with a value', '00200098 04 31323334'],
  ['VERIFY under secure messaging', '08200080 04 31323334'],
  ['VERIFY with a Le', '0020008000'],
  ['CHANGE REFERENCE DATA', '00240180 04 31323334'],
  ['CHANGE KEY', '80320080 04 31323334'],
  ['a signature by a key of its own', '802a0097 01 5a 00'],
  ['UPDATE BINARY', '00d60000 01 00'],
  ['nothing', ''],
])('%s is not harmless', (_, command) => {
  expect(() => requireHarmless(Buffer.from(command.replaceAll(' ', ''), 'hex'))).toThrow(
    expect.objectContaining({ code: 'learn/not-harmless' }),
  );
});

test.each([...personProfiles.keys()])('nothing of %s is in what is learnt of a card', async (id) => {
  const holder = personProfiles.get(id)!;
  const subject = await openEmulatedCard({ person: id, card: 'mynumber/with-licence' });
  const { secrets: values = {}, person: known } = subject;
  const files: string[] = [];
  const read = async (...commands: string[]): Promise<void> => {
    for (const command of commands) {
      const answer = await subject.transmit(Buffer.from(command.replaceAll(' ', ''), 'hex'), signal);
      if (/^00(?:b0|b2|ca)/.test(command) && answer.length > 8) files.push(toHex(answer.subarray(0, -2)));
    }
  };
  const verify = (p2: string, value: string | undefined) =>
    value === undefined
      ? []
      : [`002000${p2} ${toHex(Uint8Array.of(value.length))} ${toHex(textBytes(value))}`];
  const reads = (...names: string[]) => names.map((name) => `00b0${name}00 00 0000`);
  await read('00ca0045 00', '00ca00f0 00', '00ca00f2 00', '00ca0042 00');
  await read('00a4040c0ad392f000260100000001', ...verify('9b', values['jpki/signature']));
  await read(...reads('81', '82', '86', '8a', '8b'));
  await read('00a4040c0ad3921000310001010408', ...verify('91', values['text/pin']));
  await read(...reads('81', '82', '83', '84', '85', '86', '87'));
  await read('00a4040c0ad3921000310001010402', ...verify('93', values['visual/number-a']));
  await read(...reads('81', '82', '83', '84', '85'));
  await read('00a4040c0ad3921000310001010100', '00b2010c00');
  expect(files.length).toBeGreaterThan(15);
  expect(files.filter((file) => file.startsWith('3082')).length).toBeGreaterThan(2);

  const yaml = learntYaml(await learnt(subject));
  const digits = yaml.replace(/\s/g, '').toLowerCase();
  const personal = [holder.name, holder.address, holder.individualNumber, holder.cardSerial, known!.birth];
  for (const value of [...personal, holder.municipality.code, ...Object.values(values)]) {
    if (value === undefined) continue;
    expect(yaml).not.toContain(value);
    expect(digits).not.toContain(toHex(textBytes(value)));
  }
  // Six bytes in a row of anything that the card holds would tell it from another.
  for (const file of files) {
    for (let at = 0; at + 12 <= file.length; at += 2) {
      const piece = file.slice(at, at + 12);
      if (!/^(..)\1+$/.test(piece)) expect(digits.includes(piece), piece).toBe(false);
    }
  }
});
