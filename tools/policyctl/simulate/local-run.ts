import { EMPTY_POLICY_DIGEST, EMPTY_POLICY_IR } from '@policy-registry/dsl';
import type { PolicyEngine } from '@policy-registry/finding';
import { policyEngines } from '@policy-registry/policy-engine';
import {
  startReduction,
  timedShard,
  timingOf,
  type PresentInputs,
  type PresentPartial,
  type ShardTiming,
} from '@policy-registry/simulation';

import { UsageFault } from '../answer.ts';
import { compiledOf, localEngine, readPolicyFolder } from '../dsl/policy-folder.ts';
import type { LocalSnapshot } from '../local/local-snapshot.ts';
import type { ShowProgress } from '../progress.ts';
import type { Outcome } from './outcome.ts';

/** Findings that are evaluated in one go; the result does not depend on it. */
const RANGE_TUPLES = 10_000;

export type LocalRun = {
  readonly snapshot: LocalSnapshot;
  /** Folders or files; without a base it is the empty policy. */
  readonly candidate: string;
  readonly base?: string | undefined;
  readonly engines: { readonly base?: string | undefined; readonly candidate?: string | undefined };
  readonly setting: Pick<PresentInputs, 'evaluatedAt' | 'seed' | 'env'> &
    Partial<Pick<PresentInputs, 'budgets' | 'captureExplain' | 'snapshotFrozenAt'>>;
};

type Side = {
  readonly kind: 'version' | 'empty';
  readonly ir: Uint8Array;
  readonly irDigest: string;
  readonly rules: readonly string[];
};

/**
 * Simulates on this machine, without any registry: the same pure code as a runner's, so that the same documents,
 * policies and setting give the same result digest there.
 */
export const simulateLocally = async (run: LocalRun, showProgress: ShowProgress): Promise<Outcome> => {
  const engine = localEngine();
  const candidate = await sideAt(engine, run.candidate);
  const base: Side =
    run.base === undefined
      ? { kind: 'empty', ir: EMPTY_POLICY_IR, irDigest: EMPTY_POLICY_DIGEST, rules: [] }
      : await sideAt(engine, run.base);
  const inputs = inputsOf(run, { base, candidate, engine });

  const { tuples } = run.snapshot;
  const reduction = startReduction(inputs);
  const partials: PresentPartial[] = [];
  const timings: ShardTiming[] = [];
  for (let from = 0; from < tuples.length; from += RANGE_TUPLES) {
    showProgress('evaluating', from, tuples.length);
    const range = tuples.slice(from, from + RANGE_TUPLES);
    const work = { inputs, from, tuples: range, baseIr: base.ir, candidateIr: candidate.ir };
    const { partial, timing } = await timedShard(policyEngines([engine]), work, () =>
      process.hrtime.bigint(),
    );
    reduction.add(partial);
    partials.push(partial);
    timings.push(timing);
  }
  showProgress('evaluating', tuples.length, tuples.length);
  const result = reduction.result({ tuples: tuples.length, candidateRules: candidate.rules });
  return { result, timing: timingOf(inputs, timings), partials };
};

const sideAt = async (engine: PolicyEngine, path: string): Promise<Side> => {
  const { ir, irDigest, rules } = await compiledOf(engine, await readPolicyFolder(path));
  return { kind: 'version', ir, irDigest, rules };
};

const inputsOf = (
  { snapshot, engines, setting }: LocalRun,
  {
    base,
    candidate,
    engine,
  }: { readonly base: Side; readonly candidate: Side; readonly engine: PolicyEngine },
): PresentInputs => {
  const { evaluatedAt, seed, env, budgets, captureExplain, snapshotFrozenAt } = setting;
  return {
    schema: 'policy-registry.simulation-inputs@2',
    snapshotDigest: snapshot.digest,
    ...(snapshotFrozenAt !== undefined && { snapshotFrozenAt }),
    base: { kind: base.kind, irDigest: base.irDigest, engine: buildAtHand(engine, engines.base) },
    candidate: { irDigest: candidate.irDigest, engine: buildAtHand(engine, engines.candidate) },
    ...(budgets !== undefined && { budgets }),
    ...(captureExplain !== undefined && { captureExplain }),
    evaluatedAt,
    seed,
    env,
  };
};

const buildAtHand = (engine: PolicyEngine, build: string | undefined): string => {
  if (build === undefined || build === engine.build) return engine.build;
  throw new UsageFault(
    `the engine ${build} is not on this machine, only ${engine.build}; simulate in the registry`,
  );
};
