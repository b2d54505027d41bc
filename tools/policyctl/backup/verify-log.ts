import { logContent } from '@policy-registry/event-store';

import { Unavailable } from '../../servers/unavailable.ts';
import { eventStreamOf } from '../replay/read-events.ts';
import { startReplay, type Replay, type Tally } from '../replay/replay-log.ts';
import { logDigest } from './log-digest.ts';
import type { Manifest } from './manifest.ts';
import type { Operator } from '../operator.ts';

/** What was found out about a log that was restored. */
export type VerifiedLog = {
  readonly lastSeq: number;
  /** Later than what the manifest counts: they came while the backup was taken. */
  readonly later: number;
  readonly tenants: readonly ({ readonly tenant: string } & Tally)[];
};

const PROGRESS_EVERY = 10_000;

/**
 * Reads a restored log whole: it lacks nothing, is message by message the one that was backed up, and every event that
 * counts follows the one before it. Throws when not. Memory grows with what there is in the registry.
 */
export const verifyLog = async (
  { connection, jsm }: Operator,
  { events }: Manifest,
  say: (line: string) => void,
): Promise<VerifiedLog> => {
  const { lastSeq, confirmedSeq } = await logContent(jsm);
  if (confirmedSeq > lastSeq)
    throw new Unavailable(`EVENTS ends at ${lastSeq}, and event ${confirmedSeq} was confirmed to a sender`);
  const digest = logDigest();
  const replay = startReplay();
  let read = 0;
  for await (const batch of eventStreamOf(connection, 'restore').messages(lastSeq)) {
    for (const message of batch) {
      if (message.seq <= events.lastSeq) digest.take(message);
      replay.take(message);
    }
    if (Math.floor((read + batch.length) / PROGRESS_EVERY) > Math.floor(read / PROGRESS_EVERY))
      say(`EVENTS: ${read + batch.length} of ${lastSeq} messages verified`);
    read += batch.length;
  }
  if (digest.missingSeq(events.lastSeq) !== undefined || digest.sha256() !== events.sha256)
    throw new Unavailable('the restored EVENTS is not the log that was backed up');
  verifyReplay(replay, lastSeq);
  return {
    lastSeq,
    later: lastSeq - events.lastSeq,
    tenants: replay.tenants().map((tenant) => ({ tenant, ...replay.tallyOf(tenant) })),
  };
};

const verifyReplay = (replay: Replay, lastSeq: number): void => {
  const missing = replay.missingSeq() ?? (replay.lastSeq() < lastSeq ? replay.lastSeq() + 1 : undefined);
  if (missing !== undefined) throw new Unavailable(`the restored EVENTS lacks sequence ${missing}`);
  const [broken] = replay.tenants().flatMap((tenant) => replay.breaksOf(tenant));
  if (broken !== undefined) {
    const { seq, aggregate, version } = broken;
    throw new Unavailable(
      `nothing in the restored EVENTS precedes ${aggregate} version ${version} at ${seq}`,
    );
  }
  const [unreadable] = replay.unreadable();
  if (unreadable !== undefined) {
    throw new Unavailable(
      `the event at sequence ${unreadable.seq} has facts that this build cannot read; restore with the policyctl of the registry that wrote it`,
    );
  }
};
