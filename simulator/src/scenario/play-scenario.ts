import type { ScenarioSource } from '@kazashi/profiles/scenarios';
import { playStep, type StepReport } from './play-step.ts';
import type { ScenarioSubject } from './scenario-subject.ts';

/** How a scenario ended: all its steps done, stopped on the way, or at a step that differs. */
export type ScenarioEnd = 'done' | 'stopped' | 'differs';

export interface Playing {
  readonly source: ScenarioSource;
  readonly subject: ScenarioSubject;
  /** The step to begin with, counted from 0. */
  readonly from: number;
  /** Steps that begin after this line are left for another time. */
  readonly untilLine?: number | undefined;
  /** Called before a step is played. */
  begin(step: number): void;
  /** Called when a step is done; the next one waits for it. */
  done(step: number): Promise<void>;
  /** Called with each step that was played, once it is durable. */
  tell(report: StepReport, line: number): void;
}

/** Plays a scenario step by step until its end, a line, or a difference, which leaves its step undone. */
export async function playScenario(playing: Playing): Promise<ScenarioEnd> {
  const { scenario, lines } = playing.source;
  for (let index = playing.from; index < scenario.steps.length; index++) {
    const line = lines[index]!;
    if (playing.untilLine !== undefined && line > playing.untilLine) return 'stopped';
    playing.begin(index);
    const report = await playStep(scenario.steps[index]!, playing.subject, scenario.rules);
    if (report.differences.length > 0) {
      playing.tell(report, line);
      return 'differs';
    }
    await playing.done(index + 1);
    playing.tell(report, line);
  }
  return 'done';
}
