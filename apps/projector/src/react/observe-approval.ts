import { PolicyFact } from '@policy-registry/domain';
import { parseTimestamp, type EventLog, type RecordedEvent } from '@policy-registry/kernel';
import type { Metrics } from '@policy-registry/platform';

import type { Loaded } from '../decide/state-cache.ts';

export type ApprovalOptions = {
  readonly log: Pick<EventLog, 'load'>;
  readonly metrics: Pick<Metrics, 'approvalLatency'>;
};

/** Tells how long a version waited for its approval, if that is what the event says. */
export const observeApproval = async (
  { log, metrics }: ApprovalOptions,
  approved: RecordedEvent,
  { aggregate, applied }: Loaded,
): Promise<void> => {
  if (versionIn(approved, 'VersionApproved') === undefined) return;
  const recent = [...applied.values()].map(({ recorded }) => recorded);
  // Submitted before what the aggregate remembers of its commands: its whole history tells.
  const latencyMs =
    approvalLatencyMs(recent, approved) ?? approvalLatencyMs((await log.load(aggregate)).events, approved);
  if (latencyMs !== undefined)
    metrics.approvalLatency.observe({ tenant: approved.event.tenant }, latencyMs / 1_000);
};

/** Milliseconds from the last submission of the version to its approval; `undefined` where the history has no submission. */
export const approvalLatencyMs = (
  history: readonly RecordedEvent[],
  approved: RecordedEvent,
): number | undefined => {
  const version = versionIn(approved, 'VersionApproved');
  const submitted = history.findLast(
    (earlier) =>
      earlier.seq < approved.seq &&
      version !== undefined &&
      versionIn(earlier, 'VersionSubmitted') === version,
  );
  const fromMs = submitted && parseTimestamp(submitted.event.recordedAt);
  const toMs = parseTimestamp(approved.event.recordedAt);
  return fromMs === undefined || toMs === undefined ? undefined : toMs - fromMs;
};

const versionIn = (
  { event }: RecordedEvent,
  type: 'VersionSubmitted' | 'VersionApproved',
): number | undefined => {
  const fact = event.facts.find((one) => one.type === type);
  const parsed = fact && PolicyFact.parse(fact);
  return parsed?.type === type ? parsed.data.version : undefined;
};
