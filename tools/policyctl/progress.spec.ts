import { describe, expect, it } from '@jest/globals';

import { progressOn } from './progress.ts';

const shownOn = (isTTY: boolean, steps: readonly number[]): string => {
  let text = '';
  const show = progressOn({ isTTY, write: (more) => (text += more) });
  for (const done of steps) show('evaluating', done, 1_000);
  return text;
};

describe('progress', () => {
  it('is a line for each quarter where the output is kept', () => {
    const lines = shownOn(false, [0, 1, 2, 250, 260, 999, 1_000]).trimEnd().split('\n');
    expect(lines.map((line) => line.slice(-5))).toStrictEqual(['  0 %', ' 25 %', ' 75 %', '100 %']);
  });

  it('is one line that is redrawn on a terminal, and ends with it', () => {
    const text = shownOn(true, [0, 10, 11, 1_000]);
    expect(text.split('\r').length - 1).toBe(3);
    expect(text.endsWith('100 %\n')).toBe(true);
    expect(text.indexOf('\n')).toBe(text.length - 1);
  });
});
