import type { Timers } from '../../clock/timers.ts';
import type { Reader, ReaderRegistry } from '../../readers/reader.ts';
import { type Endpoint, EndpointError, type EndpointLog } from '../endpoint.ts';
import { listenError } from '../listen-error.ts';
import { ConnectingSlot, ListeningSlot, type SlotOptions, type VpcdSlot } from './slots.ts';
import { SplitWatch } from './split-watch.ts';

export interface VpcdEndpointOptions {
  /** `connect` to a vpcd that listens, as it does by default; `listen` for one in reversed mode. */
  readonly direction: 'connect' | 'listen';
  readonly host: string;
  /** Port of the first reader; the next ones have the next ports. 0 only to listen: any free port for each. */
  readonly port: number;
  readonly registry: ReaderRegistry;
  readonly timers: Timers;
  readonly log: EndpointLog;
}

export interface VpcdEndpoint extends Endpoint {
  /** The port of each place that a reader has; in `listen` the one it was given. */
  readonly ports: readonly number[];
}

/**
 * Plays the virtual card of vsmartcard's vpcd: one connection for each reader with a card in it, made and broken
 * as the card comes and goes. Throws EndpointError `endpoint/bad-address`, or when listening
 * `endpoint/address-in-use` and `endpoint/not-permitted`.
 * @see pcsc reference, section 2
 */
export async function startVpcdEndpoint(options: VpcdEndpointOptions): Promise<VpcdEndpoint> {
  const { direction, host, port, registry, timers, log } = options;
  const listening = direction === 'listen';
  if (!Number.isInteger(port) || port > 0xffff || port < (listening ? 0 : 1)) {
    throw new EndpointError('endpoint/bad-address', `${port} is not a port`);
  }
  const address = `${host}:${port}`;
  const watch = new SplitWatch(log);
  /** Readers by place; a place that a reader left is taken by the next one that comes. */
  const places: (
    | { readonly reader: Reader; readonly slot: VpcdSlot | undefined; readonly port: number }
    | undefined
  )[] = [];

  const openSlot = async (slotOptions: SlotOptions): Promise<{ slot: VpcdSlot; port: number }> => {
    if (slotOptions.port > 0xffff) {
      throw new EndpointError('endpoint/bad-address', `no port is left for ${slotOptions.reader.name}`);
    }
    if (!listening) return { slot: new ConnectingSlot(slotOptions), port: slotOptions.port };
    const slot = await ListeningSlot.start(slotOptions).catch((error: unknown) => {
      throw listenError(`${host}:${slotOptions.port}`, error);
    });
    return { slot, port: slot.port };
  };

  let closed = false;
  const add = async (reader: Reader): Promise<void> => {
    const free = places.indexOf(undefined);
    const index = free < 0 ? places.length : free;
    const slotPort = port === 0 ? 0 : port + index;
    places[index] = { reader, slot: undefined, port: slotPort };
    try {
      const opened = await openSlot({ reader, host, port: slotPort, holder: address, timers, log, watch });
      if (closed || places[index]?.reader !== reader) await opened.slot.close();
      else places[index] = { reader, ...opened };
    } catch (error) {
      if (places[index]?.reader === reader) places[index] = undefined;
      throw error;
    }
  };
  const remove = async (reader: Reader): Promise<void> => {
    const index = places.findIndex((place) => place?.reader === reader);
    if (index < 0) return;
    const place = places[index];
    places[index] = undefined;
    await place?.slot?.close();
  };
  const slotOf = (reader: Reader): VpcdSlot | undefined =>
    places.find((place) => place?.reader === reader)?.slot;

  const unsubscribe = registry.subscribe((event) => {
    const { reader } = event;
    if (event.type === 'card.inserted') slotOf(reader)?.cardInserted();
    else if (event.type === 'card.removed') slotOf(reader)?.cardRemoved();
    else if (event.type === 'card.moved') slotOf(reader)?.cardMoved();
    else if (event.type === 'reader.removed') void remove(reader);
    else if (event.type === 'reader.added') {
      add(reader).catch((error: unknown) => {
        log.warn('a reader has no place at vpcd', {
          reader: reader.name,
          error: error instanceof Error ? error.message : String(error),
        });
      });
    }
  });
  const close = async (): Promise<void> => {
    closed = true;
    unsubscribe();
    await Promise.all(places.map((place) => place?.slot?.close()));
  };
  try {
    await Promise.all(registry.readers.map(add));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    kind: 'vpcd',
    address,
    env: {},
    get ports() {
      return places.flatMap((place) => (place === undefined ? [] : [place.port]));
    },
    close,
  };
}
