import { describe, expect, it } from '@jest/globals';
import { canonicalBytes, type Json } from '@policy-registry/kernel';

import {
  BUDGET_LINES_MAX,
  enginesOf,
  ENV_NAMES_MAX,
  inputsDigestOf,
  isExplained,
  readInputs,
} from './inputs.ts';
import { INPUTS } from './testing/arbitrary.ts';
import { FIRST_FORM } from './testing/first-form.ts';

const manyNames = Object.fromEntries(
  Array.from({ length: ENV_NAMES_MAX + 1 }, (_, index) => [`n${index}`, 'x']),
);
const manyLines = Array.from({ length: BUDGET_LINES_MAX + 1 }, () => 'error_new = 0');

describe('the inputs of a simulation', () => {
  it.each([
    ['of today', INPUTS],
    ['of before', FIRST_FORM.inputs],
    ['with budgets', { ...INPUTS, budgets: { version: 3, lines: ['newly_blocked <= 0.1%'] } }],
    ['without traces', { ...INPUTS, captureExplain: false as const }],
  ])('survive storage: those %s', (_which, inputs) => {
    expect(readInputs(canonicalBytes(inputs))).toStrictEqual(inputs);
  });

  it('name an engine for each side; before, they named one for both', () => {
    const upgrade = { ...INPUTS, candidate: { ...INPUTS.candidate, engine: 'opa@1' } };
    expect(enginesOf(upgrade)).toStrictEqual({ base: 'embedded-stella@1.0.0', candidate: 'opa@1' });
    const engine = 'embedded-stella@1.0.0';
    expect(enginesOf(FIRST_FORM.inputs)).toStrictEqual({ base: engine, candidate: engine });
  });

  it('want traces unless they say otherwise, which is part of their digest', () => {
    const unexplained = { ...INPUTS, captureExplain: false as const };
    expect([INPUTS, FIRST_FORM.inputs, unexplained].map(isExplained)).toStrictEqual([true, true, false]);
    expect(inputsDigestOf(unexplained)).not.toBe(inputsDigestOf(INPUTS));
  });

  it('of today have the digest that they had before traces could be left out', () => {
    expect(inputsDigestOf(INPUTS)).toBe('989f896272b8d3a5290922cbaf71db8e2ea5e8346c38d6d63faf6461829ef1da');
  });

  it('of before have the digest that they had', () => {
    expect(inputsDigestOf(FIRST_FORM.inputs)).toBe(
      'fbe706040e462fa2c209f315312280fb38bab721a7e18e3200ef4ab198dbfbd9',
    );
  });

  const others: readonly (readonly [string, Json])[] = [
    ['an evaluation time in another form', { ...INPUTS, evaluatedAt: '2026-01-01T00:00:00Z' }],
    ['a snapshot that is not frozen', { ...INPUTS, snapshotDigest: 'latest' }],
    ['a seed beyond 32 bits', { ...INPUTS, seed: 0x1_0000_0000 }],
    ['a base of no kind', { ...INPUTS, base: { irDigest: INPUTS.base.irDigest } }],
    ['an environment name in capitals', { ...INPUTS, env: { Exposure: 'internet' } }],
    ['more environment names than there may be', { ...INPUTS, env: manyNames }],
    ['a side that names no engine', { ...INPUTS, candidate: { irDigest: INPUTS.candidate.irDigest } }],
    ['the form of another version', { ...FIRST_FORM.inputs, schema: INPUTS.schema }],
    ['more budget lines than there may be', { ...INPUTS, budgets: { version: 1, lines: manyLines } }],
    ['a budget line that is none', { ...INPUTS, budgets: { version: 1, lines: ['newly_blocked'] } }],
    ['traces asked for, which is said by silence', { ...INPUTS, captureExplain: true }],
    ['a member too many', { ...INPUTS, workers: 3 }],
  ];
  it.each(others)('are refused with %s', (_what, content) => {
    expect(() => readInputs(canonicalBytes(content))).toThrow(
      expect.objectContaining({ name: 'StoredMalformed' }),
    );
  });
});
