import type { Level } from '../engine/classification.ts';
import type { FramesUnderTest } from '../engine/frames-under-test.ts';
import type { Subject, SubjectFacts } from '../engine/subject.ts';
import { ConformanceError } from '../error.ts';

/** What a subject of frames is made of. */
export interface FrameSubjectParts {
  readonly address: string;
  readonly title: string;
  readonly titleJa?: string;
  readonly level: Level;
  readonly facts: SubjectFacts;
  readonly capabilities: readonly string[];
  readonly frames: FramesUnderTest;
  /** Brings it into the state in which every case begins. */
  readonly reset: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A subject below the level of commands, made in this process. */
export function frameSubject(parts: FrameSubjectParts): Subject {
  const { address, title, titleJa, level, facts, capabilities, frames, reset, close } = parts;
  return {
    address,
    title,
    ...(titleJa === undefined ? {} : { titleJa }),
    level,
    proof: { method: 'in-process' },
    facts: { ...facts, capabilities: new Set(capabilities) },
    frames,
    software: { name: 'kazashi simulator', version: '0.1.0' },
    reset: async () => {
      await reset();
      return new Uint8Array(0);
    },
    transmit: async () => {
      throw new ConformanceError('subject/frames-only', 'this subject takes frames, not commands');
    },
    close,
  };
}
