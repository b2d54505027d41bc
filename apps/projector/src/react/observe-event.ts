import { SimulationFact } from '@policy-registry/domain';
import type { RecordedEvent } from '@policy-registry/kernel';
import type { Metrics } from '@policy-registry/platform';

/** Counts what operators watch in the events themselves. A redelivered event counts again. */
export const observeEvent = (metrics: Metrics, { event }: RecordedEvent): void => {
  const { tenant } = event;
  for (const fact of event.facts) {
    if (fact.type === 'VersionPromoted') metrics.promotionOutcomes.inc({ tenant, outcome: 'promoted' });
    if (event.aggregate.type !== 'simulation') continue;
    const parsed = SimulationFact.parse(fact);
    if (parsed.type === 'SimulationReduced')
      metrics.evidenceBytes.inc({ tenant }, parsed.data.result.evidenceBytes);
    if (parsed.type === 'SimulationFailed' && parsed.data.code === 'DETERMINISM_VIOLATION') {
      metrics.determinismMismatches.inc({ tenant });
    }
  }
};
