import { ageMsAt, parseTimestamp, type EpochMs } from '@policy-registry/kernel';

import { reject } from '../rejection-codes.ts';
import type { Simulation } from './state.ts';

const HOUR_MS = 3_600_000;

/**
 * Whether a simulation still says what would happen, by the time of the command that builds on it: submission and promotion
 * alike. Who asks may choose the instant that is evaluated, so both count: an instant of the past would hide what has lapsed
 * since, and one that is to come what holds until then. Throws `SIMULATION_STALE` or `SIMULATION_AHEAD`.
 */
export const requireFresh = (
  { simulationId, requestedAtMs, inputs }: Exclude<Simulation, { status: 'absent' }>,
  { now, ageMaxMs }: { readonly now: EpochMs; readonly ageMaxMs: number },
): void => {
  const ageMs = ageMsAt(now, parseTimestamp(inputs.evaluatedAt) ?? 0);
  if (ageMs === undefined)
    throw reject('SIMULATION_AHEAD', `simulation ${simulationId} evaluates an instant that is to come`);
  if (Math.max(ageMs, now - requestedAtMs) > ageMaxMs) {
    throw reject(
      'SIMULATION_STALE',
      `simulation ${simulationId}, or the instant it evaluates, is older than ${ageMaxMs / HOUR_MS} h`,
    );
  }
};
