import { phoneProfiles } from '@kazashi/profiles';
import { createActor } from 'xstate';
import { deviceMachine } from '../lifecycle/device.ts';
import type { Simulator } from '../simulator.ts';

/** Gives the world a phone that goes offline and online in turns: an event at the desk, one event of one machine. */
export async function phoneEvents(simulator: Simulator): Promise<() => Promise<void>> {
  const { id: phone } = await simulator.addPhone(phoneProfiles.get('android/supported')!);
  let online = true;
  return async () => {
    const type = online ? 'holder.disconnectPhone' : 'holder.connectPhone';
    const { taken } = await simulator.send({ type, data: { phone } });
    if (!taken) throw new Error(`${type} was refused`);
    online = !online;
  };
}

/** The same events of the same machine, and nothing else. */
export function bareEvents(): () => void {
  const actor = createActor(deviceMachine);
  actor.start();
  let online = true;
  return () => {
    actor.send({ type: online ? 'device.disconnect' : 'device.connect' });
    online = !online;
    if (actor.getSnapshot().hasTag('online') !== online)
      throw new Error('the machine did not take the event');
  };
}
