import type { CaseResult, Language, Result } from '@kazashi/conformance/result';
import { reportNumber } from './facts.ts';
import { words } from './words.ts';

/** Text for XML: escaped, and without the characters that XML 1.0 cannot carry. */
function xml(text: string): string {
  return [...text]
    .filter((character) => /[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.test(character))
    .join('')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(6);
const groupOf = ({ id }: CaseResult): string => id.split('/').slice(0, -1).join('.');

/** What JUnit calls a result: it knows passed, failed, error and skipped. */
type Kind = 'passed' | 'failure' | 'error' | 'skipped';

const kinds: Readonly<Record<CaseResult['verdict'], Kind>> = {
  PASS: 'passed',
  OBSERVED: 'passed',
  FAIL: 'failure',
  ERROR: 'error',
  INCONCLUSIVE: 'error',
  'NOT APPLICABLE': 'skipped',
  SKIPPED: 'skipped',
};

/** As the exit code has it: what a baseline expects does not fail, and what it no longer should expect does. */
function kindOf({ verdict, expected, id }: CaseResult, passedAgain: ReadonlySet<string>): Kind {
  if (expected !== undefined && (verdict === 'FAIL' || verdict === 'INCONCLUSIVE')) return 'skipped';
  return passedAgain.has(id) ? 'failure' : kinds[verdict];
}

function outcomeElement(result: CaseResult, kind: Kind, language: Language): string {
  const { verdict, expected } = result;
  const reason = result.reason?.[language] ?? '';
  if (kind === 'passed') {
    return verdict === 'OBSERVED' ? `<system-out>OBSERVED: ${xml(reason)}</system-out>` : '';
  }
  if (kind === 'skipped') {
    const why =
      expected === undefined ? reason : `${reason} (${words.expectedFailure[language]}: ${expected})`;
    return `<skipped message="${xml(`${verdict}: ${why}`)}"/>`;
  }
  if (verdict === 'PASS' || verdict === 'OBSERVED') {
    return `<failure type="UNEXPECTED PASS" message="${xml(expected ?? '')}"/>`;
  }
  return `<${kind} type="${verdict}" message="${xml(reason)}">${xml(trace(result, language))}</${kind}>`;
}

function trace({ exchanges }: CaseResult, language: Language): string {
  return exchanges
    .map(
      ({ n, name, command, response, meaning }) =>
        `${n} ${name}\n  > ${command}\n  < ${response} ${meaning[language]}`,
    )
    .join('\n');
}

/** The result as JUnit XML, a suite for each group of cases. */
export function junitReport(result: Result, language: Language): string {
  const groups = new Map<string, CaseResult[]>();
  for (const item of result.cases) {
    const members = groups.get(groupOf(item));
    if (members === undefined) groups.set(groupOf(item), [item]);
    else members.push(item);
  }
  const passedAgain = new Set(
    (result.baseline?.entries ?? []).filter(({ state }) => state === 'passed').map((entry) => entry.case),
  );
  const numbers = (items: readonly CaseResult[]): string => {
    const found = items.map((item) => kindOf(item, passedAgain));
    const count = (kind: Kind): number => found.filter((other) => other === kind).length;
    const time = seconds(items.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0));
    return `tests="${items.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}" time="${time}"`;
  };
  const properties = {
    nature: result.subject.nature.toUpperCase(),
    subject: result.subject.address,
    suite: `${result.suite.version} ${result.suite.hash}`,
    outcome: result.outcome,
    digest: result.digest ?? 'INCOMPLETE',
    number: reportNumber(result),
    flaky: (result.stability ?? [])
      .filter(({ flaky }) => flaky)
      .map(({ id }) => id)
      .join(' '),
  };
  const suites = [...groups].map(([name, items]) => {
    const cases = items.map(
      (item) =>
        `    <testcase classname="${xml(name)}" name="${xml(item.id)}${item.attempt > 1 ? ` (${item.attempt})` : ''}" time="${seconds(item.durationMs ?? 0)}">${outcomeElement(item, kindOf(item, passedAgain), language)}</testcase>`,
    );
    const lines = Object.entries(properties).map(
      ([key, value]) => `      <property name="${key}" value="${xml(value)}"/>`,
    );
    return `  <testsuite name="${xml(name)}" ${numbers(items)} timestamp="${result.times.started.utc}">\n    <properties>\n${lines.join('\n')}\n    </properties>\n${cases.join('\n')}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${xml(result.suite.name)}" ${numbers(result.cases)}>\n${suites.join('\n')}\n</testsuites>\n`;
}
