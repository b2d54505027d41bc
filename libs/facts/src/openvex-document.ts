import { z } from 'zod';

import type { JsonDocument, Read } from './document.ts';
import { faultIn, memberOf, OptionalText, optionalList, readShape, Text } from './shape.ts';

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

const Statement = z.object({
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
export type OpenVexStatement = z.infer<typeof Statement>;

/** The part of an OpenVEX document, v0.0.1 or v0.2.0, that is read. */
const OpenVexDocument = z.object({
  author: OptionalText,
  timestamp: OptionalText,
  statements: z.array(Statement),
});
export type OpenVexDocument = z.infer<typeof OpenVexDocument>;

const CONTEXT = /^https:\/\/openvex\.dev\/ns(\/v0\.(0\.[01]|2\.0))?$/;

/** Refuses what does not declare itself an OpenVEX document of a version that is read. */
export const readOpenVexDocument = (document: JsonDocument): Read<OpenVexDocument> => {
  const context = memberOf(document.json, '@context');
  return typeof context === 'string' && CONTEXT.test(context)
    ? readShape(OpenVexDocument, document)
    : faultIn(
        document,
        'DOCUMENT_FORMAT_FOREIGN',
        '/@context',
        'is no OpenVEX document of version 0.0.1 or 0.2.0',
      );
};
