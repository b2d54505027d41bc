import { BUMPS, RULE_ASPECTS } from '@policy-registry/dsl';
import { Sha256 } from '@policy-registry/kernel';
import { z } from 'zod';

const number = z.int().positive();

const side = z.strictObject({
  name: z.string().describe('r3 is a revision of the workspace, v2 a version'),
  revision: number,
  contentDigest: Sha256,
  irDigest: Sha256.nullable(),
});

const ruleText = z.strictObject({
  priority: z.int().nonnegative(),
  when: z.string(),
  then: z.array(z.string()),
  else: z.array(z.string()).nullable(),
  because: z.string().nullable(),
});

export const PolicyDiff = z.strictObject({
  policyId: z.string(),
  from: side,
  to: side,
  files: z
    .array(
      z.strictObject({
        path: z.string(),
        change: z.enum(['added', 'removed', 'changed']),
        before: Sha256.nullable(),
        after: Sha256.nullable(),
        patch: z.string().nullable().describe('a unified diff of three lines of context'),
        omitted: z
          .enum(['binary', 'too_long', 'findings'])
          .nullable()
          .describe('why there is no patch; findings: the file holds some, which need findings:read'),
      }),
    )
    .describe('files that are otherwise, bytewise by path'),
  policy: z
    .strictObject({
      settings: z.array(
        z.strictObject({
          setting: z.string(),
          before: z.string().nullable(),
          after: z.string().nullable(),
        }),
      ),
      rules: z.array(
        z.strictObject({
          rule: z.string(),
          change: z.enum(['added', 'removed', 'changed']),
          aspects: z.array(z.enum(RULE_ASPECTS)),
          before: ruleText.nullable(),
          after: ruleText.nullable(),
        }),
      ),
    })
    .nullable()
    .describe('null where a side does not compile to rules'),
});

export const SuggestedVersion = z.strictObject({
  base: z
    .strictObject({ version: number, semver: z.string() })
    .nullable()
    .describe('the version that was published last; null before there is one'),
  bump: z.enum(BUMPS).nullable().describe('null without a base, and where a side does not compile to rules'),
  semver: z.string().nullable(),
  reasons: z.array(
    z.strictObject({
      bump: z.enum(['patch', 'minor', 'major']),
      subject: z.string().describe('a rule or a setting'),
      detail: z.string(),
    }),
  ),
});
