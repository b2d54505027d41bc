import { describe, expect, it } from '@jest/globals';

import { fact, folded, historyOf, inStream, sha } from './testing/history.ts';
import { facts } from './testing/life.ts';

const at = (second: number): string => `2026-03-02T12:00:${String(second).padStart(2, '0')}.000Z`;

describe('consumers', () => {
  const rowsOf = (...steps: readonly (readonly ReturnType<typeof fact>[])[]) => {
    const say = historyOf('acme');
    const said = steps.map((step) => say('consumers', 'prod', ...step));
    return folded(inStream(said)).rowsOf('acme', 'consumer_catalog');
  };
  const known = {
    ...{ environment_id: 'prod', consumer_id: 'edge-1', principal: 's-edge' },
    ...{ bundle_digest: sha('tar'), revision: 6, is_stale: false },
    ...{ running_since: at(1), changed_at: at(1), seen_at: facts.consumer.data['seenAt'] },
  };
  const strange = {
    ...{ ...known, consumer_id: 'edge-2', bundle_digest: sha('own'), revision: null },
    seen_at: facts.strange.data['seenAt'],
  };

  it('are kept with what they run, and without a revision where nobody knows it', () => {
    expect(rowsOf([facts.consumer, facts.strange])).toStrictEqual([known, strange]);
  });

  it('are stale, are heard again and are forgotten', () => {
    const both = [facts.consumer, facts.strange];
    const stale = { ...strange, is_stale: true, changed_at: at(2) };
    expect(rowsOf(both, [facts.silent])).toStrictEqual([known, stale]);
    const heard = { ...strange, changed_at: at(3), seen_at: facts.heard.data['seenAt'] };
    expect(rowsOf(both, [facts.silent], [facts.heard])).toStrictEqual([known, heard]);
    expect(rowsOf(both, [facts.silent], [facts.forgotten])).toStrictEqual([known]);
  });

  it('say since when they run a bundle, and apart from that since when they are heard', () => {
    const other = fact('ConsumerReported', { ...facts.consumer.data, bundleDigest: sha('other') });
    const changed = { ...known, bundle_digest: sha('other'), running_since: at(2) };
    expect(rowsOf([facts.consumer], [other])).toStrictEqual([changed]);
  });
});
