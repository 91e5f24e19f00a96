import { personProfiles } from '@kazashi/profiles';
import { describe, expect, test } from 'vitest';
import { android, begin, type Story } from '../test-story.ts';

const persons = ['test/adult', 'test/long-basic-data'];
const { signature: password } = personProfiles.get('test/long-basic-data')!.secrets;

/** Somebody else enrols the first phone, with the card and the password of his own. */
const enrolsForTheOther = (story: Story): Promise<string> =>
  story.enrols('1', {
    'portal.startEnrolment': { person: '2' },
    'portal.enterSignaturePassword': { value: password },
  });

const holders = ({ state }: Story) => ({
  phone: state.phones[0]!.holder,
  bound: state.persons.map(({ phone }) => phone),
  certificates: state.certificates
    .filter(({ carrier }) => carrier === 'phone')
    .map(({ holder, state: value }) => `${holder} ${value}`),
});

test('a phone that was given back empty is enrolled by somebody else, and is his from then on', async () => {
  const story = await begin({ persons, phones: [android] });
  await story.enrols('1');
  await story.does('portal.revoke', { phone: '1', with: 'phone', password: 'PHONE1' });
  expect(await enrolsForTheOther(story)).toBe('taken');
  expect(holders(story)).toEqual({
    phone: '2',
    bound: [null, '1'],
    certificates: ['1 revoked', '1 revoked', '2 valid', '2 valid'],
  });
  expect(await story.does('portal.startEnrolment', { phone: '1', person: '1' })).toBe('L-07');
});

test('it is so after a restart too', async () => {
  const story = await begin({ persons, phones: [android] });
  await enrolsForTheOther(story);
  const before = story.state;
  await story.simulator.load(JSON.parse(JSON.stringify(story.simulator.save())));
  expect(story.state).toEqual(before);
  expect(holders(story)).toMatchObject({ phone: '2', bound: [null, '1'] });
});

test('nobody else begins while an enrolment is under way', async () => {
  const story = await begin({ persons, phones: [android] });
  await story.does('portal.startEnrolment', { phone: '1' });
  expect(await story.does('portal.startEnrolment', { phone: '1', person: '2' })).toBe('L-07');
  expect(story.state.phones[0]!.holder).toBe('1');
});

describe("somebody else's card held to the phone", () => {
  const family = () => begin({ persons, phones: [android] });
  const tries = ({ state }: Story) => state.cards.map(({ secrets }) => secrets['jpki/signature']!.triesLeft);
  const untilRead = async (story: Story, typed: string): Promise<void> => {
    await story.does('portal.startEnrolment', { phone: '1' });
    await story.does('portal.enterSignaturePassword', { value: typed });
    await story.does('portal.chooseCertificates', { kinds: 'signature,authentication' });
    await story.does('portal.acknowledge');
  };

  test('is tried with what was typed, and pays for it', async () => {
    const story = await family();
    await untilRead(story, 'WRONG1');
    expect(await story.does('portal.readCard', { read: '2' })).toBe('mismatch L-03');
    expect(tries(story)).toEqual([5, 4]);
  });

  test('goes no further with its own password', async () => {
    const story = await family();
    await untilRead(story, password);
    expect(await story.does('portal.readCard', { read: '2' })).toBe('mismatch L-13');
    expect(story.state.phones[0]!.step).toBe('readCard');
  });

  test('revokes nothing', async () => {
    const story = await family();
    await story.enrols('1');
    const revoke = { phone: '1', with: 'card', password, read: '2' };
    expect(await story.does('portal.revoke', revoke)).toBe('mismatch L-61');
    expect(holders(story).certificates).toEqual(['1 valid', '1 valid']);
    expect(await story.does('portal.revoke', { ...revoke, read: '1', password: 'AB1234' })).toBe('taken');
  });

  test('cannot be one that there is not', async () => {
    const story = await family();
    await expect(story.does('portal.readCard', { read: '9' })).rejects.toMatchObject({
      code: 'card/unknown',
    });
  });
});
