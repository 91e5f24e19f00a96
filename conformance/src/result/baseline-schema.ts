import { z } from 'zod';

/** A baseline: cases that are known to fail, each with the reason. */
export const baselineFileSchema = z.record(z.string(), z.string().min(1));

const states = ['failed', 'passed', 'not run'] as const;

/** The baseline as a result holds it, with what became of each entry. */
export const baselineSchema = z.strictObject({
  file: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  entries: z.array(z.strictObject({ case: z.string(), reason: z.string(), state: z.enum(states) })),
});

export type Baseline = z.infer<typeof baselineSchema>;
