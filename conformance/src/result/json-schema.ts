import { z } from 'zod';
import { resultSchema } from './result-schema.ts';

/** The JSON Schema of the result document as it is committed. */
export function resultJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(resultSchema), null, 2)}\n`;
}
