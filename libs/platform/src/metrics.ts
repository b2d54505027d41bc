import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

import { METRICS } from './metric-table.ts';
import { boundedTenants } from './tenant-labels.ts';

type Table = typeof METRICS;
type Labels<Name extends keyof Table> = Readonly<Record<Table[Name]['labels'][number], string>>;

type Counted<Name extends keyof Table> = { readonly inc: (labels: Labels<Name>, by?: number) => void };
type Observed<Name extends keyof Table> = {
  readonly observe: (labels: Labels<Name>, value: number) => void;
};
type Gauged<Name extends keyof Table> = {
  readonly set: (labels: Labels<Name>, value: number) => void;
  /** Has this run before the metrics are told, to set what they are by then. */
  readonly atScrape: (read: () => void | Promise<void>) => void;
};

type Measured<Name extends keyof Table> = Table[Name]['type'] extends 'counter'
  ? Counted<Name>
  : Table[Name]['type'] extends 'gauge'
    ? Gauged<Name>
    : Observed<Name>;

/** The metrics of one process, in a registry of its own. Durations are observed in seconds. */
export type Metrics = { readonly registry: Registry } & {
  readonly [Name in keyof Table]: Measured<Name>;
};

/** Creates the metrics that every app can report; an app that has nothing to say about one leaves it empty. */
export const createMetrics = (app: string): Metrics => {
  const registry = new Registry();
  registry.setDefaultLabels({ app });
  collectDefaultMetrics({ register: registry, prefix: 'policy_registry_' });
  const tenantLabel = boundedTenants();
  const bounded: Bounded = (labels) =>
    labels['tenant'] === undefined ? labels : { ...labels, tenant: tenantLabel(labels['tenant']) };
  const measured = Object.fromEntries(
    Object.entries(METRICS).map(([key, metric]) => [key, measure(metric, registry, bounded)]),
  );
  // Built from the same table that the type is taken from.
  return { registry, ...measured } as Metrics;
};

type LabelValues = Readonly<Record<string, string>>;
type Bounded = (labels: LabelValues) => LabelValues;

const measure = (metric: Table[keyof Table], registry: Registry, bounded: Bounded) => {
  const { name, help } = metric;
  const settings = { name, help, labelNames: [...metric.labels], registers: [registry] };
  switch (metric.type) {
    case 'counter': {
      const counter = new Counter(settings);
      return { inc: (labels: LabelValues, by?: number) => counter.inc(bounded(labels), by) };
    }
    case 'gauge': {
      let read: () => void | Promise<void> = () => undefined;
      const gauge = new Gauge({ ...settings, collect: () => read() });
      return {
        set: (labels: LabelValues, value: number) => gauge.set(bounded(labels), value),
        atScrape: (next: typeof read) => void (read = next),
      };
    }
    case 'histogram': {
      const histogram = new Histogram({ ...settings, buckets: [...metric.buckets] });
      return { observe: (labels: LabelValues, value: number) => histogram.observe(bounded(labels), value) };
    }
  }
};
