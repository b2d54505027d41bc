import { describe, expect, it } from '@jest/globals';

import { changedTuplesOf, readPartial } from './partial-result.ts';
import { reduce } from './reduce.ts';
import { readResult, resultDigestOf } from './simulation-result.ts';
import { FIRST_FORM } from './testing/first-form.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const partials = () => FIRST_FORM.partials.map((text) => readPartial(bytesOf(text)));

describe('what was stored in the first form', () => {
  it('reduces to the digest that it had, in either order', () => {
    expect(resultDigestOf(reduce(FIRST_FORM, partials()))).toBe(FIRST_FORM.resultDigest);
    expect(resultDigestOf(reduce(FIRST_FORM, partials().toReversed()))).toBe(FIRST_FORM.resultDigest);
  });

  it('is read', () => {
    expect(resultDigestOf(readResult(bytesOf(FIRST_FORM.result)))).toBe(FIRST_FORM.resultDigest);
  });

  it('names the tuples that changed', () => {
    const [first] = partials();
    const [changed] = first === undefined ? [] : changedTuplesOf(first);
    expect(changed).toMatchObject({ index: 0, advisory: 'CVE-0', class: 'not_evaluable' });
  });

  it.each([
    ['a row cut in half', '"rows":[', '"rows":[0,'],
    [
      'a changed tuple hidden',
      '"changed":[{"advisory":"CVE-0","component":"pkg:npm/c0@1","index":0},',
      '"changed":[',
    ],
    ['a row that names no outcome', '"rows":[', '"rows":[99,99,'],
  ])('is refused with %s', (_what, part, damaged) => {
    const [first = ''] = FIRST_FORM.partials;
    expect(first).toContain(part);
    expect(() => readPartial(bytesOf(first.replace(part, damaged)))).toThrow(
      expect.objectContaining({ name: 'StoredMalformed' }),
    );
  });
});
