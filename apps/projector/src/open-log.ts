import { jetStreamEventLog, jetStreamOutcomes, type Outcomes } from '@policy-registry/event-store';
import type { EventLog } from '@policy-registry/kernel';
import { currentTraceparent, type Metrics } from '@policy-registry/platform';
import type { JetStreamReader } from '@policy-registry/event-store';
import type { JetStreamClient } from '@nats-io/jetstream';

import { withAppendTiming } from './decide/append-timing.ts';
import { withAppendFaults, withOutcomeFaults, type PassPoint } from './faults.ts';

export type LogOptions = {
  readonly js: JetStreamClient;
  readonly jsm: JetStreamReader;
  readonly metrics: Metrics;
  readonly nowMs: () => number;
  readonly pass: PassPoint;
};

/** What this process writes, events and outcomes, in JetStream; both are observed. */
export const openLog = ({
  js,
  jsm,
  metrics,
  nowMs,
  pass,
}: LogOptions): { readonly log: EventLog; readonly outcomes: Outcomes } => ({
  log: withAppendFaults(
    withAppendTiming(jetStreamEventLog(js, jsm, { traceparent: currentTraceparent }), metrics, nowMs),
    pass,
  ),
  outcomes: withOutcomeFaults(
    jetStreamOutcomes(js, jsm, ({ tenant }) => metrics.outcomesReplaced.inc({ tenant })),
    pass,
  ),
});
