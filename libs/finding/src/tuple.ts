import { DECIMAL_TEXT } from '@policy-registry/kernel';
import { z } from 'zod';

/** A decimal in JSON: canonical text, never a number (see `Decimal` in the kernel). */
export const DecimalText = z.string().regex(DECIMAL_TEXT);

export const BANDS = ['None', 'Low', 'Medium', 'High', 'Critical'] as const;
export const Band = z.enum(BANDS);
export type Band = z.infer<typeof Band>;

/** CVSS versions from newest to oldest: the order in which a finding's input score is looked for. */
export const CVSS_VERSIONS = ['4.0', '3.1', '3.0', '2.0'] as const;

/** One published rating of an advisory; every source's rating is kept. */
export const CvssRating = z.strictObject({
  version: z.enum(CVSS_VERSIONS),
  /** Who rated, as the document names it (`nvd`, `ghsa`, `redhat` …), upper-cased. */
  source: z.string().min(1),
  score: DecimalText.optional(),
  vector: z.string().optional(),
});
export type CvssRating = z.infer<typeof CvssRating>;

/** One VEX statement that matches the finding, as its document says it; none is preferred here. */
export const VexStatement = z.strictObject({
  status: z.enum(['not_affected', 'affected', 'fixed', 'under_investigation']),
  justification: z.string().optional(),
  /** Who states it (document author). */
  source: z.string().optional(),
  /** RFC 3339 text as written in the document. */
  timestamp: z.string().optional(),
  lastUpdated: z.string().optional(),
  impactStatement: z.string().optional(),
  actionStatement: z.string().optional(),
  /** SHA-256 of the document's raw bytes, and the statement's index in it. */
  documentDigest: z.string(),
  index: z.int().nonnegative(),
});
export type VexStatement = z.infer<typeof VexStatement>;

/**
 * One finding: a component, an advisory that concerns it, and what else is known. An absent member is
 * *unknown* to a policy; an empty list is known to be empty (tags: collected, none found).
 */
export const FindingTuple = z.strictObject({
  component: z.strictObject({
    purl: z.string().optional(),
    name: z.string().optional(),
    version: z.string().optional(),
    /** purl type, e.g. `npm`, `deb`, `golang`. */
    ecosystem: z.string().optional(),
    licenses: z.array(z.string()).optional(),
    tags: z.array(z.string()).optional(),
    fixedVersion: z.string().optional(),
  }),
  advisory: z.strictObject({
    id: z.string().min(1),
    source: z.string().optional(),
    /** Other ids of the same advisory: a set, sorted bytewise, without `id`. */
    aliases: z.array(z.string()),
    tags: z.array(z.string()).optional(),
    ratings: z.array(CvssRating),
    /** The vendor's own band, where no CVSS is given. */
    vendorBand: Band.optional(),
  }),
  image: z.strictObject({
    name: z.string().optional(),
    digest: z.string().optional(),
    tags: z.array(z.string()).optional(),
  }),
  vex: z.array(VexStatement),
  /** Open names of `signals.*`; values as text, read by the type the policy declares. */
  signals: z.record(z.string(), z.string()),
});
export type FindingTuple = z.infer<typeof FindingTuple>;
