import { type LifecycleSwitches, lifecycleSwitchInfo } from '@kazashi/profiles';
import { expect, test } from 'vitest';
import { jstIso } from '../clock/calendar.ts';
import { toHex } from '../codec/hex.ts';
import { StatusBench } from '../test-status.ts';

/** Played twice: as the switch stands by default, and as it is set here. */
interface SwitchStory {
  readonly set: Partial<LifecycleSwitches>;
  readonly play: (bench: StatusBench) => Promise<string>;
  readonly asDefault: string;
  readonly asSet: string;
}

const listedAt = (instant: string) => async (bench: StatusBench) => {
  await bench.does('callCentre.holdCard');
  await bench.clock(instant);
  return (await bench.lists('signature')).split(' ')[0]!;
};

const stories: readonly SwitchStory[] = [
  {
    set: { crlPublicationMs: 6 * 3_600_000 },
    play: listedAt('2026-11-21T06:00:00+09:00'),
    asDefault: 'certificateHold',
    asSet: 'not', // yesterday's for five minutes more
  },
  {
    set: { crlWindowMs: 0 },
    play: listedAt('2026-11-21T00:00:00+09:00'),
    asDefault: 'not',
    asSet: 'certificateHold',
  },
  {
    set: { ocspValidityMs: 3_600_000 },
    async play(bench) {
      const { responses } = await bench.asks('signature', [bench.id('signature')]);
      return jstIso(responses[0]!.nextUpdate!);
    },
    asDefault: '2026-11-20T18:10:00+09:00',
    asSet: '2026-11-20T19:00:00+09:00',
  },
  {
    set: { ocspNonceMaximum: 128 },
    async play(bench) {
      const request = bench.request([bench.id('signature')], { nonce: new Uint8Array(128) });
      const { body } = await bench.post('signature', request);
      return body.length < 10 ? toHex(body) : 'answered';
    },
    asDefault: '30030a0101',
    asSet: 'answered',
  },
];

test.each(stories.map((story) => [JSON.stringify(story.set), story] as const))(
  '%s',
  async (_, { set, play, asDefault, asSet }) => {
    expect(await play(await StatusBench.open())).toBe(asDefault);
    expect(await play(await StatusBench.open({ switches: set }))).toBe(asSet);
    expect(asSet).not.toBe(asDefault);
  },
);

test('every switch of the status services changes something', () => {
  const keys = lifecycleSwitchInfo.filter(({ id }) => id.startsWith('S-')).map(({ key }) => key);
  expect(stories.flatMap(({ set }) => Object.keys(set))).toEqual(keys);
});
