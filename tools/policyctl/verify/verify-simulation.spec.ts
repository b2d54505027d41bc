import { describe, expect, it } from '@jest/globals';
import { sha256Hex } from '@policy-registry/kernel';
import {
  inputsDigestOf,
  partialBytes,
  reduce,
  resultBytes,
  type PresentInputs,
  type SimulationInputs,
} from '@policy-registry/simulation';
import fc from 'fast-check';

import {
  candidateIr,
  inputs,
  partialOf,
  partials,
  planOf,
  recorded,
  recordedShards,
} from './testing/constructed-simulation.ts';
import { verifySimulation, type ReadBlob } from './verify-simulation.ts';

const stored = new Map([...partials, candidateIr, planOf(inputs)].map((bytes) => [sha256Hex(bytes), bytes]));
const readFrom =
  (blobs: ReadonlyMap<string, Uint8Array>): ReadBlob =>
  async (digest) =>
    blobs.get(digest);
const firstDigest = sha256Hex(partials[0] ?? new Uint8Array());

const reportedFor = (bytes: Uint8Array) =>
  recordedShards.map((shard) => (shard.index === 0 ? { ...shard, partialDigest: sha256Hex(bytes) } : shard));
const detailOf = async (...args: Parameters<typeof verifySimulation>): Promise<string> => {
  const { findings } = await verifySimulation(...args);
  expect(findings).toHaveLength(1);
  expect(findings[0]?.finding).toBe('digest');
  return findings[0]?.detail ?? '';
};

