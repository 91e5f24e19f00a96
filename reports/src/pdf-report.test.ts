import { requirementRows } from '@kazashi/conformance/result';
import { describe, expect, test } from 'vitest';
import { renderPdf } from './index.ts';
import { requirementNodes } from './pdf/annexes.ts';
import { caseResult, every, resultWith } from './testing/sample-result.ts';

const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const pages = (pdf: string): number => pdf.match(/\/Type \/Page\b(?!s)/g)?.length ?? 0;

describe('PDF', () => {
  test.each(['en', 'ja'] as const)('in %s has its fonts in it and needs nothing else', async (language) => {
    const pdf = latin(await renderPdf(resultWith(every), language));
    expect(pdf.startsWith('%PDF-')).toBe(true);
    expect(pdf).toMatch(/\/FontName \/[A-Z]{6}\+NotoSansJP-Regular/);
    expect(pdf).toMatch(/\/FontName \/[A-Z]{6}\+NotoSansJP-Bold/);
    expect(pdf.match(/\/FontFile3/g)).toHaveLength(2);
    expect(pdf).not.toMatch(/\/BaseFont \/Helvetica|\/URI/);
    expect(pages(pdf)).toBeGreaterThan(3);
  });

  test('says of a requirement that no case applied to that it does not apply, and counts only what did', () => {
    const rows = requirementRows([
      caseResult('card/group/a', 'PASS'),
      caseResult('card/group/b', 'NOT APPLICABLE'),
      caseResult('card/other/c', 'NOT APPLICABLE', {
        requirement: { ...caseResult('card/other/c', 'PASS').requirement, clause: 'TEST other' },
      }),
    ]);
    const text = JSON.stringify(requirementNodes(rows, 'en'));
    expect(text).toContain('"1 of 1"');
    expect(text).toContain('"NOT APPLICABLE"');
    expect(text).not.toMatch(/"\d of [02]"/);
  });

  test('of 300 cases has every one of them on its pages', async () => {
    const cases = Array.from({ length: 300 }, (_, n) =>
      caseResult(`card/group-${n % 9}/case-${n}`, n % 20 ? 'PASS' : 'FAIL'),
    );
    const few = pages(latin(await renderPdf(resultWith(cases.slice(0, 30)), 'ja')));
    expect(pages(latin(await renderPdf(resultWith(cases), 'ja')))).toBeGreaterThan(2 * few);
  });
});
