import type { EventLog } from '@policy-registry/kernel';
import { STREAM } from '@policy-registry/event-store';
import { inSending, type Metrics } from '@policy-registry/platform';

/** The log, with each durable append in a span of its own and its time observed. */
export const withAppendTiming = (log: EventLog, { eventAppend }: Metrics, nowMs: () => number): EventLog => ({
  ...log,
  append: async (aggregate, expectedSeq, event) => {
    const startedMs = nowMs();
    const recorded = await inSending({ stream: STREAM.events }, () =>
      log.append(aggregate, expectedSeq, event),
    );
    eventAppend.observe({ tenant: aggregate.tenant }, (nowMs() - startedMs) / 1_000);
    return recorded;
  },
});
