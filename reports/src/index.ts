import type { Language, Result } from '@kazashi/conformance/result';
import { ctrfReport } from './ctrf-report.ts';
import { htmlReport } from './html-report.ts';
import { junitReport } from './junit-report.ts';

export const reportFormats = ['html', 'junit', 'ctrf', 'json'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** A report of a result, made from the document alone. */
export function renderReport(result: Result, format: ReportFormat, language: Language): string {
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
