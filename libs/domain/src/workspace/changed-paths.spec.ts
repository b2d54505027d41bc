import { expect, it } from '@jest/globals';

import { file } from '../testing/samples.ts';
import { changedPaths } from './changed-paths.ts';

it('the changed paths of two contents are those added, removed or changed, in order', () => {
  const before = [file('a'), file('b'), file('d', 'old')];
  const after = [file('d', 'new'), file('c'), file('b')];
  expect(changedPaths(before, after)).toStrictEqual(['a', 'c', 'd']);
  expect(changedPaths([], after)).toStrictEqual(['b', 'c', 'd']);
  expect(changedPaths(after, after)).toStrictEqual([]);
});
