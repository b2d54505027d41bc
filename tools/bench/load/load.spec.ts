import { setImmediate as turn } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';

import { fullLoad } from './full-load.ts';
import { counter, type Operation } from './operation.ts';
import { pacedLoad } from './paced-load.ts';
import { alternatingRounds } from './rounds.ts';

const never = new AbortController().signal;
const SHORT_MS = 40;

/** Notes how many run at once, and which numbers they got. */
const watched = (succeeds: (n: number) => boolean = () => true) => {
  const seen = { atOnceMax: 0, numbers: new Array<number>() };
  let atOnce = 0;
  const operation: Operation = async (n) => {
    seen.atOnceMax = Math.max(seen.atOnceMax, (atOnce += 1));
    seen.numbers.push(n);
    await turn();
    atOnce -= 1;
    return succeeds(n);
  };
  return { seen, operation };
};

describe('fullLoad', () => {
  it('keeps all its callers at work, and gives every operation a number of its own', async () => {
    const { seen, operation } = watched();
    const sample = await fullLoad(operation, {
      concurrency: 7,
      durationMs: SHORT_MS,
      next: counter(),
      signal: never,
    });
    expect([seen.atOnceMax, new Set(seen.numbers).size]).toStrictEqual([7, seen.numbers.length]);
    expect([sample.count, sample.latenciesMs.length, sample.failed]).toStrictEqual([
      seen.numbers.length,
      seen.numbers.length,
      0,
    ]);
  });

  it('counts what is refused or throws as failed, not as work', async () => {
    const { seen, operation } = watched((n) => n % 2 === 0);
    const throwing: Operation = async (n) => {
      if (await operation(n)) return true;
      throw new Error('refused');
    };
    const sample = await fullLoad(throwing, {
      concurrency: 2,
      durationMs: SHORT_MS,
      next: counter(),
      signal: never,
    });
    expect(sample.failed).toBe(seen.numbers.filter((n) => n % 2 === 1).length);
    expect(sample.count).toBe(seen.numbers.length - sample.failed);
  });

  it('ends early when it is told to', async () => {
    const { operation } = watched();
    const load = { concurrency: 2, durationMs: 600_000, next: counter(), signal: AbortSignal.abort('stop') };
    await expect(fullLoad(operation, load)).rejects.toBe('stop');
  });
});

describe('pacedLoad', () => {
  it('begins as many operations as the pace says', async () => {
    const { seen, operation } = watched();
    const sample = await pacedLoad(operation, {
      perSecond: 500,
      durationMs: 100,
      next: counter(),
      signal: never,
    });
    expect([seen.numbers.length, sample.count]).toStrictEqual([50, 50]);
  });

  it('does not wait for answers, and counts a wait from the moment an operation was due', async () => {
    const { promise: opened, resolve: open } = Promise.withResolvers<void>();
    let begun = 0;
    const stalled: Operation = async () => {
      begun += 1;
      if (begun === 10) open();
      await opened;
      return true;
    };
    const sample = await pacedLoad(stalled, {
      perSecond: 100,
      durationMs: 100,
      next: counter(),
      signal: never,
    });
    // The first was due 90 ms before the tenth, which is what all of them wait for.
    expect([sample.count, Math.max(...sample.latenciesMs) >= 90]).toStrictEqual([10, true]);
  });
});

describe('alternatingRounds', () => {
  it('gives everybody a turn in each round, and turns the order round', () => {
    expect(alternatingRounds(['a', 'b', 'c'], 3)).toStrictEqual([
      'a',
      'b',
      'c',
      'c',
      'b',
      'a',
      'a',
      'b',
      'c',
    ]);
  });
});
