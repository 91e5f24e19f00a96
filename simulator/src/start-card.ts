import {
  type CardProfile,
  cardProfiles,
  type PersonProfile,
  personProfiles,
  phoneProfiles,
  readerProfiles,
} from '@kazashi/profiles';
import { isoInstant, SimulatedCalendar } from './clock/simulated-calendar.ts';
import { systemTimers } from './clock/system-timers.ts';
import { SimulatorError } from './errors.ts';
import { seededRandom, systemRandom } from './random.ts';
import type { Orientation } from './readers/contact-parts.ts';
import type { AirField } from './readers/pcd/on-air.ts';
import { WebUsbDevice } from './readers/port-100/webusb-device.ts';
import type { CardContact } from './readers/reader.ts';
import { RfLink } from './readers/rf-udp/rf-link.ts';
import { HeardRuleSet, RuleSet } from './rules/rule-set.ts';
import { type EventOutcome, type EventRequest, Simulator, type Snapshot } from './simulator.ts';
import { type HttpOutcome, type HttpQuestion, StatusHttp } from './status/status-http.ts';
import { MemoryStore } from './store/memory-store.ts';

export interface StartCardOptions {
  /** Card profile or its id; `mynumber/contactless-05e0` unless given. */
  readonly card?: string | CardProfile;
  /** Person profile or its id; `test/adult` unless given. */
  readonly person?: string | PersonProfile;
  /** Makes challenges, serial numbers and salts the same every time. */
  readonly seed?: number;
  /** ISO 8601: a calendar that stands still there. The machine's time unless given. */
  readonly clock?: string;
  /** Rules to break. */
  readonly mutants?: readonly string[];
  /** Told of each rule as it is asked: most when what decides by them is made, the others at each decision. */
  readonly onRule?: (id: string) => void;
  /** Where certificates say that their status is told, `http://HOST:PORT`. */
  readonly statusUrl?: string;
}

/** A card in this process: the same one that `kazashi up` puts into readers. */
export interface EmulatedCard {
  readonly cardProfile: CardProfile;
  readonly personProfile: PersonProfile;
  /** Powers the card up in a session of its own. Answers come at once. */
  activate(): { readonly atr: Uint8Array; transmit(command: Uint8Array): Uint8Array; close(): void };
  /** Lays it on or into its reader otherwise: one with contacts finds a card the wrong way round mute, its ATR empty. */
  lay(orientation: Orientation): void;
  /** Holds the card to a reader too, by the id of its profile; it lies in one of each kind of host. */
  holdTo(reader: string): HeldCard;
  /** Rule that refused in the latest answer, if one did. */
  readonly lastCause: string | undefined;
  /** An event of the desk, such as `counter.resetSecret`. */
  send(event: EventRequest): Promise<EventOutcome>;
  /** Gives the holder a phone, by the id of its profile. */
  addPhone(profile: string): Promise<{ readonly id: string }>;
  /** Holds another card to the reader, or a phone by `phone/` and its id; sessions with the one before end. */
  insert(id: string): void;
  /** Makes a card for somebody else, by the id of the profile; it lies in no reader. */
  issueCard(person: string): Promise<{ readonly id: string }>;
  /** Asks the status services over HTTP, without a socket. */
  askStatus(question: HttpQuestion): Promise<HttpOutcome>;
  /** Moves a virtual calendar forward. */
  advance(milliseconds: number): Promise<void>;
  /** Sets it forward to an instant, ISO 8601. */
  setClock(instant: string): Promise<void>;
  /** Moves it to the next thing that is pending. Throws SimulatorError `clock/none-pending`. */
  nextDeadline(): Promise<void>;
  state(): ReturnType<Simulator['state']>;
  save(): Snapshot;
  load(snapshot: unknown): Promise<void>;
  close(): Promise<void>;
}

/** A card in a reader of its own, at whatever level the hosts of that reader speak. */
export interface HeldCard {
  /** PC/SC name of the reader. */
  readonly name: string;
  /** Powers the card up as PC/SC does it. */
  activate(): CardContact;
  /** The field of a contactless reader, frame by frame; undefined for one with contacts. */
  readonly field: AirField | undefined;
  /** The reader as `navigator.usb.requestDevice()` gives it: an RC-S380. Throws for a reader of another kind. */
  webUsbDevice(): WebUsbDevice;
  /** The field as it is over UDP: the datagram that answers one of a host, if any does. */
  datagram(text: string): Promise<string | undefined>;
  remove(): void;
  insert(): void;
}

