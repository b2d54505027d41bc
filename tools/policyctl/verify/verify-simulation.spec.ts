import { describe, expect, it } from '@jest/globals';
import { sha256Hex } from '@policy-registry/kernel';
import { partialBytes } from '@policy-registry/simulation';
import fc from 'fast-check';

import {
  candidateIr,
  inputs,
  partialOf,
  partials,
  recorded,
  recordedShards,
} from './testing/constructed-simulation.ts';
import { verifySimulation, type ReadBlob } from './verify-simulation.ts';

const stored = new Map([...partials, candidateIr].map((bytes) => [sha256Hex(bytes), bytes]));
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

  it('passes on what is no damage, such as a store that does not answer', async () => {
    const fault = new Error('no answer');
    await expect(verifySimulation(recorded, recordedShards, () => Promise.reject(fault))).rejects.toBe(fault);
  });
});
