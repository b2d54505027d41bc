import { describe, expect, it } from '@jest/globals';

import { documentOf, opensslFinding, trivyReport, tuplesOf } from './testing/documents.ts';
import { readShard, STORED_SHARD_TUPLES_MAX, shardBytes, ShardUnreadable } from './shards.ts';

const [tuple] = tuplesOf(documentOf('trivy', trivyReport([opensslFinding])));
if (tuple === undefined) throw new Error('the fixture gave no tuple');

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('shards', () => {
  it('read back to their tuples', () => {
    const tuples = Array.from({ length: STORED_SHARD_TUPLES_MAX }, (_, index) => ({
      ...tuple,
      image: { name: `${index}` },
    }));
    expect(readShard(shardBytes(tuples))).toStrictEqual(tuples);
    expect(readShard(new Uint8Array())).toStrictEqual([]);
  });

  it.each([
    ['a line that is not JSON', '{"component":', 'is not ended by a newline', 1],
    ['a line that is no tuple', '{}\n', 'is no finding tuple', 1],
    ['an empty line', '\n', 'is no finding tuple', 1],
  ])('with %s are refused', (_rule, text, problem, line) => {
    const good = new TextDecoder().decode(shardBytes([tuple]));
    expect(() => readShard(bytesOf(good + text))).toThrow(`line ${line + 1} of the shard ${problem}`);
  });

  it('with a member that tuples do not have are refused', () => {
    const text = new TextDecoder().decode(shardBytes([tuple])).replace('{', '{"extra":1,');
    expect(() => readShard(bytesOf(text))).toThrow('line 1 of the shard is no finding tuple');
  });

  it('beyond their limit are refused', () => {
    const bytes = shardBytes(Array.from({ length: STORED_SHARD_TUPLES_MAX + 1 }, () => tuple));
    expect(() => readShard(bytes)).toThrow(ShardUnreadable);
  });

  it('that are not UTF-8 are refused', () => {
    expect(() => readShard(new Uint8Array([0xff, 0x0a]))).toThrow(ShardUnreadable);
  });
});
