import type { FedMessage } from '@policy-registry/event-store';
import type { Metrics } from '@policy-registry/platform';

export type LagOptions = {
  readonly metrics: Pick<Metrics, 'projectionLagEvents' | 'projectionLagSeconds'>;
  readonly nowMs: () => number;
};

/**
 * How far the read models are behind, as the projection's own feed shows it. A batch that is not written, whatever keeps it,
 * goes on ageing: that is told when it is asked for.
 */
export const lagOf = ({ metrics, nowMs }: LagOptions) => {
  let waitingSinceMs: number | undefined;
  let events = 0;
  metrics.projectionLagEvents.atScrape(() => metrics.projectionLagEvents.set({}, events));
  metrics.projectionLagSeconds.atScrape(() =>
    metrics.projectionLagSeconds.set(
      {},
      waitingSinceMs === undefined ? 0 : Math.max(0, nowMs() - waitingSinceMs) / 1_000,
    ),
  );
  return {
    /** These came, and are not written yet. */
    waiting: (messages: readonly FedMessage[]): void => {
      waitingSinceMs = messages[0]?.storedAtMs;
      events = messages.length + (messages.at(-1)?.pending ?? 0);
    },
    /** These were written; what follows is not older than the last of them. */
    projected: (messages: readonly FedMessage[]): void => {
      const last = messages.at(-1);
      events = last?.pending ?? 0;
      waitingSinceMs = events > 0 ? last?.storedAtMs : undefined;
    },
  };
};
