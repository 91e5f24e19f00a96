import { expect, test } from 'vitest';
import { testEnvironment } from '../test-environment.ts';
import { sandboxedPrograms } from './sandboxed-programs.ts';

test('without snap and flatpak there is nothing to tell', async () => {
  expect((await sandboxedPrograms.run(testEnvironment())).status).toBe('ok');
});

test('a snap and a flatpak are a note with a command for each', async () => {
  const lists = { '/var/lib/flatpak/app': ['org.example.Sign'], '/snap/bin': ['snap', 'firefox'] };
  const finding = await sandboxedPrograms.run(testEnvironment({ lists }));
  expect(finding).toMatchObject({
    status: 'note',
    remedy: [
      'flatpak run --filesystem=/run/user/1000/kazashi --env=PCSCLITE_CSOCK_NAME="$PCSCLITE_CSOCK_NAME" org.example.Sign',
      'kazashi up --endpoint "pcsc:$HOME/snap/firefox/common/card"',
    ],
  });
});
