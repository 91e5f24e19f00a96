import type { CaseResult } from '@kazashi/conformance/result';

/** Where a case's result stands in the page. */
export const caseAnchor = ({ id, attempt }: Pick<CaseResult, 'id' | 'attempt'>): string =>
  `${id.replaceAll('/', '.')}-${attempt}`;
