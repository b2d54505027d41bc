import { VexStatement } from '@policy-registry/finding';
import { sha256Hex } from '@policy-registry/kernel';

import type { DocumentFormat, DocumentReader, FactSink, Placed } from './format.ts';
import { isIdentified, type ProductId, toCpes } from './identity.ts';
import {
  isOpenVexContext,
  type OpenVexComponent,
  type OpenVexProduct,
  OpenVexStatement,
  type OpenVexVulnerability,
} from './openvex-document.ts';
import { toPurl } from './purl.ts';
import { given, OptionalText, readShape, withoutUndefined } from './shape.ts';
import type { VexClaim, VexProduct } from './vex-claim.ts';

/** Each statement is one item. Statements are read in the survey: there is no tuple in the document. */
export const openVexFormat: DocumentFormat = {
  survey: ['/@context', '/author', '/timestamp', '/statements[]'],
  required: ['/statements'],
  items: [],
  open: (document, out) => readOpenVex(document.digest, out),
};

const readOpenVex = (documentDigest: string, out: FactSink): DocumentReader => {
  const head: { context?: unknown; author?: string | undefined; timestamp?: string | undefined } = {};
  // The author may stand behind the statements, so claims wait for the end.
  const claims: VexClaim[] = [];
  const seen = new Set<string>();

  const readStatement = (placed: Placed): void => {
    const raw = readShape(OpenVexStatement, placed, out);
    if (raw === undefined) return;
    const claim = toClaim(raw, { documentDigest, index: Number(placed.at[1]) });
    if (typeof claim === 'string') return out.count(claim);
    const text = sha256Hex(JSON.stringify(raw));
    if (seen.has(text)) return out.count('duplicate');
    seen.add(text);
    if (!out.hold(1 + partsOf(claim), placed.at)) return;
    claims.push(claim);
    out.count('accepted');
  };

  return {
    survey: (placed) => {
      switch (placed.path) {
        case '/@context':
          head.context = placed.value;
          return;
        case '/author':
          head.author = given(readShape(OptionalText, placed, out));
          return;
        case '/timestamp':
          head.timestamp = given(readShape(OptionalText, placed, out));
          return;
        default:
          readStatement(placed);
      }
    },
    surveyed: () => {
      if (!isOpenVexContext(head.context))
        out.fault(
          'DOCUMENT_FORMAT_FOREIGN',
          ['@context'],
          'is no OpenVEX document of version 0.0.1 or 0.2.0',
        );
      for (const { statement, ...claim } of claims)
        out.claim({ ...claim, statement: inherit(statement, head) });
    },
    item: () => undefined,
  };
};

// A statement without a time of its own has the document's (OpenVEX, “Inheritance”).
const inherit = (
  statement: VexStatement,
  { author, timestamp }: { author?: string | undefined; timestamp?: string | undefined },
): VexStatement =>
  withoutUndefined({ ...statement, source: author, timestamp: statement.timestamp ?? timestamp });

const partsOf = ({ products }: VexClaim): number =>
  products.reduce((sum, { parts }) => sum + 1 + (parts?.length ?? 0), 0);

type Place = { readonly documentDigest: string; readonly index: number };

type Unusable = 'VULNERABILITY_UNIDENTIFIED' | 'PRODUCT_UNIDENTIFIED' | 'STATUS_UNKNOWN';

const toClaim = (raw: OpenVexStatement, { documentDigest, index }: Place): VexClaim | Unusable => {
  const vulnerabilityIds = vulnerabilityIdsOf(raw.vulnerability);
  if (vulnerabilityIds.length === 0) return 'VULNERABILITY_UNIDENTIFIED';
  const products = (raw.products ?? []).map((product) => toProduct(product, raw.subcomponents));
  if (!products.some(isIdentified)) return 'PRODUCT_UNIDENTIFIED';
  const status = VexStatement.shape.status.safeParse(raw.status);
  if (!status.success) return 'STATUS_UNKNOWN';
  return {
    vulnerabilityIds,
    products,
    statement: withoutUndefined({
      status: status.data,
      justification: given(raw.justification),
      timestamp: given(raw.timestamp),
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
  return { ...idOf(product), parts: parts.length === 0 ? undefined : parts.map(idOf) };
};

const idOf = (component: OpenVexComponent): ProductId => {
  const { '@id': id, identifiers } =
    typeof component === 'string' ? { '@id': component, identifiers: undefined } : component;
  const purls = new Set([id, identifiers?.purl].flatMap((text) => given(text) ?? []));
  return {
    purls: [...purls].flatMap((text) => toPurl(text) ?? []),
    cpes: toCpes([identifiers?.cpe22, identifiers?.cpe23]),
    links: [],
  };
};
