import type { JobOf } from '@policy-registry/domain';
import { digestOf, SigningFailed } from '@policy-registry/kernel';
import { inputsDigestOf } from '@policy-registry/simulation';
import {
  IN_TOTO_PAYLOAD_TYPE,
  PROMOTION_PREDICATE,
  PromotionPredicate,
  PUBLICATION_PREDICATE,
  PublicationPredicate,
  SIMULATION_RESULT_PREDICATE,
  SimulationResultPredicate,
  statement,
  type StatementParts,
} from '@policy-registry/signing';

import { readPlan } from './plan.ts';
import { SimulationRefused } from './simulation-refused.ts';
import { putBytes, type Answer, type Workshop } from './workshop.ts';

/** Signs the result of a simulation; the subject is its evidence archive. */
export const attestSimulation = async (
  { tenant, causedAt, data }: JobOf<'attest-simulation'>,
  workshop: Workshop,
): Promise<Answer> => {
  const { blobs } = workshop;
  const { simulationId, planDigest, result } = data;
  const plan = await readPlan(blobs, tenant, planDigest);
  const { policyId, version, contentDigest } = plan.candidate;
  const predicate = SimulationResultPredicate.parse({
    tenant,
    simulationId,
    candidate: { policyId, version, contentDigest, irDigest: plan.inputs.candidate.irDigest },
    inputsDigest: inputsDigestOf(plan.inputs),
    resultDigest: result.resultDigest,
    tuples: result.tuples,
    counts: result.counts,
    worm: blobs.worm,
    transparency: 'skipped',
    signedAt: causedAt,
  });
  try {
    const { attestationId, keyId } = await attest(workshop, tenant, {
      subjectName: 'evidence.tar',
      sha256: result.evidenceDigest,
      predicateType: SIMULATION_RESULT_PREDICATE,
      predicate,
    });
    return {
      type: 'RecordSimulationAttestation',
      data: { simulationId, resultDigest: result.resultDigest, attestationId, keyId, isWorm: blobs.worm },
    };
  } catch (error) {
    if (error instanceof SigningFailed)
      throw new SimulationRefused('SIGNING_FAILED', error.message, { cause: error });
    throw error;
  }
};

/** Signs a publication. */
export const attestPublication = (
  { tenant, causedAt, data }: JobOf<'attest-publication'>,
  workshop: Workshop,
): Promise<Answer> => {
  const { policyId, version, attempt, statement: stated, statementDigest } = data;
  const predicate = PublicationPredicate.parse({
    ...decisionOf(stated, data),
    publishedBy: stated.requestedBy,
    simulation: stated.simulation,
    ...circumstances(workshop, causedAt),
  });
  return attestVersion(workshop, tenant, {
    parts: { ...subjectOf(stated), predicateType: PUBLICATION_PREDICATE, predicate },
    signed: (attestation) => ({
      type: 'RecordPublicationAttestation',
      data: { policyId, version, attempt, statementDigest, ...attestation },
    }),
    failed: (reason) => ({
      type: 'RecordPublicationFailure',
      data: { policyId, version, attempt, reason },
    }),
  });
};

/** Signs a promotion into an environment. */
export const attestPromotion = (
  { tenant, causedAt, data }: JobOf<'attest-promotion'>,
  workshop: Workshop,
): Promise<Answer> => {
  const { environmentId, policyId, attempt, statement: stated, statementDigest } = data;
  const {
    previousVersion,
    rollbackTo,
    canary,
    simulationId,
    resultDigest,
    waiversDigest,
    budgets,
    gates,
    breakGlass,
    scheduled,
  } = stated;
  const predicate = PromotionPredicate.parse({
    ...decisionOf(stated, data),
    environmentId,
    promotedBy: stated.requestedBy,
    ...{ previousVersion, rollbackTo, canary, breakGlass, scheduled },
    ...(budgets !== undefined && {
      budgets: {
        simulationId,
        resultDigest,
        ...(waiversDigest !== undefined && { waiversDigest }),
        ...budgets,
      },
    }),
    ...(gates !== undefined && { gates: { simulationId, resultDigest, ...gates } }),
    ...circumstances(workshop, causedAt),
  });
  return attestVersion(workshop, tenant, {
    parts: { ...subjectOf(stated), predicateType: PROMOTION_PREDICATE, predicate },
    signed: (attestation) => ({
      type: 'RecordPromotionAttestation',
      data: { environmentId, policyId, attempt, statementDigest, ...attestation },
    }),
    failed: (reason) => ({
      type: 'RecordPromotionFailure',
      data: { environmentId, policyId, attempt, reason },
    }),
  });
};

type Stated = JobOf<'attest-publication' | 'attest-promotion'>['data']['statement'];

/** What every decision about a version states: which it is, who decided, and why. */
const decisionOf = (stated: Stated, { statementDigest }: { readonly statementDigest: string }) => {
  if (digestOf(stated) !== statementDigest) throw new Error('the statement is not that of its digest');
  const { tenant, policyId, version, semver, contentDigest, irDigest, confirmation } = stated;
  return {
    tenant,
    version: { policyId, version, semver, contentDigest, irDigest },
    reasonDigest: stated.reasonDigest,
    ticketDigest: stated.ticketDigest,
    ...(confirmation !== undefined && {
      confirmation: { actor: confirmation.by, confirmedAt: confirmation.at },
    }),
    approvals: stated.approvals.map(({ approver, at }) => ({ actor: approver, approvedAt: at })),
  };
};

const circumstances = ({ blobs }: Workshop, signedAt: string) =>
  ({ worm: blobs.worm, transparency: 'skipped', signedAt }) as const;

/** The subject is the version's content manifest, which anybody can be handed. */
const subjectOf = ({ contentDigest }: Stated) => ({ subjectName: 'manifest.json', sha256: contentDigest });

type Attesting = {
  readonly parts: StatementParts;
  readonly signed: (attestation: { readonly attestationId: string; readonly keyId: string }) => Answer;
  readonly failed: (reason: string) => Answer;
};

/** A signer that fails is reported, not asked again: whoever wanted the signature asks for another attempt. */
const attestVersion = async (
  workshop: Workshop,
  tenant: string,
  { parts, signed, failed }: Attesting,
): Promise<Answer> => {
  try {
    return signed(await attest(workshop, tenant, parts));
  } catch (error) {
    if (!(error instanceof SigningFailed)) throw error;
    return failed(error.code);
  }
};

/** Signs a statement and keeps the bundle; its digest is the id of the attestation. */
export const attest = async ({ blobs, signer }: Workshop, tenant: string, parts: StatementParts) => {
  const { bundle, keyId } = await signer.sign(tenant, IN_TOTO_PAYLOAD_TYPE, statement(parts));
  return { attestationId: await putBytes(blobs, tenant, bundle), keyId };
};
