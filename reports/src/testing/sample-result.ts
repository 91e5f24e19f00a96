import { type CaseResult, labOf, type Result } from '@kazashi/conformance/result';
import { verdictWords } from '../words.ts';

const started = { utc: '2026-11-21T00:00:00.000Z', jst: '2026-11-21T09:00:00.000+09:00' };

/** Text that no format may take for markup. */
export const nasty = `<script>alert("x")</script> & 'quoted'`;

/** A result of a case, with one exchange and one check. */
export function caseResult(
  id: string,
  verdict: CaseResult['verdict'],
  more: Partial<CaseResult> = {},
): CaseResult {
  return {
    id,
    title: { en: `Title of ${id}`, ja: `${id}の題` },
    requirement: { clause: 'TEST 1.2', text: { en: 'It shall', ja: '〜すること' }, basis: 'probe' },
    level: 'card',
    cost: 'none',
    rules: ['area/rule'],
    applicability: {
      expression: 'card',
      applies: true,
      asked: { card: true },
      because: { en: 'card=yes (TEST)', ja: 'card=yes(TEST)' },
    },
    preconditions: [],
    attempt: 1,
    verdict,
    ...(verdict === 'PASS' ? {} : { reason: { en: nasty, ja: nasty } }),
    startedAt: started,
    endedAt: started,
    durationMs: 1.5,
    prompts: [],
    exchanges: [
      {
        n: 1,
        atMs: 0,
        durationMs: 0.5,
        phase: 'case',
        name: 'VERIFY (query) jpki/authentication',
        command: '0020008004********',
        response: '63c3',
        meaning: { en: '3 tries left', ja: '残り3回' },
        masked: 'secret',
      },
    ],
    checks: [
      {
        n: 1,
        kind: 'response',
        passed: verdict !== 'FAIL',
        requirement: 'TEST 1.2',
        expected: '63 c3',
        observed: '63c3',
        exchange: 1,
      },
    ],
    ...more,
  };
}

/** A result that was not sealed, with these cases. */
export function resultWith(cases: CaseResult[], nature: Result['subject']['nature'] = 'simulator'): Result {
  return {
    kind: 'kazashi/result',
    version: 2,
    id: 'TEST-0001',
    sealed: false,
    digest: null,
    outcome: 'INCOMPLETE',
    suite: { name: 'TEST suite', version: '0.0.0', hash: '0'.repeat(64), cases: cases.length },
    subject: {
      address: 'test:',
      title: nasty,
      level: nature === 'program' ? 'client' : 'card',
      nature,
      proof: { method: ({ real: 'none', simulator: 'in-process', program: 'bench' } as const)[nature] },
      capabilities: ['card'],
    },
    environment: {
      operatingSystem: 'TEST',
      processor: 'TEST',
      runtime: 'TEST',
      clock: 'TEST clock',
      physical: { en: 'none', ja: 'なし' },
    },
    tool: { name: 'kazashi', version: '0.0.0' },
    laboratory: labOf(),
    operator: 'none',
    times: { started, resumed: [] },
    selection: { selectors: [], allow: [], repeat: 1 },
    safety: [],
    decisionRule: { en: 'rule', ja: '規則' },
    statement: { en: 'no statement', ja: '表明なし' },
    disclaimer: { en: 'not a certification', ja: '認証ではない' },
    summary: Object.fromEntries(
      Object.keys(verdictWords)
        .filter((verdict) => verdict !== 'UNDECIDED' && verdict !== 'INCOMPLETE')
        .map((verdict) => [verdict, cases.filter((item) => item.verdict === verdict).length]),
    ) as Result['summary'],
    notes: [],
    interrupted: [],
    cases,
  };
}

/** A case of every verdict. */
export const every = (
  ['PASS', 'FAIL', 'OBSERVED', 'INCONCLUSIVE', 'NOT APPLICABLE', 'ERROR', 'SKIPPED'] as const
).map((verdict) => caseResult(`card/group/${verdict.toLowerCase().replace(' ', '-')}`, verdict));
