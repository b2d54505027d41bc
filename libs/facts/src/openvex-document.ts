import { z } from 'zod';

import { OptionalText, optionalList, Text } from './shape.ts';

const Identified = z.union([
  Text,
  z.object({ '@id': OptionalText, identifiers: z.object({ purl: OptionalText }).nullish() }),
]);
export type OpenVexComponent = z.infer<typeof Identified>;

const Product = z.union([
  Text,
  z.object({
    '@id': OptionalText,
    identifiers: z.object({ purl: OptionalText }).nullish(),
    subcomponents: optionalList(Identified),
  }),
]);
export type OpenVexProduct = z.infer<typeof Product>;

const Vulnerability = z.union([
  Text,
  z.object({ '@id': OptionalText, name: OptionalText, aliases: optionalList(Text) }),
]);
export type OpenVexVulnerability = z.infer<typeof Vulnerability>;

/** One statement, of version 0.0.1 or 0.2.0: the part of it that is read. */
export const OpenVexStatement = z.object({
  vulnerability: Vulnerability.nullish(),
  products: optionalList(Product),
  // v0.0.1 names the subcomponents beside the products.
  subcomponents: optionalList(Identified),
  status: OptionalText,
  justification: OptionalText,
  timestamp: OptionalText,
  last_updated: OptionalText,
  impact_statement: OptionalText,
  action_statement: OptionalText,
});
export type OpenVexStatement = z.infer<typeof OpenVexStatement>;

const CONTEXT = /^https:\/\/openvex\.dev\/ns(\/v0\.(0\.[01]|2\.0))?$/;

/** True when `@context` declares an OpenVEX document of a version that is read. */
export const isOpenVexContext = (context: unknown): boolean =>
  typeof context === 'string' && CONTEXT.test(context);
