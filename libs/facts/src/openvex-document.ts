import { z } from 'zod';

import { OptionalText, optionalList, Text } from './shape.ts';

const Identifiers = z.object({ purl: OptionalText, cpe22: OptionalText, cpe23: OptionalText }).nullish();

const Identified = z.union([Text, z.object({ '@id': OptionalText, identifiers: Identifiers })]);
export type OpenVexComponent = z.infer<typeof Identified>;

const Product = z.union([
  Text,
  z.object({
    '@id': OptionalText,
    identifiers: Identifiers,
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

/** True when `@context` declares an OpenVEX document of a version that is read; some tools leave it empty in merged ones. */
export const isOpenVexContext = (context: unknown): boolean =>
  typeof context === 'string' && (context === '' || CONTEXT.test(context));
