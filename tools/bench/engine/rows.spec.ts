import { expect, it } from '@jest/globals';

import { compileRows, rowsOf } from './rows.ts';

const peers = [
  { name: 'casbin', ratioMin: 20, perSecond: 30_000 },
  { name: 'cedar-wasm', ratioMin: 50, perSecond: undefined },
];

it('holds ten rules against the absolute budget, and every peer against its ratio', () => {
  expect(rowsOf({ rules: 10, ours: 600_000, peers }).map(({ budget, ok }) => [budget, ok])).toStrictEqual([
    ['≥ 500000 /s', true],
    ['≥ 20 ×', true],
    ['≥ 50 ×', null],
  ]);
  expect(rowsOf({ rules: 100, ours: 599_999, peers }).map(({ budget, ok }) => [budget, ok])).toStrictEqual([
    [null, null],
    ['≥ 20 ×', false],
    ['≥ 50 ×', null],
  ]);
});

it('holds the warm compiler against its budget alone', () => {
  const rows = compileRows({ compileMs: 99, firstMs: 300, readMs: 200, sourceBytes: 1 });
  expect(rows.map(({ ours, ok }) => [ours, ok])).toStrictEqual([
    [99, true],
    [300, null],
    [200, null],
  ]);
});
