import { answered, type RegistryClient, type Schemas } from '@policy-registry/client';
import { FrozenWaiver } from '@policy-registry/finding';
import { z } from 'zod';

const FrozenInputs = z.looseObject({
  snapshotDigest: z.string(),
  snapshotFrozenAt: z.string().optional(),
  budgets: z.strictObject({ version: z.int(), lines: z.array(z.string()) }).optional(),
  waivers: z.array(FrozenWaiver).optional(),
  captureExplain: z.literal(false).optional(),
  base: z.discriminatedUnion('kind', [
    z.looseObject({ kind: z.literal('version'), irDigest: z.string() }),
    z.looseObject({ kind: z.literal('empty') }),
  ]),
  candidate: z.looseObject({ irDigest: z.string() }),
  evaluatedAt: z.string(),
  seed: z.int(),
  env: z.record(z.string(), z.string()),
});

/** What the registry recorded of a simulation that succeeded. */
export const RecordedSimulation = z.looseObject({
  simulationId: z.string(),
  inputs: FrozenInputs,
  /** The build that evaluated the candidate. */
  engine: z.string(),
  /** Builds that were asked for by side; the plan has chosen the others. */
  engines: z.looseObject({ base: z.string().optional(), candidate: z.string().optional() }).nullish(),
  planDigest: z.string(),
  shards: z.int().positive(),
  tuples: z.int().nonnegative(),
  result: z.looseObject({ resultDigest: z.string() }),
});
export type RecordedSimulation = z.infer<typeof RecordedSimulation>;

/** One evaluation of one shard that gave a partial result. */
export type RecordedShard = Pick<Schemas['Shard'], 'index' | 'replica' | 'tuples' | 'runner'> & {
  readonly partialDigest: string;
};

/** Every evaluation of every shard of a simulation that gave a partial result, by shard and replica. */
export const readShards = async (
  client: Pick<RegistryClient, 'GET'>,
  simulationId: string,
): Promise<readonly RecordedShard[]> => {
  const { items } = await answered(
    client.GET('/api/v1/simulations/{simulationId}/shards', { params: { path: { simulationId } } }),
  );
  return items.flatMap(({ partialDigest, ...shard }) =>
    partialDigest === null ? [] : [{ ...shard, partialDigest }],
  );
};
