import { describe, expect, it } from '@jest/globals';

import { attestationIdsOf, digestsOf } from './registry.ts';
import { published, sha, submitted } from './testing/samples.ts';

describe('what an envelope repeats of its facts', () => {
  it('are the digests, by their names', () => {
    expect(digestsOf([submitted])).toStrictEqual({ result: sha('result'), evidence: sha('evidence') });
  });

  it('are the attestations', () => {
    expect(attestationIdsOf([submitted, published])).toStrictEqual([sha('bundle')]);
  });
});
