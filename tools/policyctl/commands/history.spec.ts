import { describe, expect, it } from '@jest/globals';

import { shownHistory, span } from './history.ts';

describe('when something was active', () => {
  it('is an instant, wherever its clock stands', () => {
    const at = '2026-03-02T08:00:00.000Z';
    for (const text of ['2026-03-02T08:00:00Z', '2026-03-02T09:00:00+01:00'])
      expect(span(text)).toStrictEqual({ at, until: at });
  });

  it('is a whole day in UTC', () =>
    expect(span('2026-03-02')).toStrictEqual({
      at: '2026-03-02T00:00:00.000Z',
      until: '2026-03-02T23:59:59.999Z',
    }));

  it.each(['yesterday', '2026-03-02T09:00:00', '2026-13-01', ''])('is not %j', (text) =>
    expect(() => span(text)).toThrow('no instant'),
  );
});

describe('a history', () => {
  const bound = { contentDigest: 'c'.repeat(64), irDigest: 'd'.repeat(64), submission: null };
  const stable = {
    ...{ ...bound, version: 1, semver: '1.0.0' },
    approvals: [{ approver: 'bob', at: '2026-03-02T08:00:00.000Z' }],
    publicationAttestationId: 'a'.repeat(64),
    promotion: null,
  };
  const canary = {
    ...{ ...stable, version: 2, semver: '2.0.0', isPaused: false },
    approvals: [
      { approver: 'bob', at: '2026-03-02T08:00:00.000Z' },
      { approver: 'sue', at: '2026-03-02T08:00:00.000Z' },
    ],
    selector: { tags: [], basisPoints: 525, salt: 'prod/2' },
  };
  const period = {
    ...{
      policyId: 'gate',
      change: 4,
      from: '2026-03-02T09:00:00.000Z',
      until: null,
      how: 'canary_started' as const,
    },
    ...{ by: 'carol', seq: 7, reasonDigest: null, ticketDigest: null, incident: null },
  } as const;

  it('names what was active, who had approved it, each once, and what was signed', () => {
    const text = shownHistory([{ ...period, stable, canary }]);
    expect(text).toContain('1.0.0 (version 1)');
    expect(text).toContain('2.0.0 (version 2) 5.25 %');
    expect(text).toContain('bob, sue');
    expect(text).toContain('now');
    expect(text.match(/a{64}/g)).toHaveLength(1);
  });

  it('says what it was rolled back for, and that nothing is there', () => {
    const back = { ...period, how: 'rolled_back', incident: 'INC-1', stable: null, canary: null } as const;
    expect(shownHistory([back])).toContain('rolled_back (INC-1)');
    expect(shownHistory([])).toBe('nothing was bound');
  });
});
