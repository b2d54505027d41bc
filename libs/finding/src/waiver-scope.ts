import { z } from 'zod';

import type { PolicyOutcome } from './outcome.ts';
import { packagePurl, unqualifiedPurl } from './purl.ts';
import type { FindingTuple } from './tuple.ts';

// These schemas ARE the storage format.

/** A package URL without qualifiers: with a version it means that version, without one every version. */
const COMPONENT = /^pkg:[a-z][a-z0-9.+-]{0,63}\/[^\s?#]{1,190}$/;
const RULE = /^[A-Za-z_][A-Za-z0-9_.-]{0,127}$/;
const ADVISORY = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;
const ENVIRONMENT = /^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$/;

/** Which findings a waiver is for: those that fit every member it has. */
export const WaiverScope = z.strictObject({
  /** The rule that applied. */
  rule: z.string().regex(RULE).optional(),
  component: z.string().regex(COMPONENT).optional(),
  /** The advisory, by its id or any of its aliases. */
  advisory: z.string().regex(ADVISORY).optional(),
  environmentId: z.string().regex(ENVIRONMENT).optional(),
});
export type WaiverScope = z.infer<typeof WaiverScope>;

/** Waivers that one simulation is given, at most. */
export const FROZEN_WAIVERS_MAX = 50;

/** A waiver as a simulation is given it: active where and when that evaluates. */
export const FrozenWaiver = z.strictObject({
  waiverId: z.string().min(3).max(80),
  ...WaiverScope.omit({ environmentId: true }).shape,
});
export type FrozenWaiver = z.infer<typeof FrozenWaiver>;

/** Whether a waiver is for a finding, of which a policy says this. A member that the waiver has not fits everything. */
export const covers = (
  { rule, component, advisory }: Omit<FrozenWaiver, 'waiverId'>,
  finding: Pick<FindingTuple, 'component' | 'advisory'>,
  outcome: PolicyOutcome,
): boolean =>
  (rule === undefined || (outcome.kind === 'decided' && outcome.rule === rule)) &&
  (advisory === undefined ||
    finding.advisory.id === advisory ||
    finding.advisory.aliases.includes(advisory)) &&
  (component === undefined || isOf(component, finding.component.purl));

const isOf = (component: string, purl: string | undefined): boolean =>
  purl !== undefined && (unqualifiedPurl(purl) === component || packagePurl(purl) === component);
