import { createActor } from 'xstate';
import { secretMachine } from '../../lifecycle/secret.ts';
import { startCard } from '../../start-card.ts';
import { selectJpki, selectPin, verifyRight, verifyWrong } from '../commands.ts';
import type { BenchRow } from '../row.ts';
import { callsPerSecond, interleaved } from '../sampling.ts';

const rounds = 41;
const roundMs = 50;
const warmMs = 300;

/** Each call is two commands or events: a wrong PIN takes a try, the right one gives it back. */
const perCall = 2;

export const countedVerifyRow: BenchRow = {
  id: 'card/verify-counted',
  title: { en: 'VERIFY that changes the counter, in memory', ja: '残り回数を変えるVERIFY(メモリー内)' },
  unit: '/s',
  peer: { en: 'actor.send, same events', ja: '同じイベントの actor.send' },
  goal: { of: 'ratio', bound: 'at-least', limit: 0.5 },
  async measure() {
    const card = await startCard();
    const session = card.activate();
    session.transmit(selectJpki);
    session.transmit(selectPin);
    const verify = (): void => {
      // 63 C2, then 90 00.
      if (session.transmit(verifyWrong)[1] !== 0xc2 || session.transmit(verifyRight)[0] !== 0x90) {
        throw new Error('VERIFY was not answered as it should be');
      }
    };
    const actor = createActor(secretMachine, {
      input: { maxTries: 3, initialTries: 3, resetTries: 3, resetBy: ['counter', 'kiosk'] },
    }).start();
    const send = (): void => {
      actor.send({ type: 'secret.mismatched' });
      actor.send({ type: 'secret.matched' });
    };
    const rate = (call: () => void) => (): number => perCall * callsPerSecond(call, 100, roundMs);
    callsPerSecond(verify, 100, warmMs);
    callsPerSecond(send, 100, warmMs);
    const measurement = await interleaved(rounds, rate(verify), rate(send));
    actor.stop();
    await card.close();
    return measurement;
  },
};
