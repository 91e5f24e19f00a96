import type { CaseResult, Language, Result } from '@kazashi/conformance/result';

type CtrfStatus = 'passed' | 'failed' | 'skipped' | 'pending' | 'other';

const statuses: Readonly<Record<CaseResult['verdict'], CtrfStatus>> = {
  PASS: 'passed',
  FAIL: 'failed',
  OBSERVED: 'other',
  INCONCLUSIVE: 'other',
  'NOT APPLICABLE': 'skipped',
  ERROR: 'other',
  SKIPPED: 'skipped',
};

/** The result in the Common Test Report Format. @see https://ctrf.io */
export function ctrfReport(result: Result, language: Language): string {
  const flaky = new Set((result.stability ?? []).filter((entry) => entry.flaky).map(({ id }) => id));
  const tests = result.cases.map((item) => ({
    name: item.id,
    status: statuses[item.verdict],
    rawStatus: item.verdict,
    duration: Math.round(item.durationMs ?? 0),
    suite: item.id.split('/').slice(0, -1).join(' > '),
    ...(item.reason === undefined ? {} : { message: item.reason[language] }),
    ...(flaky.has(item.id) ? { flaky: true } : {}),
    extra: {
      title: item.title[language],
      requirement: item.requirement.clause,
      attempt: item.attempt,
      ...(item.expected === undefined ? {} : { expectedToFail: item.expected }),
      ...(item.evidence === undefined ? {} : { evidence: item.evidence }),
    },
  }));
  const count = (status: CtrfStatus): number => tests.filter((test) => test.status === status).length;
  const start = Date.parse(result.times.started.utc);
  const document = {
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    results: {
      tool: { name: result.suite.name, version: result.suite.version },
      summary: {
        tests: tests.length,
        passed: count('passed'),
        failed: count('failed'),
        pending: 0,
        skipped: count('skipped'),
        other: count('other'),
        start,
        stop: result.times.ended === undefined ? start : Date.parse(result.times.ended.utc),
      },
      tests,
      environment: {
        osPlatform: result.environment.operatingSystem,
        extra: { nature: result.subject.nature, subject: result.subject.address, digest: result.digest },
      },
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