describe('reducing the partial results of a simulation once more', () => {
  it('gives the recorded digest, in whatever order the shards are told', async () => {
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...recordedShards], { minLength: 4 }), async (shards) => {
        expect(await verifySimulation(recorded, shards, readFrom(stored))).toStrictEqual({
          recordedDigest: recorded.result.resultDigest,
          reducedDigest: recorded.result.resultDigest,
          partials: 2,
          findings: [],
        });
      }),
    );
  });

  it('finds bytes that are no longer those of their digest', async () => {
    const replaced = new Map([...stored, [firstDigest, partials[1] ?? new Uint8Array()]]);
    expect(await detailOf(recorded, recordedShards, readFrom(replaced))).toMatch(
      /^the partial result of shard 0 has /,
    );
  });

  it('finds a partial result that is gone', async () => {
    const without = new Map([...stored].filter(([digest]) => digest !== firstDigest));
    expect(await detailOf(recorded, recordedShards, readFrom(without))).toMatch(
      /^the partial result of shard 0 \([0-9a-f]{64}\) is gone or damaged/,
    );
  });

  it('finds a recorded digest that the partial results do not give', async () => {
    const other = { ...recorded, result: { resultDigest: sha256Hex('other') } };
    expect(await detailOf(other, recordedShards, readFrom(stored))).toMatch(
      /^the partial results reduce to /,
    );
  });

  it('finds partial results of other inputs, and those that do not cover every finding', async () => {
    const foreign = partialBytes(partialOf(0, ['affected', 'blocked'], { ...inputs, seed: 7 }));
    const short = partialBytes(partialOf(0, ['affected']));
    for (const [bytes, code] of [
      [foreign, 'PARTIAL_FOREIGN'],
      [short, 'PARTIALS_INCOMPLETE'],
    ] as const) {
      const blobs = new Map([...stored, [sha256Hex(bytes), bytes]]);
      expect(await detailOf(recorded, reportedFor(bytes), readFrom(blobs))).toMatch(new RegExp(`^${code}: `));
    }
  });

  it('finds bytes that are no partial result', async () => {
    const bytes = new TextEncoder().encode('{}');
    const blobs = new Map([...stored, [sha256Hex(bytes), bytes]]);
    expect(await detailOf(recorded, reportedFor(bytes), readFrom(blobs))).toMatch(/^a partial result is /);
  });

  it('finds two replicas of one shard that differ', async () => {
    const shards = recordedShards.map((shard, at) =>
      at === 1 ? { ...shard, partialDigest: sha256Hex('x') } : shard,
    );
    expect(await detailOf(recorded, shards, readFrom(stored))).toBe(
      'shard 0 has another partial result in replica 1',
    );
  });

  it('gives the recorded digest where the inputs want no traces', async () => {
    const bare: PresentInputs = { ...inputs, captureExplain: false };
    const parts = [partialOf(0, ['affected', 'blocked'], bare), partialOf(2, ['blocked', 'affected'], bare)];
    const bytes = [...parts.map(partialBytes), planOf(bare)];
    const blobs = new Map([...stored, ...bytes.map((blob) => [sha256Hex(blob), blob] as const)]);
    const result = resultBytes(
      reduce({ inputs: bare, tuples: 4, candidateRules: ['block', 'never'] }, parts),
    );
    const unexplained = {
      ...recorded,
      inputs: { ...recorded.inputs, captureExplain: false as const },
      planDigest: sha256Hex(planOf(bare)),
      result: { resultDigest: sha256Hex(result) },
    };
    const shards = recordedShards.map((shard) => ({
      ...shard,
      partialDigest: sha256Hex(bytes[shard.index] ?? new Uint8Array()),
    }));
    expect(await verifySimulation(unexplained, shards, readFrom(blobs))).toMatchObject({
      reducedDigest: sha256Hex(result),
      findings: [],
    });
    const { captureExplain: _bare, ...wanting } = unexplained.inputs;
    expect(await detailOf({ ...unexplained, inputs: wanting }, shards, readFrom(blobs))).toMatch(
      /^the plan pins other inputs/,
    );
  });

  describe('where each side has an engine of its own', () => {
    const newer = 'embedded-stella@1.1.0';
    const upgrade: PresentInputs = { ...inputs, candidate: { ...inputs.candidate, engine: newer } };
    const parts = [
      partialOf(0, ['affected', 'blocked'], upgrade),
      partialOf(2, ['blocked', 'affected'], upgrade),
    ];
    const bytes = [...parts.map(partialBytes), planOf(upgrade)];
    const blobs = new Map([...stored, ...bytes.map((blob) => [sha256Hex(blob), blob] as const)]);
    const result = resultBytes(
      reduce({ inputs: upgrade, tuples: 4, candidateRules: ['block', 'never'] }, parts),
    );
    const upgraded = {
      ...recorded,
      engine: newer,
      planDigest: sha256Hex(planOf(upgrade)),
      result: { resultDigest: sha256Hex(result) },
    };
    const shards = recordedShards.map((shard) => ({
      ...shard,
      partialDigest: sha256Hex(bytes[shard.index] ?? new Uint8Array()),
    }));

    it.each([[undefined], [null], [{ candidate: newer }], [{ base: inputs.base.engine, candidate: newer }]])(
      'gives the recorded digest when %j was asked for',
      async (engines) => {
        expect(await verifySimulation({ ...upgraded, engines }, shards, readFrom(blobs))).toMatchObject({
          reducedDigest: upgraded.result.resultDigest,
          findings: [],
        });
      },
    );

    it('finds a plan with another engine than was asked for or recorded', async () => {
      const asked = { ...upgraded, engines: { base: newer } };
      expect(await detailOf(asked, shards, readFrom(blobs))).toBe(
        `the plan has ${inputs.base.engine} evaluate the base, recorded is ${newer}`,
      );
      const other = { ...upgraded, engine: 'opa@1' };
      expect(await detailOf(other, shards, readFrom(blobs))).toBe(
        `the plan has ${newer} evaluate the candidate, recorded is opa@1`,
      );
    });
  });

  it('reads what was planned when both sides had one engine', async () => {
    const { schema: _, base, candidate, ...rest } = inputs;
    const before: SimulationInputs = {
      schema: 'policy-registry.simulation-inputs@1',
      ...rest,
      base: { kind: base.kind, irDigest: base.irDigest },
      candidate: { irDigest: candidate.irDigest },
      engine: base.engine,
    };
    const parts = [partialOf(0, ['affected', 'blocked']), partialOf(2, ['blocked', 'affected'])].map(
      (part) => ({ ...part, inputsDigest: inputsDigestOf(before) }),
    );
    const bytes = [...parts.map(partialBytes), planOf(before)];
    const blobs = new Map([...stored, ...bytes.map((blob) => [sha256Hex(blob), blob] as const)]);
    const shards = recordedShards.map((shard) => ({
      ...shard,
      partialDigest: sha256Hex(bytes[shard.index] ?? new Uint8Array()),
    }));
    const result = resultBytes(
      reduce({ inputs: before, tuples: 4, candidateRules: ['block', 'never'] }, parts),
    );
    const planned = {
      ...recorded,
      planDigest: sha256Hex(planOf(before)),
      result: { resultDigest: sha256Hex(result) },
    };
    expect(await verifySimulation(planned, shards, readFrom(blobs))).toMatchObject({
      reducedDigest: planned.result.resultDigest,
      findings: [],
    });
  });

  it('finds a plan that is gone, pins nothing, or pins other inputs than are recorded', async () => {
    const without = new Map([...stored].filter(([digest]) => digest !== recorded.planDigest));
    expect(await detailOf(recorded, recordedShards, readFrom(without))).toMatch(
      /^the plan \([0-9a-f]{64}\) is gone/,
    );
    const empty = new TextEncoder().encode('{}');
    for (const [plan, said] of [
      [empty, /^the plan \([0-9a-f]{64}\) pins no inputs/],
      [planOf({ ...inputs, seed: 7 }), /^the plan pins other inputs/],
    ] as const) {
      const blobs = new Map([...stored, [sha256Hex(plan), plan]]);
      const planned = { ...recorded, planDigest: sha256Hex(plan) };
      expect(await detailOf(planned, recordedShards, readFrom(blobs))).toMatch(said);
    }
  });

  it('passes on what is no damage, such as a store that does not answer', async () => {
    const fault = new Error('no answer');
    await expect(verifySimulation(recorded, recordedShards, () => Promise.reject(fault))).rejects.toBe(fault);
  });
});
