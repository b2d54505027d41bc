import { describe, expect, it } from '@jest/globals';

import { brokerAnswers } from './broker-answers.ts';

const never = (): Promise<void> => new Promise(() => undefined);
const NO_ANSWER = { ok: false, detail: 'no answer' };

describe('a broker', () => {
  it.each([
    ['answers', false, async () => undefined, { ok: true, detail: 'connected' }],
    ['hangs, though the connection is up', false, never, NO_ANSWER],
    ['went away', false, () => Promise.reject(new Error('gone')), NO_ANSWER],
    ['is not connected any more', true, never, { ok: false, detail: 'the connection is closed' }],
  ])('that %s is told apart', async (_what, isClosed, flush, expected) => {
    expect(await brokerAnswers({ isClosed: () => isClosed, flush }, 20)).toStrictEqual(expected);
  });
});
