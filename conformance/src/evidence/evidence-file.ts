import { createHash } from 'node:crypto';
import { z } from 'zod';
import { natures } from '../engine/subject.ts';
import { type CaseResult, caseResultSchema, type Result } from '../result/result-schema.ts';

/** One attempt at one case in a file of its own, with what it was tried on. */
export const evidenceFileSchema = z.strictObject({
  kind: z.literal('kazashi/evidence'),
  version: z.literal(1),
  run: z.string(),
  suite: z.strictObject({ name: z.string(), version: z.string(), hash: z.string() }),
  subject: z.strictObject({ address: z.string(), nature: z.enum(natures) }),
  case: caseResultSchema,
});

type Head = Pick<Result, 'id' | 'suite' | 'subject'>;

export const evidenceFolder = 'evidence';

/** `evidence/card.verify.empty.json`; later attempts carry their number: `….empty@2.json`. */
export function evidenceName({ id, attempt }: Pick<CaseResult, 'id' | 'attempt'>, full = false): string {
  const name = id.replaceAll('/', '.') + (attempt > 1 ? `@${attempt}` : '');
  return `${evidenceFolder}/${name}${full ? '.full' : ''}.json`;
}

/** The file's text. What the result says of the file is not in the file. */
export function evidenceText({ id, suite, subject }: Head, result: CaseResult): string {
  const { evidence: _, ...content } = result;
  const { name, version, hash } = suite;
  const { address, nature } = subject;
  const document: z.infer<typeof evidenceFileSchema> = {
    kind: 'kazashi/evidence',
    version: 1,
    run: id,
    suite: { name, version, hash },
    subject: { address, nature },
    case: content,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

export const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');
