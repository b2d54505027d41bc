import { describe, expect, it } from '@jest/globals';
import type { FactShape, Row } from '@policy-registry/kernel';

import { fact, folded, historyOf, inStream, sha } from './testing/history.ts';
import { facts } from './testing/life.ts';

const rowsAfter = (...said: readonly (readonly FactShape[])[]): readonly Row[] => {
  const say = historyOf('acme');
  const messages = inStream(said.map((some) => say('waiver', 'pay-gate', ...some)));
  return folded(messages).rowsOf('acme', 'waiver_catalog');
};
const done = (waiverId: string, by: string, day: number) => ({
  ...{ waiverId, by, at: `2026-03-${String(day).padStart(2, '0')}T12:00:00.000Z` },
});
const requested = facts.waiver;
const approved = fact('WaiverApproved', done('pay-gate.1', 'u-ben', 3));
const explained = { reasonDigest: sha('reason') };

describe('a waiver', () => {
  it('is there from the moment on at which it is asked for, and not active', () =>
    expect(rowsAfter([requested])).toStrictEqual([
      {
        ...{ waiver_id: 'pay-gate.1', policy_id: 'pay-gate', number: 1, state: 'requested', changes: 1 },
        ...{ rule: null, component: null, advisory: 'CVE-2021-23337', environment_id: null },
        ...{ owner: 'u-ann', requested_by: 'u-ann', requested_at: '2026-03-02T12:00:26.000Z' },
        ...{ reason_digest: sha('reason'), ticket_digest: sha('ticket'), renews: null, superseded_by: null },
        ...{ expires_at: '2026-04-02T12:00:00.000Z', approved_by: null, approved_at: null },
        ...{ active_until: null, ending: null },
      },
    ]));

  it('is active from its approval on until its expiry', () =>
    expect(rowsAfter([requested], [approved])).toMatchObject([
      {
        ...{ state: 'approved', changes: 2, approved_by: 'u-ben', approved_at: '2026-03-03T12:00:00.000Z' },
        active_until: '2026-04-02T12:00:00.000Z',
      },
    ]));

  it('is active until it was revoked', () => {
    const revoked = fact('WaiverRevoked', { ...done('pay-gate.1', 'u-dot', 4), ...explained });
    expect(rowsAfter([requested], [approved], [revoked])).toMatchObject([
      {
        ...{ state: 'revoked', changes: 3, active_until: '2026-03-04T12:00:00.000Z' },
        ending: { by: 'u-dot', at: '2026-03-04T12:00:00.000Z', ...explained, ticketDigest: null },
      },
    ]);
  });

  it('is active until what renews it was approved', () => {
    const renewal = { ...requested.data, waiverId: 'pay-gate.2', renews: 'pay-gate.1' };
    const taken = [
      fact('WaiverApproved', done('pay-gate.2', 'u-ben', 5)),
      fact('WaiverSuperseded', { ...done('pay-gate.1', 'u-ben', 5), supersededBy: 'pay-gate.2' }),
    ];
    expect(rowsAfter([requested], [approved], [fact('WaiverRequested', renewal)], taken)).toMatchObject([
      {
        ...{ waiver_id: 'pay-gate.1', state: 'superseded', superseded_by: 'pay-gate.2' },
        active_until: '2026-03-05T12:00:00.000Z',
      },
      { waiver_id: 'pay-gate.2', number: 2, state: 'approved', renews: 'pay-gate.1' },
    ]);
  });

  it.each([
    ['WaiverRejected', 'rejected'],
    ['WaiverWithdrawn', 'withdrawn'],
  ])('is never active after %s', (type, state) =>
    expect(
      rowsAfter([requested], [fact(type, { ...done('pay-gate.1', 'u-ben', 3), ...explained })]),
    ).toMatchObject([{ state, active_until: null, ending: { by: 'u-ben' } }]),
  );
});
