import { z } from 'zod';
import { bases, costs, levels } from '../engine/classification.ts';
import { checkKinds, phases } from '../engine/evidence.ts';
import { outcomes, verdicts } from '../engine/verdict.ts';

/** Version of the document. It changes when a reader of the former version would misread the new one. */
export const resultVersion = 1;

const bilingual = z.strictObject({ en: z.string(), ja: z.string() });
const count = z.int().min(0);
const milliseconds = z.number().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const instant = z
  .strictObject({ utc: z.iso.datetime(), jst: z.iso.datetime({ offset: true }) })
  .describe('One moment, in UTC and in Japan Standard Time.');
const shownBytes = z.string().regex(/^(?:[0-9a-f]{2}|\*\*)*$/);

const exchange = z.strictObject({
  n: z.int().min(1),
  atMs: milliseconds.describe('Since the case began.'),
  durationMs: milliseconds,
  phase: z.enum(phases),
  name: z.string(),
  command: shownBytes.describe('Hex digits; a covered byte is **.'),
  response: shownBytes,
  meaning: bilingual,
  masked: z.enum(['secret', 'personal']).optional(),
  cause: z.string().optional().describe('Rule that refused, by the bench hand of a simulator.'),
});

const check = z.strictObject({
  n: z.int().min(1),
  kind: z.enum(checkKinds),
  passed: z.boolean(),
  requirement: z.string(),
  label: bilingual.optional(),
  expected: z.string(),
  observed: z.string(),
  exchange: z.int().min(0).optional(),
});

const caseResult = z.strictObject({
  id: z.string(),
  title: bilingual,
  requirement: z.strictObject({ clause: z.string(), text: bilingual, basis: z.enum(bases) }),
  level: z.enum(levels),
  cost: z.enum(costs),
  rules: z.array(z.string()),
  applicability: z.strictObject({
    expression: z.string(),
    applies: z.boolean(),
    asked: z.record(z.string(), z.boolean()),
  }),
  preconditions: z.array(bilingual),
  attempt: z.int().min(1),
  verdict: z.enum(verdicts),
  reason: bilingual.optional(),
  startedAt: instant.optional(),
  durationMs: milliseconds.optional(),
  exchanges: z.array(exchange),
  checks: z.array(check),
});

const mutantResult = z.strictObject({
  id: z.string(),
  rule: z.string(),
  text: bilingual,
  killedBy: z.array(z.string()),
});

export const killMatrixSchema = z.strictObject({
  mutants: z.array(mutantResult),
  survivors: z.array(z.string()),
  idleCases: z.array(z.string()).describe('Cases that kill no mutant.'),
  runs: count.describe('Cases run on mutants, in all.'),
  durationMs: milliseconds,
});

export const resultSchema = z
  .strictObject({
    kind: z.literal('kazashi/result'),
    version: z.literal(resultVersion),
    id: z.string().min(1),
    sealed: z.boolean(),
    digest: sha256
      .nullable()
      .describe(
        'SHA-256 of the canonical JSON (RFC 8785) of this document without `digest`; null until sealed.',
      ),
    outcome: z.enum(outcomes),
    suite: z.strictObject({
      name: z.string(),
      version: z.string(),
      hash: sha256.describe('SHA-256 over the manifest of all cases the suite has.'),
      cases: count,
    }),
    subject: z.strictObject({
      address: z.string(),
      title: z.string(),
      level: z.enum(levels),
      nature: z.enum(['simulator', 'real']),
      proof: z.union([
        z.strictObject({ method: z.literal('in-process') }),
        z.strictObject({ method: z.literal('nonce'), nonce: z.string(), reader: z.string() }),
        z.strictObject({ method: z.literal('none') }),
      ]),
      software: z.strictObject({ name: z.string(), version: z.string() }).optional(),
      profile: z.string().optional(),
      answerToReset: shownBytes.optional(),
      capabilities: z.array(z.string()),
    }),
    environment: z.strictObject({
      operatingSystem: z.string(),
      processor: z.string(),
      runtime: z.string(),
      physical: bilingual,
    }),
    laboratory: z.record(z.string(), z.string()).optional(),
    operator: z.string(),
    times: z.strictObject({ started: instant, ended: instant.optional() }),
    selection: z.strictObject({
      selectors: z.array(z.string()),
      allow: z.array(z.enum(costs)),
      repeat: z.int().min(1),
    }),
    safety: z.array(
      z.strictObject({
        secret: z.string(),
        tries: count.optional(),
        floor: count,
        sum: count,
        worst: count,
        withinFloor: z.boolean(),
      }),
    ),
    decisionRule: bilingual,
    disclaimer: bilingual,
    summary: z.record(z.enum(verdicts), count),
    stopped: bilingual.optional().describe('Why the run ended before its last case.'),
    cases: z.array(caseResult),
    killMatrix: killMatrixSchema.optional(),
  })
  .meta({ title: 'Result of a kazashi conformance run' });

export type Result = z.infer<typeof resultSchema>;
export type CaseResult = Result['cases'][number];
export type KillMatrix = z.infer<typeof killMatrixSchema>;
export type Instant = Result['times']['started'];
