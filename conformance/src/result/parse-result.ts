import { ConformanceError } from '../error.ts';
import { type Result, resultSchema } from './result-schema.ts';

/** Reads a result document. Throws `result/not-json` or `result/invalid` with the first member that is wrong. */
export function parseResult(text: string): Result {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ConformanceError('result/not-json', 'not a JSON document', { cause });
  }
  const parsed = resultSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new ConformanceError('result/invalid', `${issue.path.join('.') || 'document'}: ${issue.message}`);
  }
  return parsed.data;
}
