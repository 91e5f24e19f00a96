import { expect, test } from 'vitest';
import { kazashiCommand } from '../../../test/kazashi-command.ts';
import { presenceCases } from '../cases/card/presence.ts';
import { benchHandOperator } from '../engine/operator.ts';
import { systemClock } from '../engine/run-clock.ts';
import { runSuite } from '../engine/run-suite.ts';
import { runOptions } from '../testing/run-options.ts';
import { startClientSimulator } from './client-simulator.ts';
import { openPcscCard } from './pcsc.ts';
import { openPcscdTransport } from './pcscd-transport.ts';

test.each([
  [
    'mynumber/contact-da13',
    'kazashi/generic-contact',
    'Kazashi TEST Contact Reader 00 00',
    'turned-contacts-mute',
  ],
  ['mynumber/contactless-05e0', 'kazashi/generic', 'Kazashi TEST Reader 00 00', 'turned-contactless-answers'],
])(
  '%s on %s is taken away, put back and turned over a socket, again and again',
  async (card, profile, reader, turned) => {
    const simulator = await startClientSimulator(kazashiCommand, '2026-11-20T10:00:00+09:00', [
      '--card',
      card,
      '--reader',
      profile,
    ]);
    try {
      const { control: url, token, env } = simulator;
      const transport = await openPcscdTransport(env.PCSCLITE_CSOCK_NAME!, reader);
      const subject = await openPcscCard(transport, { reader, control: { url, token } });
      const operator = benchHandOperator(subject.benchHand!)!;
      const options = runOptions(subject, presenceCases, { operator, clock: systemClock, repeat: 2 });
      const { cases } = await runSuite(options);
      await subject.close();
      const passed = cases.filter(({ verdict }) => verdict === 'PASS').map(({ id }) => id);
      expect(cases.filter(({ verdict }) => !['PASS', 'NOT APPLICABLE'].includes(verdict))).toEqual([]);
      expect(passed.filter((id) => id === `card/presence/${turned}`)).toHaveLength(2);
      expect(passed).toHaveLength(6);
    } finally {
      await simulator.close();
    }
  },
  60_000,
);
