import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualTimers } from '../../clock/manual-timers.ts';
import { describeEndpointContract } from '../endpoint-contract.ts';
import { TestLog, testRandom } from '../test-registry.ts';
import * as M from './messages.ts';
import { startPcscEndpoint } from './pcsc-endpoint.ts';
import { CardState, Disposition, Protocol, SCARD, ShareMode } from './scard.ts';
import { PcscTestClient } from './test-client.ts';

for (const minor of [2, 3, 4, 5, 6]) {
  describeEndpointContract(`pcsc, client of protocol 4:${minor}`, {
    longestResponse: 65_538,
    sharesReader: true,
    async start(registry) {
      const directory = await mkdtemp(join(tmpdir(), 'kazashi-pcsc-'));
      const path = join(directory, 'pcscd.comm');
      const timers = new ManualTimers();
      const log = new TestLog();
      const endpoint = await startPcscEndpoint({ path, registry, timers, random: testRandom(), log });
      return {
        endpoint,
        async connect(reader) {
          const client = await PcscTestClient.open(path, minor);
          const { hCard } = await client.connect(reader);
          const { cardAtr, cardAtrLength } = await client.state(reader);
          return {
            atr: cardAtr.subarray(0, cardAtrLength),
            transmit: async (command) => (await client.transmit(hCard, command)).data,
            async reset() {
              const { rv } = await client.ask(M.RECONNECT, {
                hCard,
                dwShareMode: ShareMode.shared,
                dwPreferredProtocols: Protocol.t1,
                dwInitialization: Disposition.reset,
              });
              if (rv !== SCARD.success) throw new Error(`RECONNECT ${rv.toString(16)}`);
              const state = await client.state(reader);
              return state.cardAtr.subarray(0, state.cardAtrLength);
            },
            async removed() {
              const watcher = await PcscTestClient.open(path, minor);
              await watcher.wait();
              while ((await watcher.state(reader)).readerState !== CardState.absent) {
                const signal = watcher.signal();
                // A 4:5 client may get its signal only after a moment.
                timers.advance(100);
                await signal;
                await watcher.wait();
              }
              watcher.close();
            },
            async close() {
              client.close();
              await client.closed();
            },
          };
        },
        close: () => rm(directory, { recursive: true, force: true }),
      };
    },
  });
}
