import type { Finding } from '../answer.ts';
import type { Break } from './chain-breaks.ts';
import type { Difference } from './compare-trail.ts';
import type { TableHashes } from './folded-rows.ts';

/** What the registry says of its read models, read at one position of the stream. */
export type RegistryState = TableHashes & { readonly position: number };

/** Everything that an audit of one tenant found out, before it is judged. */
export type AuditEvidence = {
  /** Sequence of the last message that was replayed. */
  readonly lastSeq: number;
  /** Sequence of the last message that the stream said it has. */
  readonly endSeq: number;
  readonly missingSeq: number | undefined;
  readonly breaks: readonly Break[];
  readonly folded: TableHashes;
  readonly registry: RegistryState;
  /** The first sequence at which log and audit trail differ, up to the registry's position. */
  readonly difference: Difference | undefined;
};

export type EventFinding = Finding & { readonly finding: 'event'; readonly seq: number };
export type ReadModelFinding = Finding & {
  readonly finding: 'readmodel';
  readonly tables: readonly string[];
};
export type AuditFinding = EventFinding | ReadModelFinding;

// What the projector noted of the log when it judged it, besides the audit trail: the last hash of each aggregate, and
// the hash of every message that did not count.
const FENCE_TABLES = ['aggregate_head', 'outsider_message'] as const;

/** The first sequence that the stream lacks: between two messages, or between the last one and its end. */
export const firstGap = ({
  lastSeq,
  endSeq,
  missingSeq,
  registry,
}: Pick<AuditEvidence, 'lastSeq' | 'endSeq' | 'missingSeq' | 'registry'>): number | undefined =>
  missingSeq ?? (lastSeq < Math.max(endSeq, registry.position) ? lastSeq + 1 : undefined);

/**
 * Tells a damaged log from damaged rows. A log with a gap or a broken chain speaks against itself, whatever the registry
 * says. Beyond that, the projector noted each message's hash twice: in the audit trail and in the fence's tables.
 * Changed bytes of an event contradict both of them (its own hash, or that of what no longer follows it, is another); a
 * changed row contradicts only its own table. Two witnesses against the log: the log was changed. One: the rows were.
 */
export const judgeReplay = (evidence: AuditEvidence): readonly AuditFinding[] => {
  const { folded, registry, difference } = evidence;
  const gap = firstGap(evidence);
  const gapFindings = gap === undefined ? [] : [gapFinding(gap, registry.position)];
  // What follows a gap follows something that is not there.
  const breaks = evidence.breaks.filter(({ seq }) => seq < (gap ?? Infinity));
  const isComparable = gap === undefined || gap > registry.position;
  const tables = isComparable ? differingTables(folded, registry) : [];

  if (difference !== undefined && FENCE_TABLES.some((name) => tables.includes(name))) {
    const before = breaks.filter(({ seq }) => seq < difference.seq);
    return [...before.map(breakFinding), changedFinding(difference, breaks), ...gapFindings];
  }
  return [...breaks.map(breakFinding), ...gapFindings, ...rowFindings(tables)];
};

const gapFinding = (gap: number, position: number): EventFinding => {
  const standing = gap > position ? `; the registry stands behind it, at ${position}` : '';
  return eventFinding(gap, `the stream lacks sequence ${gap}${standing}`);
};

const breakFinding = ({ seq, aggregate, version }: Break): EventFinding =>
  eventFinding(seq, `nothing in the log precedes ${aggregate} version ${version}`);

const changedFinding = ({ seq, problem }: Difference, breaks: readonly Break[]): EventFinding => {
  const broken = breaks.find((one) => one.seq >= seq);
  const follows =
    broken === undefined
      ? ''
      : `; nothing precedes ${broken.aggregate} version ${broken.version} at ${broken.seq}`;
  return eventFinding(seq, `${problem}${follows}`);
};

const rowFindings = (tables: readonly string[]): readonly ReadModelFinding[] => {
  if (tables.length === 0) return [];
  const detail = `the log folds to other rows than the registry has in ${tables.join(', ')}`;
  return [{ finding: 'readmodel', tables, detail }];
};

const eventFinding = (seq: number, problem: string): EventFinding => ({
  finding: 'event',
  seq,
  detail: `sequence ${seq}: ${problem}`,
});

const differingTables = (folded: TableHashes, registry: TableHashes): readonly string[] => {
  const names = new Set([...Object.keys(folded.tables), ...Object.keys(registry.tables)]);
  return [...names].toSorted().filter((name) => folded.tables[name] !== registry.tables[name]);
};
