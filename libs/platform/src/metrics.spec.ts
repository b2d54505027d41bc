import { expect, it } from '@jest/globals';

import { createMetrics } from './metrics.ts';

const DOCUMENTED = [
  'policy_compile_duration_seconds',
  'policy_simulation_queue_depth',
  'policy_simulation_duration_seconds',
  'policy_approval_latency_seconds',
  'policy_promotion_outcomes_total',
  'policy_api_requests_total',
  'policy_api_latency_seconds',
  'policy_event_append_seconds',
  'policy_projection_lag_events',
  'policy_projection_lag_seconds',
  'policy_evidence_bytes_total',
  'policy_attestation_total',
];

it('exposes every documented metric, and the process itself', async () => {
  const text = await createMetrics('gateway').registry.metrics();
  for (const name of DOCUMENTED) expect(text).toContain(`# HELP ${name} `);
  expect(text).toContain('policy_registry_process_cpu_seconds_total{app="gateway"}');
});

it('counts per tenant', async () => {
  const { attestations, registry } = createMetrics('simulation-runner');
  attestations.inc({ tenant: 'acme', result: 'signed' });
  attestations.inc({ tenant: 'acme', result: 'signed' }, 2);
  expect(await registry.getSingleMetricAsString('policy_attestation_total')).toContain(
    'policy_attestation_total{tenant="acme",result="signed",app="simulation-runner"} 3',
  );
});

it('keeps the metrics of two apps in one process apart', async () => {
  const [one, other] = [createMetrics('one'), createMetrics('other')];
  one.evidenceBytes.inc({ tenant: 'acme' }, 10);
  expect(await other.registry.metrics()).not.toContain('policy_evidence_bytes_total{');
});
