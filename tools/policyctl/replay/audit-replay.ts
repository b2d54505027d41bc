import { setTimeout as pause } from 'node:timers/promises';

import { z } from 'zod';

import { Unavailable } from '../../servers/unavailable.ts';
import type { Api } from '../client/api.ts';
import { compareTrail } from './compare-trail.ts';
import { judgeReplay, type AuditFinding, type RegistryState } from './judge-replay.ts';
import type { EventStream } from './read-events.ts';
import { startReplay, type Break, type Replay, type Tally } from './replay-log.ts';

const PAGE_SIZE = 500;
const CATCH_UP_MS_MAX = 10_000;
const CATCH_UP_PAUSE_MS = 200;

const State = z.looseObject({
  position: z.int().nonnegative(),
  tables: z.record(z.string(), z.string()),
  stateHash: z.string(),
});
const TrailPage = z.looseObject({
  items: z.array(z.looseObject({ seq: z.int(), hash: z.string() })),
  next_page_token: z.string().nullable(),
});

/** What a replay of the stream says of one tenant's registry. */
export type AuditReport = {
  readonly tenant: string;
  /** Position of the stream at which log and read models were compared. */
  readonly position: number;
  /** Messages of the whole stream that were read. */
  readonly messages: number;
  /** Events of the tenant that count, and what does not. */
  readonly events: Tally;
  readonly chainOk: boolean;
  readonly stateHashEqual: boolean;
  readonly stateHash: { readonly folded: string; readonly registry: string };
  readonly findings: readonly AuditFinding[];
  /** Events that follow nothing in the log, and that the registry did not take either. */
  readonly unexplained: readonly Break[];
  /** Of other tenants only the sequence of the stream and the fence were checked. */
  readonly otherTenants: readonly {
    readonly tenant: string;
    readonly events: Tally;
    readonly breaks: readonly Break[];
  }[];
};

export type AuditRun = {
  readonly tenant: string;
  readonly api: Pick<Api, 'get'>;
  readonly stream: EventStream;
  readonly progress: (messages: number, upTo: number) => void;
};

/** Reads the stream from its first message, folds it, and compares with what the registry answers. */
export const auditReplay = async ({ tenant, api, stream, progress }: AuditRun): Promise<AuditReport> => {
  const registry = await caughtUpState(api, stream);
  const replay = startReplay();
  let messages = 0;
  for await (const batch of stream.messages(Math.min(registry.position, await stream.lastSeq()))) {
    for (const message of batch) replay.take(message);
    messages += batch.length;
    progress(messages, registry.position);
  }

  const comparison = compareTrail(replay.rows, tenant, registry.position);
  for await (const entries of trailPages(api)) comparison.take(entries);
  const { first: difference } = comparison.result();
  refuseUnreadable(replay, tenant, difference !== undefined);

  const folded = replay.rows.hashesOf(tenant);
  const breaks = replay.breaksOf(tenant);
  const findings = judgeReplay({
    lastSeq: replay.lastSeq(),
    missingSeq: replay.missingSeq(),
    breaks,
    folded,
    registry,
    difference,
  });
  return {
    tenant,
    position: registry.position,
    messages,
    events: replay.tallyOf(tenant),
    chainOk: findings.every(({ finding }) => finding !== 'event'),
    stateHashEqual: folded.stateHash === registry.stateHash,
    stateHash: { folded: folded.stateHash, registry: registry.stateHash },
    findings,
    unexplained: findings.some(({ finding }) => finding === 'event') ? [] : breaks,
    otherTenants: replay
      .tenants()
      .filter((other) => other !== tenant)
      .map((other) => ({ tenant: other, events: replay.tallyOf(other), breaks: replay.breaksOf(other) })),
  };
};

// The read models follow the stream by a moment. A projector that stands still is reported as it stands.
const caughtUpState = async (api: Pick<Api, 'get'>, stream: EventStream): Promise<RegistryState> => {
  const lastSeq = await stream.lastSeq();
  const deadline = Date.now() + CATCH_UP_MS_MAX;
  for (;;) {
    const state = State.parse(await api.get('/audit/state'));
    if (state.position >= lastSeq || Date.now() > deadline) return state;
    await pause(CATCH_UP_PAUSE_MS);
  }
};

const trailPages = async function* (api: Pick<Api, 'get'>) {
  let token: string | null = '';
  while (token !== null) {
    const after: string = token === '' ? '' : `&page_token=${encodeURIComponent(token)}`;
    const page = TrailPage.parse(await api.get(`/audit/events?page_size=${PAGE_SIZE}${after}`));
    yield page.items;
    token = page.next_page_token;
  }
};

// A log written by a later build is no damage, and neither is it something this build could vouch for.
const refuseUnreadable = (replay: Replay, tenant: string, isLogChanged: boolean): void => {
  const unreadable = replay.unreadable().find((one) => one.tenant === tenant);
  if (unreadable === undefined || isLogChanged) return;
  throw new Unavailable(
    `the event at sequence ${unreadable.seq} has facts that this build cannot read; use the policyctl of the registry's own version`,
  );
};
