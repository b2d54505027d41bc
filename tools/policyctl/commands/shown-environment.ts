import type { Schemas } from '@policy-registry/client';

import type { Answer } from '../answer.ts';
import { fields, table } from '../table.ts';

type Environment = Schemas['Environment'];

/** An environment with everything that is bound in it. */
export const shown = (environment: Environment): Answer => {
  const {
    environmentId,
    name,
    bindings,
    confirmations,
    promotionApprovals,
    promotions,
    scheduled,
    unreviewed,
  } = environment;
  const rows = bindings.flatMap(({ policyId, stable, canary }) => [
    ...(stable === null
      ? []
      : [[policyId, 'stable', nameOf(stable), stable.contentDigest, stable.promotedAt]]),
    ...(canary === null
      ? []
      : [[policyId, whomOf(canary), nameOf(canary), canary.contentDigest, canary.promotedAt]]),
  ]);
  const bound =
    rows.length === 0 ? 'nothing is bound' : table(['policy', 'for', 'version', 'content', 'since'], rows);
  const head = fields([
    ['environment', `${environmentId} (${name})`],
    ...confirmations.map(
      ({ policyId, version, by, endsBy, scheduledFor }) =>
        [
          'second person',
          `${policyId} version ${version}: confirmed by ${by}${scheduledFor === null ? '' : ` for ${scheduledFor}`}, until ${endsBy}`,
        ] as const,
    ),
    ...promotionApprovals.map(
      ({ policyId, version, by, at }) =>
        ['approved', `promotion of ${policyId} version ${version}, by ${by} at ${at}`] as const,
    ),
    ...unreviewed.map(
      ({ policyId, version, by, incident, endsBy }) =>
        [
          'to review',
          `${policyId} version ${version}: past the gates by ${by} for ${incident}, until ${endsBy}`,
        ] as const,
    ),
    ...scheduled.map(
      ({ policyId, version, status, at, scheduledBy }) =>
        [
          status === 'waiting' ? 'scheduled' : status,
          `${policyId} version ${version}: for ${at}, by ${scheduledBy}`,
        ] as const,
    ),
    ...promotions.map(
      ({ policyId, version, attestationId, status, reason }) =>
        [
          'last promotion',
          `${policyId} version ${version}: ${attestationId ?? [status, reason].filter(Boolean).join(', ')}`,
        ] as const,
    ),
  ]);
  return { json: environment, text: `${head}\n${bound}` };
};

type Canary = NonNullable<Environment['bindings'][number]['canary']>;

const nameOf = ({ semver, version }: Pick<Canary, 'semver' | 'version'>): string =>
  `${semver} (version ${version})`;

const whomOf = ({ isPaused, selector: { tags, basisPoints } }: Canary): string =>
  `${isPaused ? 'paused canary' : 'canary'} ${[`${basisPoints / 100} %`, ...tags].join(', ')}`;
