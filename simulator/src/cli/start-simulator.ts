import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { defaultLifecycleSwitches, type LifecycleSwitches, type ReaderProfile } from '@kazashi/profiles';
import { jstIso } from '../clock/calendar.ts';
import { isoInstant, SimulatedCalendar } from '../clock/simulated-calendar.ts';
import { systemTimers } from '../clock/system-timers.ts';
import type { Endpoint, EndpointLog } from '../endpoints/endpoint.ts';
import type { StatusEndpoint } from '../endpoints/status/status-endpoint.ts';
import { SimulatorError } from '../errors.ts';
import type { Field } from '../media/field.ts';
import { seededRandom, systemRandom } from '../random.ts';
import type { Recording } from '../readers/replay/recording.ts';
import { RuleSet } from '../rules/rule-set.ts';
import { Simulator } from '../simulator.ts';
import { MemoryStore } from '../store/memory-store.ts';
import type { Store } from '../store/store.ts';
import { defaultEndpoints, type EndpointAddress, parseEndpointAddress } from './endpoint-address.ts';
import type { CliIo } from './io.ts';
import { runtimeDirectory } from './runtime-directory.ts';
import { cardArgument, personArgument, phoneArgument, readerArgument } from './user-profile.ts';

/** The options of `up`, as they come from the command line. */
export interface UpOptions {
  readonly card?: string;
  readonly person?: string;
  readonly phone?: readonly string[];
  readonly reader?: readonly string[];
  readonly endpoint?: readonly string[];
  readonly state?: string;
  readonly control?: string;
  readonly clock?: string;
  readonly seed?: string;
  readonly placement?: string;
  readonly pacing?: string;
  /** A file of `kazashi record`. */
  readonly replay?: string;
  readonly mutant?: readonly string[];
  readonly switch?: readonly string[];
  /** commander's name for `--no-insert`. */
  readonly insert?: boolean;
  readonly json?: boolean;
  readonly log?: string;
}

export const defaultCard = 'mynumber/contactless-05e0';
export const defaultPerson = 'test/adult';
export const defaultReader = 'kazashi/generic';

/** The reader that is there for hosts of a kind when none of theirs was asked for. */
const defaultReaders = { pcsc: defaultReader, rf: 'kazashi/rf-udp', pn532: 'nxp/pn532' } as const;
type Host = keyof typeof defaultReaders;
/** Endpoints that serve no readers. */
type Apart = 'facility' | 'status';
const isApart = (kind: EndpointAddress['kind']): kind is Apart => kind === 'facility' || kind === 'status';
const hosts: Readonly<Record<Exclude<EndpointAddress['kind'], Apart>, Host>> = {
  pcsc: 'pcsc',
  vpcd: 'pcsc',
  'rf-udp': 'rf',
  pn532: 'pn532',
};

const usage = (message: string): SimulatorError => new SimulatorError('usage/option', message);

function checked(options: UpOptions) {
  const { placement = 'shared', seed, clock = 'real', pacing = 'on' } = options;
  if (placement !== 'shared' && placement !== 'single') throw usage('--placement is shared or single');
  if (pacing !== 'on' && pacing !== 'off') throw usage('--pacing is on or off');
  if (seed !== undefined && !/^\d{1,9}$/.test(seed)) throw usage('--seed is a whole number');
  return {
    placement: placement as 'shared' | 'single',
    pacing: pacing === 'on',
    seed: seed === undefined ? undefined : Number(seed),
    start: clock === 'real' ? undefined : isoInstant(clock),
  };
}

/** Where the guides leave something open, as `--switch NAME=VALUE` says; the schema is loaded only then. */
async function lifecycleSwitches(settings: readonly string[] | undefined): Promise<LifecycleSwitches> {
  if (!settings?.length) return defaultLifecycleSwitches;
  const { parseLifecycleSwitches } = await import('@kazashi/profiles/parse');
  return parseLifecycleSwitches(settings);
}

async function openStore(directory: string | undefined, log: EndpointLog): Promise<Store> {
  if (directory === undefined) return new MemoryStore();
  const { openFileStore } = await import('../store/file-store.ts');
  return openFileStore(directory, { log });
}

