import { labOf } from '@kazashi/conformance/result';
import { describe, expect, test } from 'vitest';
import { renderReport } from './index.ts';
import { caseResult, every, resultWith } from './testing/sample-result.ts';
import { basisWords, verdictWords, words } from './words.ts';

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

  test('what was asked of the operator is there with its picture and answer', () => {
    const prompt = {
      prompt: 'remove-card',
      text: { en: 'Take it off', ja: '離す' },
      asked: 'TEST robot',
      atMs: 0,
      durationMs: 1500,
      answer: 'timed out',
    } as const;
    const page = renderReport(
      resultWith([caseResult('a/b', 'SKIPPED', { prompts: [prompt] })]),
      'html',
      'en',
    );
    expect(page).toMatch(
      /<svg viewBox[^>]*>.*<\/svg><\/td><td>Take it off<\/td><td>TEST robot<\/td><td>no answer in time</,
    );
    expect(page).not.toContain('http:');
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

test('a program is said to be what was tested, and the simulator the means', () => {
  const result = resultWith(every, 'program');
  expect(renderReport(result, 'html', 'en')).toContain('PROGRAM — tested by means of a simulator');
  expect(renderReport(result, 'html', 'ja')).toContain('プログラム(シミュレーターを手段として試験)');
  expect(renderReport(result, 'html', 'en')).not.toMatch(/SIMULATOR|REAL —/);
  expect(renderReport(result, 'junit', 'en')).toContain('<property name="nature" value="PROGRAM"/>');
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
  const plain = new Set(['of', 'answerToReset', 'operatingSystem', 'processor', 'ics', 'pixit']);
  const all = [...Object.entries(words), ...Object.entries(verdictWords), ...Object.entries(basisWords)];
  const missing = all.filter(
    ([name, { ja }]) => !plain.has(name) && !/[\u3040-\u30ff\u4e00-\u9fff]/.test(ja),
  );
  expect(missing).toEqual([]);
});

describe('a baseline', () => {
  const entries = [
    { case: 'card/group/a', reason: 'bug 1', state: 'failed' as const },
    { case: 'card/group/b', reason: 'bug 2', state: 'passed' as const },
  ];
  const result = {
    ...resultWith([
      caseResult('card/group/a', 'FAIL', { expected: 'bug 1' }),
      caseResult('card/group/b', 'PASS', { expected: 'bug 2' }),
    ]),
    baseline: { file: 'known.yaml', sha256: '0'.repeat(64), entries },
  };

  test('in JUnit does not let an expected failure fail, and lets an unexpected pass', () => {
    const text = renderReport(result, 'junit', 'en');
    expect(text).toContain('tests="2" failures="1" errors="0" skipped="1"');
    expect(text).toContain('<failure type="UNEXPECTED PASS" message="bug 2"/>');
  });

  test('in HTML stands beside the case, and an unexpected pass is loud', () => {
    const page = renderReport(result, 'html', 'ja');
    expect(page).toContain('既知: bug 1');
    expect(page).toContain('<p class="alert"><b>予期しない合格</b> card/group/b: bug 2</p>');
  });
});

describe('repeated attempts', () => {
  const result = {
    ...resultWith([
      caseResult('card/group/a', 'PASS'),
      caseResult('card/group/a', 'FAIL', { attempt: 2 }),
      caseResult('card/group/a', 'FAIL', { attempt: 3 }),
    ]),
    stability: [{ id: 'card/group/a', attempts: 3, failed: 2, failureRate: 0.6667, flaky: true }],
  };

  test('that differ are called flaky in every format', () => {
    expect(renderReport(result, 'html', 'en')).toContain('<b>FLAKY</b> card/group/a: 2 of 3 attempts failed');
    expect(renderReport(result, 'junit', 'en')).toContain('<property name="flaky" value="card/group/a"/>');
    expect(JSON.parse(renderReport(result, 'ctrf', 'en')).results.tests[0].flaky).toBe(true);
  });

  test('stand in one line of what did not pass', () => {
    const page = renderReport(result, 'html', 'en');
    const table = page.slice(page.indexOf('<table class="attention">'), page.indexOf('What was not run'));
    expect(table.match(/<tr>/g)).toHaveLength(1);
    expect(table).toContain('(2 of 3 attempts)');
  });
});

describe('the first page', () => {
  const firstPage = (page: string): string => page.slice(0, page.indexOf('<div class="break">'));
  const whole = {
    ...resultWith(every),
    selection: { selectors: ['card'], allow: [], repeat: 1, options: ['--subject', 'pcsc:TEST Reader 00'] },
  };

  test('says what was tested against what, what did not pass, what was not run and why, how to reproduce', () => {
    const page = firstPage(renderReport(whole, 'html', 'en'));
    expect(page).toContain('<dt>Against what</dt><dd><b>TEST suite 0.0.0</b>');
    for (const verdict of ['fail', 'observed', 'inconclusive', 'error'])
      expect(page).toContain(`card/group/${verdict}`);
    const left = page.slice(page.indexOf('What was not run'));
    expect(left).toContain('card/group/not-applicable');
    expect(left).toContain('card/group/skipped');
    expect(left).toContain('<code>kazashi run card --subject &#39;pcsc:TEST Reader 00&#39;</code>');
    expect(left).toContain('--failed result.json');
  });

  test('does not say that everything passed when cases were skipped', () => {
    const page = renderReport(
      resultWith([caseResult('a/b', 'PASS'), caseResult('a/c', 'SKIPPED')]),
      'html',
      'en',
    );
    expect(page).not.toContain('Every applicable case passed');
  });
});

test('what the laboratory did not state says so, and what it did is there', () => {
  const lab = labOf();
  const result = {
    ...resultWith(every),
    laboratory: { ...lab, laboratory: { ...lab.laboratory, name: 'TEST試験所' } },
  };
  const page = renderReport(result, 'html', 'ja');
  expect(page).toContain('<dt>名称</dt><dd>TEST試験所</dd>');
  expect(page).toContain('<dt>認定番号</dt><dd>記載なし(認定試験所が発行したものではない)</dd>');
  expect(page).toContain('<dt>製造番号</dt><dd><span class="unstated">記載なし</span></dd>');
});
