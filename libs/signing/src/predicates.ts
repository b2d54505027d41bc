import { Sha256, Tenant, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

export const SIMULATION_RESULT_PREDICATE = 'https://policy-registry.dev/attestations/simulation-result/v1';
export const PUBLICATION_PREDICATE = 'https://policy-registry.dev/attestations/publication/v1';

const Id = z.string().min(1).max(128);
const Count = z.int().nonnegative();

/** Which version of which policy; `contentDigest` covers the sources, `irDigest` what they mean. */
const VersionSubject = z.strictObject({
  policyId: Id,
  version: z.int().positive(),
  semver: Id.optional(),
  contentDigest: Sha256.optional(),
  irDigest: Sha256,
});

/** No transparency log was asked; said so that nobody takes silence for an entry. */
const Transparency = z.literal('skipped');

/** Predicate of a simulation's evidence; the statement's subject is the evidence archive. */
export const SimulationResultPredicate = z.strictObject({
  tenant: Tenant,
  simulationId: Id,
  candidate: VersionSubject,
  inputsDigest: Sha256,
  resultDigest: Sha256,
  tuples: Count,
  /** Tuples by result class. */
  counts: z.record(z.string(), Count),
  worm: z.boolean(),
  transparency: Transparency,
  /** The registry's time of the event that asked for the signature. */
  signedAt: Timestamp,
});
export type SimulationResultPredicate = z.infer<typeof SimulationResultPredicate>;

/** Predicate of a publication; the statement's subject is the published file. People are opaque ids, texts digests. */
export const PublicationPredicate = z.strictObject({
  tenant: Tenant,
  version: VersionSubject,
  reasonDigest: Sha256,
  ticketDigest: Sha256,
  publishedBy: Id,
  /** Where it took two persons: the first, who asked for the same before. */
  confirmation: z.strictObject({ actor: Id, confirmedAt: Timestamp }).optional(),
  approvals: z.array(z.strictObject({ actor: Id, approvedAt: Timestamp })).min(1),
  /** The simulation that the approvals were bound to. */
  simulation: z.strictObject({ simulationId: Id, resultDigest: Sha256, evidenceDigest: Sha256 }),
  worm: z.boolean(),
  transparency: Transparency,
  signedAt: Timestamp,
});
export type PublicationPredicate = z.infer<typeof PublicationPredicate>;
