import { answered, RequestRefused, type Schemas } from '@policy-registry/client';

import type { Context } from '../act.ts';
import { EXIT, UsageFault, type Answer } from '../answer.ts';
import { answeredBytes } from '../client/api.ts';
import { readShards, RecordedSimulation } from '../client/recorded-simulation.ts';
import { fields } from '../table.ts';
import { verifySimulation, type ReadBlob } from '../verify/verify-simulation.ts';

/** Codes with which the registry says that it has no whole bytes under a digest. */
const NOT_WHOLE: readonly string[] = ['NOT_FOUND', 'BLOB_CORRUPT', 'BLOB_UNKNOWN'];

/** Fetches every stored partial result of a simulation and reduces them once more. */
export const verify = async ({ api, say }: Context, id: string): Promise<Answer> => {
  const simulation = RecordedSimulation.parse(await succeeded(api(), id));
  const evaluated = await readShards(api(), id);
  const readBlob: ReadBlob = async (digest) => {
    try {
      return await answeredBytes(
        api().GET('/api/v1/blobs/{digest}', { params: { path: { digest } }, parseAs: 'arrayBuffer' }),
      );
    } catch (error) {
      if (error instanceof RequestRefused && NOT_WHOLE.includes(error.problem.code)) return undefined;
      throw error;
    }
  };
  say(`reducing ${simulation.shards} partial results`);
  const verdict = await verifySimulation(simulation, evaluated, readBlob);
  const text = fields([
    ['simulation', id],
    ['recorded', verdict.recordedDigest],
    ['reduced again', verdict.reducedDigest],
    ...verdict.findings.map(({ finding, detail }) => [`finding ${finding}`, detail] as const),
    ['verdict', verdict.findings.length === 0 ? 'the same digest' : 'not the same'],
  ]);
  const exitCode = verdict.findings.length === 0 ? EXIT.ok : EXIT.refused;
  return { json: { ok: exitCode === EXIT.ok, simulationId: id, ...verdict }, text, exitCode };
};

const succeeded = async (api: ReturnType<Context['api']>, id: string): Promise<Schemas['Simulation']> => {
  const simulation = await answered(
    api.GET('/api/v1/simulations/{simulationId}', { params: { path: { simulationId: id } } }),
  );
  if (simulation.state !== 'succeeded')
    throw new UsageFault(`simulation ${id} is ${simulation.state}: there is no result to verify`);
  return simulation;
};
