import { expect, test } from 'vitest';
import { parseLifecycleSwitches } from './parse-switches.ts';

test('switches are set by name, the others keep their defaults', () => {
  const switches = parseLifecycleSwitches([
    'accountPasswordMax=3',
    'phoneResume=liftHold',
    'phoneSecretInit=true',
  ]);
  expect(switches).toMatchObject({
    accountPasswordMax: 3,
    phoneResume: 'liftHold',
    phoneSecretInit: true,
    noticeDelayMs: 180_000,
  });
});

test.each([
  ['phoneResume', 'is not NAME=VALUE'],
  ['phoneResum=liftHold', 'nearest: phoneResume'],
  ['phoneResume=never', 'phoneResume'],
  ['accountPasswordMax=0', 'accountPasswordMax'],
])('%s is refused: %s', (setting, text) => {
  expect(() => parseLifecycleSwitches([setting])).toThrow(
    expect.objectContaining({ code: 'profile/switch', message: expect.stringContaining(text) }),
  );
});
