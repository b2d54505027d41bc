import { describe, expect, it } from '@jest/globals';

import { fields } from '../table.ts';
import { ageText, summaryFields } from './snapshot-summary.ts';

describe('the summary of a snapshot for people', () => {
  it.each([
    [0, '0 seconds'],
    [59, '59 seconds'],
    [61, '1 minute 1 second'],
    [3_600, '1 hour'],
    [90_061, '1 day 1 hour'],
    [86_400 * 8 + 59, '8 days'],
  ])('tells the age of %d seconds as %s', (seconds, text) => {
    expect(ageText(seconds)).toBe(text);
  });

  it('leaves out what is nowhere in the snapshot', () => {
    const statistics = {
      images: 2,
      components: 3,
      advisories: 4,
      bands: { Critical: 1, High: 0, Medium: 0, Low: 0, None: 0, unknown: 5 },
      ecosystems: [{ ecosystem: 'npm', tuples: 6 }],
      ecosystemUnknown: 0,
      ecosystemOthers: 0,
      vex: {
        stated: 0,
        conflicting: 0,
        statuses: { not_affected: 0, affected: 0, fixed: 0, under_investigation: 0 },
      },
    };
    const text = fields(
      summaryFields({ statistics, frozenAt: '2026-03-03T09:00:00.000Z', ageSeconds: 3_600 }),
    );
    expect(text.split('\n').map((line) => line.split(/ {2,}/))).toStrictEqual([
      ['frozen at', '2026-03-03T09:00:00.000Z'],
      ['age', '1 hour'],
      ['images', '2'],
      ['components', '3'],
      ['advisories', '4'],
      ['severities', '1 Critical, 5 unknown'],
      ['ecosystems', '6 npm'],
      ['with VEX', '0, of which 0 conflicting'],
    ]);
  });

  it('tells nothing that an old snapshot does not say', () => {
    expect(fields(summaryFields({ statistics: null, frozenAt: null, ageSeconds: null }))).toBe('');
  });
});
