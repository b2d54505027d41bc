import { describe, expect, it } from '@jest/globals';
import type { Row } from '@policy-registry/kernel';
import fc from 'fast-check';

import { fact, folded, historyOf, inStream, sha } from './testing/history.ts';
import { facts } from './testing/life.ts';

const at = (second: number): string => `2026-03-02T12:00:${String(second).padStart(2, '0')}.000Z`;
const texts = (version: number) => ({
  ...{ version, semver: `${version}.0.0`, contentDigest: sha(`content ${version}`), irDigest: sha('ir') },
});
const selector = (version: number, basisPoints: number) => ({
  ...{ tags: ['eu'], basisPoints, salt: `prod/${version}` },
});
const reasonDigest = sha('reason');

/** What may happen to a binding, whether it could come to it or not. */
const changeOf = (policyId: string, kind: string, version: number) => {
  const of = { environmentId: 'prod', policyId, version };
  const step = { ...of, by: 'u-op', at: at(1), reasonDigest };
  const rebound = { ...step, ...texts(version) };
  const promoted = { ...of, ...texts(version), promotedBy: 'u-pat', promotedAt: at(1) };
  const rolledOff = { ...of, because: 'recalled', by: 'projector', at: at(1) };
  switch (kind) {
    case 'promoted':
      return [fact('VersionPromoted', promoted)];
    case 'canary':
      return [fact('VersionPromoted', { ...promoted, canary: selector(version, 500) })];
    case 'wider':
      return [fact('CanaryContinued', { ...step, selector: selector(version, 900) })];
    case 'paused':
      return [fact('CanaryPaused', step)];
    case 'aborted':
      return [fact('CanaryAborted', step)];
    case 'completed':
      return [fact('CanaryCompleted', rebound)];
    case 'back':
      return [facts.promotionFailed(1), fact('BindingRolledBack', { ...rebound, incident: 'INC-1' })];
    case 'off':
      return [fact('CanaryRolledOff', rolledOff), fact('StableRolledOff', rolledOff)];
    default:
      return [fact('StableRolledOff', { ...rolledOff, to: texts(version + 1) })];
  }
};
const KINDS = ['promoted', 'canary', 'wider', 'paused', 'aborted', 'completed', 'back', 'off', 'offTo'];
const lives = fc.array(
  fc.record({
    policyId: fc.constantFrom('pay-gate', 'web-gate'),
    kind: fc.constantFrom(...KINDS),
    version: fc.integer({ min: 1, max: 3 }),
  }),
  { maxLength: 20 },
);

const saidOf = (changes: readonly { policyId: string; kind: string; version: number }[]) => {
  const say = historyOf('acme');
  return [
    say('environment', 'prod', facts.environment),
    ...changes.map(({ policyId, kind, version }) =>
      say('environment', 'prod', ...changeOf(policyId, kind, version)),
    ),
  ];
};
const rowsOf = (table: string, said: ReturnType<typeof saidOf>): readonly Row[] =>
  folded(inStream(said)).rowsOf('acme', table);

const canaryOf = (canary: unknown) => {
  const { version, selector: whom, isPaused } = Object(canary);
  return canary === null ? null : { version, selector: whom, isPaused };
};

describe('the history of what was bound', () => {
  it('says at each time what the events up to then bind, whatever happens', () => {
    fc.assert(
      fc.property(lives, (changes) => {
        const said = saidOf(changes);
        const periods = rowsOf('binding_history', said);
        changes.forEach((_change, index) => {
          const now = at(index + 2);
          const then = periods
            .filter(({ from_at: from, until_at: until }) => {
              return String(from) <= now && (until === null || String(until) > now);
            })
            .map((row) => [row['policy_id'], Object(row['stable']).version ?? null, canaryOf(row['canary'])]);
          const bound = rowsOf('environment_binding', said.slice(0, index + 2)).map((row) => [
            ...[row['policy_id'], row['version'], canaryOf(row['canary'])],
          ]);
          expect(then.sort()).toStrictEqual(bound.sort());
        });
      }),
      { numRuns: 60 },
    );
  });

  it('has no gap: each change of a policy ends the period before it', () => {
    fc.assert(
      fc.property(lives, (changes) => {
        for (const policyId of ['pay-gate', 'web-gate']) {
          const periods = rowsOf('binding_history', saidOf(changes))
            .filter((row) => row['policy_id'] === policyId)
            .toSorted((a, b) => Number(a['began_by']) - Number(b['began_by']));
          expect(periods.length).toBe(changes.filter((change) => change.policyId === policyId).length);
          periods.forEach((period, index) => {
            const next = periods[index + 1];
            expect(period).toMatchObject({
              ...{ ended_by: next?.['began_by'] ?? 0, until_at: next?.['from_at'] ?? null },
            });
          });
        }
      }),
      { numRuns: 30 },
    );
  });

  it('tells how each came so, by whom and why', () => {
    const say = historyOf('acme');
    const kinds = ['promoted', 'canary', 'paused', 'completed', 'back', 'off'];
    const said = [
      say('environment', 'prod', facts.environment),
      say('environment', 'prod', facts.promotionRequested(1)),
      say('environment', 'prod', facts.promotionSigned(1)),
      ...kinds.map((kind, index) => say('environment', 'prod', ...changeOf('pay-gate', kind, index + 2))),
    ];
    const rows = rowsOf('binding_history', said).toSorted((a, b) => Number(a['seq']) - Number(b['seq']));
    const told = rows.map(({ how, by_actor: by, incident, attempt }) => [how, by, incident, attempt]);
    expect(told).toStrictEqual([
      ['promoted', 'u-pat', null, 1],
      ['promoted', 'u-pat', null, null],
      ['canary_started', 'u-pat', null, null],
      ['canary_paused', 'u-op', null, null],
      ['canary_completed', 'u-op', null, null],
      ['rolled_back', 'u-op', 'INC-1', null],
      ['rolled_off', 'projector', null, null],
    ]);
    expect(rows.map((row) => row['reason_digest'])).toStrictEqual([
      ...[reasonDigest, null, null, reasonDigest, reasonDigest, reasonDigest, null],
    ]);
    expect(rows[0]).toMatchObject({
      ...{ environment_id: 'prod', policy_id: 'pay-gate', began_by: 3, ended_by: 4, seq: 3 },
      ...{ from_at: at(3), until_at: at(4), ticket_digest: sha('ticket'), canary: null },
      stable: { version: 1, semver: '1.0.0', contentDigest: sha('content'), irDigest: sha('ir') },
    });
  });
});
