import { describe, expect, it } from '@jest/globals';
import { createMetrics, METRICS } from '@policy-registry/platform';

import { storedEvents } from '../testing/stored-log.ts';
import { observeEvent } from './observe-event.ts';

describe('the outcomes of promotions', () => {
  it('are counted as they are told, also of one that suspended itself at its time', async () => {
    const metrics = createMetrics('projector');
    const events = storedEvents('acme').filter(({ aggregate }) => aggregate.id === 'night');
    for (const event of events) observeEvent(metrics, { seq: 1, hash: '', event });
    const text = await metrics.registry.getSingleMetricAsString(METRICS.promotionOutcomes.name);
    const outcomes = [...text.matchAll(/outcome="(\w+)"[^}]*\} (\d+)/g)].map(([, outcome, count]) => [
      outcome,
      count,
    ]);
    expect(outcomes).toStrictEqual([
      ['suspended', '1'],
      ['promoted', '1'],
    ]);
  });
});
