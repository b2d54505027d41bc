import { z } from 'zod';

// What SARIF 2.1.0 (OASIS, errata 01) demands of the objects that are used here, written from its text: which properties an
// object has and must have, and their forms. Anything else in an object is refused, as the specification's own schema does.

const text = z.string().min(1);
/** §3.8: any property bag. */
const properties = z.looseObject({}).optional();
/** §3.11. */
const message = z.strictObject({ text });
/** §3.27.10. */
const level = z.enum(['none', 'note', 'warning', 'error']);

/** §3.49 and, of its default, §3.50. */
const ReportingDescriptor = z.strictObject({
  id: text,
  shortDescription: message.optional(),
  defaultConfiguration: z.strictObject({ level: level.optional() }).optional(),
});

/** §3.28 and §3.33; kinds are open, but `package` is among those that are defined. */
const Location = z.strictObject({
  logicalLocations: z
    .array(
      z.strictObject({
        name: z.string().optional(),
        fullyQualifiedName: z.string().optional(),
        kind: z.literal('package'),
      }),
    )
    .min(1),
});

/** §3.27; the names of fingerprints are `name/vN` (§3.27.17). */
const Result = z.strictObject({
  ruleId: text.optional(),
  ruleIndex: z.int().nonnegative().optional(),
  level: level.optional(),
  message,
  locations: z.array(Location).optional(),
  partialFingerprints: z.record(z.string().regex(/^[^/]+(\/[^/]+)*\/v\d+$/), z.string()).optional(),
  /** §3.35. */
  suppressions: z
    .array(
      z.strictObject({
        kind: z.enum(['inSource', 'external']),
        status: z.enum(['accepted', 'underReview', 'rejected']).optional(),
        justification: z.string().optional(),
      }),
    )
    .optional(),
  properties,
});

/** §3.14, §3.17, §3.18 and §3.19. */
const Run = z.strictObject({
  tool: z.strictObject({
    driver: z.strictObject({ name: text, rules: z.array(ReportingDescriptor).optional() }),
  }),
  automationDetails: z.strictObject({ id: text.optional() }).optional(),
  results: z.array(Result).optional(),
  properties,
});

/** §3.13. */
export const SarifSubset = z.strictObject({
  $schema: z.url().optional(),
  version: z.literal('2.1.0'),
  runs: z.array(Run),
});
