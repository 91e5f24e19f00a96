import type { CaseResult, Language, Result } from '@kazashi/conformance/result';

/** Text for XML: escaped, and without the characters that XML 1.0 cannot carry. */
function xml(text: string): string {
  return [...text]
    .filter((character) => /[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.test(character))
    .join('')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(6);
const groupOf = ({ id }: CaseResult): string => id.split('/').slice(0, -1).join('.');

/** What JUnit calls each verdict: it knows passed, failed, error and skipped. */
function outcomeElement(result: CaseResult, language: Language): string {
  const reason = xml(result.reason?.[language] ?? '');
  switch (result.verdict) {
    case 'PASS':
      return '';
    case 'FAIL':
      return `<failure type="FAIL" message="${reason}">${xml(trace(result, language))}</failure>`;
    case 'ERROR':
    case 'INCONCLUSIVE':
      return `<error type="${result.verdict}" message="${reason}">${xml(trace(result, language))}</error>`;
    case 'OBSERVED':
      return `<system-out>OBSERVED: ${reason}</system-out>`;
    default:
      return `<skipped message="${result.verdict}: ${reason}"/>`;
  }
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
  for (const item of result.cases) groups.set(groupOf(item), [...(groups.get(groupOf(item)) ?? []), item]);
  const count = (items: readonly CaseResult[], ...verdicts: readonly string[]): number =>
    items.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const numbers = (items: readonly CaseResult[]): string =>
    `tests="${items.length}" failures="${count(items, 'FAIL')}" errors="${count(items, 'ERROR', 'INCONCLUSIVE')}" skipped="${count(items, 'SKIPPED', 'NOT APPLICABLE')}" time="${seconds(items.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0))}"`;
  const properties = {
    nature: result.subject.nature.toUpperCase(),
    subject: result.subject.address,
    suite: `${result.suite.version} ${result.suite.hash}`,
    outcome: result.outcome,
    digest: result.digest ?? 'INCOMPLETE',
  };
  const suites = [...groups].map(([name, items]) => {
    const cases = items.map(
      (item) =>
        `    <testcase classname="${xml(name)}" name="${xml(item.id)}${item.attempt > 1 ? ` (${item.attempt})` : ''}" time="${seconds(item.durationMs ?? 0)}">${outcomeElement(item, language)}</testcase>`,
    );
    const lines = Object.entries(properties).map(
      ([key, value]) => `      <property name="${key}" value="${xml(value)}"/>`,
    );
    return `  <testsuite name="${xml(name)}" ${numbers(items)} timestamp="${result.times.started.utc}">\n    <properties>\n${lines.join('\n')}\n    </properties>\n${cases.join('\n')}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${xml(result.suite.name)}" ${numbers(result.cases)}>\n${suites.join('\n')}\n</testsuites>\n`;
}
