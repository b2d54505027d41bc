import type { OsvEvent, OsvRange } from './osv-record.ts';
import { given } from './shape.ts';
import { SEMVER, type VersionOrder } from './version-order.ts';

/** Why it is not known whether an advisory concerns a component. A closed list; `docs/facts.md` explains each. */
export const UNDECIDED_REASONS = [
  'VERSION_MISSING',
  'VERSION_UNREADABLE',
  'VERSION_ORDER_UNKNOWN',
  'RANGE_UNREADABLE',
  'RELEASE_UNKNOWN',
] as const;
export type UndecidedReason = (typeof UNDECIDED_REASONS)[number];

/** Whether a version is affected; `fixedVersion` is the first one after it that is not, where the range says so. */
export type Affectedness =
  | { readonly is: 'affected'; readonly fixedVersion: string | undefined }
  | { readonly is: 'unaffected' }
  | { readonly is: 'undecided'; readonly reason: UndecidedReason };

export const UNAFFECTED: Affectedness = { is: 'unaffected' };
export const undecided = (reason: UndecidedReason): Affectedness => ({ is: 'undecided', reason });

/**
 * Evaluates one range for a version (OSV schema, § Evaluation). Ranges of commits are no ranges of versions:
 * the caller leaves them out.
 */
export const inRange = (version: string, range: OsvRange, own: VersionOrder | undefined): Affectedness => {
  const order = range.type === 'SEMVER' ? SEMVER : own;
  if (order === undefined) return undecided('VERSION_ORDER_UNKNOWN');
  if (!order.isVersion(version)) return undecided('VERSION_UNREADABLE');
  const marks = (range.events ?? []).flatMap(marksOf);
  if (!marks.every((mark) => isReadable(mark, order))) return undecided('RANGE_UNREADABLE');
  const inOrder = marks.toSorted((a, b) => compareMarks(a, b, order));
  const sideOf = ({ version: at }: Mark): number => (isBeginning(at) ? 1 : order.compare(version, at));
  const isAffected = inOrder.reduce((before, mark) => afterMark(before, mark, sideOf(mark)), false);
  const limits = inOrder.filter(({ kind }) => kind === 'limit');
  const isWithinLimits =
    limits.length === 0 || limits.some((limit) => limit.version === '*' || sideOf(limit) < 0);
  if (!isAffected || !isWithinLimits) return UNAFFECTED;
  const fixed = inOrder.find((mark) => mark.kind === 'fixed' && sideOf(mark) < 0);
  return { is: 'affected', fixedVersion: fixed?.version };
};

/** Whether a version is affected after one more event; `side` is how it compares with the event's version. */
const afterMark = (isAffected: boolean, { kind }: Mark, side: number): boolean => {
  if (kind === 'introduced' && side >= 0) return true;
  if ((kind === 'fixed' && side >= 0) || (kind === 'last_affected' && side > 0)) return false;
  return isAffected;
};

type Mark = { readonly kind: 'introduced' | 'fixed' | 'last_affected' | 'limit'; readonly version: string };

const KINDS = ['introduced', 'fixed', 'last_affected', 'limit'] as const;

const marksOf = (event: OsvEvent): Mark[] =>
  KINDS.flatMap((kind) => {
    const version = given(event[kind]);
    return version === undefined ? [] : [{ kind, version }];
  });

// `0` is before every version, whatever the order.
const isBeginning = (version: string): boolean => version === '0';

const isReadable = ({ kind, version }: Mark, order: VersionOrder): boolean =>
  isBeginning(version) || (kind === 'limit' && version === '*') || order.isVersion(version);

const compareMarks = (a: Mark, b: Mark, order: VersionOrder): number => {
  if (a.version === b.version) return KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind);
  if (isBeginning(a.version) || b.version === '*') return -1;
  if (isBeginning(b.version) || a.version === '*') return 1;
  return order.compare(a.version, b.version);
};
