import type { JobOf } from '@policy-registry/domain';
import { digestOf, SigningFailed } from '@policy-registry/kernel';
import { inputsDigestOf } from '@policy-registry/simulation';
import {
  IN_TOTO_PAYLOAD_TYPE,
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

/** Signs a publication; the subject is the version's content manifest. A signer that fails is reported, not retried. */
export const attestPublication = async (
  { tenant, causedAt, data }: JobOf<'attest-publication'>,
  workshop: Workshop,
): Promise<Answer> => {
  const { policyId, version, attempt, statement: stated, statementDigest } = data;
  if (digestOf(stated) !== statementDigest) throw new Error('the statement is not that of its digest');
  const predicate = PublicationPredicate.parse({
    tenant,
    version: {
      policyId,
      version,
      semver: stated.semver,
      contentDigest: stated.contentDigest,
      irDigest: stated.irDigest,
    },
    reasonDigest: stated.reasonDigest,
    ticketDigest: stated.ticketDigest,
    publishedBy: stated.requestedBy,
    ...(stated.confirmation !== undefined && {
      confirmation: { actor: stated.confirmation.by, confirmedAt: stated.confirmation.at },
    }),
    approvals: stated.approvals.map(({ approver, at }) => ({ actor: approver, approvedAt: at })),
    simulation: stated.simulation,
    worm: workshop.blobs.worm,
    transparency: 'skipped',
    signedAt: causedAt,
  });
  try {
    const { attestationId, keyId } = await attest(workshop, tenant, {
      subjectName: 'manifest.json',
      sha256: stated.contentDigest,
      predicateType: PUBLICATION_PREDICATE,
      predicate,
    });
    return {
      type: 'RecordPublicationAttestation',
      data: { policyId, version, attempt, statementDigest, attestationId, keyId },
    };
  } catch (error) {
    if (!(error instanceof SigningFailed)) throw error;
    return { type: 'RecordPublicationFailure', data: { policyId, version, attempt, reason: error.code } };
  }
};

/** Signs a statement and keeps the bundle; its digest is the id of the attestation. */
const attest = async ({ blobs, signer }: Workshop, tenant: string, parts: StatementParts) => {
  const { bundle, keyId } = await signer.sign(tenant, IN_TOTO_PAYLOAD_TYPE, statement(parts));
  return { attestationId: await putBytes(blobs, tenant, bundle), keyId };
};
