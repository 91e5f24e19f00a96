import { expect, test } from 'vitest';
import { android, androidSteps, begin, type Story } from '../test-story.ts';

test('the card that was replaced is read no more', async () => {
  const story = await begin({ phones: [android] });
  await story.does('counter.reportLost');
  await story.does('counter.reissueCard');
  await story.does('portal.startEnrolment', { phone: '1' });
  await story.does('portal.enterSignaturePassword', { value: 'AB1234' });
  await story.does('portal.chooseCertificates', { kinds: 'signature' });
  await story.does('portal.acknowledge');
  expect(await story.does('portal.readCard', { read: '1' })).toBe('L-02');
  expect(await story.does('portal.readCard', { read: '2' })).toBe('taken');
});

/** An application made in the evening, which the back office looks at in the morning. */
async function untilMorning(overnight: (story: Story) => Promise<unknown>): Promise<Story> {
  const story = await begin({ phones: [android], clock: '2026-11-20T20:00:00+09:00' });
  await story.walks(androidSteps());
  await overnight(story);
  await story.settles();
  return story;
}

test('an application is refused when the card that signed it was replaced in the night', async () => {
  const story = await untilMorning(async (night) => {
    await night.does('counter.reportLost');
    expect(await night.does('counter.reissueCard')).toBe('taken');
  });
  expect(story.state.cards[1]!.certificates[0]!.state).toBe('valid');
  expect([story.phone().enrolment, story.certificates()]).toEqual(['failed', '']);
});

test('so is one whose certificate was replaced on the same card', async () => {
  const story = await untilMorning(async (night) => {
    await night.does('counter.changeBasicData', { address: 'TEST' });
    expect(await night.does('counter.issueCertificate', { certificate: 'signature' })).toBe('taken');
  });
  expect(story.phone().enrolment).toBe('failed');
});

test('it is taken when nothing happens in the night', async () => {
  expect((await untilMorning(async () => {})).phone().enrolment).toBe('notified');
});
