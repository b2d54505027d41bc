import { z } from 'zod';

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
