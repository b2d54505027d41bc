// Seconds. An API answers in milliseconds, a compiler that alarms at 5 s needs bounds above that, a batch simulation takes
// up to half a minute, an approval hours.
const SHORT_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const WORK_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
const LONG_BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300];
const HUMAN_BUCKETS = [60, 300, 900, 3_600, 14_400, 43_200, 86_400, 259_200, 604_800];

const counter = <const Labels extends readonly string[]>(name: string, help: string, labels: Labels) => ({
  type: 'counter' as const,
  name,
  help,
  labels,
});

const gauge = <const Labels extends readonly string[]>(name: string, help: string, labels: Labels) => ({
  type: 'gauge' as const,
  name,
  help,
  labels,
});

const histogram = <const Labels extends readonly string[]>(
  name: string,
  help: string,
  { labels, buckets }: { readonly labels: Labels; readonly buckets: readonly number[] },
) => ({ type: 'histogram' as const, name, help, labels, buckets });

const apiMetrics = {
  apiRequests: counter('policy_api_requests_total', 'HTTP requests answered', [
    'tenant',
    'method',
    'route',
    'status',
  ]),
  apiLatency: histogram('policy_api_latency_seconds', 'Time to answer an HTTP request', {
    labels: ['tenant', 'method', 'route'],
    buckets: SHORT_BUCKETS,
  }),
};

const eventMetrics = {
  eventAppend: histogram('policy_event_append_seconds', 'Time to append an event durably', {
    labels: ['tenant'],
    buckets: SHORT_BUCKETS,
  }),
  commandsDecided: counter('policy_commands_total', 'Commands decided', ['tenant', 'status']),
  outcomesReplaced: counter(
    'policy_outcomes_replaced_total',
    'Rejections replaced because the event of the command exists',
    ['tenant'],
  ),
  messagesSkipped: counter(
    'policy_messages_skipped_total',
    'Messages on event subjects that the fence does not count',
    ['tenant', 'class'],
  ),
  deadLetters: counter('policy_dead_letters_total', 'Messages taken out of a work queue', [
    'tenant',
    'stream',
  ]),
  projectionLagEvents: gauge('policy_projection_lag_events', 'Events not yet projected', []),
  projectionLagSeconds: gauge(
    'policy_projection_lag_seconds',
    'How long the oldest event that is known and not projected has waited',
    [],
  ),
  timerLag: histogram('policy_timer_lag_seconds', 'Time from when a timer was due to its command', {
    labels: ['tenant'],
    buckets: LONG_BUCKETS,
  }),
  reactionLag: histogram('policy_reaction_lag_seconds', 'Time from an event to its reaction', {
    labels: ['tenant', 'reaction'],
    buckets: WORK_BUCKETS,
  }),
};

const simulationMetrics = {
  compileDuration: histogram('policy_compile_duration_seconds', 'Time to compile a policy', {
    labels: ['tenant'],
    buckets: WORK_BUCKETS,
  }),
  simulationQueueDepth: gauge('policy_simulation_queue_depth', 'Batch simulations by stage, of all tenants', [
    'stage',
  ]),
  simulationDuration: histogram(
    'policy_simulation_duration_seconds',
    'Time from request to result of a simulation',
    { labels: ['tenant'], buckets: LONG_BUCKETS },
  ),
  determinismMismatches: counter(
    'policy_determinism_mismatch_total',
    'Twin runs that did not give the same digest',
    ['tenant'],
  ),
  releaseFaults: counter(
    'policy_shard_release_faults_total',
    'Passes over the shards of a tenant that were given up',
    ['tenant'],
  ),
  evidenceBytes: counter('policy_evidence_bytes_total', 'Bytes of evidence stored', ['tenant']),
};

const lifecycleMetrics = {
  approvalLatency: histogram(
    'policy_approval_latency_seconds',
    'Time from submission to approval of a version',
    { labels: ['tenant'], buckets: HUMAN_BUCKETS },
  ),
  promotionOutcomes: counter('policy_promotion_outcomes_total', 'Promotions asked for, by outcome', [
    'tenant',
    'outcome',
  ]),
  attestations: counter('policy_attestation_total', 'Attestations by result', ['tenant', 'result']),
};

/**
 * Every metric that the registry's processes report, beside `policy_registry_*` of the process itself. Durations are in
 * seconds. A metric that has the label `tenant` has it first; what a label may hold is closed, or bounded when measured.
 */
export const METRICS = {
  ...apiMetrics,
  ...eventMetrics,
  ...simulationMetrics,
  ...lifecycleMetrics,
  ready: gauge('policy_ready', 'Whether a check of the readiness holds: 1 or 0', ['check']),
};
