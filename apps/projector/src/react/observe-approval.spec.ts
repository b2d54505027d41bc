import { describe, expect, it } from '@jest/globals';
import { toTimestamp, type RecordedEvent } from '@policy-registry/kernel';
import { createMetrics, METRICS } from '@policy-registry/platform';

import { NOW } from '../testing/commands.ts';
import { policyRef } from '../testing/deciding.ts';
import { storedEvents } from '../testing/stored-log.ts';
import { approvalLatencyMs, observeApproval, type ApprovalOptions } from './observe-approval.ts';

const HOUR_MS = 3_600_000;

// One event an hour, in the order of a policy's life: created, drafted, submitted, approved.
const life: readonly RecordedEvent[] = storedEvents('acme')
  .filter(({ aggregate }) => aggregate.type === 'policy' && aggregate.id === 'gate')
  .map((event, at) => ({
    seq: at + 1,
    hash: String(at),
    event: { ...event, recordedAt: toTimestamp(NOW + at * HOUR_MS) },
  }));
const submitted = life.find(({ event }) => event.facts.some(({ type }) => type === 'VersionSubmitted'));
const approved = life.find(({ event }) => event.facts.some(({ type }) => type === 'VersionApproved'));
if (submitted === undefined || approved === undefined) throw new Error('the stored life has no approval');

/** The submission once more, as after changes were asked for. */
const again = (seq: number, recordedAt: string): RecordedEvent => ({
  ...submitted,
  seq,
  event: { ...submitted.event, recordedAt },
});

describe('the latency of an approval', () => {
  it('is the time since the submission', () => {
    expect(approvalLatencyMs(life, approved)).toBe(HOUR_MS);
  });

  it('counts from the last submission before it', () => {
    const halfAnHour = toTimestamp(NOW + 2.5 * HOUR_MS);
    const twice = [...life.slice(0, 3), again(3.5, halfAnHour), ...life.slice(3)];
    expect(approvalLatencyMs(twice, approved)).toBe(HOUR_MS / 2);
  });

  it('takes no submission that came after it, or of another version', () => {
    const other = {
      ...submitted,
      event: {
        ...submitted.event,
        facts: submitted.event.facts.map((fact) => ({ ...fact, data: { ...fact.data, version: 2 } })),
      },
    };
    expect(
      approvalLatencyMs([other, approved, again(99, approved.event.recordedAt)], approved),
    ).toBeUndefined();
  });

  it('is nothing for an event that approves nothing', () => {
    expect(approvalLatencyMs(life, submitted)).toBeUndefined();
  });
});

describe('observing approvals', () => {
  const observed = async (event: RecordedEvent, remembered: readonly RecordedEvent[]) => {
    const metrics = createMetrics('projector');
    let loads = 0;
    const load: ApprovalOptions['log']['load'] = async () => (
      (loads += 1),
      { lastSeq: life.length, events: [...life] }
    );
    const applied = new Map(
      remembered.map((recorded) => [String(recorded.seq), { requestDigest: '', recorded, at: NOW }]),
    );
    const loaded = { aggregate: policyRef, state: undefined, version: 0, hash: '', lastSeq: 0, applied };
    await observeApproval({ log: { load }, metrics }, event, loaded);
    const text = await metrics.registry.getSingleMetricAsString(METRICS.approvalLatency.name);
    return { loads, sum: /_sum\{[^}]*tenant="acme"[^}]*\} (\S+)/.exec(text)?.[1] };
  };

  it('is done from what the aggregate remembers', async () => {
    expect(await observed(approved, [submitted, approved])).toStrictEqual({ loads: 0, sum: '3600' });
  });

  it('reads the history of a version that was submitted before that', async () => {
    expect(await observed(approved, [approved])).toStrictEqual({ loads: 1, sum: '3600' });
  });

  it('reads nothing for other events', async () => {
    expect(await observed(submitted, [])).toStrictEqual({ loads: 0, sum: undefined });
  });
});
