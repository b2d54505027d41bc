import { describe, expect, it } from '@jest/globals';

import type { Contender } from './contender.ts';
import { checkAnswers, measureTurns } from './measure.ts';

const contender = (name: string, isBlocked: (index: number) => boolean): Contender => ({
  name,
  decide: (from, count) => Array.from({ length: count }, (_, at) => isBlocked(from + at)),
});
const even = (index: number): boolean => index % 2 === 0;

describe('checking answers', () => {
  it('gives the share that is blocked when everybody agrees', async () => {
    expect(await checkAnswers([contender('a', even), contender('b', even)], 100)).toBe(0.5);
  });

  it('names who answers which finding differently', async () => {
    const wrong = contender('b', (index) => index === 7 || even(index));
    await expect(checkAnswers([contender('a', even), wrong], 100)).rejects.toThrow(
      'b and a answer finding 7 differently',
    );
  });
});

it('gives everybody as many turns, in the order of the contenders', async () => {
  const turns: string[] = [];
  const contenders = ['a', 'b'].map((name) => contender(name, even));
  const rates = await measureTurns(contenders, {
    cases: 100,
    turnMs: 1,
    report: (line) => turns.push(line.split(', ')[1] ?? ''),
    signal: new AbortController().signal,
  });
  expect(turns).toStrictEqual(['a', 'b', 'b', 'a', 'a', 'b']);
  expect(rates).toHaveLength(2);
});
