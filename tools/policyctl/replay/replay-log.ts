import { openMessage, rowKey, type OpenedMessage, type StoredMessage } from '@policy-registry/kernel';
import { foldMessage } from '@policy-registry/read-models';

import { foldedRows, type FoldedRows } from './folded-rows.ts';

/** How many places of one kind are kept to be shown. */
const SHOWN_MAX = 20;

/** A well-formed event that continues a history which the log does not hold. */
export type Break = { readonly seq: number; readonly aggregate: string; readonly version: number };

export type Tally = { readonly accepted: number; readonly losers: number; readonly foreign: number };

/** Accepted by the fence, but its facts cannot be read by this build. */
export type Unreadable = { readonly seq: number; readonly tenant: string; readonly problem: string };

export type Replay = {
  /** Judges and folds the next message of the stream. */
  readonly take: (message: StoredMessage) => void;
  /** Sequence of the last message taken; 0 before the first. */
  readonly lastSeq: () => number;
  /** The first sequence that the stream lacks. */
  readonly missingSeq: () => number | undefined;
  readonly tallyOf: (tenant: string) => Tally;
  /**
   * Events whose version nothing else took, although they are ahead of their aggregate: what they follow is not in the
   * log. A loser of a race is not among them, because the version it wanted is taken.
   */
  readonly breaksOf: (tenant: string) => readonly Break[];
  readonly unreadable: () => readonly Unreadable[];
  readonly tenants: () => readonly string[];
  readonly rows: FoldedRows;
};

const NOTHING: Tally = { accepted: 0, losers: 0, foreign: 0 };

/** Reads the whole log as the projector does, from the first message on. Memory grows with the read models. */
export const startReplay = (): Replay => {
  const rows = foldedRows();
  const tallies = new Map<string, Tally>();
  const ahead = new Map<string, Break & { readonly tenant: string }>();
  const unreadable: Unreadable[] = [];
  let lastSeq = 0;
  let missingSeq: number | undefined;

  const count = (tenant: string, name: keyof Tally): void => {
    const tally = tallies.get(tenant) ?? NOTHING;
    tallies.set(tenant, { ...tally, [name]: tally[name] + 1 });
  };

  const runAhead = (tenant: string, subject: string, { seq, event }: OpenedMessage): void => {
    if (event === undefined || ahead.has(subject)) return;
    const { type, id, version } = event.aggregate;
    ahead.set(subject, { seq, aggregate: `${type}.${id}`, version, tenant });
  };

  const judge = (subject: string, opened: OpenedMessage): void => {
    const tenant = opened.event?.tenant ?? tenantIn(subject);
    const version = opened.event?.aggregate.version ?? 0;
    const before = versionBefore(rows, opened);
    const verdict = foldMessage(rows, subject, opened);
    if (verdict.class === 'accepted') {
      if ((ahead.get(subject)?.version ?? Infinity) <= version) ahead.delete(subject);
      return count(tenant, 'accepted');
    }
    if (version > before) runAhead(tenant, subject, opened);
    count(tenant, verdict.class === 'foreign' ? 'foreign' : 'losers');
  };

  return {
    take: ({ seq, subject, bytes }) => {
      if (seq !== lastSeq + 1) missingSeq ??= lastSeq + 1;
      lastSeq = seq;
      const opened = openMessage({ seq, subject, bytes });
      try {
        judge(subject, opened);
      } catch (error) {
        // The fence is folded first, so the history goes on; the rows of this message are lost.
        const problem = error instanceof Error ? error.message : String(error);
        if (unreadable.length < SHOWN_MAX) unreadable.push({ seq, tenant: tenantIn(subject), problem });
      }
    },
    lastSeq: () => lastSeq,
    missingSeq: () => missingSeq,
    tallyOf: (tenant) => tallies.get(tenant) ?? NOTHING,
    breaksOf: (tenant) =>
      [...ahead.values()]
        .filter((one) => one.tenant === tenant)
        .map(({ seq, aggregate, version }) => ({ seq, aggregate, version }))
        .toSorted((a, b) => a.seq - b.seq)
        .slice(0, SHOWN_MAX),
    unreadable: () => unreadable,
    tenants: () => [...tallies.keys()].toSorted(),
    rows,
  };
};

const tenantIn = (subject: string): string => subject.split('.')[2] ?? '';

const versionBefore = (rows: FoldedRows, { event }: OpenedMessage): number => {
  if (event === undefined) return 0;
  const { type, id } = event.aggregate;
  return Number(rows.get(event.tenant, 'aggregate_head', rowKey([type, id]))?.['version'] ?? 0);
};
