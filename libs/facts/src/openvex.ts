import { VexStatement } from '@policy-registry/finding';

import type { ItemFate } from './counts.ts';
import type { JsonDocument, Read } from './document.ts';
import {
  type OpenVexComponent,
  type OpenVexDocument,
  type OpenVexProduct,
  type OpenVexStatement,
  type OpenVexVulnerability,
  readOpenVexDocument,
} from './openvex-document.ts';
import { type Purl, toPurl } from './purl.ts';
import { given, withoutUndefined } from './shape.ts';

/** What a statement speaks about. A product without `parts` is meant as a whole. */
export type VexProduct = { readonly ids: readonly Purl[]; readonly parts: readonly Purl[] | undefined };

/** One statement of an OpenVEX document, ready to be joined to findings. */
export type VexClaim = {
  readonly vulnerabilityIds: readonly string[];
  readonly products: readonly VexProduct[];
  readonly statement: VexStatement;
};

export type VexDocument = { readonly claims: readonly VexClaim[]; readonly fates: readonly ItemFate[] };

/** Reads an OpenVEX document: each statement is one item. */
export const readOpenVex = (document: JsonDocument): Read<VexDocument> => {
  const found = readOpenVexDocument(document);
  return found.ok ? { ok: true, value: toVexDocument(found.value, document.digest) } : found;
};

const toVexDocument = (document: OpenVexDocument, documentDigest: string): VexDocument => {
  const claims: VexClaim[] = [];
  const fates: ItemFate[] = [];
  const seen = new Set<string>();
  document.statements.forEach((raw, index) => {
    const claim = toClaim(raw, { document, documentDigest, index });
    const text = JSON.stringify(raw);
    const fate = typeof claim !== 'string' && seen.has(text) ? 'duplicate' : claim;
    seen.add(text);
    if (typeof fate !== 'string') claims.push(fate);
    fates.push(typeof fate === 'string' ? fate : 'accepted');
  });
  return { claims, fates };
};

type Place = { readonly document: OpenVexDocument; readonly documentDigest: string; readonly index: number };

type Unusable = 'VULNERABILITY_UNIDENTIFIED' | 'PRODUCT_UNIDENTIFIED' | 'STATUS_UNKNOWN';

const toClaim = (raw: OpenVexStatement, { document, documentDigest, index }: Place): VexClaim | Unusable => {
  const vulnerabilityIds = vulnerabilityIdsOf(raw.vulnerability);
  if (vulnerabilityIds.length === 0) return 'VULNERABILITY_UNIDENTIFIED';
  const products = (raw.products ?? []).map((product) => toProduct(product, raw.subcomponents));
  if (!products.some(({ ids }) => ids.length > 0)) return 'PRODUCT_UNIDENTIFIED';
  const status = VexStatement.shape.status.safeParse(raw.status);
  if (!status.success) return 'STATUS_UNKNOWN';
  return {
    vulnerabilityIds,
    products,
    statement: withoutUndefined({
      status: status.data,
      justification: given(raw.justification),
      source: given(document.author),
      // A statement without a time of its own has the document's (OpenVEX, “Inheritance”).
      timestamp: given(raw.timestamp) ?? given(document.timestamp),
      lastUpdated: given(raw.last_updated),
      impactStatement: given(raw.impact_statement),
      actionStatement: given(raw.action_statement),
      documentDigest,
      index,
    }),
  };
};

const vulnerabilityIdsOf = (vulnerability: OpenVexVulnerability | null | undefined): string[] => {
  if (vulnerability === null || vulnerability === undefined) return [];
  if (typeof vulnerability === 'string') return vulnerability === '' ? [] : [vulnerability];
  const texts = [vulnerability.name, vulnerability['@id'], ...(vulnerability.aliases ?? [])];
  return [...new Set(texts.flatMap((text) => given(text) ?? []))];
};

const toProduct = (product: OpenVexProduct, shared: OpenVexStatement['subcomponents']): VexProduct => {
  const own = typeof product === 'string' ? undefined : product.subcomponents;
  const parts = [...(own ?? []), ...(shared ?? [])];
  // Parts that cannot be identified still narrow the product: it is then meant as a whole no more.
  return { ids: purlsOf(product), parts: parts.length === 0 ? undefined : parts.flatMap(purlsOf) };
};

const purlsOf = (component: OpenVexComponent): Purl[] => {
  const texts = typeof component === 'string' ? [component] : [component['@id'], component.identifiers?.purl];
  return [...new Set(texts.flatMap((text) => given(text) ?? []))].flatMap((text) => toPurl(text) ?? []);
};
