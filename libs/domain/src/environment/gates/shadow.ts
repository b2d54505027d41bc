import { ageMsAt, parseTimestamp } from '@policy-registry/kernel';

import { refusal } from '../../rejection-codes.ts';
import { staleness } from '../../simulation/freshness.ts';
import { spanText, unknown, UNKNOWN, type Gate } from './gate.ts';

/** It was evaluated beside what is stable here, lately and on facts of late. */
export const shadowGate: Gate = ({ environment, evidence, now }) => {
  const asked = environment.gates?.gates.shadow;
  if (asked === undefined) return undefined;
  const { ageMaxMs } = asked;
  const needed = `a simulation and a snapshot no older than ${spanText(ageMaxMs)}`;
  if (evidence.simulation === undefined) return unknown('shadow', needed, evidence.refusal);
  const { simulation } = evidence;
  const { simulationId, inputs } = simulation;
  const stale = staleness(simulation, now, ageMaxMs);
  if (stale !== undefined)
    return { gate: 'shadow', ok: false, value: `evaluated at ${inputs.evaluatedAt}`, needed, refusal: stale };
  const { snapshotFrozenAt } = inputs;
  const frozenAtMs = snapshotFrozenAt === undefined ? undefined : parseTimestamp(snapshotFrozenAt);
  const ageMs = frozenAtMs === undefined ? undefined : ageMsAt(now, frozenAtMs);
  const ok = ageMs !== undefined && ageMs <= ageMaxMs;
  return {
    gate: 'shadow',
    ok,
    value: snapshotFrozenAt === undefined ? UNKNOWN : `snapshot of ${snapshotFrozenAt}`,
    needed,
    ...(!ok && {
      refusal: refusal(
        'SNAPSHOT_STALE',
        `the snapshot of simulation ${simulationId} is not known to be young enough`,
      ),
    }),
  };
};
