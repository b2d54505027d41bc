import { answered, type Schemas } from '@policy-registry/client';

import type { Context } from '../act.ts';
import type { Answer } from '../answer.ts';
import { fields } from '../table.ts';

// What commands about one version have in common: where it is, why something is done with it, and how it is shown.

export type Version = Schemas['Version'];
export type Reasoned = { readonly reason?: string; readonly ticket?: string };

export const at = (policyId: string, version: number) => ({ params: { path: { policyId, version } } });

export const textsOf = ({ reason, ticket }: Reasoned): Reasoned => ({
  ...(reason !== undefined && { reason }),
  ...(ticket !== undefined && { ticket }),
});

export const read = async ({ api }: Context, policyId: string, number: number): Promise<Version> =>
  answered(api().GET('/api/v1/policies/{policyId}/versions/{version}', at(policyId, number)));

export const shown = (version: Version): Answer => {
  const {
    policyId,
    version: number,
    semver,
    state,
    contentDigest,
    irDigest,
    submission,
    approvals,
    publication,
    stepBack,
  } = version;
  const text = fields([
    ['policy', policyId],
    ['version', `${number} (${semver})`],
    ['state', state],
    ['content', contentDigest],
    ['IR digest', irDigest],
    ['simulation', submission?.simulationId],
    ['evidence', submission?.evidenceDigest],
    [
      'approved by',
      approvals.length === 0 ? undefined : approvals.map(({ approver }) => approver).join(', '),
    ],
    ['publication', publication?.status],
    ['last step back', stepBack === null ? undefined : `${stepBack.step} by ${stepBack.by}`],
    ...(publication?.status === 'published'
      ? ([
          ['attestation', publication.attestationId],
          ['signed by key', publication.keyId],
        ] as const)
      : []),
  ]);
  return { json: version, text };
};
