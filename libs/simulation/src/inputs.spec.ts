import { describe, expect, it } from '@jest/globals';
import { canonicalBytes, type Json } from '@policy-registry/kernel';

import { ENV_NAMES_MAX, inputsDigestOf, readInputs } from './inputs.ts';
import { INPUTS } from './testing/arbitrary.ts';

const manyNames = Object.fromEntries(
  Array.from({ length: ENV_NAMES_MAX + 1 }, (_, index) => [`n${index}`, 'x']),
);

describe('the inputs of a simulation', () => {
  it('survive storage', () => {
    expect(readInputs(canonicalBytes(INPUTS))).toStrictEqual(INPUTS);
  });

  it('have one digest', () => {
    expect(inputsDigestOf(INPUTS)).toBe('fbe706040e462fa2c209f315312280fb38bab721a7e18e3200ef4ab198dbfbd9');
  });

  const others: readonly (readonly [string, Json])[] = [
    ['an evaluation time in another form', { ...INPUTS, evaluatedAt: '2026-01-01T00:00:00Z' }],
    ['a snapshot that is not frozen', { ...INPUTS, snapshotDigest: 'latest' }],
    ['a seed beyond 32 bits', { ...INPUTS, seed: 0x1_0000_0000 }],
    ['a base of no kind', { ...INPUTS, base: { irDigest: INPUTS.base.irDigest } }],
    ['an environment name in capitals', { ...INPUTS, env: { Exposure: 'internet' } }],
    ['more environment names than there may be', { ...INPUTS, env: manyNames }],
    ['a member too many', { ...INPUTS, workers: 3 }],
  ];
  it.each(others)('are refused with %s', (_what, content) => {
    expect(() => readInputs(canonicalBytes(content))).toThrow(
      expect.objectContaining({ name: 'StoredMalformed' }),
    );
  });
});
