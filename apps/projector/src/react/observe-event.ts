import { SimulationFact, type Simulation } from '@policy-registry/domain';
import { parseTimestamp, type RecordedEvent } from '@policy-registry/kernel';
import type { Metrics } from '@policy-registry/platform';

const PROMOTION_OUTCOMES: ReadonlyMap<string, string> = new Map([
  ['VersionPromoted', 'promoted'],
  ['PromotionFailed', 'failed'],
  ['ScheduledPromotionSuspended', 'suspended'],
]);

/** Counts what operators watch in the events themselves. A redelivered event counts again. */
export const observeEvent = (metrics: Metrics, { event }: RecordedEvent): void => {
  for (const fact of event.facts) {
    const outcome = PROMOTION_OUTCOMES.get(fact.type);
    if (outcome !== undefined) metrics.promotionOutcomes.inc({ tenant: event.tenant, outcome });
  }
};

/** The same for the events of a simulation. */
export const observeSimulation = (
  metrics: Metrics,
  { event }: RecordedEvent,
  { requestedAtMs }: Exclude<Simulation, { status: 'absent' }>,
): void => {
  const { tenant, recordedAt } = event;
  for (const fact of event.facts.map((one) => SimulationFact.parse(one))) {
    if (fact.type === 'SimulationReduced')
      metrics.evidenceBytes.inc({ tenant }, fact.data.result.evidenceBytes);
    if (fact.type === 'SimulationFailed' && fact.data.code === 'DETERMINISM_VIOLATION')
      metrics.determinismMismatches.inc({ tenant });
    if (fact.type === 'SimulationSucceeded' || fact.type === 'QuickSimulationEvaluated') {
      const endedAtMs = parseTimestamp(recordedAt) ?? requestedAtMs;
      metrics.simulationDuration.observe({ tenant }, (endedAtMs - requestedAtMs) / 1_000);
    }
  }
};