/** Builds the world that the options of `up` describe; nothing listens yet. */
export async function buildSimulator(
  options: UpOptions,
  io: CliIo,
  log: EndpointLog,
  onFatal: (error: unknown) => void,
  statusUrl?: string,
): Promise<Simulator> {
  const { placement, seed, start } = checked(options);
  const rules = new RuleSet(options.mutant);
  const cardProfile = await cardArgument(options.card ?? defaultCard, io.cwd);
  const personProfile = await personArgument(options.person ?? defaultPerson, io.cwd);
  const readers = (options.reader ?? []).map((argument) => {
    const at = argument.lastIndexOf('=');
    return at < 0
      ? { id: argument, card: undefined }
      : { id: argument.slice(0, at), card: argument.slice(at + 1) };
  });
  const readerProfiles = await Promise.all(readers.map(({ id }) => readerArgument(id, io.cwd)));
  const served = addressesOf(options, io).flatMap(({ kind }) => (isApart(kind) ? [] : [hosts[kind]]));
  for (const host of new Set(served)) {
    if (readerProfiles.some((profile) => (profile.host ?? 'pcsc') === host)) continue;
    readers.push({ id: defaultReaders[host], card: undefined });
    readerProfiles.push(await readerArgument(defaultReaders[host], io.cwd));
  }
  const readerCards = await Promise.all(
    readers.map(({ card }) =>
      card === undefined || card === 'none' ? undefined : cardArgument(card, io.cwd),
    ),
  );
  const phoneProfiles = await Promise.all((options.phone ?? []).map((phone) => phoneArgument(phone, io.cwd)));
  const switches = await lifecycleSwitches(options.switch);
  const store = await openStore(options.state, log);
  try {
    const kept = store.entries.get('clock');
    if (start === undefined && typeof kept === 'number' && kept > Date.now()) {
      const then = jstIso(kept);
      throw usage(`${options.state} stands at ${then}, ahead of this machine's clock; add --clock ${then}`);
    }
    const simulator = new Simulator({
      store,
      calendar: new SimulatedCalendar(() => Date.now(), start),
      timers: systemTimers,
      random: seed === undefined ? systemRandom : seededRandom(seed),
      rules,
      placement,
      switches,
      statusUrl,
      onFatal,
    });
    const stored = [...simulator.cards.values()];
    if (stored.length > 0 && (options.card !== undefined || options.person !== undefined)) {
      const [{ facts }] = stored as [(typeof stored)[0]];
      throw usage(
        `${options.state} already holds a card (${facts.cardProfile.id} of ${facts.personProfile.id}); ` +
          'leave out --card and --person, or take another directory',
      );
    }
    const first = stored[0] ?? (await simulator.issueCard({ card: cardProfile, person: personProfile }));
    if (stored.length === 0) for (const phone of phoneProfiles) await simulator.addPhone(phone);
    // Held to one reader of each kind at once, unless true to metal.
    const lies = new Set<string>();
    let next = 1;
    for (const [index, profile] of readerProfiles.entries()) {
      const ordered = readerCards[index];
      let card: typeof first | undefined;
      if (ordered !== undefined) {
        card = stored[next++] ?? (await simulator.issueCard({ card: ordered, person: personProfile }));
      } else if (readers[index]!.card === undefined) {
        const host = placement === 'shared' ? (profile.host ?? 'pcsc') : 'any';
        if (!lies.has(host)) card = first;
        lies.add(host);
      }
      const replayed = await replayedCardOf(options, profile, io, log);
      simulator.addReader(profile, options.insert === false ? undefined : (replayed ?? card));
    }
    // A recording is no part of the world.
    if (options.replay === undefined) {
      for (const { reader, card, why } of simulator.keepReaders(options.insert !== false)) {
        log.warn('what lay in a reader could not be laid back', { reader, card, why });
      }
    }
    await simulator.settled();
    return simulator;
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function recordingOf({ replay }: UpOptions, io: CliIo) {
  if (replay === undefined) return undefined;
  const { parseRecording } = await import('../readers/replay/recording.ts');
  const path = resolve(io.cwd, replay);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new SimulatorError('replay/unreadable', `${path} cannot be read`, { cause: error });
  }
  return parseRecording(text);
}

const unseen = (log: EndpointLog) => (command: string) =>
  log.warn('the recording does not say what the answer is', { command });

/** What a recording puts on a reader. That of a PN532 has its card in it: no other lies there. */
async function replayedCardOf(
  options: UpOptions,
  { host = 'pcsc' }: ReaderProfile,
  io: CliIo,
  log: EndpointLog,
) {
  const recording = await recordingOf(options, io);
  if (recording === undefined || (recording.level === 'pn532' && host !== 'pn532')) return undefined;
  const { replayedCard } = await import('../readers/replay/replayed-card.ts');
  return replayedCard(recording, unseen(log));
}

/** The field of the first reader whose host sends frames of its own. */
function fieldOf(simulator: Simulator, host: Host): Field {
  const field = simulator.readers.readers.find(({ profile }) => profile.host === host)?.field;
  if (field === undefined) throw new SimulatorError('reader/unknown', `there is no reader for ${host}`);
  return field;
}

async function startEndpoint(
  address: Exclude<EndpointAddress, { kind: 'status' }>,
  simulator: Simulator,
  log: EndpointLog,
  pacing: boolean,
  recording: Recording | undefined,
): Promise<Endpoint> {
  if (address.kind === 'facility') {
    const { startFacilityEndpoint } = await import('../facility-service/facility-endpoint.ts');
    const { errorText } = await import('./error-words.ts');
    const japanese = (error: Error): string => errorText(error, 'ja');
    return startFacilityEndpoint({ simulator, log, random: systemRandom, japanese, ...address });
  }
  const common = { registry: simulator.readers.hostedBy(hosts[address.kind]), timers: systemTimers, log };
  if (address.kind === 'pcsc') {
    const { startPcscEndpoint } = await import('../endpoints/pcsc/pcsc-endpoint.ts');
    return startPcscEndpoint({ ...common, path: address.path, random: systemRandom });
  }
  if (address.kind === 'rf-udp') {
    const { startRfUdpEndpoint } = await import('../endpoints/rf-udp/rf-udp-endpoint.ts');
    const { RfLink } = await import('../readers/rf-udp/rf-link.ts');
    const field = fieldOf(simulator, 'rf');
    field.holder = `rf-udp:${address.host}:${address.port}`;
    return startRfUdpEndpoint({ ...address, log, link: (warn) => new RfLink(field, warn) });
  }
  if (address.kind === 'pn532') {
    const { startPn532Endpoint } = await import('../endpoints/pn532/pn532-endpoint.ts');
    const { chipOf } = await import('../readers/pn532/reader-chip.ts');
    const { struckChip } = await import('../readers/struck-chip.ts');
    const { readers } = simulator;
    if (recording?.level === 'pn532') {
      const { ReplayedChip } = await import('../readers/replay/replayed-chip.ts');
      return startPn532Endpoint({
        ...common,
        place: address.place,
        chipOf: (_reader, { write }) => new ReplayedChip({ recording, write, onUnseen: unseen(log) }),
      });
    }
    return startPn532Endpoint({
      ...common,
      place: address.place,
      chipOf: (served, line) => {
        const reader = readers.get(served.id);
        const hangUp = (): void => {
          readers.unplug(reader);
          readers.plug(reader);
        };
        return struckChip(chipOf(reader, readers.services, { ...line, pacing, hangUp }), reader);
      },
    });
  }
  const { startVpcdEndpoint } = await import('../endpoints/vpcd/vpcd-endpoint.ts');
  return startVpcdEndpoint({ ...common, ...address });
}

const addressesOf = (options: UpOptions, io: CliIo): EndpointAddress[] =>
  options.endpoint?.length
    ? options.endpoint.map(parseEndpointAddress)
    : defaultEndpoints(process.platform, runtimeDirectory(io.env), process.pid);

/** Opens the port of the status services, if they are asked for, before there is a world: its cards name it. */
export async function openStatus(
  options: UpOptions,
  io: CliIo,
  log: EndpointLog,
): Promise<StatusEndpoint | undefined> {
  const wanted = addressesOf(options, io).filter((address) => address.kind === 'status');
  if (wanted.length > 1) throw usage('one --endpoint status:… is enough: certificates name one');
  const [address] = wanted;
  if (address === undefined) return undefined;
  const { startStatusEndpoint } = await import('../endpoints/status/status-endpoint.ts');
  return startStatusEndpoint({ ...address, timers: systemTimers, log });
}

/** Opens the endpoints asked for, or every one that works here; none stays open when one fails. */
export async function startEndpoints(
  options: UpOptions,
  io: CliIo,
  simulator: Simulator,
  log: EndpointLog,
  status?: StatusEndpoint,
): Promise<Endpoint[]> {
  const addresses = addressesOf(options, io);
  const { pacing } = checked(options);
  const recording = await recordingOf(options, io);
  if (recording?.level === 'pn532' && !addresses.some(({ kind }) => kind === 'pn532')) {
    throw usage('this recording is of a PN532: --replay needs --endpoint pn532:PATH or pn532:tcp:HOST:PORT');
  }
  const endpoints: Endpoint[] = [];
  try {
    for (const address of addresses) {
      if (address.kind !== 'status')
        endpoints.push(await startEndpoint(address, simulator, log, pacing, recording));
      else if (status !== undefined) {
        status.serve(simulator.status);
        endpoints.push(status);
      }
    }
  } catch (error) {
    await Promise.all(endpoints.map((endpoint) => endpoint.close()));
    throw error;
  }
  return endpoints;
}
