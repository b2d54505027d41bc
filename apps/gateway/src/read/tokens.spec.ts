import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { Problem } from '../edge/problem.ts';
import { openPage, openPosition, pageToken, positionToken } from './tokens.ts';

const codeOf = (open: () => unknown): string | undefined => {
  try {
    open();
    return undefined;
  } catch (error) {
    return error instanceof Problem ? error.kind.code : String(error);
  }
};

describe('a position token', () => {
  it('opens to its position', () => {
    fc.assert(
      fc.property(fc.nat(), (seq) => expect(openPosition('acme', positionToken('acme', seq))).toBe(seq)),
    );
  });

  it('is none of another tenant', () => {
    expect(codeOf(() => openPosition('globex', positionToken('acme', 7)))).toBe('POSITION_INVALID');
  });

  it('is no page token, and the other way round', () => {
    expect(codeOf(() => openPosition('acme', pageToken('acme', 'policies', ['7'])))).toBe('POSITION_INVALID');
    expect(codeOf(() => openPage('acme', 'policies', positionToken('acme', 7)))).toBe('PAGE_TOKEN_INVALID');
  });

  it('is nothing that somebody made up', () => {
    fc.assert(
      fc.property(fc.string(), (text) =>
        expect(codeOf(() => openPosition('acme', text))).toBe('POSITION_INVALID'),
      ),
    );
  });
});

describe('a page token', () => {
  it('opens to its key', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 3 }), (key) =>
        expect(openPage('acme', 'versions gate', pageToken('acme', 'versions gate', key))).toStrictEqual(key),
      ),
    );
  });

  it('is none of another tenant, nor of another list', () => {
    const token = pageToken('acme', 'versions gate', ['3']);
    expect(codeOf(() => openPage('globex', 'versions gate', token))).toBe('PAGE_TOKEN_INVALID');
    expect(codeOf(() => openPage('acme', 'versions other', token))).toBe('PAGE_TOKEN_INVALID');
  });
});
