/** The real card in a reader, and the two ways by which programs on libpcsclite come to it. */
import { cardProfiles, personProfiles, readerProfiles } from '@kazashi/profiles';
import type { EmulatedReader } from '../../src/readers/emulated-reader.ts';
import type { ReaderRegistry } from '../../src/readers/reader.ts';
import type { Simulator } from '../../src/simulator.ts';
import { createSimulator, profileOf } from '../../src/start-card.ts';
import { type Skips, withPcscEndpoint } from './interop.ts';
import { requirePcscd, shows, virtualReader, withPcscd } from './pcscd.ts';

/** The PC/SC name of the reader that everything starts with. */
export const defaultReader = 'Kazashi TEST Reader 00 00';

/** The default person's secrets: those of the guides' sample form. */
export const secrets = { authentication: '1234', signature: 'AB1234', text: '9120' } as const;

export interface RealCard {
  readonly simulator: Simulator;
  readonly reader: EmulatedReader;
  /** As `kazashi state` tells them, in upper case as OpenSC and OpenSSL do. */
  serial(kind: 'authentication' | 'signature'): string;
}

export interface RealCardOptions {
  readonly card?: string;
  readonly person?: string;
  readonly reader?: string;
  /** Rules to break. */
  readonly mutants?: readonly string[];
  /** Start of a calendar that is moved by hand, ISO 8601; the machine's without it. */
  readonly clock?: string;
}

/** A simulator of its own with one card in one reader. */
export async function realCard({
  card = 'mynumber/contactless-05e0',
  person = 'test/adult',
  reader = 'kazashi/generic',
  mutants = [],
  clock,
}: RealCardOptions = {}): Promise<RealCard> {
  const simulator = createSimulator({ mutants, ...(clock === undefined ? {} : { clock }) });
  const issued = await simulator.issueCard({
    card: profileOf(cardProfiles, card, 'card'),
    person: profileOf(personProfiles, person, 'person'),
  });
  return {
    simulator,
    reader: simulator.addReader(profileOf(readerProfiles, reader, 'reader'), issued),
    serial(kind) {
      const found = simulator.state().cards[0]?.certificates.find((certificate) => certificate.kind === kind);
      if (!found?.serial) throw new Error(`the card has no ${kind} certificate`);
      return found.serial.toUpperCase();
    },
  };
}

export type Env = Readonly<Record<string, string>>;

/** A way from a program to the readers. */
export interface Carrier {
  readonly name: string;
  /** What the program calls the first reader. */
  readonly reader: string;
  /** Makes the readers visible to programs that run in `env`, while `body` runs. */
  carry<T>(context: Skips, registry: ReaderRegistry, body: (env: Env) => Promise<T>): Promise<T>;
}

export const overSocket: Carrier = {
  name: 'over the socket, without pcscd',
  reader: defaultReader,
  carry: (_context, registry, body) => withPcscEndpoint(registry, ({ env }) => body(env)),
};

export const behindPcscd: Carrier = {
  name: 'behind pcscd with vpcd',
  reader: virtualReader,
  async carry(context, registry, body) {
    const provisions = await requirePcscd(context);
    const shown = async (env: Env) => {
      await shows(env, true);
      return body(env);
    };
    return withPcscd(provisions, 'connect', registry, shown, { quickAcknowledgement: true });
  },
};

export const carriers: readonly Carrier[] = [overSocket, behindPcscd];
