import type { AntennaUnderTest } from '../engine/frames-under-test.ts';
import type { Mutant } from '../engine/kill-matrix.ts';
import { type SecretName, secretNames, secrets } from '../engine/secret.ts';
import type { Subject } from '../engine/subject.ts';
import { ConformanceError, ToldError } from '../error.ts';
import { nobody, PlayedField } from './emulated-played-field.ts';
import { EmulatedLine } from './emulated-pn532.ts';
import { frameSubject } from './frame-subject.ts';
import { SerialChip } from './serial-chip.ts';
import { Pn532Host } from './serial-pn532.ts';

export interface EmulatedAntennaOptions {
  /** Profile of a contactless reader of PC/SC; `kazashi/generic` unless given. */
  readonly reader?: string;
  /** Rules to break. */
  readonly mutants?: readonly string[];
}

/** What is held to the played card: how the host of a reader has it. */
type HostedReader = Omit<AntennaUnderTest, 'play' | 'fieldIsOn'>;

interface AntennaParts {
  readonly address: string;
  readonly title: string;
  readonly titleJa?: string;
  readonly profile: string;
  readonly capabilities: readonly string[];
  readonly field: PlayedField;
  readonly reader: HostedReader;
  readonly close: () => Promise<void>;
}

function antennaSubject({
  address,
  title,
  titleJa = title,
  profile,
  capabilities,
  field,
  reader,
  close,
}: AntennaParts): Subject {
  return frameSubject({
    address,
    title,
    titleJa,
    level: 'antenna',
    facts: { profile, capabilities: new Set(), tries: fullTries },
    capabilities: ['antenna', ...capabilities],
    frames: {
      kind: 'antenna',
      antenna: {
        ...reader,
        play: (card) => {
          field.card = card;
        },
        fieldIsOn: () => field.on,
      },
    },
    reset: async () => {
      field.card = nobody;
      await reader.powerOff();
    },
    close,
  });
}

const fullTries = Object.fromEntries(secretNames.map((name) => [name, secrets[name].tries])) as Record<
  SecretName,
  number
>;

/** `emulated:reader/ID`: a whole simulated reader of PC/SC in this process, before a card that the harness plays. */
export async function openEmulatedAntenna(options: EmulatedAntennaOptions = {}): Promise<Subject> {
  const { startReader } = await import('@kazashi/simulator');
  const field = new PlayedField();
  const started = beginning(options.reader, () => startReader({ ...options, air: field }));
  const { id, title, atrBuilder = 'pcsc3', pseudoApdus } = started.readerProfile;
  return antennaSubject({
    address: `emulated:reader/${id}`,
    title: title.en,
    titleJa: title.ja,
    profile: id,
    // It polls, gives up and activates anew by itself; a chip leaves that to its host.
    capabilities: ['pcsc-reader', `atr-${atrBuilder}`, ...pseudoApdus],
    field,
    reader: {
      powerOn: async () => started.powerOn(),
      transmit: (command) => started.transmit(command),
      powerOff: async () => started.powerOff(),
    },
    close: () => started.close(),
  });
}

/** Throws ToldError, in both languages, for a reader that there is not or that has no antenna of its own. */
function beginning<T>(reader = '', start: () => T): T {
  try {
    return start();
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string };
    if (code !== 'reader/no-antenna' && code !== 'profile/unknown') throw error;
    const words =
      code === 'profile/unknown'
        ? { en: message, ja: `リーダー「${reader}」のプロファイルはない。一覧: kazashi list readers` }
        : {
            en: `${message}; take a contactless reader of PC/SC, kazashi list readers shows them`,
            ja: `「${reader}」には自らカードと通信するアンテナがない。PC/SCの非接触リーダーを指定する(一覧: kazashi list readers)`,
          };
    throw new ToldError(code, words, { cause: error });
  }
}

const one = 1;
const [typeA, waitMs] = [0x00, 3000];
const [diagnose, cardPresence, list, release] = [0x00, 0x06, 0x4a, 0x52];

/** `emulated:reader/nxp/pn532`: a chip on a serial line in this process, commanded as its host does. */
export async function openEmulatedPn532Antenna(mutants: readonly string[] = []): Promise<Subject> {
  const { startPn532 } = await import('@kazashi/simulator');
  const field = new PlayedField();
  const line = new EmulatedLine(() => chip);
  const chip = await startPn532({ air: field, mutants }, (bytes, baudRate) => line.heard(bytes, baudRate));
  const host = new Pn532Host(new SerialChip(line));
  const powerOff = async (): Promise<void> => {
    await host.wake();
    await host.command(release, Uint8Array.of(0x00));
    await host.fieldOff();
  };
  return antennaSubject({
    address: 'emulated:reader/nxp/pn532',
    title: 'PN532',
    profile: 'nxp/pn532',
    capabilities: ['presence-asked'],
    field,
    reader: {
      async powerOn() {
        await host.wake();
        const found = await host.activateTypeB();
        if (found !== undefined) return found.atqb;
        const [count, ...target] = await host.command(list, Uint8Array.of(one, typeA), waitMs);
        return count === one ? Uint8Array.from(target) : new Uint8Array(0);
      },
      async transmit(command) {
        try {
          return await host.exchange(one, command);
        } catch (error) {
          if (error instanceof ConformanceError && error.code === 'serial/exchange') return undefined;
          throw error;
        }
      },
      present: async () => (await host.command(diagnose, Uint8Array.of(cardPresence), waitMs))[0] === 0x00,
      powerOff,
    },
    close: () => chip.close(),
  });
}

const broken = (mutant: Mutant | undefined): readonly string[] => (mutant === undefined ? [] : [mutant.id]);

/** What the kill matrix of antennas is made on. */
export const emulatedAntennas = [
  (mutant: Mutant | undefined): Promise<Subject> => openEmulatedAntenna({ mutants: broken(mutant) }),
  (mutant: Mutant | undefined): Promise<Subject> => openEmulatedPn532Antenna(broken(mutant)),
  // One whose host may speak to the card past it.
  (mutant: Mutant | undefined): Promise<Subject> =>
    openEmulatedAntenna({ reader: 'acs/acr1552u', mutants: broken(mutant) }),
] as const;
