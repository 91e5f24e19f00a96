/** Test double: a pcsc endpoint in a temporary directory, over scripted cards and time that is moved by hand. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualTimers } from '../../clock/manual-timers.ts';
import type { Endpoint } from '../endpoint.ts';
import { type ScriptedCard, TestLog, type TestReader, TestRegistry, testRandom } from '../test-registry.ts';
import { type PcscEndpointOptions, startPcscEndpoint } from './pcsc-endpoint.ts';
import { PcscTestClient } from './test-client.ts';

export const readerName = 'Kazashi TEST Reader 00 00';

export class TestEndpoint {
  readonly registry = new TestRegistry();
  readonly timers = new ManualTimers();
  readonly log = new TestLog();
  readonly path: string;
  endpoint: Endpoint | undefined;
  readonly #directory: string;
  readonly #clients: PcscTestClient[] = [];

  private constructor(directory: string) {
    this.#directory = directory;
    this.path = join(directory, 'pcscd.comm');
  }

  static async start(card?: ScriptedCard, options: Partial<PcscEndpointOptions> = {}): Promise<TestEndpoint> {
    const it = new TestEndpoint(await mkdtemp(join(tmpdir(), 'kazashi-pcsc-')));
    it.registry.addReader(readerName, card);
    it.endpoint = await startPcscEndpoint({
      path: it.path,
      registry: it.registry,
      timers: it.timers,
      random: testRandom(),
      log: it.log,
      ...options,
    });
    return it;
  }

  get reader(): TestReader {
    return this.registry.readers[0]!;
  }

  async client(minor = 4): Promise<PcscTestClient> {
    const client = await PcscTestClient.open(this.path, minor);
    this.#clients.push(client);
    return client;
  }

  async dial(minor = 4): Promise<PcscTestClient> {
    const client = await PcscTestClient.dial(this.path, minor);
    this.#clients.push(client);
    return client;
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.endpoint?.close();
    await rm(this.#directory, { recursive: true, force: true });
  }
}
