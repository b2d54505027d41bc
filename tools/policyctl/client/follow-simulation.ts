import { setTimeout as pause } from 'node:timers/promises';

import { z } from 'zod';

import { Unavailable } from '../../servers/unavailable.ts';
import type { Api } from './api.ts';
import { eventsOf } from './sse.ts';

const FOLLOW_MS_MAX = 30 * 60_000;
const RECONNECT_PAUSE_MS = 500;

/** A simulation as the registry shows it. */
export const Simulation = z.looseObject({
  simulationId: z.string(),
  policyId: z.string(),
  environmentId: z.string(),
  snapshotId: z.string(),
  state: z.enum(['queued', 'running', 'reducing', 'attesting', 'succeeded', 'failed', 'cancelled']),
  inputs: z.looseObject({
    base: z.looseObject({ kind: z.string(), version: z.int().optional() }),
    candidate: z.looseObject({ version: z.int().optional(), revision: z.int().optional() }),
    evaluatedAt: z.string(),
  }),
  shards: z.int(),
  evaluations: z.int(),
  evaluationsTotal: z.int(),
  tuples: z.int(),
  runners: z.record(z.string(), z.int()),
  result: z
    .looseObject({
      resultDigest: z.string(),
      /** Absent of a quick simulation. */
      evidenceDigest: z.string().optional(),
      counts: z.record(z.string(), z.int()),
      coverage: z
        .looseObject({ rules: z.int(), rulesHit: z.int(), tuplesMissingEvidence: z.int() })
        .optional(),
    })
    .nullable(),
  attestation: z
    .looseObject({ attestationId: z.string(), keyId: z.string(), isWorm: z.boolean() })
    .nullable(),
  failure: z.looseObject({ code: z.string(), detail: z.string() }).nullable(),
});
export type Simulation = z.infer<typeof Simulation>;

/** States after which nothing changes any more. */
const ENDED: readonly string[] = ['succeeded', 'failed', 'cancelled'];
export const hasEnded = ({ state }: Simulation): boolean => ENDED.includes(state);

/** Follows a simulation to its end over its stream of events; a stream that breaks off is resumed where it was. */
export const followSimulation = async (
  api: Api,
  simulationId: string,
  progress: (simulation: Simulation) => void,
): Promise<Simulation> => {
  const path = `/simulations/${encodeURIComponent(simulationId)}/events`;
  const deadline = Date.now() + FOLLOW_MS_MAX;
  let lastId: string | undefined;
  while (Date.now() < deadline) {
    const headers = { accept: 'text/event-stream', ...(lastId !== undefined && { 'last-event-id': lastId }) };
    const response = await api.open(path, headers);
    try {
      for await (const { id, event, data } of eventsOf(bodyOf(response))) {
        lastId = id ?? lastId;
        if (event !== 'progress') continue;
        const simulation = Simulation.parse(JSON.parse(data));
        progress(simulation);
        if (hasEnded(simulation)) return simulation;
      }
    } catch (error) {
      // A broken connection is resumed; what cannot be read would not get better.
      if (error instanceof z.ZodError || error instanceof SyntaxError) throw error;
    }
    await pause(RECONNECT_PAUSE_MS);
  }
  throw new Unavailable(`simulation ${simulationId} did not end within ${FOLLOW_MS_MAX / 60_000} minutes`);
};

const bodyOf = (response: Response): AsyncIterable<Uint8Array> => {
  if (response.body === null) throw new Error('a stream of events has no body');
  return response.body;
};
