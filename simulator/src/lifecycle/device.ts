import { setup } from 'xstate';

export type DeviceEvent =
  | { readonly type: 'device.disconnect' }
  | { readonly type: 'device.connect' }
  | { readonly type: 'device.lose' }
  | { readonly type: 'device.find' }
  | { readonly type: 'device.erase' }
  | { readonly type: 'device.setUp' }
  | { readonly type: 'device.giveUp' };

/**
 * A phone as a thing: in hand and online, offline, lost, erased, given up for good.
 * @see phone-wallet reference, section 6.5
 */
export const deviceMachine = setup({
  types: { events: {} as DeviceEvent, tags: {} as 'inHand' | 'online' },
}).createMachine({
  id: 'device',
  initial: 'ok',
  states: {
    ok: {
      tags: ['inHand', 'online'],
      on: {
        'device.disconnect': 'offline',
        'device.lose': 'lost',
        'device.erase': 'erased',
        'device.giveUp': 'givenUp',
      },
    },
    offline: {
      tags: 'inHand',
      on: {
        'device.connect': 'ok',
        'device.lose': 'lost',
        'device.erase': 'erased',
        'device.giveUp': 'givenUp',
      },
    },
    lost: { on: { 'device.find': 'ok', 'device.erase': 'erased' } },
    erased: {
      tags: 'inHand',
      on: { 'device.setUp': 'ok', 'device.lose': 'lost', 'device.giveUp': 'givenUp' },
    },
    givenUp: {},
  },
});
