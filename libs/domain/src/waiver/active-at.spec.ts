import { describe, expect, it } from '@jest/globals';
import { toTimestamp } from '@policy-registry/kernel';
import fc from 'fast-check';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { activeAt, activityOf, msToExpiry } from './active-at.ts';

const day = (n: number): string => `2026-03-${String(n).padStart(2, '0')}T09:00:00.000Z`;
const ms = (n: number): number => Date.parse(day(n));
const approved = { approvedAt: day(2), expiresAt: day(20), endedAt: undefined };

describe('a waiver', () => {
  it('is active from its approval on, and before its expiry', () => {
    expect([ms(2) - 1, ms(2), ms(20) - 1, ms(20)].map((t) => activeAt(approved, t))).toStrictEqual([
      ...[false, true, true, false],
    ]);
  });

  it('is not active from the moment on at which it was revoked or superseded', () => {
    const ended = { ...approved, endedAt: day(5) };
    expect([ms(5) - 1, ms(5)].map((t) => activeAt(ended, t))).toStrictEqual([true, false]);
    expect(activityOf({ ...approved, endedAt: day(25) })).toStrictEqual({ from: day(2), until: day(20) });
  });

  it('is never active without an approval', () => {
    const requested = { ...approved, approvedAt: undefined };
    expect([activityOf(requested), activeAt(requested, ms(5))]).toStrictEqual([undefined, false]);
  });

  it('is so long from its expiry', () =>
    expect([msToExpiry(approved, ms(19)), msToExpiry(approved, ms(21))]).toStrictEqual([
      86_400_000, -86_400_000,
    ]));

  it('is active at exactly the instants of its activity, whatever they are', () => {
    const instant = fc.integer({ min: 0, max: 20 });
    const lasting = fc.record({
      approvedAt: fc.option(instant.map(toTimestamp), { nil: undefined }),
      expiresAt: instant.map(toTimestamp),
      endedAt: fc.option(instant.map(toTimestamp), { nil: undefined }),
    });
    fc.assert(
      fc.property(lasting, instant, (waiver, t) => {
        const { from, until } = activityOf(waiver) ?? { from: '', until: '' };
        // The one form of time has the order of its text.
        const at = toTimestamp(t);
        expect(activeAt(waiver, t)).toBe(from !== '' && from <= at && at < until);
      }),
    );
  });
});

describe('when a waiver ends', () => {
  // The query of the list compares with the two ends of `activityOf`, which a spec of the read models holds to `activeAt`.
  const SAID_IN = ['libs/domain/src/waiver/active-at.ts', 'libs/read-models/src/waiver-catalog.ts'];
  const root = join(import.meta.dirname, '../../../..');
  const ENDS = String.raw`(?:expiresAt|expires_at|activeUntil|active_until|endedAt|waiverExpiry)`;
  const COMPARED = new RegExp(
    String.raw`\b${ENDS}\b\)*\s*(?:[<>]=?|===)\s*(?!undefined|null)|(?<!=)(?:[<>]=?|===)\s*(?:\w+\()*(?:\w+\.)*${ENDS}\b|(?:parseTimestamp|Date\.parse|new Date)\((?:\w+\.)*${ENDS}\b`,
  );

  it('is compared with a time nowhere else', () => {
    const sources = globSync(['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts', 'tools/**/*.ts'], { cwd: root })
      .filter((path) => !/\.spec\.ts$|\/testing\/|\/generated\/|node_modules/.test(path))
      .filter((path) => /waiver/i.test(path + readFileSync(join(root, path), 'utf8')));
    const comparing = sources.filter((path) => COMPARED.test(readFileSync(join(root, path), 'utf8')));
    expect(sources.length).toBeGreaterThan(10);
    expect(comparing.toSorted()).toStrictEqual(SAID_IN);
  });

  it.each([
    't < waiver.expiresAt',
    'expiresAt > now',
    'parseTimestamp(expiresAt)',
    '$6 < active_until',
    'at(expiresAt) <= t',
  ])('would be found as %s', (text) => expect(text).toMatch(COMPARED));
});
