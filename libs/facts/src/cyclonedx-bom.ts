import { z } from 'zod';

import { OptionalText, optionalList, Text } from './shape.ts';

const Property = z.object({ name: OptionalText, value: OptionalText });
export type CdxProperty = z.infer<typeof Property>;

const License = z.object({
  license: z.object({ id: OptionalText, name: OptionalText }).nullish(),
  expression: OptionalText,
});
export type CdxLicense = z.infer<typeof License>;

const Organisation = z.object({ name: OptionalText }).nullish();

/** A component as it is read; components may contain others. */
export type CdxComponent = {
  readonly 'bom-ref'?: string | null | undefined;
  readonly type?: string | null | undefined;
  readonly group?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly version?: string | null | undefined;
  readonly purl?: string | null | undefined;
  readonly cpe?: string | null | undefined;
  readonly publisher?: string | null | undefined;
  readonly supplier?: z.infer<typeof Organisation>;
  readonly manufacturer?: z.infer<typeof Organisation>;
  readonly licenses?: readonly CdxLicense[] | null | undefined;
  readonly properties?: readonly CdxProperty[] | null | undefined;
  readonly components?: readonly CdxComponent[] | null | undefined;
};

export const CdxComponent: z.ZodType<CdxComponent> = z.object({
  'bom-ref': OptionalText,
  type: OptionalText,
  group: OptionalText,
  name: OptionalText,
  version: OptionalText,
  purl: OptionalText,
  cpe: OptionalText,
  publisher: OptionalText,
  supplier: Organisation,
  manufacturer: Organisation,
  licenses: optionalList(License),
  properties: optionalList(Property),
  components: z.lazy(() => optionalList(CdxComponent)),
});

export const CdxMetadata = z
  .object({
    timestamp: OptionalText,
    component: CdxComponent.nullish(),
    supplier: Organisation,
    manufacture: Organisation,
    manufacturer: Organisation,
    authors: optionalList(z.object({ name: OptionalText })),
  })
  .nullish();
export type CdxMetadata = z.infer<typeof CdxMetadata>;

const Source = z.object({ name: OptionalText }).nullish();

const Rating = z.object({
  source: Source,
  score: z.number().nullish(),
  severity: OptionalText,
  method: OptionalText,
  vector: OptionalText,
});
export type CdxRating = z.infer<typeof Rating>;

const Affected = z.object({
  ref: OptionalText,
  versions: optionalList(z.object({ version: OptionalText, range: OptionalText, status: OptionalText })),
});
export type CdxAffected = z.infer<typeof Affected>;

const Analysis = z.object({
  state: OptionalText,
  justification: OptionalText,
  response: optionalList(Text),
  detail: OptionalText,
  firstIssued: OptionalText,
  lastUpdated: OptionalText,
});
export type CdxAnalysis = z.infer<typeof Analysis>;

/** The part of a vulnerability that is read. */
export const CdxVulnerability = z.object({
  id: OptionalText,
  source: Source,
  references: optionalList(z.object({ id: OptionalText })),
  ratings: optionalList(Rating),
  recommendation: OptionalText,
  analysis: Analysis.nullish(),
  affects: optionalList(Affected),
});
export type CdxVulnerability = z.infer<typeof CdxVulnerability>;
