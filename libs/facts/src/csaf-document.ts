import { z } from 'zod';

import { OptionalText, optionalList, Text } from './shape.ts';

const Helper = z.object({ purl: OptionalText, purls: optionalList(Text), cpe: OptionalText }).nullish();

const FullName = z.object({
  name: OptionalText,
  product_id: OptionalText,
  product_identification_helper: Helper,
});
export type CsafFullName = z.infer<typeof FullName>;

/** A branch of the product tree. */
export type CsafBranch = {
  readonly category?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly product?: CsafFullName | null | undefined;
  readonly branches?: readonly CsafBranch[] | null | undefined;
};

const Branch: z.ZodType<CsafBranch> = z.object({
  category: OptionalText,
  name: OptionalText,
  product: FullName.nullish(),
  branches: z.lazy(() => optionalList(Branch)),
});

const Relationship = z.object({
  full_product_name: FullName.nullish(),
  product_reference: OptionalText,
  relates_to_product_reference: OptionalText,
});

export type CsafRelationship = z.infer<typeof Relationship>;

export const CsafProductTree = z
  .object({
    branches: optionalList(Branch),
    full_product_names: optionalList(FullName),
    relationships: optionalList(Relationship),
    product_groups: optionalList(z.object({ group_id: OptionalText, product_ids: optionalList(Text) })),
  })
  .nullish();
export type CsafProductTree = z.infer<typeof CsafProductTree>;

/** The part of `/document` that is read. */
export const CsafHead = z.object({
  csaf_version: OptionalText,
  publisher: z.object({ name: OptionalText }).nullish(),
  tracking: z.object({ current_release_date: OptionalText, initial_release_date: OptionalText }).nullish(),
});
export type CsafHead = z.infer<typeof CsafHead>;

/** What is said of some products: a flag, an impact or a remedy. */
const Remark = z.object({
  category: OptionalText,
  label: OptionalText,
  details: OptionalText,
  product_ids: optionalList(Text),
  group_ids: optionalList(Text),
});
export type CsafRemark = z.infer<typeof Remark>;

export const CsafVulnerability = z.object({
  cve: OptionalText,
  ids: optionalList(z.object({ text: OptionalText })),
  product_status: z.record(Text, z.array(Text).nullish()).nullish(),
  flags: optionalList(Remark),
  threats: optionalList(Remark),
  remediations: optionalList(Remark),
});
export type CsafVulnerability = z.infer<typeof CsafVulnerability>;
