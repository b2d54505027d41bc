import type { Finding } from '../answer.ts';
import type { Difference } from './compare-trail.ts';
import type { TableHashes } from './folded-rows.ts';
import type { Break } from './replay-log.ts';

/** What the registry says of its read models, read at one position of the stream. */
export type RegistryState = TableHashes & { readonly position: number };

/** Everything that an audit of one tenant found out, before it is judged. */
export type AuditEvidence = {
  /** Sequence of the last message that was replayed. */
  readonly lastSeq: number;
  readonly missingSeq: number | undefined;
  readonly breaks: readonly Break[];
  readonly folded: TableHashes;
  readonly registry: RegistryState;
  /** The first sequence at which log and audit trail differ. */
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

/**
 * Tells a damaged log from damaged rows. The projector noted each message's hash twice: in the audit trail and in the
 * fence's tables. Changed bytes of an event contradict both of them (its own hash, or that of what no longer follows
 * it, is another); a changed row contradicts only its own table. Two witnesses against the log: the log was changed.
 * One: the rows were. A log that lacks a message speaks against itself.
 */
export const judgeReplay = (evidence: AuditEvidence): readonly AuditFinding[] => {
  const { lastSeq, missingSeq, breaks, folded, registry, difference } = evidence;
  const gap = missingSeq ?? (lastSeq < registry.position ? lastSeq + 1 : undefined);
  if (gap !== undefined) {
    return [eventFinding(gap, `the stream lacks sequence ${gap}`)];
  }
  const tables = differingTables(folded, registry);
  const isFenceDifferent = FENCE_TABLES.some((name) => tables.includes(name));
  if (difference !== undefined && isFenceDifferent) {
    const { seq, problem } = difference;
    const broken = breaks[0];
    const follows =
      broken === undefined
        ? ''
        : `; nothing precedes ${broken.aggregate} version ${broken.version} at ${broken.seq}`;
    return [eventFinding(seq, `${problem}${follows}`)];
  }
  if (tables.length === 0) return [];
  const names = tables.join(', ');
  return [
    { finding: 'readmodel', tables, detail: `the log folds to other rows than the registry has in ${names}` },
  ];
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
