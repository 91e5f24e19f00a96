/** Class name of a verdict or outcome. */
export const verdictClass = (verdict: string): string => (verdict === 'NOT APPLICABLE' ? 'NA' : verdict);
