import {
  AnnotationValue,
  Band,
  CVSS_VERSIONS,
  FindingTuple,
  PolicyOutcome,
  Status,
  VexStatement,
} from '@policy-registry/finding';
import { formatDecimal, parseDecimal, parseTimestamp, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

/** The schema that a file of policy tests names. */
export const POLICY_TESTS_SCHEMA = 'policy-registry.policy-tests@1';
/** A file holds at most this many cases and bytes. */
export const CASES_PER_FILE_MAX = 500;
export const TEST_FILE_BYTES_MAX = 1024 * 1024;
/** Earlier than any deadline: `ignore until` and `defer until` hold in a case that names no time. */
export const EVALUATED_AT_DEFAULT = '2000-01-01T00:00:00.000Z';

/** A decimal as a person writes it: `7.0` is `7`. */
const WrittenDecimal = z
  .string('a decimal is text, such as "7.5"')
  .transform((text) => {
    const decimal = parseDecimal(text);
    return decimal === undefined ? undefined : formatDecimal(decimal);
  })
  .refine((text) => text !== undefined, 'is no decimal of at most 15 integer and 9 fraction digits');

const NAME_CHARS_MAX = 200;
const ENV_VALUE_CHARS_MAX = 256;
const Env = z.record(z.string().regex(/^[a-z][a-z0-9_]{0,63}$/), z.string().max(ENV_VALUE_CHARS_MAX));
const Instant = Timestamp.refine((text) => parseTimestamp(text) !== undefined, 'names no instant');

const { id, ...advisory } = FindingTuple.shape.advisory.shape;
/**
 * A finding as a person writes it: the members of a finding tuple, of which each may be left out. What is left out is
 * unknown to the policy, lists that every finding has are empty, and the advisory is called `CVE-0000-0000`.
 */
export const WrittenFinding = z
  .strictObject({
    component: FindingTuple.shape.component.default({}),
    advisory: z
      .strictObject({
        ...advisory,
        id: id.default('CVE-0000-0000'),
        aliases: advisory.aliases.default([]),
        ratings: advisory.ratings.default([]),
        /** Short for one CVSS 3.1 rating of NVD. */
        score: WrittenDecimal.optional(),
        /** Short for one rating of NVD by its vector; the version stands in it. */
        vector: z.string().min(1).optional(),
      })
      .refine((given) => given.ratings.length === 0 || !('score' in given || 'vector' in given), {
        message: '`score` and `vector` are short for `ratings`: write one of them',
      })
      .prefault({}),
    image: FindingTuple.shape.image.default({}),
    vex: z
      .array(VexStatement.partial({ documentDigest: true, index: true }))
      .max(100)
      .default([]),
    signals: FindingTuple.shape.signals.default({}),
  })
  .prefault({});
type WrittenFinding = z.infer<typeof WrittenFinding>;

const errors = PolicyOutcome.options[2].shape.error;
/** What is named is compared, and nothing else is. */
export const Expectation = z
  .strictObject({
    status: Status.optional(),
    /** A band, or an exact score. */
    severity: z.union([Band, WrittenDecimal]).optional(),
    /** The rule that applied; `null`: `default_status` did. */
    rule: z.string().nullable().optional(),
    /** All warnings in their order. */
    warnings: z.array(z.string()).optional(),
    /** The annotations that are named; `null`: there is none of this name. */
    annotations: z.record(z.string(), AnnotationValue.nullable()).optional(),
    reason: PolicyOutcome.options[0].shape.reason,
    /** All rules whose condition was unknown, in order. */
    undecided: z.array(z.string()).optional(),
    not_evaluable: z.literal(true).optional(),
    /** All names whose being unknown left the finding without an answer, sorted; it is then not evaluable. */
    missing: z.array(z.string()).optional(),
    /** Which error, or that there is one. */
    error: z.union([errors, z.literal(true)]).optional(),
  })
  .refine((expected) => kindsOf(expected).length > 0 || expected.undecided !== undefined, {
    message: 'names nothing to compare',
  })
  .refine((expected) => kindsOf(expected).length <= 1, {
    message: 'an outcome is decided, not evaluable or an error, and never two of them',
  });
export type Expectation = z.infer<typeof Expectation>;

const MEMBERS_OF_KIND = {
  decided: ['status', 'severity', 'rule', 'warnings', 'annotations', 'reason'],
  not_evaluable: ['not_evaluable', 'missing'],
  error: ['error'],
} as const;
type Kind = keyof typeof MEMBERS_OF_KIND;
const KINDS = ['decided', 'not_evaluable', 'error'] as const satisfies readonly Kind[];

/** The kinds of outcome that an expectation speaks of: none when it names `undecided` alone. */
export const kindsOf = (expected: Readonly<Record<string, unknown>>): readonly Kind[] =>
  KINDS.filter((kind) => MEMBERS_OF_KIND[kind].some((member) => expected[member] !== undefined));

const Setting = { env: Env.optional(), evaluatedAt: Instant.optional() };
const Case = z.strictObject({
  name: z.string().min(1).max(NAME_CHARS_MAX),
  ...Setting,
  finding: WrittenFinding,
  expect: Expectation,
});

/** A file `tests/….json` beside a policy. `env` and `evaluatedAt` are those of every case that has none of its own. */
export const PolicyTestFile = z.strictObject({
  schema: z.literal(POLICY_TESTS_SCHEMA),
  name: z.string().min(1).max(NAME_CHARS_MAX).optional(),
  /** The findings are real: what is told of a failure to others than those who may read them shows none of it. */
  confidential: z.literal(true).optional(),
  ...Setting,
  cases: z.array(Case).min(1).max(CASES_PER_FILE_MAX),
});
export type PolicyTestFile = z.infer<typeof PolicyTestFile>;

const NO_DOCUMENT = '0'.repeat(64);
const VECTOR_VERSION = /^CVSS:(\d\.\d)\//;

/** The finding tuple that was meant. */
export const tupleOf = ({ component, advisory, image, vex, signals }: WrittenFinding): FindingTuple => {
  const { score, vector, ...rest } = advisory;
  const isRated = score !== undefined || vector !== undefined;
  return FindingTuple.parse({
    component,
    advisory: isRated ? { ...rest, ratings: [ratingOf(score, vector)] } : rest,
    image,
    vex: vex.map((statement, index) => ({ documentDigest: NO_DOCUMENT, index, ...statement })),
    signals,
  });
};

const ratingOf = (score: string | undefined, vector: string | undefined) => {
  // A vector of version 2.0 names no version.
  const written = vector === undefined ? '3.1' : (VECTOR_VERSION.exec(vector)?.[1] ?? '2.0');
  const version = CVSS_VERSIONS.find((known) => known === written) ?? '3.1';
  return {
    version,
    source: 'NVD',
    ...(score !== undefined && { score }),
    ...(vector !== undefined && { vector }),
  };
};
