import { describe, expect, it } from '@jest/globals';

import { METRICS } from './metric-table.ts';
import { createMetrics } from './metrics.ts';
import { boundedTenants, OTHER_TENANTS, TENANT_LABELS_MAX } from './tenant-labels.ts';

describe('the metrics of a process', () => {
  it('are all that the table lists, and the process itself', async () => {
    const text = await createMetrics('gateway').registry.metrics();
    for (const { name, type } of Object.values(METRICS)) expect(text).toContain(`# TYPE ${name} ${type}\n`);
    expect(text).toContain('policy_registry_process_cpu_seconds_total{app="gateway"}');
  });

  it('count per tenant', async () => {
    const { attestations, registry } = createMetrics('simulation-runner');
    attestations.inc({ tenant: 'acme', result: 'signed' });
    attestations.inc({ tenant: 'acme', result: 'signed' }, 2);
    expect(await registry.getSingleMetricAsString('policy_attestation_total')).toContain(
      'policy_attestation_total{tenant="acme",result="signed",app="simulation-runner"} 3',
    );
  });

  it('are kept apart from those of another app in the same process', async () => {
    const [one, other] = [createMetrics('one'), createMetrics('other')];
    one.evidenceBytes.inc({ tenant: 'acme' }, 10);
    expect(await other.registry.metrics()).not.toContain('policy_evidence_bytes_total{');
  });

  it('are read where they are what something is by now', async () => {
    const { projectionLagEvents, registry } = createMetrics('projector');
    let lag = 3;
    projectionLagEvents.atScrape(() => projectionLagEvents.set({}, lag));
    expect(await registry.metrics()).toContain('policy_projection_lag_events{app="projector"} 3');
    lag = 4;
    expect(await registry.metrics()).toContain('policy_projection_lag_events{app="projector"} 4');
  });

  it('have no more series for a flood of tenants than for as many as are told apart', async () => {
    const { commandsDecided, eventAppend, registry } = createMetrics('projector');
    const flood = 5 * TENANT_LABELS_MAX;
    for (let at = 0; at < flood; at += 1) {
      commandsDecided.inc({ tenant: `t-${at}`, status: 'accepted' });
      eventAppend.observe({ tenant: `t-${at}` }, 0.01);
    }
    const series = (await registry.getSingleMetricAsString('policy_commands_total'))
      .split('\n')
      .filter((line) => line.startsWith('policy_commands_total{'));
    expect(series).toHaveLength(TENANT_LABELS_MAX + 1);
    // Over all metrics alike: a tenant that is told apart in one is told apart in each.
    expect(series.at(-1)).toContain(
      `tenant="${OTHER_TENANTS}",status="accepted",app="projector"} ${flood - TENANT_LABELS_MAX}`,
    );
    expect(await registry.getSingleMetricAsString('policy_event_append_seconds')).not.toContain(
      `tenant="t-${TENANT_LABELS_MAX}"`,
    );
  });
});

describe('the table of metrics', () => {
  const rows = Object.values(METRICS);

  it('names each once, as Prometheus has it: counters end in _total, times are in seconds', () => {
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
    for (const { name, type } of rows) {
      expect(name).toMatch(/^policy_[a-z_]+$/);
      expect(name.endsWith('_total')).toBe(type === 'counter');
      if (type === 'histogram') expect(name).toMatch(/_seconds$/);
    }
  });

  it('has labels of few values alone: none holds an id', () => {
    const labels = new Set(rows.flatMap((row) => [...row.labels]));
    expect([...labels].sort()).toStrictEqual([
      'check',
      'class',
      'method',
      'outcome',
      'reaction',
      'result',
      'route',
      'stage',
      'status',
      'stream',
      'tenant',
    ]);
  });
});

it('the first tenants keep their names, however many come later', () => {
  const labelOf = boundedTenants(2);
  expect(['a', 'b', 'c', 'a', 'd', 'b'].map(labelOf)).toStrictEqual([
    'a',
    'b',
    OTHER_TENANTS,
    'a',
    OTHER_TENANTS,
    'b',
  ]);
});
