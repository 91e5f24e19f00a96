import { ManualTimers } from '../../clock/manual-timers.ts';
import { type ContractClient, describeEndpointContract } from '../endpoint-contract.ts';
import { TestLog } from '../test-registry.ts';
import { TestVpcd, TestVpcdSlot } from './test-vpcd.ts';
import { ControlByte } from './virtual-icc.ts';
import { startVpcdEndpoint } from './vpcd-endpoint.ts';

async function powered(slot: TestVpcdSlot): Promise<ContractClient> {
  slot.control(ControlByte.powerOn);
  return {
    atr: await slot.getAtr(),
    transmit: (command) => slot.ask(command),
    async reset() {
      slot.control(ControlByte.reset);
      return slot.getAtr();
    },
    removed: () => slot.closed(),
    async close() {
      slot.socket.destroy();
      await slot.closed();
    },
  };
}

const host = '127.0.0.1';

describeEndpointContract('vpcd', {
  longestResponse: 65_535,
  sharesReader: false,
  async start(registry) {
    const vpcd = await TestVpcd.listen(2);
    const timers = new ManualTimers();
    const log = new TestLog();
    const endpoint = await startVpcdEndpoint({
      direction: 'connect',
      host,
      port: vpcd.port,
      registry,
      timers,
      log,
    });
    return {
      endpoint,
      async connect(reader) {
        const slot = registry.readers.findIndex(({ name }) => name === reader);
        return powered(await vpcd.card(slot));
      },
      close: () => vpcd.close(),
    };
  },
});

describeEndpointContract('vpcd-listen', {
  longestResponse: 65_535,
  sharesReader: false,
  async start(registry) {
    const timers = new ManualTimers();
    const log = new TestLog();
    const endpoint = await startVpcdEndpoint({ direction: 'listen', host, port: 0, registry, timers, log });
    return {
      endpoint,
      async connect(reader) {
        const slot = registry.readers.findIndex(({ name }) => name === reader);
        return powered(await TestVpcdSlot.dial(endpoint.ports[slot]!));
      },
      close: async () => {},
    };
  },
});
