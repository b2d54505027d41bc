import { AggregateId, Sha256, Timestamp } from '@policy-registry/kernel';
import { z } from 'zod';

import { Confirmation } from '../confirmation.ts';
import { OUT_OF_USE } from '../policy/state.ts';
import { BREAK_GLASS_ENDS, IncidentId } from './break-glass/events.ts';
import { Selector } from './selector.ts';

// These schemas ARE the storage format.

const number = z.int().positive();
const fact = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.strictObject({ type: z.literal(type), schemaVersion: z.literal(1), data });

const OfBinding = { environmentId: AggregateId, policyId: AggregateId, version: number };
/** Who changed what is bound, when, and why. */
const Changed = {
  ...OfBinding,
  by: z.string(),
  at: Timestamp,
  reasonDigest: Sha256,
  ticketDigest: Sha256.optional(),
};
/** A version that becomes stable without passing the gates once more. */
const Rebound = {
  ...Changed,
  semver: z.string(),
  contentDigest: Sha256,
  irDigest: Sha256,
  /** What was stable until now. */
  previousVersion: number.optional(),
  /** What a rollback leads to that names no version; absent: nothing. */
  rollbackTo: number.optional(),
};
/** What a version in use became, so that nothing may have it bound, or how its time past the gates ended; `version` left. */
const RolledOff = {
  ...OfBinding,
  because: z.enum([...OUT_OF_USE, ...BREAK_GLASS_ENDS]),
  by: z.string(),
  at: Timestamp,
};

/** What happens to a binding after a version went through the gates. `version` is that of the canary, or what is stable now. */
export const BINDING_FACTS = [
  fact('CanaryPaused', z.strictObject(Changed)),
  fact('CanaryContinued', z.strictObject({ ...Changed, selector: Selector })),
  fact(
    'CanaryCompleted',
    z.strictObject({
      ...Rebound,
      /** Where it took two persons: the first. */
      confirmation: Confirmation.pick({ by: true, at: true }).optional(),
    }),
  ),
  fact('CanaryAborted', z.strictObject(Changed)),
  fact(
    'BindingRolledBack',
    z.strictObject({
      ...Rebound,
      incident: IncidentId,
      /** The canary that ended with it. */
      abortedCanary: number.optional(),
    }),
  ),
  fact('CanaryRolledOff', z.strictObject(RolledOff)),
  fact(
    'StableRolledOff',
    z.strictObject({
      ...RolledOff,
      /** What is stable now; absent: nothing. */
      to: z
        .strictObject({
          version: number,
          semver: z.string(),
          contentDigest: Sha256,
          irDigest: Sha256,
          rollbackTo: number.optional(),
        })
        .optional(),
    }),
  ),
] as const;
export type BindingFact = z.infer<(typeof BINDING_FACTS)[number]>;

const TYPES: ReadonlySet<string> = new Set(BINDING_FACTS.map(({ shape }) => shape.type.value));

export const changesBinding = <Fact extends { readonly type: string }>(
  fact: Fact,
): fact is Extract<Fact, BindingFact> => TYPES.has(fact.type);
