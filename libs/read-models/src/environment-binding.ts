import { EnvironmentFact } from '@policy-registry/domain';
import type { Json, ReadModel } from '@policy-registry/kernel';

import { factsOf } from './facts-of.ts';

export type BindingRow = {
  readonly environment_id: string;
  readonly policy_id: string;
  readonly version: number;
  readonly semver: string;
  readonly content_digest: string;
  readonly ir_digest: string;
  readonly previous_version: number | null;
  readonly promoted_at: string;
  readonly promoted_by: string;
  /** What the promotion was judged by, where the environment had budgets. */
  readonly simulation_id: string | null;
  readonly budgets: Json;
};

/** The stable version of each policy in each environment. Read together with the environment. */
export const environmentBinding: ReadModel<BindingRow> = {
  table: 'environment_binding',
  columns: {
    environment_id: 'text',
    policy_id: 'text',
    version: 'bigint',
    semver: 'text',
    content_digest: 'text',
    ir_digest: 'text',
    previous_version: 'bigint',
    promoted_at: 'text',
    promoted_by: 'text',
    simulation_id: 'text',
    budgets: 'jsonb',
  },
  key: ['environment_id', 'policy_id'],
  reads: () => [],
  fold: (_rows, recorded) =>
    factsOf(recorded, 'environment', EnvironmentFact).flatMap((fact) => {
      if (fact.type !== 'VersionPromoted') return [];
      const { data } = fact;
      return [
        {
          put: {
            environment_id: data.environmentId,
            policy_id: data.policyId,
            version: data.version,
            semver: data.semver,
            content_digest: data.contentDigest,
            ir_digest: data.irDigest,
            previous_version: data.previousVersion ?? null,
            promoted_at: data.promotedAt,
            promoted_by: data.promotedBy,
            simulation_id: data.simulationId ?? null,
            budgets: data.budgets ?? null,
          },
        },
      ];
    }),
};
