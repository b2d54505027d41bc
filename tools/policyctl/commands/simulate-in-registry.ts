import { answered, hasEnded, RequestRefused, type Schemas } from '@policy-registry/client';
import {
  readPartial,
  readQuickResult,
  readResult,
  readTiming,
  type PartialResult,
} from '@policy-registry/simulation';

import type { Context } from '../act.ts';
import { UsageFault, type Answer } from '../answer.ts';
import { answeredBytes } from '../client/api.ts';
import { readShards } from '../client/recorded-simulation.ts';
import { answerOf } from '../simulate/answer-of.ts';
import type { Format } from '../simulate/format-names.ts';
import type { Conditions, Outcome } from '../simulate/outcome.ts';
import { follow, shown } from './simulation.ts';

export type RegistryRun = {
  readonly version?: number;
  readonly snapshot?: string;
  readonly environment?: string;
  readonly shardTuples?: number;
  readonly priority?: Schemas['StartSimulationRequest']['priority'];
  readonly twin?: boolean;
  readonly quick?: boolean;
  readonly wait?: boolean;
};

type Asked = RegistryRun & {
  readonly base?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly evaluatedAt?: string;
  readonly seed?: number;
  readonly explain: boolean;
  readonly engineBase?: string;
  readonly engineCandidate?: string;
  readonly failOn: readonly string[];
  readonly format?: Format;
  readonly out?: string;
  readonly conditions: Conditions;
};

// What follows from the result alone: a sample has no stored partial results.
const SAMPLED: readonly Format[] = ['json', 'junit'];

/** Starts a simulation in the registry, and shows it, or what it came to when it is waited for. */
export const registryRun = async (context: Context, policyId: string, asked: Asked): Promise<Answer> => {
  verifyFormat(asked);
  const started = await start(context, policyId, asked);
  const { format, out, conditions, failOn } = asked;
  const isAwaited = asked.wait === true || format !== undefined || failOn.length > 0;
  if (!isAwaited && asked.quick !== true) return shown(started);

  const ended = hasEnded(started) ? started : await follow(context, started.simulationId);
  if (ended.state !== 'succeeded' || ended.result === null) return shown(ended);
  const isNeeded = format !== undefined || failOn.length > 0;
  const outcome = await outcomeOf(context, ended, format !== undefined).catch((error: unknown) => {
    // Who may start a simulation need not be allowed to read findings.
    if (error instanceof RequestRefused && error.problem.status === 403 && !isNeeded) return undefined;
    throw error;
  });
  return outcome === undefined
    ? shown(ended)
    : answerOf(outcome, { conditions, format, out, simulation: ended });
};

const start = (context: Context, policyId: string, asked: Asked): Promise<Schemas['Simulation']> => {
  const body = bodyOf(policyId, asked);
  const api = context.api();
  return answered(
    asked.quick === true
      ? api.POST('/api/v1/simulations/quick', { body })
      : api.POST('/api/v1/simulations', { body: { ...body, ...batchOf(asked) } }),
  );
};

const verifyFormat = ({ quick, format }: Asked): void => {
  if (quick !== true || format === undefined || SAMPLED.includes(format)) return;
  throw new UsageFault(
    `--quick keeps no list of findings for --format ${format}; ${SAMPLED.join(' and ')} it has`,
  );
};

const bodyOf = (policyId: string, asked: Asked): Schemas['QuickSimulationRequest'] & { version: number } => {
  const { version, snapshot: snapshotId, environment, base, evaluatedAt, seed, env, explain } = asked;
  if (version === undefined || snapshotId === undefined)
    throw new UsageFault('--version and --snapshot are needed, or --local');
  return {
    policyId,
    version,
    snapshotId,
    ...(environment !== undefined && { environmentId: environment }),
    ...(base !== undefined && { base: baseOf(base) }),
    ...enginesOf(asked),
    ...(evaluatedAt !== undefined && { evaluatedAt }),
    ...(seed !== undefined && { seed }),
    ...(Object.keys(env).length > 0 && { env }),
    ...(!explain && { captureExplain: false }),
  };
};

const enginesOf = ({ engineBase, engineCandidate }: Asked) =>
  engineBase === undefined && engineCandidate === undefined
    ? undefined
    : {
        engines: {
          ...(engineBase !== undefined && { base: engineBase }),
          ...(engineCandidate !== undefined && { candidate: engineCandidate }),
        },
      };

const batchOf = ({ shardTuples, priority, twin }: Asked) => ({
  ...(shardTuples !== undefined && { shardTuples }),
  ...(priority !== undefined && { priority }),
  ...(twin === false && { twin }),
});

const baseOf = (text: string): Schemas['SimulationBaseRequest'] => {
  if (text === 'empty') return { kind: 'empty' };
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageFault(`--base ${text} is no version and not \`empty\``);
  return { kind: 'version', version: Number(text) };
};

/** The stored result, with the findings that changed where somebody wants them. */
export const outcomeOf = async (
  { api, progress }: Context,
  simulation: Schemas['Simulation'],
  withChanged: boolean,
): Promise<Outcome> => {
  const { simulationId, result, mode } = simulation;
  const parseAs = 'arrayBuffer';
  const blob = (digest: string): Promise<Uint8Array> =>
    answeredBytes(api().GET('/api/v1/blobs/{digest}', { params: { path: { digest } }, parseAs }));
  const timingDigest = result === null || !('timingDigest' in result) ? undefined : result.timingDigest;
  const bytes = await answeredBytes(
    api().GET('/api/v1/simulations/{simulationId}/result', { params: { path: { simulationId } }, parseAs }),
  );
  const stored = mode === 'quick' ? readQuickResult(bytes).result : readResult(bytes);
  const timing = timingDigest === undefined ? undefined : readTiming(await blob(timingDigest));
  const partials: PartialResult[] = [];
  if (withChanged && mode !== 'quick') {
    const shards = (await readShards(api(), simulationId)).filter(({ replica }) => replica === 0);
    for (const [at, { partialDigest }] of shards.entries()) {
      progress('reading shards', at + 1, shards.length);
      partials.push(readPartial(await blob(partialDigest)));
    }
  }
  return { result: stored, timing, partials: partials.toSorted((a, b) => a.from - b.from) };
};
