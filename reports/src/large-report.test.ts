import { describe, expect, test } from 'vitest';
import { renderReport } from './index.ts';
import { caseResult, resultWith } from './testing/sample-result.ts';

const verdicts = [
  'PASS',
  'PASS',
  'PASS',
  'PASS',
  'FAIL',
  'PASS',
  'NOT APPLICABLE',
  'SKIPPED',
  'PASS',
  'OBSERVED',
] as const;

/** As many cases as no suite has, each with as many exchanges and checks as usual ones. */
function large(count: number) {
  const [exchange] = caseResult('x', 'PASS').exchanges;
  const [check] = caseResult('x', 'PASS').checks;
  return resultWith(
    Array.from({ length: count }, (_, index) =>
      caseResult(`card/group-${index % 40}/case-${index}`, verdicts[index % verdicts.length]!, {
        requirement: {
          clause: `TEST ${index % 200}`,
          text: { en: `It shall ${index % 600}`, ja: `〜すること${index % 600}` },
          basis: 'probe',
        },
        exchanges: Array.from({ length: 5 }, (_, n) => ({
          ...exchange!,
          n: n + 1,
          response: `${'5a'.repeat(256)}9000`,
        })),
        checks: Array.from({ length: 3 }, (_, n) => ({ ...check!, n: n + 1 })),
      }),
    ),
  );
}

describe('a result of 10,000 cases', () => {
  const result = large(10_000);

  test('renders to HTML with every case in it, collapsed', () => {
    const page = renderReport(result, 'html', 'ja');
    expect(page.match(/<details class="case"/g)).toHaveLength(10_000);
    expect(page).not.toMatch(/<details class="case"[^>]* open/);
    // What a browser has to lay out: a few elements for each case, however much was exchanged.
    const light = page.replace(/<script type="text\/plain">.*?<\/script>/gs, '');
    expect(light.match(/<[a-z]/g)!.length / 10_000).toBeLessThan(12);
    expect(light).not.toContain('</script></details>');
  });

  test('renders to JUnit and CTRF', () => {
    expect(renderReport(result, 'junit', 'en').match(/<testcase /g)).toHaveLength(10_000);
    expect(JSON.parse(renderReport(result, 'ctrf', 'en')).results.tests).toHaveLength(10_000);
  });
});
