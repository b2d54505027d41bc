import { expect, it } from '@jest/globals';
import { jetStreamReader } from '@policy-registry/event-store';
import { brokerSuite } from '@policy-registry/event-store/testing';
import { sha256Hex, type Outcome } from '@policy-registry/kernel';
import { createMetrics, METRICS } from '@policy-registry/platform';

import { openLog } from './open-log.ts';

brokerSuite('what a projector writes', (broker) => {
  it('counts a refusal that gives way to the acceptance of the same command, by tenant', async () => {
    const { js, jsm: manager } = broker();
    const jsm = jetStreamReader(manager);
    const metrics = createMetrics('projector');
    const { outcomes } = openLog({ js, jsm, metrics, nowMs: () => 0, pass: async () => undefined });
    const of = { commandId: 'c-1', tenant: 'acme', requestDigest: sha256Hex('request') };
    const refused: Outcome = { ...of, status: 'rejected', code: 'POLICY_UNKNOWN', detail: 'no', faults: [] };
    const aggregate = { type: 'policy', id: 'pay-gate', version: 1 } as const;
    const replaced = () => metrics.registry.getSingleMetricAsString(METRICS.outcomesReplaced.name);

    await outcomes.record(refused);
    expect(await replaced()).not.toContain('tenant=');
    await outcomes.record({ ...of, status: 'accepted', seq: 7, aggregate, facts: [] });
    expect(await replaced()).toContain('policy_outcomes_replaced_total{tenant="acme",app="projector"} 1');
    expect(await outcomes.read('acme', 'c-1')).toMatchObject({ status: 'accepted' });
  });
});
