import type { EventLog } from '@policy-registry/kernel';
import type { Metrics } from '@policy-registry/platform';

/** The log, with the time of each durable append observed. */
export const withAppendTiming = (log: EventLog, { eventAppend }: Metrics, nowMs: () => number): EventLog => ({
  ...log,
  append: async (aggregate, expectedSeq, event) => {
    const startedMs = nowMs();
    const recorded = await log.append(aggregate, expectedSeq, event);
    eventAppend.observe({ tenant: aggregate.tenant }, (nowMs() - startedMs) / 1_000);
    return recorded;
  },
});
