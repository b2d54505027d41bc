import { DOTTED_NUMBERS, orderOf, type VersionOrder } from './version-order.ts';

/** Versions that a statement means: some exactly, and ranges of them. */
export type VersionRange = {
  readonly exact: readonly string[];
  readonly ranges: readonly Constraints[];
};

/** One range in the notation of vers; an empty list of comparators holds every version. */
type Constraints = { readonly order: VersionOrder; readonly comparators: readonly Comparator[] };

type Comparator = { readonly operator: string; readonly version: string };

const COMPARATOR = /^(<=|>=|!=|<|>|=)?(.+)$/;

/**
 * Reads a range in the notation of vers (`vers:npm/>=1.0.0|<2.0.0`), or comparators without a scheme, as CSAF
 * allows, when they compare dotted numbers. `undefined` when the scheme's order is not implemented or a version
 * is none of it.
 */
export const toConstraints = (text: string): Constraints | undefined => {
  const [, scheme, constraints = ''] = /^vers:([a-z0-9.-]+)\/(.*)$/i.exec(text) ?? [];
  if (constraints === '*') return { order: DOTTED_NUMBERS, comparators: [] };
  const order = scheme === undefined ? DOTTED_NUMBERS : orderOf(scheme.toLowerCase());
  if (order === undefined) return undefined;
  const comparators = (scheme === undefined ? text : constraints).split('|').map(toComparator);
  if (!comparators.every(({ version }) => order.isVersion(version))) return undefined;
  return { order, comparators: comparators.toSorted((a, b) => order.compare(a.version, b.version)) };
};

const toComparator = (text: string): Comparator => {
  const [, operator = '=', version = ''] = COMPARATOR.exec(text.replaceAll(/\s/g, '')) ?? [];
  return { operator, version: decoded(version) };
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** True when the version is one of those that are meant. An unknown version is within none but all of them. */
export const isWithin = (version: string | undefined, { exact, ranges }: VersionRange): boolean =>
  (version !== undefined && exact.includes(version)) || ranges.some((range) => holds(range, version));

const holds = ({ order, comparators }: Constraints, version: string | undefined): boolean => {
  if (comparators.length === 0) return true;
  if (version === undefined || !order.isVersion(version)) return false;
  const sides = comparators.map(({ operator, version: bound }) => ({
    operator,
    side: Math.sign(order.compare(version, bound)),
  }));
  const equal = sides.find(({ side }) => side === 0);
  if (equal !== undefined && equal.operator !== '<' && equal.operator !== '>') return equal.operator !== '!=';
  const bounds = sides.filter(({ operator }) => /^[<>]/.test(operator));
  return bounds.length === 0 ? sides.every(({ operator }) => operator === '!=') : isBetween(bounds);
};

// The bounds stand in ascending order: the version lies in a gap between two, or beyond one end.
const isBetween = (bounds: readonly { readonly operator: string; readonly side: number }[]): boolean => {
  if (bounds.some(({ side }) => side === 0)) return false;
  const above = bounds.findIndex(({ side }) => side < 0);
  const upper = bounds[above];
  const lower = above === -1 ? bounds.at(-1) : bounds[above - 1];
  return lower?.operator.startsWith('<') !== true && upper?.operator.startsWith('>') !== true;
};
