import { describe, expect, it } from '@jest/globals';
import type { Explained, FindingTuple, PolicyEngine, PolicyOutcome } from '@policy-registry/finding';
import { digestOf } from '@policy-registry/kernel';

import { type EngineLookup, evaluateShard, timedShard } from './evaluate-shard.ts';
import { inputsDigestOf } from './inputs.ts';
import { changedTuplesOf } from './partial-result.ts';
import { INPUTS } from './testing/arbitrary.ts';

const tupleOf = (index: number): FindingTuple => ({
  component: { purl: `pkg:npm/c${index}@1` },
  advisory: { id: `CVE-${index}`, aliases: [], ratings: [] },
  image: {},
  vex: [],
  signals: {},
});

// The IR of this engine is the id of the one advisory that it blocks.
const outcomeOf = (ir: Uint8Array, { advisory }: FindingTuple): PolicyOutcome => {
  const isHit = advisory.id === new TextDecoder().decode(ir);
  const status = isHit ? 'blocked' : 'affected';
  return {
    kind: 'decided',
    status,
    severity: {},
    rule: 'only',
    warnings: [],
    annotations: {},
    undecided: [],
  };
};
const explainedOf = (ir: Uint8Array, finding: FindingTuple): Explained => ({
  outcome: outcomeOf(ir, finding),
  trace: [{ rule: 'only', value: 'true', operands: [{ name: 'advisory.id', value: finding.advisory.id }] }],
});
const engine: PolicyEngine = {
  build: INPUTS.base.engine,
  compile: async () => ({ compiled: undefined, diagnostics: [] }),
  evaluate: async (ir, findings) => findings.map((finding) => outcomeOf(ir, finding)),
  explain: async (ir, finding) => explainedOf(ir, finding),
};
/** The engines of a runner that has this one. */
const only = (one: PolicyEngine): EngineLookup => ({
  of: (build) => (build === one.build ? one : undefined),
});

const UNEXPLAINED = { ...INPUTS, captureExplain: false as const };
const blockedTuple = { advisory: 'CVE-1', component: 'pkg:npm/c1@1', index: 101, class: 'newly_blocked' };
const work = {
  inputs: INPUTS,
  from: 100,
  tuples: [0, 1, 2].map(tupleOf),
  baseIr: new TextEncoder().encode('CVE-9'),
  candidateIr: new TextEncoder().encode('CVE-1'),
};

describe('a shard', () => {
  it('is evaluated under both policies, its samples with the way to them', async () => {
    const partial = await evaluateShard(only(engine), work);
    const { from, samples } = partial;
    expect(from).toBe(100);
    expect([...changedTuplesOf(partial)]).toMatchObject([blockedTuple]);
    expect(samples.map(({ index, traces }) => [index, traces])).toStrictEqual(
      work.tuples.map((tuple, at) => {
        const { trace } = explainedOf(work.baseIr, tuple);
        return [100 + at, { base: trace, candidate: trace }];
      }),
    );
  });

  it('is not explained where the inputs do not want it, and counts the same', async () => {
    const mute: PolicyEngine = {
      ...engine,
      explain: () => Promise.reject(new Error('nobody asked for an explanation')),
    };
    const explained = await evaluateShard(only(engine), work);
    expect(await evaluateShard(only(mute), { ...work, inputs: UNEXPLAINED })).toStrictEqual({
      ...explained,
      inputsDigest: inputsDigestOf(UNEXPLAINED),
      samples: explained.samples.map(({ traces: _traces, ...sample }) => sample),
    });
  });

  it('hands the engine the time and environment of the inputs', async () => {
    const seen: unknown[] = [];
    const listening: PolicyEngine = {
      ...engine,
      evaluate: async (ir, findings, setting) => {
        seen.push(setting);
        return engine.evaluate(ir, findings, setting);
      },
    };
    await evaluateShard(only(listening), work);
    const setting = { evaluatedAtMs: 1_767_225_600_000, env: { exposure: 'internet' } };
    expect(seen).toStrictEqual([setting, setting]);
  });

  it('is evaluated by the engine that each side names', async () => {
    const build = 'everything-affected@1';
    const indifferent: PolicyEngine = {
      ...engine,
      build,
      evaluate: async (_ir, findings) => findings.map((finding) => outcomeOf(new Uint8Array(), finding)),
      explain: async (_ir, finding) => explainedOf(new Uint8Array(), finding),
    };
    const of = (wanted: string) => (wanted === build ? indifferent : engine);
    const inputs = { ...INPUTS, candidate: { ...INPUTS.candidate, engine: build } };
    const samePolicy = { ...work, inputs, baseIr: work.candidateIr };
    const partial = await evaluateShard({ of }, samePolicy);
    expect([...changedTuplesOf(partial)]).toMatchObject([{ ...blockedTuple, class: 'newly_allowed' }]);
  });

  it('is timed by the clock that is given, and gives the same partial result', async () => {
    const reads = [5n, 12n, 32n];
    const { partial, timing } = await timedShard(only(engine), work, () => reads.shift() ?? 0n);
    expect(timing).toStrictEqual({ tuples: 3, baseNs: 7, candidateNs: 20 });
    expect(partial).toStrictEqual(await evaluateShard(only(engine), work));
  });

  it('is not evaluated by another build than the inputs pin', async () => {
    const other = { ...engine, build: 'embedded-stella@9.9.9' };
    const unavailable = { name: 'EngineUnavailable' };
    await expect(evaluateShard(only(other), work)).rejects.toMatchObject(unavailable);
    await expect(evaluateShard({ of: () => other }, work)).rejects.toMatchObject(unavailable);
  });

  it('is given up when the engine contradicts itself', async () => {
    const fickle: PolicyEngine = {
      ...engine,
      explain: async (_ir, finding) => explainedOf(new Uint8Array(), finding),
    };
    const evaluated = await evaluateShard(only(engine), { ...work, inputs: UNEXPLAINED });
    const contradiction: unknown = await evaluateShard(only(fickle), work).catch((error: unknown) => error);
    expect(contradiction).toMatchObject({
      name: 'EngineNotDeterministic',
      message: `${engine.build} explains tuple 101 otherwise than it evaluated it`,
    });
    const { partialDigests } = Object(contradiction);
    expect(partialDigests).toStrictEqual([
      digestOf({ ...evaluated, inputsDigest: inputsDigestOf(INPUTS) }),
      expect.stringMatching(/^[0-9a-f]{64}$/),
    ]);
    expect(new Set(partialDigests).size).toBe(2);
  });

  it('is given up when the engine leaves a tuple without an answer', async () => {
    const short: PolicyEngine = { ...engine, evaluate: async () => [] };
    await expect(evaluateShard(only(short), work)).rejects.toThrow(RangeError);
  });
});
