import type { CardProfile } from '@kazashi/profiles';
import type { Card } from './card/card.ts';
import type { ContactlessParameters, Icc } from './card/icc.ts';
import type { ManualTimers } from './clock/manual-timers.ts';
import { hex, toHex } from './codec/hex.ts';
import { Field } from './media/field.ts';
import type { RfAnswer, RfFrame } from './media/rf-frame.ts';
import type { RuleId } from './rules/rule-set.ts';
import type { Simulator } from './simulator.ts';
import { order, type TestSimulatorOptions, testSimulator } from './test-simulator.ts';
import type { TraceEntry } from './trace/trace.ts';

type TypeB = Extract<ContactlessParameters, { modulation: 'B' }>;

export interface TestFieldOptions extends TestSimulatorOptions {
  readonly mutants?: readonly RuleId[];
  readonly card?: string;
  readonly executionTimeMs?: CardProfile['executionTimeMs'];
  /** In the place of what the card tells of itself. */
  readonly pupi?: Uint8Array;
  readonly typeB?: Partial<TypeB>;
  readonly typeA?: Extract<ContactlessParameters, { modulation: 'A' }>;
}

/** The same card with other contactless parameters. */
export function withContactless(icc: Icc, contactless: ContactlessParameters | undefined): Icc {
  const { id, label, atr, contacts } = icc;
  return { id, label, atr, contacts, contactless, open: () => icc.open() };
}

/** A field that is on, with a card in it, and a host that talks to it in hex. */
export class TestField {
  readonly simulator: Simulator;
  readonly timers: ManualTimers;
  readonly field: Field;
  readonly card: Card;
  readonly icc: Icc;

  private constructor(simulator: Simulator, timers: ManualTimers, field: Field, card: Card, icc: Icc) {
    this.simulator = simulator;
    this.timers = timers;
    this.field = field;
    this.card = card;
    this.icc = icc;
  }

  static async withCard(options: TestFieldOptions = {}): Promise<TestField> {
    const { simulator, timers } = testSimulator(options);
    const ordered = order(options.card);
    const { executionTimeMs = ordered.card.executionTimeMs } = options;
    const card = await simulator.issueCard({ ...ordered, card: { ...ordered.card, executionTimeMs } });
    const own = card.contactless as TypeB;
    const parameters = options.typeA ?? {
      ...own,
      ...options.typeB,
      ...(options.pupi === undefined ? {} : { pupi: options.pupi }),
    };
    const icc = withContactless(card, parameters);
    const field = new Field({ name: 'test', faults: undefined }, simulator.readers.services);
    field.holder = 'test:';
    field.power(true);
    field.put(icc);
    return new TestField(simulator, timers, field, card, icc);
  }

  transceive(bytes: string, frame: Partial<RfFrame> = {}): RfAnswer | Promise<RfAnswer> {
    const asked = { modulation: 'B', bitRate: 106, crc: 'reader', timeoutMs: 1000, ...frame } as const;
    return this.field.transceive({ ...asked, bytes: hex(bytes) });
  }

  /** The answer's bytes, or what there was instead of one. */
  async send(bytes: string, frame: Partial<RfFrame> = {}): Promise<string> {
    const answer = await this.transceive(bytes, frame);
    return answer.kind === 'frame' ? toHex(answer.bytes) : answer.kind;
  }

  /** Activates the card by REQB and ATTRIB. */
  async activate({ fsdi = 8, cid = 0 } = {}): Promise<void> {
    const atqb = await this.send('05 00 08');
    const pupi = atqb.slice(2, 10);
    const parameters = toHex(Uint8Array.of(0x00, fsdi, 0x01, cid));
    await this.send(`1d ${pupi} ${parameters}`);
  }

  trace(): TraceEntry[] {
    return this.simulator.trace.last(Number.MAX_SAFE_INTEGER);
  }
}
