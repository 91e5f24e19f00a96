import type { PcscTransport } from './pcsc-transport.ts';
import { type PcscCard, PcscdClient } from './pcscd-client.ts';

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
  /** Absent once the connection that it was of has ended. */
  let card: PcscCard | undefined = await connect();
  /** A mute card, or a command that was given up, has ended the connection. */
  const reopen = async (): Promise<void> => {
    if (!client.closed) return;
    card = undefined;
    client = await PcscdClient.open(path);
  };
  const letGo = async (): Promise<void> => {
    if (card !== undefined) await client.disconnect(card).catch(() => {});
    card = undefined;
  };
  return {
    async reset() {
      await reopen();
      card = await client.reconnect(card ?? (await connect()));
      const state = (await client.readers()).find(({ name }) => name === reader);
      return state?.answerToReset ?? new Uint8Array(0);
    },
    async transmit(command, signal) {
      // PC/SC cannot call a command back: giving up means giving up the connection.
      const giveUp = (): void => client.close();
      signal.addEventListener('abort', giveUp, { once: true });
      try {
        card ??= await connect();
        return await client.transmit(card, command);
      } finally {
        signal.removeEventListener('abort', giveUp);
      }
    },
    async waitFor(present, signal) {
      await reopen();
      await client.waitUntil(
        (readers) => readers.find(({ name }) => name === reader)?.present === present,
        signal,
      );
      if (!present) return;
      // The handle is of the card that went away.
      await letGo();
      card = await connect();
    },
    async close() {
      await letGo();
      client.close();
    },
  };
}
