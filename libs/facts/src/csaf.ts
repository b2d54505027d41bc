import type { VexStatement } from '@policy-registry/finding';

import type { RejectionReason } from './counts.ts';
import { CsafHead, CsafProductTree, type CsafRemark, CsafVulnerability } from './csaf-document.ts';
import { type CsafProducts, toProducts } from './csaf-products.ts';
import type { DocumentFormat, DocumentReader, FactSink, Placed } from './format.ts';
import { isIdentified } from './identity.ts';
import { given, readShape, withoutUndefined } from './shape.ts';
import type { VexClaim } from './vex-claim.ts';

/**
 * CSAF 2.0 documents: VEX and security advisories. Each product under each status of each vulnerability is one
 * item, and is read in the survey: there is no tuple in the document.
 */
export const csafFormat: DocumentFormat = {
  survey: ['/document', '/product_tree', '/vulnerabilities[]'],
  required: ['/document'],
  items: [],
  open: (document, out) => readCsaf(document.digest, out),
};

const readCsaf = (documentDigest: string, out: FactSink): DocumentReader => {
  let head: CsafHead | undefined;
  let products: CsafProducts = toProducts(undefined);
  // Members stand in any order, so vulnerabilities wait for the product tree.
  const vulnerabilities: CsafVulnerability[] = [];

  const readStatuses = (vulnerability: CsafVulnerability, first: number): number => {
    const seen = new Set<string>();
    const remarks = remarksOf(vulnerability, products);
    const vulnerabilityIds = vulnerabilityIdsOf(vulnerability);
    let index = first;
    for (const [status, ids] of Object.entries(vulnerability.product_status ?? {})) {
      for (const product of ids ?? []) {
        const claim = toClaim({ status, product, vulnerabilityIds, remarks }, { head, products });
        if (typeof claim === 'string') out.count(claim);
        // `first_fixed` and `fixed` state the same of one product.
        else if (seen.has(`${claim.statement.status} ${product}`)) out.count('duplicate');
        else {
          seen.add(`${claim.statement.status} ${product}`);
          out.count('accepted');
          out.claim({ ...claim, statement: { ...claim.statement, documentDigest, index } });
        }
        index += 1;
      }
    }
    return index;
  };

  return {
    survey: (placed: Placed) => {
      switch (placed.path) {
        case '/document':
          head = readShape(CsafHead, placed, out);
          return;
        case '/product_tree':
          products = toProducts(readShape(CsafProductTree, placed, out));
          return;
        default: {
          const vulnerability = readShape(CsafVulnerability, placed, out);
          if (vulnerability !== undefined && out.hold(statementsOf(vulnerability), placed.at))
            vulnerabilities.push(vulnerability);
        }
      }
    },
    surveyed: () => {
      if (!/^2\.\d+$/.test(head?.csaf_version ?? ''))
        return out.fault(
          'DOCUMENT_FORMAT_FOREIGN',
          ['document', 'csaf_version'],
          'is no CSAF document of version 2',
        );
      let index = 0;
      for (const vulnerability of vulnerabilities) index = readStatuses(vulnerability, index);
      vulnerabilities.length = 0;
    },
    item: () => undefined,
  };
};

const statementsOf = ({ product_status: statuses }: CsafVulnerability): number =>
  Object.values(statuses ?? {}).reduce((sum, products) => sum + (products?.length ?? 0), 1);

// The statuses of CSAF 2.0 §3.2.3.9; `recommended` states nothing of a product.
const STATUS_OF: ReadonlyMap<string, VexStatement['status']> = new Map<string, VexStatement['status']>([
  ['known_not_affected', 'not_affected'],
  ['known_affected', 'affected'],
  ['first_affected', 'affected'],
  ['last_affected', 'affected'],
  ['fixed', 'fixed'],
  ['first_fixed', 'fixed'],
  ['under_investigation', 'under_investigation'],
]);

type Item = {
  readonly status: string;
  readonly product: string;
  readonly vulnerabilityIds: readonly string[];
  readonly remarks: ReturnType<typeof remarksOf>;
};

type Claim = Omit<VexClaim, 'statement'> & {
  readonly statement: Omit<VexStatement, 'documentDigest' | 'index'>;
};

const toClaim = (
  { status: word, product: id, vulnerabilityIds, remarks }: Item,
  { head, products }: { readonly head: CsafHead | undefined; readonly products: CsafProducts },
): Claim | RejectionReason => {
  if (vulnerabilityIds.length === 0) return 'VULNERABILITY_UNIDENTIFIED';
  const product = products.byId.get(id);
  if (product === 'range unreadable') return 'VERSION_RANGE_UNREADABLE';
  if (product === undefined || !isIdentified(product)) return 'PRODUCT_UNIDENTIFIED';
  const status = STATUS_OF.get(word);
  if (status === undefined) return 'STATUS_UNKNOWN';
  return {
    vulnerabilityIds,
    products: [product],
    statement: withoutUndefined({
      status,
      ...remarks(id),
      ...saidBy(head),
    }),
  };
};

// A document is stated anew with each release.
const saidBy = (head: CsafHead | undefined): Partial<Record<'source' | 'timestamp', string | undefined>> => ({
  source: given(head?.publisher?.name),
  timestamp: given(head?.tracking?.current_release_date) ?? given(head?.tracking?.initial_release_date),
});

const vulnerabilityIdsOf = ({ cve, ids }: CsafVulnerability): string[] =>
  given(cve) === undefined ? [...new Set((ids ?? []).flatMap(({ text }) => given(text) ?? []))] : [cve ?? ''];

/** What a vulnerability says of one product beside its status. */
type Remarks = Pick<VexStatement, 'justification' | 'impactStatement' | 'actionStatement'>;

type TextOf = (product: string) => string | undefined;

const remarksOf = (
  { flags, threats, remediations }: CsafVulnerability,
  { groups }: CsafProducts,
): ((product: string) => Partial<Record<keyof Remarks, string | undefined>>) => {
  const labelsOf = textsByProduct(flags, groups, ({ label }) => given(label));
  const impactOf = textsByProduct(threats, groups, ({ category, details }) =>
    category === 'impact' ? given(details) : undefined,
  );
  const actionOf = textsByProduct(remediations, groups, ({ category, details }) =>
    given([category, details].flatMap((text) => given(text) ?? []).join(': ')),
  );
  return (product) => ({
    justification: labelsOf(product)?.split('\n')[0],
    impactStatement: impactOf(product),
    actionStatement: actionOf(product),
  });
};

/** The texts of a product, then those of all products, one per line; what is repeated stands once. */
const textsByProduct = (
  remarks: readonly CsafRemark[] | null | undefined,
  groups: CsafProducts['groups'],
  textOf: (remark: CsafRemark) => string | undefined,
): TextOf => {
  const ofProduct = new Map<string, Set<string>>();
  const ofAll = new Set<string>();
  for (const remark of remarks ?? []) {
    const text = textOf(remark);
    if (text === undefined) continue;
    if (!remark.product_ids && !remark.group_ids) ofAll.add(text);
    for (const product of productsOf(remark, groups))
      ofProduct.set(product, (ofProduct.get(product) ?? new Set()).add(text));
  }
  const common = [...ofAll].join('\n');
  return (product) => {
    const own = [...(ofProduct.get(product) ?? [])].join('\n');
    return given(own === '' || common === '' ? `${own}${common}` : `${own}\n${common}`);
  };
};

const productsOf = (remark: CsafRemark, groups: CsafProducts['groups']): string[] => [
  ...(remark.product_ids ?? []),
  ...(remark.group_ids ?? []).flatMap((id) => groups.get(id) ?? []),
];
