import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { METRICS } from '@policy-registry/platform';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';

import { problemsOf, quantileThresholds } from './promql.ts';

// deploy/telemetry: alerts and dashboard ask only for what the processes tell. Their own tool checks them in
// promtool.interop.spec.ts.

const root = resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

const Alerts = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Policy[A-Z]\w+$/),
          expr: z.string(),
          for: z
            .string()
            .regex(/^\d+[mh]$/)
            .optional(),
          labels: z.strictObject({ severity: z.enum(['critical', 'warning', 'info']) }),
          annotations: z.strictObject({ summary: z.string() }),
        }),
      ),
    }),
  ),
});
const Target = z.object({ expr: z.string() });
const Dashboard = z.object({
  uid: z.string(),
  templating: z.object({ list: z.array(z.object({ name: z.string() })) }),
  panels: z.array(z.object({ id: z.int(), title: z.string(), targets: z.array(Target).optional() })),
});

const alerts = Alerts.parse(parse(read('deploy/telemetry/alerts.yaml'))).groups.flatMap(({ rules }) => rules);
const dashboard = Dashboard.parse(JSON.parse(read('deploy/telemetry/dashboard.json')));
const queries = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }): [string, string] => [title, expr]),
);

describe('the alerts', () => {
  it.each(alerts.map(({ alert, expr }): [string, string] => [alert, expr]))(
    'ask for nothing that no process tells: %s',
    (_alert, expr) => expect(problemsOf(expr)).toStrictEqual([]),
  );

  it('compare no quantile with more than its histogram can tell', () => {
    const compared = alerts.flatMap(({ expr }) => quantileThresholds(expr));
    expect(compared.length).toBeGreaterThan(3);
    for (const { metric, threshold } of compared) {
      const told = Object.values(METRICS).find(({ name }) => name === metric);
      const buckets = told?.type === 'histogram' ? told.buckets : [];
      expect([metric, buckets.some((bound) => bound > threshold)]).toStrictEqual([metric, true]);
    }
  });

  it('have names of their own, each of which docs/operations.md explains', () => {
    const section =
      read('docs/operations.md')
        .split('\n### Alerts\n')[1]
        ?.split(/\n##+ /)[0] ?? '';
    const explained = [...section.matchAll(/^\| `(\w+)`/gm)].map(([, name = '']) => name);
    expect(explained.toSorted()).toStrictEqual(alerts.map(({ alert }) => alert).toSorted());
  });

  it('are each tried by a case for promtool', () => {
    const cases = read('deploy/telemetry/alerts.test.yaml');
    const untried = alerts
      .map(({ alert }) => alert)
      .filter((alert) => !cases.includes(`alertname: ${alert}\n`));
    expect(untried).toStrictEqual([]);
  });
});

describe('the dashboard', () => {
  // What Grafana puts in the place of its variables.
  const filled = (query: string): string =>
    query.replaceAll('$__rate_interval', '5m').replaceAll('$tenant', '.*');

  it.each(queries)('asks for nothing that no process tells: %s', (_title, query) =>
    expect(problemsOf(filled(query))).toStrictEqual([]),
  );

  it('shows every metric, under ids of their own', () => {
    const shown = queries.map(([, query]) => query).join('\n');
    const hidden = Object.values(METRICS).filter(
      ({ name }) => !new RegExp(`\\b${name}(_bucket)?\\b`).test(shown),
    );
    expect(hidden.map(({ name }) => name)).toStrictEqual([]);
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('uses the variables that it has', () => {
    const used = new Set([...JSON.stringify(dashboard).matchAll(/\$(tenant)\b/g)].map(([, name]) => name));
    expect(dashboard.templating.list.map(({ name }) => name)).toStrictEqual(
      expect.arrayContaining([...used]),
    );
  });
});

describe('the check of expressions', () => {
  it.each([
    ['sum(rate(policy_no_such_total[5m]))', ['policy_no_such_total is no metric']],
    ['policy_commands_total{outcome="x"}', ['outcome is no label of policy_commands_total']],
    ['sum by (route) (policy_commands_total)', ['route is no label of policy_commands_total']],
    ['policy_api_latency_seconds', ['policy_api_latency_seconds is no metric']],
    ['sum(rate(policy_commands_total[5m])', [expect.stringMatching(/^does not parse/)]],
  ])('refuses %s', (expression, problems) => expect(problemsOf(expression)).toStrictEqual(problems));

  it('takes what there is', () => {
    const sound =
      'histogram_quantile(0.9, sum by (le, tenant, app) (rate(policy_api_latency_seconds_bucket[5m]))) > 1';
    expect(problemsOf(sound)).toStrictEqual([]);
    expect(quantileThresholds(sound)).toStrictEqual([{ metric: 'policy_api_latency_seconds', threshold: 1 }]);
  });
});