/** The profile that an id names. Throws SimulatorError `profile/unknown`, naming the ones there are. */
export function profileOf<T extends { readonly id: string }>(
  known: ReadonlyMap<string, T>,
  wanted: string | T,
  what: string,
): T {
  if (typeof wanted !== 'string') return wanted;
  const found = known.get(wanted);
  if (found !== undefined) return found;
  throw new SimulatorError(
    'profile/unknown',
    `there is no ${what} "${wanted}"; there are: ${[...known.keys()].join(', ')}`,
  );
}

/** A world in this process, without cards, readers, endpoints or state on disk. */
export function createSimulator(
  options: Pick<StartCardOptions, 'clock' | 'seed' | 'mutants' | 'onRule' | 'statusUrl'> = {},
): Simulator {
  const { mutants, onRule } = options;
  const start = options.clock === undefined ? undefined : isoInstant(options.clock);
  return new Simulator({
    store: new MemoryStore(),
    calendar: new SimulatedCalendar(() => Date.now(), start),
    timers: systemTimers,
    random: options.seed === undefined ? systemRandom : seededRandom(options.seed),
    rules: onRule === undefined ? new RuleSet(mutants) : new HeardRuleSet(mutants ?? [], onRule),
    placement: 'shared',
    statusUrl: options.statusUrl,
  });
}

/** Starts one card in this process, without endpoints and without state on disk. */
export async function startCard(options: StartCardOptions = {}): Promise<EmulatedCard> {
  const simulator = createSimulator(options);
  const cardProfile = profileOf(cardProfiles, options.card ?? 'mynumber/contactless-05e0', 'card');
  const personProfile = profileOf(personProfiles, options.person ?? 'test/adult', 'person');
  const card = await simulator.issueCard({ card: cardProfile, person: personProfile });
  const readerId = cardProfile.interface === 'contact' ? 'kazashi/generic-contact' : 'kazashi/generic';
  const http = new StatusHttp(simulator.status);
  const reader = simulator.addReader(profileOf(readerProfiles, readerId, 'reader'), card);
  return {
    cardProfile,
    personProfile,
    activate() {
      const contact: CardContact = reader.activate('memory:');
      return {
        atr: contact.atr,
        transmit(command) {
          const response = contact.transmit(command);
          if (response instanceof Uint8Array) return response;
          throw new SimulatorError('card/paced', 'a card that takes its time cannot be asked synchronously');
        },
        close: () => contact.close(),
      };
    },
    lay(orientation) {
      if (reader.card !== undefined) simulator.insert(reader.card, reader, orientation);
    },
    holdTo(id) {
      const profile = profileOf(readerProfiles, id, 'reader');
      const held = simulator.addReader(profile, card);
      const { field } = held;
      let link: RfLink | undefined;
      if (field !== undefined) field.holder = 'memory:';
      return {
        name: held.name,
        activate: () => held.activate('memory:'),
        field,
        webUsbDevice() {
          if (profile.host !== 'port-100' || field === undefined) {
            throw new SimulatorError('reader/no-web-usb', `${id} is no reader that speaks to WebUSB`);
          }
          const { productId } = profile.usb ?? {};
          return new WebUsbDevice({
            field,
            rules: simulator.rules,
            ...(productId === undefined ? {} : { productId }),
          });
        },
        async datagram(text) {
          if (profile.host !== 'rf' || field === undefined) {
            throw new SimulatorError('reader/no-datagrams', `${id} is no reader that takes datagrams`);
          }
          link ??= new RfLink(field, () => {});
          return link.take(text, 'memory:');
        },
        remove: () => simulator.readers.takeOut(held),
        insert: () => simulator.insert(simulator.card(card.id), held),
      };
    },
    get lastCause() {
      return simulator.trace.last(1)[0]?.cause;
    },
    send: (event) => simulator.send(event),
    insert: (id) => simulator.insert(simulator.icc(id), reader),
    addPhone: (profile) => simulator.addPhone(profileOf(phoneProfiles, profile, 'phone')),
    issueCard: (person) =>
      simulator.issueCard({ card: cardProfile, person: profileOf(personProfiles, person, 'person') }),
    askStatus: (question) => http.answer(question),
    advance: (milliseconds) => simulator.setClock(simulator.calendar.now() + milliseconds),
    setClock: (instant) => simulator.setClock(isoInstant(instant)),
    nextDeadline: () => simulator.nextDeadline(),
    state: () => simulator.state(),
    save: () => simulator.save(),
    async load(snapshot) {
      await simulator.load(snapshot);
    },
    close: () => simulator.close(),
  };
}
