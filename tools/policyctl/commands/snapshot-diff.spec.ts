import { describe, expect, it } from '@jest/globals';

import { diffText } from './snapshot-diff.ts';

const key = { image: 'shop', imageDigest: '', purl: 'pkg:npm/a@1', name: '', version: '', advisory: 'CVE-1' };

describe('the difference of two snapshots for people', () => {
  it('lists the changes that the registry listed, and how many it did not', () => {
    const text = diffText({
      added: 1,
      removed: 0,
      changed: 4,
      unchanged: 7,
      sharedShards: 2,
      changes: [
        { change: 'added', key },
        {
          change: 'changed',
          key: { ...key, image: '', imageDigest: '', purl: '', name: 'zlib', version: '1.3' },
        },
      ],
    });
    expect(text.split('\n').map((line) => line.split(/ {2,}/))).toStrictEqual([
      ['added', '1'],
      ['removed', '0'],
      ['changed', '4'],
      ['unchanged', '7'],
      ['shared shards', '2'],
      [''],
      ['CHANGE', 'IMAGE', 'COMPONENT', 'ADVISORY'],
      ['added', 'shop', 'pkg:npm/a@1', 'CVE-1'],
      ['changed', '–', 'zlib 1.3', 'CVE-1'],
      ['and 3 more'],
    ]);
  });

  it('has no list where there is no change', () => {
    const counts = { added: 0, removed: 0, changed: 0, unchanged: 7, sharedShards: 2, changes: [] };
    expect(diffText(counts).split('\n')).toHaveLength(5);
  });
});
