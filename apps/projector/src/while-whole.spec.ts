import { describe, expect, it } from '@jest/globals';

import { whileWhole } from './while-whole.ts';

describe('a message that comes while the log is damaged', () => {
  it('is not worked on, and goes back to its queue for a while', async () => {
    const worked: string[] = [];
    let isDamaged = true;
    const work = whileWhole(
      () => isDamaged,
      async (message: string) => {
        worked.push(message);
        return { done: true } as const;
      },
    );
    expect(await work('one')).toStrictEqual({ laterMs: 5_000 });
    isDamaged = false;
    expect(await work('two')).toStrictEqual({ done: true });
    expect(worked).toStrictEqual(['two']);
  });
});
