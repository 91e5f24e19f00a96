import type { Language, Result } from '@kazashi/conformance/result';
import { ctrfReport } from './ctrf-report.ts';
import { htmlReport } from './html-report.ts';
import { junitReport } from './junit-report.ts';

export const reportFormats = ['html', 'junit', 'ctrf', 'pdf', 'json'] as const;
export type ReportFormat = (typeof reportFormats)[number];
export type TextFormat = Exclude<ReportFormat, 'pdf'>;

/** A report of a result, made from the document alone. */
export function renderReport(result: Result, format: TextFormat, language: Language): string {
  switch (format) {
    case 'html':
      return htmlReport(result, language);
    case 'junit':
      return junitReport(result, language);
    case 'ctrf':
      return ctrfReport(result, language);
    case 'json':
      return `${JSON.stringify(result, null, 2)}\n`;
  }
}

/** The same as a PDF. Throws `report/no-pdf` where its packages are not installed. */
export async function renderPdf(result: Result, language: Language): Promise<Uint8Array> {
  const { pdfReport } = await import('./pdf-report.ts');
  return pdfReport(result, language);
}
