import { ageMsAt, parseTimestamp, type DecisionContext } from '@policy-registry/kernel';

import { refuse } from '../rejection-codes.ts';
import type { Simulation } from './state.ts';

const HOUR_MS = 3_600_000;

/**
 * Whether a simulation still says what would happen, by the time of the command that builds on it: submission and promotion
 * alike. Who asks may choose the instant that is evaluated, so both count: an instant of the past would hide what has lapsed
 * since, and one that is to come what holds until then. Refuses with `SIMULATION_STALE` or `SIMULATION_AHEAD`.
 */
export const requireFresh = (
  { simulationId, requestedAtMs, inputs }: Exclude<Simulation, { status: 'absent' }>,
  context: Pick<DecisionContext, 'now' | 'reasons'>,
  ageMaxMs: number,
): void => {
  const { now } = context;
  const ageMs = ageMsAt(now, parseTimestamp(inputs.evaluatedAt) ?? 0);
  if (ageMs === undefined)
    return refuse(
      context,
      'SIMULATION_AHEAD',
      `simulation ${simulationId} evaluates an instant that is to come`,
    );
  if (Math.max(ageMs, now - requestedAtMs) > ageMaxMs) {
    refuse(
      context,
      'SIMULATION_STALE',
      `simulation ${simulationId}, or the instant it evaluates, is older than ${ageMaxMs / HOUR_MS} h`,
    );
  }
};
