import type { VexStatement } from '@policy-registry/finding';
import { compareBytewise } from '@policy-registry/kernel';

import { type Identity, isProductOf, type ProductId } from './identity.ts';
import { packageKey, type Purl } from './purl.ts';
import type { ScanFinding } from './scan-finding.ts';
import { matchesImage } from './scan-target.ts';
import { inMemberOrder } from './shape.ts';
import type { VexClaim, VexProduct } from './vex-claim.ts';

/** Gives the statements that match a finding, by document digest and index. Every one is kept, none is preferred. */
export const vexJoin = (claims: readonly VexClaim[]): ((finding: ScanFinding) => VexStatement[]) => {
  const index = indexed(claims.map((claim) => ({ ...claim, statement: inMemberOrder(claim.statement) })));
  return (finding) => {
    const matching = [...candidatesOf(finding, index)].filter(({ products }) =>
      products.some((product) => concerns(product, finding)),
    );
    const stated = [...matching.map(({ statement }) => statement), ...finding.stated];
    return stated.length > 1 ? distinctInOrder(stated) : stated;
  };
};

// A vulnerability that affects several things is one statement, also where two of them are the finding's.
const distinctInOrder = (statements: readonly VexStatement[]): VexStatement[] => {
  const byPlace = new Map(statements.map((found) => [`${found.documentDigest} ${found.index}`, found]));
  return [...byPlace.values()].toSorted(
    (a, b) => compareBytewise(a.documentDigest, b.documentDigest) || a.index - b.index,
  );
};

/**
 * A product is the component itself, or what was scanned: the image or the project. Parts narrow it to the
 * components among them.
 */
const concerns = (product: VexProduct, finding: ScanFinding): boolean => {
  const isComponent = (id: ProductId): boolean => isProductOf(id, finding.identity);
  const isScanned =
    product.purls.some((purl) => matchesImage(purl, finding.target)) ||
    finding.roots.some((root) => isProductOf(product, root));
  const isProduct = isScanned || isComponent(product);
  return isProduct && (product.parts === undefined || product.parts.some(isComponent));
};

/** Statements by vulnerability id, then by the package that they are about. */
type Index = ReadonlyMap<string, ReadonlyMap<string, readonly VexClaim[]>>;

// A thousand statements on one vulnerability in as many products cost a finding no more than those on its package.
const indexed = (claims: readonly VexClaim[]): Index => {
  const index = new Map<string, Map<string, VexClaim[]>>();
  for (const claim of claims) {
    const places = new Set(claim.products.flatMap(placesOf));
    for (const id of claim.vulnerabilityIds) {
      const byPlace = index.get(id) ?? new Map<string, VexClaim[]>();
      index.set(id, byPlace);
      for (const place of places) {
        const found = byPlace.get(place);
        if (found === undefined) byPlace.set(place, [claim]);
        else found.push(claim);
      }
    }
  }
  return index;
};

const ANYWHERE = '*';
const IMAGE = 'oci/';

const candidatesOf = ({ advisory, identity, roots }: ScanFinding, index: Index): Set<VexClaim> => {
  const found = new Set<VexClaim>();
  for (const id of [advisory.id, ...advisory.aliases]) {
    const byPlace = index.get(id);
    if (byPlace === undefined) continue;
    for (const place of [ANYWHERE, IMAGE, ...[identity, ...roots].flatMap(packagesOf)])
      for (const claim of byPlace.get(place) ?? []) found.add(claim);
  }
  return found;
};

const packagesOf = ({ purls }: Identity): string[] => purls.map(packageOf);

const packageOf = ({ text, parts }: Purl): string => (parts === undefined ? text : packageKey(parts));

// Parts must be the component; without them the product is the component, a root or the image.
const placesOf = (product: VexProduct): string[] =>
  product.parts === undefined ? placesOfId(product) : product.parts.flatMap(placesOfId);

const placesOfId = (id: ProductId): string[] => {
  const isNamedOtherwise = id.purls.length === 0 || id.cpes.length > 0 || id.links.length > 0;
  const places = id.purls.map((purl) => (purl.parts?.type === 'oci' ? IMAGE : packageOf(purl)));
  return isNamedOtherwise ? [...places, ANYWHERE] : places;
};
