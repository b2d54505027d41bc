import { ageMsAt, parseTimestamp, type DecisionContext, type EpochMs } from '@policy-registry/kernel';

import { refusal, refuse, type Refusal } from '../rejection-codes.ts';
import type { Simulation } from './state.ts';

const HOUR_MS = 3_600_000;

type Asked = Exclude<Simulation, { status: 'absent' }>;

/**
 * Why a simulation no longer says what would happen, by the time of the command that builds on it: submission and promotion
 * alike. Who asks may choose the instant that is evaluated, so both count: an instant of the past would hide what has lapsed
 * since, and one that is to come what holds until then.
 */
export const staleness = (
  { simulationId, requestedAtMs, inputs }: Asked,
  now: EpochMs,
  ageMaxMs: number,
): Refusal | undefined => {
  const ageMs = ageMsAt(now, parseTimestamp(inputs.evaluatedAt) ?? 0);
  if (ageMs === undefined)
    return refusal('SIMULATION_AHEAD', `simulation ${simulationId} evaluates an instant that is to come`);
  if (Math.max(ageMs, now - requestedAtMs) <= ageMaxMs) return undefined;
  return refusal(
    'SIMULATION_STALE',
    `simulation ${simulationId}, or the instant it evaluates, is older than ${ageMaxMs / HOUR_MS} h`,
  );
};

/** Refuses a simulation with its {@link staleness}. */
export const requireFresh = (
  simulation: Asked,
  context: Pick<DecisionContext, 'now' | 'reasons'>,
  ageMaxMs: number,
): void => {
  const stale = staleness(simulation, context.now, ageMaxMs);
  if (stale !== undefined) refuse(context, stale.code, stale.message);
};
