import { openMessage, rowKey, type OpenedMessage, type StoredMessage } from '@policy-registry/kernel';
import { foldMessage } from '@policy-registry/read-models';

import { chainBreaks, type Break } from './chain-breaks.ts';
import { foldedRows, type FoldedRows, type OnTrail } from './folded-rows.ts';

/** How many places of one kind are kept to be shown. */
const SHOWN_MAX = 20;

export type Tally = { readonly accepted: number; readonly losers: number; readonly foreign: number };

/** A message that does not count, by the fence's judgment of it. */
export type Outsider = {
  readonly seq: number;
  readonly class: 'loser' | 'foreign';
  readonly problem: string;
};

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
   * The first event of each aggregate that is ahead of its head, although nothing else took its version: what it
   * follows is not in the log. A loser of a race is not among them, because the version it wanted is taken.
   */
  readonly breaksOf: (tenant: string) => readonly Break[];
  /** The first messages of a tenant that do not count; the tally has their number. */
  readonly outsidersOf: (tenant: string) => readonly Outsider[];
  readonly unreadable: () => readonly Unreadable[];
  readonly tenants: () => readonly string[];
  readonly rows: FoldedRows;
};

const NOTHING: Tally = { accepted: 0, losers: 0, foreign: 0 };

/**
 * Reads the whole log as the projector does, from the first message on. Memory grows with what there is in the registry,
 * and not with what happened in it.
 */
export const startReplay = (onTrail?: OnTrail): Replay => {
  const rows = foldedRows(onTrail);
  const tallies = new Map<string, Tally>();
  const chain = chainBreaks();
  const outsiders = new Map<string, Outsider[]>();
  const unreadable: Unreadable[] = [];
  let lastSeq = 0;
  let missingSeq: number | undefined;

  const count = (tenant: string, name: keyof Tally): void => {
    const tally = tallies.get(tenant) ?? NOTHING;
    tallies.set(tenant, { ...tally, [name]: tally[name] + 1 });
  };

  const list = (tenant: string, outsider: Outsider): void => {
    const listed = outsiders.get(tenant) ?? [];
    if (listed.length < SHOWN_MAX) listed.push(outsider);
    outsiders.set(tenant, listed);
  };

  const judge = (subject: string, opened: OpenedMessage): void => {
    const tenant = opened.event?.tenant ?? tenantIn(subject);
    const version = opened.event?.aggregate.version ?? 0;
    const before = versionBefore(rows, opened);
    const verdict = foldMessage(rows, subject, opened);
    if (verdict.class === 'accepted') {
      chain.taken(subject, version);
      return count(tenant, 'accepted');
    }
    if (version > before) chain.ahead(subject, opened);
    list(tenant, { seq: opened.seq, class: verdict.class, problem: verdict.problem });
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
    breaksOf: (tenant) => chain.of(tenant).slice(0, SHOWN_MAX),
    outsidersOf: (tenant) => outsiders.get(tenant) ?? [],
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
