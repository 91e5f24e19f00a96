import { z } from 'zod';
import { bases, costs, levels } from '../engine/classification.ts';
import { checkKinds, phases, promptAnswers } from '../engine/evidence.ts';
import { promptNames } from '../engine/prompts.ts';
import { natures } from '../engine/subject.ts';
import { outcomes, verdicts } from '../engine/verdict.ts';
import { baselineSchema } from './baseline-schema.ts';
import { icsSchema } from './ics-schema.ts';
import { labSchema } from './lab-schema.ts';

/** Version of the document. It changes when a reader of the former version would misread the new one. */
export const resultVersion = 2;

const bilingual = z.strictObject({ en: z.string(), ja: z.string() });
const count = z.int().min(0);
const milliseconds = z.number().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const instant = z
  .strictObject({ utc: z.iso.datetime(), jst: z.iso.datetime({ offset: true }) })
  .describe('One moment, in UTC and in Japan Standard Time.');
const shownBytes = z.string().regex(/^(?:[0-9a-f]{2}|\*\*)*$/);

/** Members that may be covered: commitments in both copies, salts and what the masked copy shows in the full one. */
const coverable = <const M extends string>(...members: M[]) => ({
  covered: z
    .partialRecord(z.enum(members), sha256)
    .optional()
    .describe('SHA-256 over a salt and the covered value; the full copy has salt and value.'),
  opened: z
    .partialRecord(
      z.enum(members),
      z.strictObject({ salt: z.string().regex(/^(?:[0-9a-f]{2})+$/), shown: z.string() }),
    )
    .optional()
    .describe('Full copy only: the salt, and what the masked copy shows instead.'),
});

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
  ...coverable('command', 'response'),
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
  ...coverable('expected', 'observed'),
  exchange: z.int().min(0).optional(),
});

const prompt = z.strictObject({
  prompt: z.enum(promptNames),
  text: bilingual,
  asked: z.string(),
  atMs: milliseconds,
  durationMs: milliseconds,
  answer: z.enum(promptAnswers),
});

export const caseResultSchema = z.strictObject({
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
    because: bilingual.describe('The items that decided, each with its answer and on whose word.'),
  }),
  preconditions: z.array(bilingual),
  attempt: z.int().min(1),
  verdict: z.enum(verdicts),
  reason: bilingual.optional(),
  expected: z.string().optional().describe('Reason that the baseline gives for the failure of this case.'),
  startedAt: instant.optional(),
  endedAt: instant.optional(),
  durationMs: milliseconds.optional(),
  prompts: z.array(prompt),
  exchanges: z.array(exchange),
  checks: z.array(check),
  evidence: z
    .strictObject({ file: z.string(), sha256 })
    .optional()
    .describe('This case in a file of its own; the hash is of its bytes.'),
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
        'SHA-256 of the canonical JSON (RFC 8785) of the masked document without `digest`; null until sealed. A masked and a full copy share it.',
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
      titleJa: z.string().optional().describe('The same in Japanese, where that is another one.'),
      level: z.enum(levels),
      nature: z.enum(natures),
      proof: z.union([
        z.strictObject({ method: z.literal('in-process') }),
        z.strictObject({ method: z.literal('bench') }),
        z.strictObject({ method: z.literal('nonce'), nonce: z.string(), reader: z.string() }),
        z.strictObject({ method: z.literal('none') }),
      ]),
      software: z.strictObject({ name: z.string(), version: z.string() }).optional(),
      profile: z.string().optional(),
      answerToReset: shownBytes.optional(),
      capabilities: z.array(z.string()),
    }),
    ics: z
      .strictObject({
        ...icsSchema.shape,
        contradictions: z
          .array(z.string())
          .describe('Items declared otherwise than the profile says or was read from the subject.'),
      })
      .optional(),
    tool: z.strictObject({ name: z.string(), version: z.string() }),
    environment: z.strictObject({
      operatingSystem: z.string(),
      processor: z.string(),
      runtime: z.string(),
      access: z.string().optional().describe('How the subject was reached.'),
      clock: z.string(),
      physical: bilingual,
    }),
    laboratory: labSchema.describe('null and empty lists are "not stated".'),
    operator: z.string(),
    times: z.strictObject({
      started: instant,
      resumed: z.array(instant),
      ended: instant.optional(),
    }),
    selection: z.strictObject({
      selectors: z.array(z.string()),
      allow: z.array(z.enum(costs)),
      repeat: z.int().min(1),
      failedOf: z.string().optional().describe('Id of the result whose failures were selected.'),
      options: z
        .array(z.string())
        .optional()
        .describe('What the command line said beside the selectors, without secrets and places to write.'),
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
    statement: bilingual.describe('Statement of conformity.'),
    disclaimer: bilingual,
    summary: z.record(z.enum(verdicts), count),
    stopped: bilingual.optional().describe('Why the run ended before its last case.'),
    notes: z.array(bilingual).describe('What else befell the run.'),
    interrupted: z
      .array(z.strictObject({ id: z.string(), attempt: z.int().min(1), startedAt: instant }))
      .describe('Attempts that were under way when the run was killed; they were made again.'),
    baseline: baselineSchema.optional(),
    stability: z
      .array(
        z.strictObject({
          id: z.string(),
          attempts: z.int().min(1),
          failed: count,
          failureRate: z.number().min(0).max(1),
          flaky: z.boolean().describe('The attempts did not come to one verdict.'),
        }),
      )
      .optional()
      .describe('With several attempts at each case.'),
    cases: z.array(caseResultSchema),
    journal: z
      .strictObject({ lines: z.int().min(1), head: sha256 })
      .optional()
      .describe('Length of journal.jsonl and the SHA-256 of its last line.'),
    killMatrix: killMatrixSchema.optional(),
  })
  .meta({ title: 'Result of a kazashi conformance run' });

export type Result = z.infer<typeof resultSchema>;
export type CaseResult = Result['cases'][number];
export type KillMatrix = z.infer<typeof killMatrixSchema>;
export type Instant = Result['times']['started'];
