import { type PcscCard, PcscdClient } from '../drivers/pcscd-client.ts';
import { ConformanceError } from '../error.ts';
import { ClientProblem } from './client-protocol.ts';

/** A response APDU, cut in two. */
export interface CardAnswer {
  readonly data: Uint8Array;
  readonly sw: number;
}

/** What a fault on the way means to whoever asked. */
function problemOf(error: unknown, connecting: boolean): unknown {
  if (!(error instanceof ConformanceError)) return error;
  switch (error.code) {
    case 'pcsc/no-card':
      return new ClientProblem(connecting ? 'no-card' : 'card-removed');
    case 'pcsc/card-removed':
      return new ClientProblem('card-removed');
    case 'pcsc/reader-gone':
    case 'pcsc/unknown-reader':
    case 'pcsc/no-service':
    case 'pcsc/closed':
      return new ClientProblem('reader-gone');
    default:
      return error.code.startsWith('pcsc/') ? new ClientProblem('card-error') : error;
  }
}

/** The card in the first reader, held alone. Fails with ClientProblem. */
export class CardLink {
  readonly #client: PcscdClient;
  readonly #card: PcscCard;

  private constructor(client: PcscdClient, card: PcscCard) {
    this.#client = client;
    this.#card = card;
  }

  static async open(socketPath: string): Promise<CardLink> {
    let client: PcscdClient | undefined;
    try {
      client = await PcscdClient.open(socketPath);
      const [reader] = await client.readers();
      if (reader === undefined) throw new ClientProblem('reader-gone');
      return new CardLink(client, await client.connect(reader.name));
    } catch (error) {
      client?.close();
      throw problemOf(error, true);
    }
  }

  async transmit(command: Uint8Array): Promise<CardAnswer> {
    let response: Uint8Array;
    try {
      response = await this.#client.transmit(this.#card, command);
    } catch (error) {
      throw problemOf(error, false);
    }
    if (response.length < 2) throw new ClientProblem('card-error');
    return { data: response.subarray(0, -2), sw: response.at(-2)! * 256 + response.at(-1)! };
  }

  /** Lets go of the card, which loses its power and with it what was verified. */
  async close(): Promise<void> {
    await this.#client.disconnect(this.#card).catch(() => {});
    this.#client.close();
  }
}
