import { EMPTY_POLICY_DIGEST, EMPTY_POLICY_IR } from '@policy-registry/dsl';
import { canonicalBytes, sha256Hex } from '@policy-registry/kernel';
import {
  evaluateRange,
  partialBytes,
  reduce,
  resultBytes,
  SEED_DEFAULT,
  type PresentInputs,
  type SimulationInputs,
} from '@policy-registry/simulation';

import type { RecordedShard, RecordedSimulation } from '../../client/recorded-simulation.ts';

const json = canonicalBytes;
export const snapshotManifest = json({ tuples: 4 });
export const baseIr = EMPTY_POLICY_IR;
export const candidateIr = json({ rules: [{ name: 'block' }, { name: 'never' }] });

const engine = 'embedded-stella@1.0.0';

export const inputs: PresentInputs = {
  schema: 'policy-registry.simulation-inputs@2',
  snapshotDigest: sha256Hex(snapshotManifest),
  base: { kind: 'empty', irDigest: EMPTY_POLICY_DIGEST, engine },
  candidate: { irDigest: sha256Hex(candidateIr), engine },
  evaluatedAt: '2026-01-01T00:00:00.000Z',
  seed: SEED_DEFAULT,
  env: {},
};

const outcomeOf = (status: 'affected' | 'blocked') => ({
  kind: 'decided' as const,
  status,
  severity: { score: '9.8', band: 'Critical' as const },
  warnings: [],
  annotations: {},
  undecided: [],
});

export const partialOf = (from: number, statuses: readonly ('affected' | 'blocked')[], of = inputs) =>
  evaluateRange({
    inputs: of,
    from,
    tuples: statuses.map((_, offset) => ({
      component: { purl: `pkg:npm/c${from + offset}@1` },
      advisory: { id: `CVE-${from + offset}`, aliases: [], ratings: [] },
      image: {},
      vex: [],
      signals: {},
    })),
    base: statuses.map(() => outcomeOf('affected')),
    candidate: statuses.map((status) =>
      status === 'blocked' ? { ...outcomeOf(status), rule: 'block' } : outcomeOf(status),
    ),
  });

const parts = [partialOf(0, ['affected', 'blocked']), partialOf(2, ['blocked', 'affected'])];
/** The stored bytes of the partial results, in order. */
export const partials = parts.map(partialBytes);
export const result = resultBytes(reduce({ inputs, tuples: 4, candidateRules: ['block', 'never'] }, parts));

/** The stored plan with some inputs. */
export const planOf = (pinned: SimulationInputs) =>
  json({ schema: 'policy-registry.simulation-plan@1', inputs: pinned });

/** What a registry records of that simulation. */
export const recorded: RecordedSimulation = {
  simulationId: 'sim-1',
  inputs: {
    snapshotDigest: inputs.snapshotDigest,
    base: { kind: 'empty' },
    candidate: { irDigest: inputs.candidate.irDigest },
    evaluatedAt: inputs.evaluatedAt,
    seed: inputs.seed,
    env: inputs.env,
  },
  engine,
  planDigest: sha256Hex(planOf(inputs)),
  shards: 2,
  tuples: 4,
  result: { resultDigest: sha256Hex(result) },
};

export const recordedShards: readonly RecordedShard[] = partials.flatMap((bytes, index) =>
  [0, 1].map((replica) => ({
    index,
    replica,
    partialDigest: sha256Hex(bytes),
    tuples: 2,
    runner: `runner-${replica}`,
  })),
);
