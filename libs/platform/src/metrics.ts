import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

// Seconds. An API answers in milliseconds, a batch simulation in up to half a minute.
const SHORT_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const LONG_BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300];
const HUMAN_BUCKETS = [60, 300, 900, 3_600, 14_400, 43_200, 86_400, 259_200, 604_800];

/** The metrics of one process, in a registry of its own. Durations are observed in seconds. */
export type Metrics = ReturnType<typeof createMetrics>;

/** Creates the metrics that every app can report; an app that has nothing to say about one leaves it empty. */
export const createMetrics = (app: string) => {
  const registry = new Registry();
  registry.setDefaultLabels({ app });
  collectDefaultMetrics({ register: registry, prefix: 'policy_registry_' });
  return {
    registry,
    ...apiMetrics(registry),
    ...eventMetrics(registry),
    ...simulationMetrics(registry),
    ...lifecycleMetrics(registry),
  };
};

const apiMetrics = (registry: Registry) => ({
  apiRequests: counter(registry, 'policy_api_requests_total', 'HTTP requests answered', [
    'tenant',
    'method',
    'route',
    'status',
  ]),
  apiLatency: histogram(registry, 'policy_api_latency_seconds', 'Time to answer an HTTP request', {
    labels: ['tenant', 'method', 'route'],
    buckets: SHORT_BUCKETS,
  }),
});

const eventMetrics = (registry: Registry) => ({
  eventAppend: histogram(registry, 'policy_event_append_seconds', 'Time to append an event durably', {
    labels: ['tenant'],
    buckets: SHORT_BUCKETS,
  }),
  commandsDecided: counter(registry, 'policy_commands_total', 'Commands decided', ['tenant', 'status']),
  outcomesReplaced: counter(
    registry,
    'policy_outcomes_replaced_total',
    'Rejections replaced because the event of the command exists',
    ['tenant'],
  ),
  messagesSkipped: counter(
    registry,
    'policy_messages_skipped_total',
    'Messages on event subjects that the fence does not count',
    ['tenant', 'class'],
  ),
  deadLetters: counter(registry, 'policy_dead_letters_total', 'Messages taken out of a work queue', [
    'tenant',
    'stream',
  ]),
  projectionLagEvents: gauge(registry, 'policy_projection_lag_events', 'Events not yet projected', []),
  projectionLagSeconds: gauge(
    registry,
    'policy_projection_lag_seconds',
    'Age of the oldest event not yet projected',
    [],
  ),
  reactionLag: histogram(registry, 'policy_reaction_lag_seconds', 'Time from an event to its reaction', {
    labels: ['tenant', 'reaction'],
    buckets: SHORT_BUCKETS,
  }),
});

const simulationMetrics = (registry: Registry) => ({
  compileDuration: histogram(registry, 'policy_compile_duration_seconds', 'Time to compile a policy', {
    labels: ['tenant'],
    buckets: SHORT_BUCKETS,
  }),
  simulationQueueDepth: gauge(registry, 'policy_simulation_queue_depth', 'Jobs waiting', ['stage']),
  simulationDuration: histogram(
    registry,
    'policy_simulation_duration_seconds',
    'Time from request to result of a simulation',
    { labels: ['tenant'], buckets: LONG_BUCKETS },
  ),
  determinismMismatches: counter(
    registry,
    'policy_determinism_mismatch_total',
    'Twin runs that did not give the same digest',
    ['tenant'],
  ),
  releaseFaults: counter(
    registry,
    'policy_shard_release_faults_total',
    'Passes over the shards of a tenant that were given up',
    ['tenant'],
  ),
  evidenceBytes: counter(registry, 'policy_evidence_bytes_total', 'Bytes of evidence stored', ['tenant']),
});

const lifecycleMetrics = (registry: Registry) => ({
  approvalLatency: histogram(
    registry,
    'policy_approval_latency_seconds',
    'Time from submission to approval of a version',
    { labels: ['tenant'], buckets: HUMAN_BUCKETS },
  ),
  promotionOutcomes: counter(registry, 'policy_promotion_outcomes_total', 'Promotions by outcome', [
    'tenant',
    'outcome',
  ]),
  attestations: counter(registry, 'policy_attestation_total', 'Attestations by result', ['tenant', 'result']),
});

const counter = <Label extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly Label[],
): Counter<Label> => new Counter({ name, help, labelNames, registers: [registry] });

const gauge = <Label extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly Label[],
): Gauge<Label> => new Gauge({ name, help, labelNames, registers: [registry] });

const histogram = <Label extends string>(
  registry: Registry,
  name: string,
  help: string,
  { labels, buckets }: { readonly labels: readonly Label[]; readonly buckets: readonly number[] },
): Histogram<Label> =>
  new Histogram({ name, help, labelNames: labels, buckets: [...buckets], registers: [registry] });
