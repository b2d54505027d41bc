import { formatDecimal, sha256Hex } from '@policy-registry/kernel';
import { describe, expect, it } from '@jest/globals';

import { baseScoreOf } from './cvss.ts';

const scoreOf = (vector: string): string | undefined => {
  const score = baseScoreOf(vector);
  return score === undefined ? undefined : formatDecimal(score);
};

describe('the base score', () => {
  // CVSS v3.1 and v4.0 examples documents of FIRST; the vectors of 2.0 are those it gives beside them.
  it.each([
    ['CVE-2013-0375', 'AV:N/AC:L/Au:S/C:P/I:P/A:N', '5.5'],
    ['CVE-2013-0375', 'CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N', '6.4'],
    ['CVE-2014-3566', 'AV:N/AC:M/Au:N/C:P/I:N/A:N', '4.3'],
    ['CVE-2014-3566', 'CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N', '3.1'],
    ['CVE-2012-1516', 'AV:N/AC:L/Au:S/C:C/I:C/A:C', '9'],
    ['CVE-2012-1516', 'CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H', '9.9'],
    ['CVE-2009-0783', 'AV:L/AC:L/Au:N/C:P/I:P/A:P', '4.6'],
    ['CVE-2009-0783', 'CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L', '4.2'],
    ['CVE-2012-0384', 'AV:N/AC:M/Au:S/C:C/I:C/A:C', '8.5'],
    ['CVE-2012-0384', 'CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H', '8.8'],
    ['CVE-2015-1098', 'AV:N/AC:M/Au:N/C:P/I:P/A:P', '6.8'],
    ['CVE-2015-1098', 'CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H', '7.8'],
    ['CVE-2014-0160', 'AV:N/AC:L/Au:N/C:P/I:N/A:N', '5'],
    ['CVE-2014-0160', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N', '7.5'],
    ['CVE-2014-0160', 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N', '8.7'],
    ['CVE-2014-6271', 'AV:N/AC:L/Au:N/C:C/I:C/A:C', '10'],
    ['CVE-2014-6271', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', '9.8'],
    ['CVE-2008-1447', 'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:C/C:N/I:H/A:N', '6.8'],
    ['CVE-2014-2005', 'AV:L/AC:M/Au:N/C:C/I:C/A:C', '6.9'],
    ['CVE-2014-2005', 'CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', '6.8'],
    ['CVE-2010-0467', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:L/I:N/A:N', '5.8'],
    ['CVE-2013-6014', 'AV:A/AC:L/Au:N/C:N/I:N/A:C', '6.1'],
    ['CVE-2013-6014', 'CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:C/C:H/I:N/A:H', '9.3'],
    ['CVE-2014-9253', 'CVSS:3.1/AV:N/AC:L/PR:L/UI:R/S:C/C:L/I:L/A:N', '5.4'],
    ['CVE-2011-1265', 'AV:A/AC:L/Au:N/C:C/I:C/A:C', '8.3'],
    ['CVE-2011-1265', 'CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', '8.8'],
    ['CVE-2014-2019', 'AV:L/AC:L/Au:N/C:N/I:C/A:N', '4.9'],
    ['CVE-2014-2019', 'CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N', '4.6'],
    ['CVE-2022-41741', 'CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', '7.3'],
    ['CVE-2020-3549', 'CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', '7.7'],
    ['CVE-2023-3089', 'CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:L/VA:L/SC:N/SI:N/SA:N', '8.3'],
    ['CVE-2021-44714', 'CVSS:4.0/AV:L/AC:L/AT:N/PR:N/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N', '4.6'],
    ['CVE-2022-21830', 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:A/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N', '5.1'],
    ['CVE-2022-22186', 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:L/SA:N', '6.9'],
    ['CVE-2023-21989', 'CVSS:4.0/AV:L/AC:L/AT:N/PR:H/UI:N/VC:N/VI:N/VA:N/SC:H/SI:N/SA:N', '5.9'],
    ['CVE-2021-44228', 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H', '10'],
  ])('of %s, %s, is %s', (_id, vector, score) => {
    expect(scoreOf(vector)).toBe(score);
  });

  it.each([
    ['AV:N/AC:L/Au:N/C:N/I:N/A:N', '0'],
    ['(AV:N/AC:L/Au:N/C:C/I:C/A:C)', '10'],
    ['AV:N/AC:L/Au:N/C:C/I:C/A:C/E:U/RL:OF/RC:UC/CDP:N/TD:N/CR:L/IR:L/AR:L', '10'],
    ['CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', '0'],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/RL:O/RC:U/MAV:P/MC:N/CR:L', '9.8'],
    ['CVSS:3.1/A:H/I:H/C:H/S:U/UI:N/PR:N/AC:L/AV:N', '9.8'],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N/E:U/CR:L/MVC:N/MSI:S/U:Clear', '8.7'],
  ])('of %s is %s: other groups do not count', (vector, score) => {
    expect(scoreOf(vector)).toBe(score);
  });

  it.each([
    '',
    'x',
    'CVSS:3.1',
    'CVSS:3.1/',
    'CVSS:3.1/AV:N',
    'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H',
    'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/A:H',
    'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:X',
    'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:h',
    'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/',
    'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P:P',
    'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/__proto__:H',
    'CVSS:3.2/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
    'cvss:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
    ' CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
    'AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
    'AC:L/AV:N/Au:N/C:C/I:C/A:C',
    '(AV:N/AC:L/Au:N/C:C/I:C/A:C',
    'CVSS:2.0/AV:N/AC:L/Au:N/C:C/I:C/A:C',
    'CVSS:4.0/AC:L/AV:N/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N',
    'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:S/SA:N',
    `CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H${'/E:P'.repeat(200)}`,
  ])('of `%s` is unknown', (vector) => {
    expect(scoreOf(vector)).toBeUndefined();
  });

  // Digests of the scores that Red Hat's calculator (cvss 3.6 for Python) gives for the same vectors.
  it.each([
    ['2.0', 1, 729, '5b94b5c8b67e515f432cb28b9b4793ec452c7abc1a23f8704e1370ce5a389cd0'],
    ['3.0', 1, 2_592, 'ca83e6d0a70631e8d5fcf21d6256b5d7dbc9d7c08a19f76a11fbfd5bc7a8de41'],
    ['3.1', 1, 2_592, '9614642870f96ec0793131ac51f19bc96d64f9c140f416221528f0c39478f933'],
    ['4.0', 97, 1_083, '25333e80ccf38e34958e72cd77658f457d53dde1e11398d8e803ba8c2c1531dc'],
  ] as const)(
    'agrees with another implementation on the vectors of %s (each %s.)',
    (version, step, count, digest) => {
      const vectors = baseVectorsOf(version).filter((_, index) => index % step === 0);
      expect(vectors).toHaveLength(count);
      const lines = vectors.map((vector) => `${vector} ${scoreOf(vector)}\n`);
      expect(sha256Hex(new TextEncoder().encode(lines.join('')))).toBe(digest);
    },
  );
});

const METRICS = {
  '2.0': 'AV:LAN AC:LMH Au:MSN C:NPC I:NPC A:NPC',
  '3.0': 'AV:NALP AC:LH PR:NLH UI:NR S:UC C:HLN I:HLN A:HLN',
  '3.1': 'AV:NALP AC:LH PR:NLH UI:NR S:UC C:HLN I:HLN A:HLN',
  '4.0': 'AV:NALP AC:LH AT:NP PR:NLH UI:NPA VC:HLN VI:HLN VA:HLN SC:HLN SI:HLN SA:HLN',
} as const;

/** Every vector of base metrics; the last metric varies fastest. */
const baseVectorsOf = (version: keyof typeof METRICS): string[] => {
  const bodies = METRICS[version].split(' ').reduce<string[]>(
    (vectors, word) => {
      const [name = '', values = ''] = word.split(':');
      return vectors.flatMap((vector) => Array.from(values, (value) => `${vector}/${name}:${value}`));
    },
    [''],
  );
  return bodies.map((body) => (version === '2.0' ? body.slice(1) : `CVSS:${version}${body}`));
};
