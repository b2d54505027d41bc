import type { CsafBranch, CsafFullName, CsafProductTree, CsafRelationship } from './csaf-document.ts';
import { type ProductId, toCpes } from './identity.ts';
import { toPurl } from './purl.ts';
import { given, withoutUndefined } from './shape.ts';
import { toConstraints } from './vers.ts';
import type { VexProduct } from './vex-claim.ts';

/** A product of a product tree: by what it is named, or that its range of versions cannot be read. */
export type CsafProduct = VexProduct | Unreadable;

/** What a product tree says: its products by id, and its groups. */
export type CsafProducts = {
  readonly byId: ReadonlyMap<string, CsafProduct>;
  readonly groups: ReadonlyMap<string, readonly string[]>;
};

export const toProducts = (tree: CsafProductTree): CsafProducts => {
  const named = [
    ...(tree?.branches ?? []).flatMap((branch) => productsIn(branch, {})),
    ...(tree?.full_product_names ?? []).map((name) => [name, idOf(name, {})] as const),
  ];
  const byId = new Map<string, CsafProduct>();
  for (const [name, id] of named) byId.set(name.product_id ?? '', id === UNREADABLE ? id : wholly(id));
  // A relationship may relate what an earlier one named.
  for (const relationship of tree?.relationships ?? []) relate(byId, relationship);
  // What has no id is spoken of by no statement.
  byId.delete('');
  return { byId, groups: groupsIn(tree) };
};

const relate = (byId: Map<string, CsafProduct>, relationship: CsafRelationship): void => {
  const name = relationship.full_product_name ?? {};
  const part = byId.get(relationship.product_reference ?? '');
  const whole = byId.get(relationship.relates_to_product_reference ?? '');
  if (part !== undefined && whole !== undefined) byId.set(name.product_id ?? '', combined(name, part, whole));
};

const groupsIn = (tree: CsafProductTree): CsafProducts['groups'] =>
  new Map(
    (tree?.product_groups ?? []).map(
      ({ group_id: id, product_ids: products }) => [id ?? '', products ?? []] as const,
    ),
  );

const wholly = (id: ProductId): VexProduct => ({ ...id, parts: undefined });

type Unreadable = typeof UNREADABLE;
const UNREADABLE = 'range unreadable';

const productsIn = (branch: CsafBranch, above: Path): (readonly [CsafFullName, ProductId | Unreadable])[] => {
  const path = below(above, branch);
  const own = branch.product ? [[branch.product, idOf(branch.product, path)] as const] : [];
  return [...own, ...(branch.branches ?? []).flatMap((child) => productsIn(child, path))];
};

/** What the branches above a product say of it. */
type Path = {
  readonly vendor?: string | undefined;
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  readonly range?: string | undefined;
};

const below = (path: Path, { category, name }: CsafBranch): Path => {
  const text = given(name);
  switch (category) {
    case 'vendor':
      return { ...path, vendor: text };
    case 'product_family':
      return { ...path, name: path.name ?? text };
    case 'product_name':
      return { ...path, name: text };
    case 'product_version':
      // Some publishers write “all versions” as a version, and a whole name where no name is above.
      if (text?.startsWith('vers:') === true) return { ...path, range: text };
      return path.name === undefined ? { ...path, name: text } : { ...path, version: text };
    case 'product_version_range':
      return { ...path, range: text };
    default:
      return path;
  }
};

const idOf = (product: CsafFullName, path: Path): ProductId | Unreadable => {
  const helper = product.product_identification_helper;
  const purls = [helper?.purl, ...(helper?.purls ?? [])].flatMap((text) => toPurl(text ?? '') ?? []);
  const cpes = toCpes([helper?.cpe]);
  const { range, ...names } =
    path.name === undefined ? { name: given(product.name), range: undefined } : path;
  // A package URL or a CPE says more exactly which versions are meant.
  const isRanged = range !== undefined && purls.length === 0 && cpes.length === 0;
  const constraints = isRanged ? toConstraints(range) : undefined;
  if (isRanged && constraints === undefined) return UNREADABLE;
  const narrowed = constraints && { exact: [], ranges: [constraints] };
  return withoutUndefined({ purls, cpes, links: [], ...names, range: narrowed });
};

/** A component of a product, or installed on one: the product, narrowed to the component. */
const combined = (name: CsafFullName, part: CsafProduct, whole: CsafProduct): CsafProduct => {
  if (part === UNREADABLE || whole === UNREADABLE) return UNREADABLE;
  const own = idOf(name, {});
  const purls = own === UNREADABLE ? [] : own.purls;
  // The relationship may give the component's own package URL.
  const component = purls.length > 0 ? { ...part, purls } : part;
  return { ...whole, parts: [component] };
};
