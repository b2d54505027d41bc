import { Sha256, Tenant, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

export const SIMULATION_RESULT_PREDICATE = 'https://policy-registry.dev/attestations/simulation-result/v1';
export const PUBLICATION_PREDICATE = 'https://policy-registry.dev/attestations/publication/v1';
export const PROMOTION_PREDICATE = 'https://policy-registry.dev/attestations/promotion/v1';

export const ENVIRONMENT_BUNDLE_PREDICATE = 'https://policy-registry.dev/attestations/environment-bundle/v1';

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

const Approvals = z.array(z.strictObject({ actor: Id, approvedAt: Timestamp })).min(1);
/** Where it took two persons: the first, who asked for the same before. */
const FirstPerson = z.strictObject({ actor: Id, confirmedAt: Timestamp });

/** Predicate of a publication; the statement's subject is the published file. People are opaque ids, texts digests. */
export const PublicationPredicate = z.strictObject({
  tenant: Tenant,
  version: VersionSubject,
  reasonDigest: Sha256,
  ticketDigest: Sha256,
  publishedBy: Id,
  confirmation: FirstPerson.optional(),
  approvals: Approvals,
  /** The simulation that the approvals were bound to. */
  simulation: z.strictObject({ simulationId: Id, resultDigest: Sha256, evidenceDigest: Sha256 }),
  worm: z.boolean(),
  transparency: Transparency,
  signedAt: Timestamp,
});
export type PublicationPredicate = z.infer<typeof PublicationPredicate>;

/** Predicate of a promotion into an environment; the statement's subject is the version's content manifest. */
export const PromotionPredicate = z.strictObject({
  tenant: Tenant,
  environmentId: Id,
  version: VersionSubject,
  /** What was stable until then; absent: nothing. */
  previousVersion: z.int().positive().optional(),
  /** What a rollback leads to that names no version; absent: nothing. */
  rollbackTo: z.int().positive().optional(),
  /** Whom it is for, beside what is stable; absent: for everybody. */
  canary: z.strictObject({ tags: z.array(z.string()), basisPoints: Count, salt: z.string() }).optional(),
  reasonDigest: Sha256,
  ticketDigest: Sha256,
  promotedBy: Id,
  confirmation: FirstPerson.optional(),
  /** Who approved the version by then. */
  approvals: Approvals,
  /** Where the environment had impact budgets: the simulation that they were judged by, and what each line found. */
  budgets: z
    .strictObject({
      simulationId: Id,
      resultDigest: Sha256,
      /** Of the waivers that the simulation was given; absent: none. */
      waiversDigest: Sha256.optional(),
      version: z.int().positive(),
      lines: z.array(z.strictObject({ line: z.string(), ok: z.boolean(), value: z.string() })),
    })
    .optional(),
  /** Where the environment had gates: what each found, and the simulation, if any, that some of them judged by. */
  gates: z
    .strictObject({
      version: z.int().positive(),
      verdicts: z.array(
        z.strictObject({ gate: z.string(), ok: z.boolean(), value: z.string(), needed: z.string() }),
      ),
      simulationId: Id.optional(),
      resultDigest: Sha256.optional(),
    })
    .optional(),
  /** Where it went past the gates: what it answers, and until when it is bound unless somebody agrees to it. */
  breakGlass: z.strictObject({ incident: z.string(), endsBy: Timestamp }).optional(),
  /** Where it was scheduled: when `promotedBy` fixed it, and for when. */
  scheduled: z.strictObject({ promotionId: Id, scheduledAt: Timestamp, at: Timestamp }).optional(),
  worm: z.boolean(),
  transparency: Transparency,
  signedAt: Timestamp,
});
export type PromotionPredicate = z.infer<typeof PromotionPredicate>;

/** Predicate of what enforcement points of an environment are given; the statement's subject is the archive. */
export const EnvironmentBundlePredicate = z.strictObject({
  tenant: Tenant,
  environmentId: Id,
  /** Of the environment. */
  revision: z.int().positive(),
  /** How many policies are in it. */
  policies: Count,
  worm: z.boolean(),
  transparency: Transparency,
  signedAt: Timestamp,
});
