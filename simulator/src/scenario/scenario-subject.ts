import type { ScenarioStep } from '@kazashi/profiles/scenarios';
import type { Words } from './words.ts';

/** What came of an event, as the desk tells it. */
export type ScenarioOutcome =
  | {
      readonly taken: true;
      readonly at: string;
      readonly result?: string;
      readonly rule?: string;
      readonly message?: Words;
    }
  | { readonly taken: false; readonly at: string; readonly rule: string; readonly message: Words };

/** The world that a scenario is played in. Requests that make no sense throw SimulatorError. */
export interface ScenarioSubject {
  /** Calendar instant in ms. */
  now(): number;
  /** `who` is the id of the person whose card and phone are meant where the data name none. */
  send(type: string, data: Readonly<Record<string, string>>, who?: number): Promise<ScenarioOutcome>;
  setClock(instant: number): Promise<void>;
  nextDeadline(): Promise<void>;
  /** As `/v1/state`. */
  state(): unknown;
  /** Lays the card in force into the reader as the step says, with the faults that it names; gives how to end that. */
  disturb(step: Pick<ScenarioStep, 'faults' | 'lies' | 'card' | 'who'>): () => void;
  /** Something that somebody does at the reader. */
  remedy(name: string): void;
  /** Powers a card or phone up in the reader: the one named, else the card in force of `who`. */
  activate(step: Pick<ScenarioStep, 'card' | 'who'>): {
    transmit(command: Uint8Array): Uint8Array | Promise<Uint8Array>;
    close(): void;
  };
  /** Tells of everything that happens, also by itself; returns how to stop that. */
  onEvent(listener: (type: string, at: string) => void): () => void;
}

/** An event that there is, as far as a scenario can be checked against it. */
export interface KnownEvent {
  readonly type: string;
  readonly text: Words;
  readonly fields: Readonly<
    Record<string, { readonly required: boolean; readonly values?: readonly string[] }>
  >;
}
