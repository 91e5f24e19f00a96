import type { PcscTransport } from './pcsc-transport.ts';
import { PcscdClient } from './pcscd-client.ts';

/** The card in this reader of the pcscd that listens at `path`. */
export async function openPcscdTransport(path: string, reader: string): Promise<PcscTransport> {
  let client = await PcscdClient.open(path);
  const connect = async () => {
    try {
      return await client.connect(reader);
    } catch (error) {
      client.close();
      throw error;
    }
  };
  let card = await connect();
  return {
    async reset() {
      if (client.closed) {
        client = await PcscdClient.open(path);
        card = await connect();
      }
      card = await client.reconnect(card);
      const state = (await client.readers()).find(({ name }) => name === reader);
      return state?.answerToReset ?? new Uint8Array(0);
    },
    async transmit(command, signal) {
      // PC/SC cannot call a command back: giving up means giving up the connection.
      const giveUp = (): void => client.close();
      signal.addEventListener('abort', giveUp, { once: true });
      try {
        return await client.transmit(card, command);
      } finally {
        signal.removeEventListener('abort', giveUp);
      }
    },
    async waitFor(present, signal) {
      await client.waitUntil(
        (readers) => readers.find(({ name }) => name === reader)?.present === present,
        signal,
      );
      if (!present) return;
      // The handle is of the card that went away.
      await client.disconnect(card).catch(() => {});
      card = await connect();
    },
    async close() {
      await client.disconnect(card).catch(() => {});
      client.close();
    },
  };
}
