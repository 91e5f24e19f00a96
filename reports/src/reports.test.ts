import type { CaseResult, Result } from '@kazashi/conformance/result';
import { describe, expect, test } from 'vitest';
import { renderReport } from './index.ts';
import { basisWords, verdictWords, words } from './words.ts';

const nasty = `<script>alert("x")</script> & 'quoted'`;

function caseResult(id: string, verdict: CaseResult['verdict'], more: Partial<CaseResult> = {}): CaseResult {
  return {
    id,
    title: { en: `Title of ${id}`, ja: `${id}の題` },
    requirement: { clause: 'TEST 1.2', text: { en: 'It shall', ja: '〜すること' }, basis: 'probe' },
    level: 'card',
    cost: 'none',
    rules: ['area/rule'],
    applicability: { expression: 'card', applies: true, asked: { card: true } },
    preconditions: [],
    attempt: 1,
    verdict,
    ...(verdict === 'PASS' ? {} : { reason: { en: nasty, ja: nasty } }),
    durationMs: 1.5,
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

function resultWith(cases: CaseResult[], nature: 'simulator' | 'real' = 'simulator'): Result {
  return {
    kind: 'kazashi/result',
    version: 1,
    id: 'TEST-0001',
    sealed: false,
    digest: null,
    outcome: 'INCOMPLETE',
    suite: { name: 'TEST suite', version: '0.0.0', hash: '0'.repeat(64), cases: cases.length },
    subject: {
      address: 'test:',
      title: nasty,
      level: 'card',
      nature,
      proof: { method: nature === 'real' ? 'none' : 'in-process' },
      capabilities: ['card'],
    },
    environment: {
      operatingSystem: 'TEST',
      processor: 'TEST',
      runtime: 'TEST',
      physical: { en: 'none', ja: 'なし' },
    },
    operator: 'none',
    times: { started: { utc: '2026-11-21T00:00:00.000Z', jst: '2026-11-21T09:00:00.000+09:00' } },
    selection: { selectors: [], allow: [], repeat: 1 },
    safety: [],
    decisionRule: { en: 'rule', ja: '規則' },
    disclaimer: { en: 'not a certification', ja: '認証ではない' },
    summary: Object.fromEntries(
      Object.keys(verdictWords).map((verdict) => [
        verdict,
        cases.filter((item) => item.verdict === verdict).length,
      ]),
    ) as Result['summary'],
    cases,
  };
}

const every = (
  ['PASS', 'FAIL', 'OBSERVED', 'INCONCLUSIVE', 'NOT APPLICABLE', 'ERROR', 'SKIPPED'] as const
).map((verdict) => caseResult(`card/group/${verdict.toLowerCase().replace(' ', '-')}`, verdict));

describe('HTML', () => {
  test('holds every case with title, verdict and trace, in both languages', () => {
    for (const language of ['en', 'ja'] as const) {
      const page = renderReport(resultWith(every), 'html', language);
      for (const { id, title, verdict } of every) {
        expect(page).toContain(`id="${id.replaceAll('/', '.')}-1"`);
        expect(page).toContain(title[language]);
        expect(page).toContain(verdictWords[verdict][language]);
      }
      expect(page).toContain(language === 'en' ? '3 tries left' : '残り3回');
    }
  });

  test('says on screen and on every printed page what the subject is', () => {
    const simulator = renderReport(resultWith(every), 'html', 'en');
    expect(simulator).toContain('@top-left { content: "SIMULATOR — not a real card"');
    expect(simulator).toContain('class="stamp simulator"');
    const real = renderReport(resultWith(every, 'real'), 'html', 'en');
    expect(real).toContain('@top-left { content: "REAL — not proved to be emulated"');
    expect(real).not.toContain('SIMULATOR — not a real card');
  });

  test('needs nothing from elsewhere', () => {
    const page = renderReport(resultWith(every), 'html', 'en');
    expect(page.match(/(?:src|href)="(?!#)[^"]*"|url\(|@import|https?:/g)).toBeNull();
  });

  test('escapes whatever the result holds', () => {
    const page = renderReport(resultWith(every), 'html', 'en');
    expect(page).not.toContain('<script>alert');
    expect(page).toContain('&#60;script&#62;alert(&#34;x&#34;)');
  });

  test('covered bytes are told by their number', () => {
    expect(renderReport(resultWith(every), 'html', 'en')).toContain(
      '<span class="cov">4 bytes covered</span>',
    );
  });

  test('an unsealed result is called INCOMPLETE', () => {
    const page = renderReport(resultWith(every), 'html', 'en');
    expect(page).toContain('not sealed: the run is INCOMPLETE');
  });

  test('a kill matrix shows survivors first', () => {
    const result = resultWith([caseResult('card/group/a', 'PASS')]);
    const mutant = (id: string, killedBy: string[]) => ({ id, rule: id, text: { en: id, ja: id }, killedBy });
    const page = renderReport(
      {
        ...result,
        killMatrix: {
          mutants: [mutant('area/killed', ['card/group/a']), mutant('area/alive', [])],
          survivors: ['area/alive'],
          idleCases: [],
          runs: 2,
          durationMs: 1,
        },
      },
      'html',
      'en',
    );
    expect(page.indexOf('area/alive')).toBeGreaterThan(0);
    expect(page.indexOf('area/alive')).toBeLessThan(page.indexOf('area/killed'));
  });
});

test('JUnit counts failures, errors and skipped apart and says REAL or SIMULATOR', () => {
  const text = renderReport(resultWith(every, 'real'), 'junit', 'en');
  expect(text).toContain('<testsuite name="card.group" tests="7" failures="1" errors="2" skipped="2"');
  expect(text).toContain('<property name="nature" value="REAL"/>');
  expect(text.match(/<testcase /g)).toHaveLength(7);
  expect(text).not.toContain('<script>');
});

test('CTRF keeps our verdict beside its own status', () => {
  const { results } = JSON.parse(renderReport(resultWith(every), 'ctrf', 'en'));
  expect(results.summary).toMatchObject({ tests: 7, passed: 1, failed: 1, skipped: 2, other: 3 });
  expect(results.tests.map((item: { rawStatus: string }) => item.rawStatus)).toEqual(
    every.map(({ verdict }) => verdict),
  );
});

test('every word of reports is there in Japanese', () => {
  const plain = new Set(['of', 'answerToReset', 'operatingSystem', 'processor']);
  const all = [...Object.entries(words), ...Object.entries(verdictWords), ...Object.entries(basisWords)];
  const missing = all.filter(
    ([name, { ja }]) => !plain.has(name) && !/[\u3040-\u30ff\u4e00-\u9fff]/.test(ja),
  );
  expect(missing).toEqual([]);
});
