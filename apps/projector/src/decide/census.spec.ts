import { describe, expect, it } from '@jest/globals';

import { census } from './census.ts';

const policies = { tenant: 'acme', type: 'policy' } as const;

/** A leader whose answers are given when the spec says so. */
const leader = () => {
  const asked: PromiseWithResolvers<number>[] = [];
  let nowMs = 0;
  const counting = census(
    {
      ids: async () => {
        const answer = Promise.withResolvers<number>();
        asked.push(answer);
        return Array.from({ length: await answer.promise }, (_, at) => `p-${at}`);
      },
    },
    () => nowMs,
  );
  const settled = async (count: number) => {
    const counted = counting.count(policies);
    asked.at(-1)?.resolve(count);
    return counted;
  };
  return { counting, asked, settled, pass: (ms: number) => (nowMs += ms) };
};

describe('how many there are', () => {
  it('is asked of the log once for all who want to know at the same time, and counted on from there', async () => {
    const { counting, asked, settled } = leader();
    const first = counting.count(policies);
    expect(await settled(7)).toBe(7);
    expect(await first).toBe(7);
    counting.begin(policies)();
    counting.begin(policies);
    expect(await counting.count(policies)).toBe(8);
    expect(asked).toHaveLength(1);
  });

  it('is told apart by tenant and type', async () => {
    const { counting, asked, settled } = leader();
    await settled(7);
    for (const kind of [
      { ...policies, tenant: 'globex' },
      { ...policies, type: 'snapshot' as const },
    ]) {
      const other = counting.count(kind);
      asked.at(-1)?.resolve(1);
      expect(await other).toBe(1);
    }
    expect(await counting.count(policies)).toBe(7);
  });

  it('is asked again after 10 s, and a second later for each thousand', async () => {
    const { asked, settled, pass } = leader();
    await settled(2_000);
    pass(11_999);
    await settled(0);
    expect(asked).toHaveLength(1);
    pass(1);
    expect(await settled(2_500)).toBe(2_500);
    expect(asked).toHaveLength(2);
  });

  it('never falls: an answer that lacks what was begun here changes nothing', async () => {
    const { counting, settled, pass } = leader();
    await settled(7);
    counting.begin(policies)();
    pass(60_000);
    expect(await settled(7)).toBe(8);
  });

  it('counts nothing twice that an answer may hold already', async () => {
    const { counting, asked, settled, pass } = leader();
    await settled(7);
    const before = counting.begin(policies);
    pass(60_000);
    const again = counting.count(policies);
    const during = counting.begin(policies);
    asked.at(-1)?.resolve(9);
    expect(await again).toBe(9);
    before();
    during();
    expect(await counting.count(policies)).toBe(9);
  });

  it('is asked again by the next one where the log did not answer', async () => {
    const { counting, asked, settled } = leader();
    const failed = counting.count(policies);
    asked.at(-1)?.reject(new Error('no answer'));
    await expect(failed).rejects.toThrow('no answer');
    expect(await settled(3)).toBe(3);
  });
});
