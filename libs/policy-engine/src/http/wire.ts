import { FindingTuple, PolicyOutcome, RuleTrace } from '@policy-registry/finding';
import { Sha256, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

// The messages of the contract between a client and a remote engine. openapi/policy-engine.yaml is made from these
// schemas, the server reads requests with them and the client answers.

export const CONTRACT = 'policy-registry.policy-engine@1';

const ENV_NAMES_MAX = 64;
const FILES_MAX = 128;
const LANGUAGES_MAX = 16;

export const EngineBuild = z
  .string()
  .regex(/^[A-Za-z0-9@._+-]{1,128}$/)
  .describe('Name and version of the engine. The same build gives the same answers.');

const Base64 = z.base64().describe('bytes in base64 (RFC 4648 §4, padded)');
const count = z.int().nonnegative();
const Rule = z.string().min(1);

export const Capabilities = z
  .strictObject({
    contract: z.literal(CONTRACT),
    build: EngineBuild,
    languages: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(64),
          entryFile: z.string().min(1).max(255).describe('the file of a workspace that it is compiled from'),
        }),
      )
      .min(1)
      .max(LANGUAGES_MAX),
    limits: z.strictObject({
      requestBytesMax: z.int().min(65_536).describe('bytes of a request body'),
      findingsMax: z.int().positive().describe('findings of one evaluation'),
    }),
  })
  .describe('What the engine is and takes.');
export type Capabilities = z.infer<typeof Capabilities>;

const build = EngineBuild.describe('the build that the client wants; any other refuses with BUILD_CHANGED');
const answeredBy = EngineBuild.describe('the build that answers');

export const CompileRequest = z.strictObject({
  build,
  files: z
    .array(z.strictObject({ path: z.string().min(1).max(255), content: Base64 }))
    .max(FILES_MAX)
    .describe('the files of the workspace with the suffix of an entry file'),
});
export type CompileRequest = z.infer<typeof CompileRequest>;

export const Diagnostic = z.strictObject({
  severity: z.enum(['error', 'warning']),
  code: z.string().min(1),
  message: z.string(),
  hint: z.string().exactOptional().describe('what to do about it'),
  file: z.string(),
  line: z.int().positive(),
  column: z.int().positive().describe('in Unicode scalar values'),
});

const RuleIndexEntry = z.strictObject({
  name: Rule,
  priority: count,
  line: z.int().positive(),
  column: z.int().positive().describe('in Unicode scalar values'),
  reads: z.array(z.string()).describe('names that the rule reads, sorted bytewise'),
});

export const CompileAnswer = z.strictObject({
  build: answeredBy,
  compiled: z
    .strictObject({
      ir: Base64.describe('RFC 8785 bytes in base64'),
      irDigest: Sha256.describe('SHA-256 of the bytes of `ir`'),
      name: z.string(),
      isShadow: z.boolean(),
      rules: z.array(Rule).describe('names of the rules in evaluation order'),
      index: z
        .array(RuleIndexEntry)
        .exactOptional()
        .describe('the same rules with their places; an engine may leave it out'),
      complexity: count,
    })
    .optional()
    .describe('absent exactly when a diagnostic is an error'),
  diagnostics: z.array(Diagnostic).describe('in reading order'),
});

const setting = {
  evaluatedAt: Timestamp.describe('the time of the evaluation; an engine reads no clock'),
  env: z
    .record(z.string().min(1).max(64), z.string().max(256))
    .refine((env) => Object.keys(env).length <= ENV_NAMES_MAX, `more than ${ENV_NAMES_MAX} names`)
    .meta({ maxProperties: ENV_NAMES_MAX }),
};

export const EvaluateRequest = z.strictObject({
  build,
  ir: Base64.describe('what `compile` gave'),
  ...setting,
  findings: z.array(FindingTuple).min(1),
});

export const EvaluateAnswer = z.strictObject({
  build: answeredBy,
  irDigest: Sha256.describe('SHA-256 of the bytes that were evaluated'),
  outcomes: z.array(PolicyOutcome).describe('one for each finding, in their order'),
});

export const ExplainRequest = z.strictObject({
  build,
  ir: Base64.describe('what `compile` gave'),
  ...setting,
  finding: FindingTuple,
});

export const ExplainAnswer = z.strictObject({
  build: answeredBy,
  irDigest: Sha256.describe('SHA-256 of the bytes that were evaluated'),
  outcome: PolicyOutcome,
  trace: z.array(RuleTrace).describe('the rules that were tried, up to the one that decided'),
});

/** Every code of a refusal, with its status and what it means. Nothing else is ever answered. */
export const PROBLEMS = {
  REQUEST_INVALID: { status: 400, title: 'The request has another shape' },
  UNAUTHENTICATED: { status: 401, title: 'The bearer token is missing or wrong' },
  NOT_FOUND: { status: 404, title: 'There is no such path or method' },
  BUILD_CHANGED: { status: 409, title: 'This is another build of the engine' },
  INPUT_TOO_LARGE: { status: 413, title: 'The request is longer than the engine takes' },
  MEDIA_TYPE_UNSUPPORTED: { status: 415, title: 'The request is no application/json' },
  IR_INVALID: { status: 422, title: 'No compiler of this build gave these bytes' },
  ENGINE_FAILED: { status: 500, title: 'The engine failed' },
  OVERLOADED: { status: 503, title: 'The engine has too much to do' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;
export type ProblemCode = keyof typeof PROBLEMS;

/** RFC 9457 problem details. What an answer says beside its `code` is for people. */
export const ProblemDetails = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
});
