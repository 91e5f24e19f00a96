import fc from 'fast-check';

/** Something that is done to the world. Whom and what it is about is chosen by numbers when it is done. */
export type Step =
  | { readonly do: 'event'; readonly event: number; readonly choices: readonly number[] }
  /** What brings a phone, its card or the account on, whatever that is now, with the right values; some times over. */
  | { readonly do: 'forward'; readonly times: number; readonly choices: readonly number[] }
  | { readonly do: 'clock'; readonly ms: number }
  | { readonly do: 'next' }
  | { readonly do: 'verify'; readonly secret: number; readonly how: 'right' | 'wrong' | 'empty' }
  | { readonly do: 'sign' }
  | { readonly do: 'insert'; readonly choices: readonly number[] }
  | { readonly do: 'restart'; readonly how: 'load' | 'reopen' };

const minute = 60_000;
const day = 86_400_000;
const choice = fc.nat({ max: 0xffff });
const choices = fc.array(choice, { minLength: 7, maxLength: 7, size: 'max' });

/**
 * Any step; those that lead somewhere more often than they would by chance. What is chosen says nothing by its size:
 * steps are left out for a shorter walk, and not made smaller.
 */
export const anyStep: fc.Arbitrary<Step> = fc.noShrink(
  fc.oneof(
    {
      weight: 36,
      arbitrary: fc.record({
        do: fc.constant('event' as const),
        event: choice,
        choices,
      }),
    },
    {
      weight: 14,
      arbitrary: fc.record({
        do: fc.constant('forward' as const),
        times: fc.integer({ min: 1, max: 8 }),
        choices,
      }),
    },
    { weight: 8, arbitrary: fc.constant({ do: 'next' as const }) },
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant('clock' as const),
        ms: fc.oneof(
          { weight: 20, arbitrary: fc.integer({ min: 0, max: 90 }).map((minutes) => minutes * minute) },
          { weight: 20, arbitrary: fc.integer({ min: 1, max: 24 * 60 }).map((minutes) => minutes * minute) },
          { weight: 4, arbitrary: fc.integer({ min: 1, max: 60 }).map((days) => days * day) },
          { weight: 1, arbitrary: fc.integer({ min: 1, max: 6 }).map((years) => years * 365 * day) },
        ),
      }),
    },
    {
      weight: 10,
      arbitrary: fc.record({
        do: fc.constant('verify' as const),
        secret: choice,
        how: fc.constantFrom('right', 'wrong', 'empty'),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ do: 'sign' as const }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('insert' as const), choices }) },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant('restart' as const), how: fc.constantFrom('load', 'reopen') }),
    },
  ),
);
