import { FactUnknown } from '@policy-registry/domain';
import { logDamage, type LogContent } from '@policy-registry/event-store';
import { parseEventSubject, type ReadModelStore } from '@policy-registry/kernel';
import {
  aloneRebuilding,
  compareShadow,
  createShadow,
  dropShadow,
  inTransaction,
  readCheckpoint,
  RebuildRefused,
  swapShadow,
  tenantsWithRows,
  withShadowStore,
  type Comparison,
  type Database,
} from '@policy-registry/postgres';
import { projectBatch, StreamGap, tables } from '@policy-registry/read-models';

import type { EventStream } from '../replay/read-events.ts';

/** Differing rows that are shown. */
const SHOWN_MAX = 20;
/** As near to the rows in use as the shadow has to be before those are kept still for it, in events. */
const NEAR_EVENTS = 1_000;
/** Rounds of catching up with whoever writes on. */
const ROUNDS_MAX = 20;

export type Rebuild = {
  readonly owner: Database;
  readonly ownerUrl: string;
  readonly migrations: string;
  readonly stream: EventStream;
  readonly content: () => Promise<LogContent>;
  /** Folds and compares, and leaves the rows in use as they are. */
  readonly isCompareOnly: boolean;
  readonly progress: (events: number, upTo: number) => void;
};

/** What a rebuild did. */
export type Rebuilt = {
  /** Events that were folded. */
  readonly events: number;
  readonly comparison: Comparison;
  /** Where the read models stand after the swap; absent when nothing was swapped. */
  readonly swappedAt?: number;
};

/**
 * Folds all events into tables beside those in use, compares, and puts them in their place. What was begun is dropped
 * when it fails; what a killed rebuild left behind is dropped by the next one. The rows in use are never touched
 * before the one transaction that swaps them.
 */
export const rebuild = (run: Rebuild): Promise<Rebuilt> =>
  aloneRebuilding(run.owner, async () => {
    await verifyLog(run);
    try {
      await createShadow(run.owner, run);
      return await rebuilt(run);
    } finally {
      await dropShadow(run.owner);
    }
  });

const rebuilt = async (run: Rebuild): Promise<Rebuilt> => {
  const { owner, isCompareOnly } = run;
  const fold = foldOf(run);
  // Somebody may have rows of whom the log knows nothing.
  const present = await tenantsWithRows(owner, tables);
  const tenants = () => [...new Set([...fold.tenants, ...present])].toSorted();
  const comparison = await withShadowStore(run.ownerUrl, async (store) => {
    await near(() => inTransaction(owner, readCheckpoint), store, fold.bringTo);
    const compared = { tables, tenants, shownMax: SHOWN_MAX };
    const found = await compareShadow(owner, { ...compared, bringTo: (upTo) => fold.bringTo(store, upTo) });
    if (!isCompareOnly) await near(run.stream.lastSeq, store, fold.bringTo);
    return found;
  });
  if (isCompareOnly) return { events: comparison.position, comparison };
  const swappedAt = await swapShadow(owner, { tables, tenants, bringTo: fold.bringTo });
  return { events: swappedAt, comparison, swappedAt };
};

type BringTo = (store: ReadModelStore, upTo: number) => Promise<void>;

/** Follows a place that moves on, until so few events are left that they take no time. */
const near = async (place: () => Promise<number>, store: ReadModelStore, bringTo: BringTo): Promise<void> => {
  for (let round = 1; round <= ROUNDS_MAX; round += 1) {
    const upTo = await place();
    await bringTo(store, upTo);
    if ((await place()) - upTo <= NEAR_EVENTS) return;
  }
  throw new RebuildRefused('events are appended faster than they are folded: rebuild at a quieter time');
};

const foldOf = ({ stream, progress }: Rebuild) => {
  const tenants = new Set<string>();
  const bringTo: BringTo = async (store, upTo) => {
    let position = await store.checkpoint();
    for await (const messages of stream.messages(upTo, position)) {
      for (const { subject } of messages) {
        const tenant = parseEventSubject(subject)?.tenant;
        if (tenant !== undefined) tenants.add(tenant);
      }
      ({ position } = await readable(position, messages.length, () =>
        projectBatch(store, position, messages),
      ));
      progress(position, upTo);
    }
    if (position < upTo) throw new RebuildRefused(`the stream ends at ${position}, before event ${upTo}`);
  };
  return { tenants, bringTo };
};

const readable = async <T>(from: number, count: number, fold: () => Promise<T>): Promise<T> => {
  try {
    return await fold();
  } catch (error) {
    if (error instanceof StreamGap) throw damaged(error.message);
    if (!(error instanceof FactUnknown)) throw error;
    throw new RebuildRefused(
      `among the events ${from + 1} to ${from + count} is a fact that this program does not know: use that of the registry's version`,
      { cause: error },
    );
  }
};

const verifyLog = async ({ owner, content }: Rebuild): Promise<void> => {
  const position = await inTransaction(owner, readCheckpoint);
  const damage = logDamage(await content(), position);
  if (damage !== undefined) throw damaged(damage);
};

const damaged = (damage: string): RebuildRefused =>
  new RebuildRefused(`${damage}: rows folded from this log would be wrong; restore the log first`);
