import { describe, expect, it } from '@jest/globals';
import type { Row } from '@policy-registry/kernel';

import { fact, folded, historyOf, inStream, sha } from './testing/history.ts';
import { facts } from './testing/life.ts';

const say = historyOf('acme');
const life = [
  say('workspace', 'pay-gate', facts.saved),
  say('policy', 'pay-gate', facts.policy, facts.drafted),
  say('policy', 'pay-gate', facts.thread),
  say('policy', 'pay-gate', facts.approval, facts.approved),
  say('simulation', 'sim-1', facts.requested),
  say('environment', 'prod', facts.environment),
  say('environment', 'prod', facts.promoted),
  say('policy', 'pay-gate', fact('VersionDrafted', { ...facts.drafted.data, version: 2 })),
  say(
    'policy',
    'pay-gate',
    ...[1, 2].map((version) => fact('VersionDeprecated', { ...facts.steppedBack, version })),
  ),
];
const rows = folded(inStream(life)).rowsOf('acme', 'version_timeline');
const of = (version: number): readonly Row[] => rows.filter((row) => row['version'] === version);

describe('the timeline of a version', () => {
  it('has what happened in the policy and in environments, and nothing of its content or of another version', () =>
    expect(of(1).map(({ seq, facts: types, place }) => [seq, types, place])).toStrictEqual([
      [2, ['VersionDrafted'], null],
      [3, ['ThreadStarted'], { thread: 1 }],
      [4, ['ApprovalGiven', 'VersionApproved'], null],
      [7, ['VersionPromoted'], { environmentId: 'prod' }],
      [9, ['VersionDeprecated'], null],
    ]));

  it('says who, when, and what was written by its digest', () =>
    expect(of(1)[1]).toStrictEqual({
      ...{ policy_id: 'pay-gate', version: 1, seq: 3, at: '2026-03-02T12:00:03.000Z' },
      actor: { type: 'user', id: 'u-ann' },
      facts: ['ThreadStarted'],
      place: { thread: 1 },
      texts: { commentDigest: sha('comment') },
    }));

  it('begins anew with each version, and has its part of what is about several', () =>
    expect(of(2).map(({ seq, facts: types }) => [seq, types])).toStrictEqual([
      [8, ['VersionDrafted']],
      [9, ['VersionDeprecated']],
    ]));
});
