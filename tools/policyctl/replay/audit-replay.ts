import { setTimeout as pause } from 'node:timers/promises';

import { answered, pagesOf, type RegistryClient } from '@policy-registry/client';

import { Unavailable } from '../../servers/unavailable.ts';
import type { Break } from './chain-breaks.ts';
import { compareTrail, type TrailEntry } from './compare-trail.ts';
import { firstGap, judgeReplay, type AuditFinding, type RegistryState } from './judge-replay.ts';
import type { EventStream } from './read-events.ts';
import { registryLag, type RegistryLag } from './registry-lag.ts';
import { startReplay, type Outsider, type Replay, type Tally } from './replay-log.ts';
import { stateAt } from './state-at.ts';

const CATCH_UP_MS_MAX = 10_000;
const CATCH_UP_PAUSE_MS = 200;

/** What an audit asks of the registry. */
export type AuditedRegistry = Pick<RegistryClient, 'GET'>;

/** What a replay of the stream says of one tenant's registry. */
export type AuditReport = {
  readonly tenant: string;
  /** Position of the stream at which log and read models were compared. */
  readonly position: number;
  /** Messages of the whole stream that were read. */
  readonly messages: number;
  /** Events of the tenant that count, and what does not. */
  readonly events: Tally;
  /** The stream lacks nothing, and every event that counts follows the one before it. */
  readonly chainOk: boolean;
  readonly stateHashEqual: boolean;
  readonly stateHash: { readonly folded: string; readonly registry: string };
  readonly findings: readonly AuditFinding[];
  /** What of the stream the registry has not read; no damage by itself. */
  readonly registryLag: RegistryLag | null;
  /** The first losers of races and foreign messages; `events` has their number. */
  readonly outsiders: readonly Outsider[];
  /** Of other tenants only the sequence of the stream and the fence were checked. */
  readonly otherTenants: readonly {
    readonly tenant: string;
    readonly events: Tally;
    readonly breaks: readonly Break[];
  }[];
};

export type AuditRun = {
  readonly tenant: string;
  readonly api: AuditedRegistry;
  readonly stream: EventStream;
  readonly progress: (messages: number, upTo: number) => void;
  /** How long a registry that is behind is waited for. */
  readonly catchUpMsMax?: number;
};

/** Reads the stream from its first message to its end, folds it, and compares with what the registry answers. */
export const auditReplay = async (run: AuditRun): Promise<AuditReport> => {
  const { tenant, api, stream } = run;
  const lastAtStart = await stream.lastSeq();
  const registry = await caughtUpState(api, lastAtStart, run.catchUpMsMax ?? CATCH_UP_MS_MAX);
  const { position } = registry;
  // A registry that went on since is compared where it is; one that is ahead of the stream is read as far as there is.
  const endSeq = position > lastAtStart ? Math.min(position, await stream.lastSeq()) : lastAtStart;
  const listed: TrailEntry[] = [];
  const replay = startReplay((of, { seq, hash }) => {
    if (of === tenant) listed.push({ seq: Number(seq), hash: String(hash) });
  });
  const comparison = compareTrail(trailPages(api), position);
  const { messages, folded } = await replayed(run, replay, { position, endSeq }, () =>
    comparison.take(listed.splice(0)),
  );
  const evidence = {
    lastSeq: replay.lastSeq(),
    endSeq,
    missingSeq: replay.missingSeq(),
    breaks: replay.breaksOf(tenant),
    folded,
    registry,
    difference: (await comparison.result()).first,
  };
  const findings = judgeReplay(evidence);
  const chainOk = findings.every(({ finding }) => finding !== 'event');
  refuseUnreadable(replay, tenant, !chainOk || evidence.difference !== undefined);
  return {
    tenant,
    position,
    messages,
    events: replay.tallyOf(tenant),
    chainOk,
    stateHashEqual: folded.stateHash === registry.stateHash,
    stateHash: { folded: folded.stateHash, registry: registry.stateHash },
    findings,
    registryLag: registryLag(position, endSeq, firstGap(evidence)),
    outsiders: replay.outsidersOf(tenant),
    otherTenants: replay
      .tenants()
      .filter((other) => other !== tenant)
      .map((other) => ({ tenant: other, events: replay.tallyOf(other), breaks: replay.breaksOf(other) })),
  };
};

const replayed = async (
  { tenant, stream, progress }: AuditRun,
  replay: Replay,
  { position, endSeq }: { readonly position: number; readonly endSeq: number },
  compare: () => Promise<void>,
) => {
  const state = stateAt(replay, tenant, position);
  let messages = 0;
  for await (const batch of stream.messages(endSeq)) {
    for (const message of batch) state.take(message);
    await compare();
    messages += batch.length;
    progress(messages, endSeq);
  }
  return { messages, folded: state.hashes() };
};

// The read models follow the stream by a moment. A projector that stands still is reported as it stands.
const caughtUpState = async (
  api: AuditedRegistry,
  lastSeq: number,
  msMax: number,
): Promise<RegistryState> => {
  const deadline = Date.now() + msMax;
  for (;;) {
    const state = await answered(api.GET('/api/v1/audit/state'));
    if (state.position >= lastSeq || Date.now() >= deadline) return state;
    await pause(CATCH_UP_PAUSE_MS);
  }
};

const trailPages = (api: AuditedRegistry) =>
  pagesOf((query) => answered(api.GET('/api/v1/audit/events', { params: { query } })));

// A log written by a later build is no damage, and neither is it something this build could vouch for.
const refuseUnreadable = (replay: Replay, tenant: string, isLogChanged: boolean): void => {
  const unreadable = replay.unreadable().find((one) => one.tenant === tenant);
  if (unreadable === undefined || isLogChanged) return;
  throw new Unavailable(
    `the event at sequence ${unreadable.seq} has facts that this build cannot read; use the policyctl of the registry's own version`,
  );
};
