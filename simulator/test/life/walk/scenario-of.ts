import { jstIso } from '../../../src/clock/calendar.ts';
import { start } from '../public-world.ts';
import type { Done } from './walked-world.ts';

const quoted = (text: string): string => JSON.stringify(text);

function stepLines(done: Done): string[] {
  if ('other' in done) return [`  # ${done.other}: not part of a scenario`];
  if ('clockMs' in done) return done.clockMs > 0 ? [`  - clock: advance PT${done.clockMs / 1000}S`] : [];
  if ('apdus' in done)
    return [
      `  - card: ${quoted(done.card)}`,
      '    apdu:',
      ...done.apdus.map((send) => `      - { send: ${quoted(send)}, expect: "*" }`),
    ];
  const { event, data, outcome } = done;
  if ('code' in outcome) return [`  # ${event} ${JSON.stringify(data)}: no such request, ${outcome.code}`];
  const lines = [`  - event: ${event}`];
  const fields = Object.entries(data).map(([name, value]) => `${name}: ${quoted(value)}`);
  if (fields.length > 0) lines.push(`    data: { ${fields.join(', ')} }`);
  if (!outcome.taken) lines.push(`    refused: ${outcome.rule}`);
  else if (outcome.result !== undefined) lines.push(`    result: ${outcome.result}`);
  return lines;
}

/** A walk as a scenario that `kazashi scenario run` replays. */
export function scenarioOf(seed: number, message: string, rule: string, done: readonly Done[]): string {
  const told = message.split('\n')[0]!;
  return [
    `# ${told}`,
    `# Found by: npm run walk -- 1 ${seed}`,
    'schema: 2',
    'kind: scenario',
    `id: walk-${seed}`,
    'title:',
    `  en: ${quoted(`TEST random walk ${seed}: ${told}`)}`,
    `  ja: ${quoted(`TEST ランダムウォーク ${seed}`)}`,
    `rules: [${rule}]`,
    'start:',
    `  clock: ${quoted(jstIso(start))}`,
    '  seed: 1',
    '  persons:',
    '    - phones: [android/supported, iphone/xs-ios-18-5, android/biometric]',
    '    - { person: test/long-basic-data, phones: [iphone/xs-ios-18-5, iphone/xs-ios-18-5] }',
    'steps:',
    '  - event: facilityApplicant.applyAccount',
    '    data: { platform: "android", password: "clinic-9" }',
    ...done.flatMap(stepLines),
    '',
  ].join('\n');
}
