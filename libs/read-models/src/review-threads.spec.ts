import { describe, expect, it } from '@jest/globals';
import type { FactShape, Row } from '@policy-registry/kernel';

import { fact, folded, historyOf, inStream, sha } from './testing/history.ts';
import { facts } from './testing/life.ts';

const rowsOf = (table: string, ...said: readonly FactShape[]): readonly Row[] => {
  const say = historyOf('acme');
  const life = [facts.policy, facts.drafted, ...said];
  return folded(inStream(life.map((one) => say('policy', 'pay-gate', one)))).rowsOf('acme', table);
};

const ofThread = { policyId: 'pay-gate', version: 1, thread: 1 };
const [first, second] = ['2026-03-02T12:00:26.000Z', '2026-03-02T13:00:00.000Z'];
const said = { ...ofThread, by: 'u-ben', at: second };
const replied = fact('ThreadReplied', { ...said, commentDigest: sha('reply') });
const resolved = fact('ThreadResolved', said);
const reopened = fact('ThreadReopened', said);
const started = {
  ...{ policy_id: 'pay-gate', version: 1, thread: 1 },
  place: { path: 'policy.stella', line: 3 },
  ...{ is_blocking: false, is_resolved: false },
  comments: [{ by: 'u-sue', at: first, commentDigest: sha('comment') }],
  ...{ resolution: null, changes: 1 },
};
const answered = {
  ...started,
  comments: [...started.comments, { by: 'u-ben', at: second, commentDigest: sha('reply') }],
  changes: 2,
};

describe('a thread', () => {
  it('has where it began and what was said, by digests', () =>
    expect(rowsOf('review_thread', facts.thread, replied)).toStrictEqual([answered]));

  it('is about a file or a version as a whole where it names no line', () => {
    const { place: _place, ...whole } = facts.thread.data;
    const placeOf = (data: FactShape['data']) =>
      rowsOf('review_thread', fact('ThreadStarted', data))[0]?.['place'];
    expect(placeOf({ ...whole, place: { path: 'README.md' } })).toStrictEqual({
      path: 'README.md',
      line: null,
    });
    expect(placeOf(whole)).toBeNull();
  });

  it('says who resolved it, until it is reopened', () => {
    expect(rowsOf('review_thread', facts.thread, replied, resolved)).toStrictEqual([
      { ...answered, is_resolved: true, resolution: { by: 'u-ben', at: second }, changes: 3 },
    ]);
    expect(rowsOf('review_thread', facts.thread, replied, resolved, reopened)).toStrictEqual([
      { ...answered, changes: 4 },
    ]);
  });

  it('changes nothing of its version, its ETag included', () =>
    expect(rowsOf('policy_version', facts.thread, replied, resolved)).toStrictEqual(
      rowsOf('policy_version'),
    ));
});
