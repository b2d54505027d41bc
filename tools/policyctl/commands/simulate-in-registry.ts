import {
  readPartial,
  readQuickResult,
  readResult,
  readTiming,
  type PartialResult,
} from '@policy-registry/simulation';
import { z } from 'zod';

import type { Context } from '../act.ts';
import { UsageFault, type Answer } from '../answer.ts';
import { hasEnded, Simulation } from '../client/follow-simulation.ts';
import { RequestRefused } from '../client/problem.ts';
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
  readonly priority?: string;
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
  const body = bodyOf(policyId, asked);
  const path = asked.quick === true ? '/simulations/quick' : '/simulations';
  const started = Simulation.parse(await context.api().mutate({ method: 'POST', path, body }));
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

const verifyFormat = ({ quick, format }: Asked): void => {
  if (quick !== true || format === undefined || SAMPLED.includes(format)) return;
  throw new UsageFault(
    `--quick keeps no list of findings for --format ${format}; ${SAMPLED.join(' and ')} it has`,
  );
};

const bodyOf = (policyId: string, asked: Asked): Readonly<Record<string, unknown>> => {
  const { version, snapshot: snapshotId, environment, base, evaluatedAt, seed, env, explain } = asked;
  if (version === undefined || snapshotId === undefined)
    throw new UsageFault('--version and --snapshot are needed, or --local');
  const engines = given({ base: asked.engineBase, candidate: asked.engineCandidate });
  return given({
    policyId,
    version,
    snapshotId,
    environmentId: environment,
    base: base === undefined ? undefined : baseOf(base),
    engines: Object.keys(engines).length === 0 ? undefined : engines,
    evaluatedAt,
    seed,
    env: Object.keys(env).length === 0 ? undefined : env,
    captureExplain: explain ? undefined : false,
    ...(asked.quick !== true && batchOf(asked)),
  });
};

const batchOf = ({ shardTuples, priority, twin }: Asked) => ({
  shardTuples,
  priority,
  twin: twin === false ? false : undefined,
});

const given = (members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

const baseOf = (text: string) => {
  if (text === 'empty') return { kind: 'empty' };
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageFault(`--base ${text} is no version and not \`empty\``);
  return { kind: 'version', version: Number(text) };
};

const WithTiming = z.looseObject({ timingDigest: z.string().nullish() });

/** The stored result, with the findings that changed where somebody wants them. */
export const outcomeOf = async (
  { api, progress }: Context,
  simulation: Simulation,
  withChanged: boolean,
): Promise<Outcome> => {
  const { simulationId, result } = simulation;
  const blob = (digest: string): Promise<Uint8Array> => api().getBytes(`/blobs/${digest}`);
  const { timingDigest } = WithTiming.parse(result ?? {});
  const bytes = await api().getBytes(`/simulations/${encodeURIComponent(simulationId)}/result`);
  const stored = simulation['mode'] === 'quick' ? readQuickResult(bytes).result : readResult(bytes);
  const timing = typeof timingDigest === 'string' ? readTiming(await blob(timingDigest)) : undefined;
  const partials: PartialResult[] = [];
  if (withChanged && simulation['mode'] !== 'quick') {
    const shards = (await readShards(api(), simulationId)).filter(({ replica }) => replica === 0);
    for (const [at, { partialDigest }] of shards.entries()) {
      progress('reading shards', at + 1, shards.length);
      partials.push(readPartial(await blob(partialDigest)));
    }
  }
  return { result: stored, timing, partials: partials.toSorted((a, b) => a.from - b.from) };
};
