import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EngineAnswerInvalid, EngineRefused, EngineUnavailable } from '@policy-registry/finding';

import { guard, type Guard } from './guard.ts';

const OPTIONS = { attemptsMax: 3, pauseMs: 100, failuresInARowMax: 4, openMs: 10_000 };

let asked: number;
let answers: (() => Promise<string>)[];
let guarded: Guard;

beforeEach(() => {
  jest.useFakeTimers();
  asked = 0;
  answers = [];
  guarded = guard(OPTIONS);
});
afterEach(() => void jest.useRealTimers());

const late = () => Promise.reject(new EngineUnavailable('LATE', 'late'));
const right = () => Promise.resolve('right');

/** Asks, while the clock is moved on as far as every pause together could be. */
const ask = async (): Promise<string> => {
  const answer = guarded(() => {
    asked += 1;
    return (answers.shift() ?? late)();
  }).catch((error: { code: string }) => error.code);
  await jest.advanceTimersByTimeAsync(5_000);
  return answer;
};

describe('guard', () => {
  it('asks again while no answer can be had, and gives the first one', async () => {
    answers = [late, late, right];
    expect([await ask(), asked]).toStrictEqual(['right', 3]);
  });

  it('gives the last fault when the attempts are over', async () => {
    expect([await ask(), asked]).toStrictEqual(['LATE', 3]);
  });

  it('pauses before it asks again', async () => {
    answers = [late, right];
    const answer = guarded(() => {
      asked += 1;
      return (answers.shift() ?? late)();
    });
    await jest.advanceTimersByTimeAsync(0);
    expect(asked).toBe(1);
    await jest.advanceTimersByTimeAsync(5_000);
    expect([await answer, asked]).toStrictEqual(['right', 2]);
  });

  it.each([
    new EngineAnswerInvalid('MALFORMED', 'wrong'),
    new EngineRefused('IR_INVALID', 'no'),
    new EngineUnavailable('BUILD_CHANGED', 'another'),
  ])('passes $code through at once, and never opens for it', async (fault) => {
    answers = Array.from({ length: 20 }, () => () => Promise.reject(fault));
    for (let time = 0; time < 10; time += 1) expect(await ask()).toBe(fault.code);
    expect(asked).toBe(10);
  });

  it('leaves an engine alone that failed too often in a row, and asks once when the time is over', async () => {
    expect([await ask(), asked]).toStrictEqual(['LATE', 3]);
    expect([await ask(), asked]).toStrictEqual(['LATE', 4]);
    expect([await ask(), asked]).toStrictEqual(['CIRCUIT_OPEN', 4]);

    await jest.advanceTimersByTimeAsync(10_000);
    expect([await ask(), asked]).toStrictEqual(['LATE', 5]);
    expect([await ask(), asked]).toStrictEqual(['CIRCUIT_OPEN', 5]);

    await jest.advanceTimersByTimeAsync(10_000);
    answers = [right, right];
    expect([await ask(), await ask(), asked]).toStrictEqual(['right', 'right', 7]);
  });

  it('begins to count anew after an answer', async () => {
    answers = [late, late, right, late, late, right];
    expect([await ask(), await ask(), asked]).toStrictEqual(['right', 'right', 6]);
  });
});
