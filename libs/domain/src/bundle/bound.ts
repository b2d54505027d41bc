import { AggregateId, compareBytewise, Sha256 } from '@policy-registry/kernel';
import { z } from 'zod';

import { changesBinding } from '../environment/binding-events.ts';
import { EnvironmentFact } from '../environment/events.ts';
import { Selector } from '../environment/selector.ts';
import type { Environment } from '../environment/state.ts';
import { versionIn, type Policy } from '../policy/state.ts';

const BundledVersion = z.strictObject({
  version: z.int().positive(),
  semver: z.string(),
  contentDigest: Sha256,
  irDigest: Sha256,
});
type BundledVersion = z.infer<typeof BundledVersion>;

/** What is bound of one policy, with all that an enforcement point needs to tell which version decides about a subject. */
export const BundledPolicy = z.strictObject({
  policyId: AggregateId,
  /** Absent: nothing is stable, and subjects that no canary selects are decided by nothing. */
  stable: BundledVersion.optional(),
  canary: BundledVersion.extend({ selector: Selector, isPaused: z.boolean() }).optional(),
});
export type BundledPolicy = z.infer<typeof BundledPolicy>;

/** Beyond it no bundle is made: a job that names them all has to fit into a message. */
export const BUNDLE_POLICIES_MAX = 1_000;

/** Whether what is bound somewhere is another than before. */
export const changesBindings = (facts: readonly { readonly type: string }[]): boolean =>
  facts.some((fact) => {
    const parsed = EnvironmentFact.parse(fact);
    return parsed.type === 'VersionPromoted' || changesBinding(parsed);
  });

/** Policies of which anything is bound, bytewise by their ids. */
export const boundPolicies = (environment: Environment): readonly string[] =>
  environment.status === 'absent'
    ? []
    : [...environment.bindings]
        .filter(([, { stable, canary }]) => stable !== undefined || canary !== undefined)
        .map(([policyId]) => policyId)
        .sort(compareBytewise);

/** What is bound of each of these policies. */
export const bundledPolicies = (
  environment: Environment,
  policies: ReadonlyMap<string, Policy>,
): readonly BundledPolicy[] =>
  [...policies].map(([policyId, policy]) => {
    const binding = environment.status === 'absent' ? undefined : environment.bindings.get(policyId);
    const { stable, canary } = binding ?? {};
    return {
      policyId,
      ...(stable !== undefined && { stable: bundledVersion(policy, stable) }),
      ...(canary !== undefined && {
        canary: {
          ...bundledVersion(policy, canary.version),
          selector: canary.selector,
          isPaused: canary.isPaused,
        },
      }),
    };
  });

const bundledVersion = (policy: Policy, version: number): BundledVersion => {
  const found = versionIn(policy, version);
  if (found === undefined) throw new Error(`version ${version} is bound, and is none of its policy`);
  const { semver, contentDigest, irDigest } = found;
  return { version, semver, contentDigest, irDigest };
};
