import type { FindingTuple, VexStatement } from '@policy-registry/finding';
import { describe, expect, it } from '@jest/globals';

import { NAMES } from './names.ts';
import { SETTING, STATEMENT, truthOfCondition, UNKNOWN_FINDING } from './testing/findings.ts';

const STATED: VexStatement = {
  ...STATEMENT,
  status: 'not_affected',
  justification: 'component_not_present',
  source: 'vendor',
  timestamp: '2024-05-01T10:00:00Z',
  impactStatement: 'none',
  actionStatement: 'nothing to do',
};

const KNOWN: FindingTuple = {
  component: {
    purl: 'pkg:npm/left@1.0.0',
    name: 'left',
    version: '1.0.0',
    ecosystem: 'npm',
    licenses: ['MIT'],
    tags: ['runtime'],
    fixedVersion: '1.0.1',
  },
  advisory: {
    id: 'CVE-2024-0001',
    source: 'GHSA',
    aliases: ['GHSA-1'],
    tags: ['kev'],
    ratings: [{ version: '3.1', source: 'NVD', score: '7.5', vector: 'CVSS:3.1/AV:N' }],
  },
  image: { name: 'shop', digest: 'sha256:1', tags: ['tier0'] },
  vex: [STATED],
  signals: { epss: '0.97', seen: 'true', floor: 'High', note: 'n' },
};
const SETTINGS = 'settings { signals { seen: boolean; floor: severity } env { ceiling: decimal } }';
const GIVEN = { settings: SETTINGS, setting: { ...SETTING, env: { exposure: 'internet', ceiling: '4.5' } } };

const TRUE_WHEN_KNOWN: readonly [name: string, condition: string][] = [
  ['severity.normalized', 'severity.normalized == "High"'],
  ['severity.score', 'severity.score == 7.5'],
  ['severity.vector', 'severity.vector == "CVSS:3.1/AV:N"'],
  ['advisory.source', 'advisory.source == "GHSA"'],
  ['component.purl', 'component.purl == "pkg:npm/left@1.0.0"'],
  ['component.name', 'component.name == "left"'],
  ['component.version', 'component.version == "1.0.0"'],
  ['component.ecosystem', 'component.ecosystem == "npm"'],
  ['component.license', '"MIT" in component.license'],
  ['component.fixed_version', 'component.fixed_version == "1.0.1"'],
  ['image.name', 'image.name == "shop"'],
  ['image.digest', 'image.digest == "sha256:1"'],
  ['vex.status', 'vex.status == "not_affected"'],
  ['vex.justification', 'vex.justification == "component_not_present"'],
  ['vex.source', 'vex.source == "vendor"'],
  ['vex.timestamp', 'vex.timestamp == "2024-05-01T10:00:00Z"'],
  ['advisory.has_tag', 'advisory.has_tag("kev")'],
  ['component.has_tag', 'component.has_tag("runtime")'],
  ['image.has_tag', 'image.has_tag("tier0")'],
  ['env.exposure', 'env.exposure == "internet"'],
  ['env.ceiling', 'env.ceiling == 4.50'],
  ['signals.epss', 'signals.epss > 0.5'],
  ['signals.seen', 'signals.seen'],
  ['signals.floor', 'severity.normalized >= signals.floor'],
];

describe('a name', () => {
  it.each(TRUE_WHEN_KNOWN)('%s has its value when it is known', (_name, condition) => {
    expect(truthOfCondition(condition, KNOWN, GIVEN)).toBe(true);
  });

  it.each(TRUE_WHEN_KNOWN)('%s is unknown when it is absent', (_name, condition) => {
    expect(truthOfCondition(condition, UNKNOWN_FINDING, { settings: SETTINGS })).toBeUndefined();
  });

  it('is in the table above, but for those that are never unknown', () => {
    const covered = new Set(TRUE_WHEN_KNOWN.map(([name]) => name));
    expect([...NAMES.keys()].filter((name) => !covered.has(name))).toStrictEqual([
      'advisory.id',
      'advisory.aliases',
    ]);
  });

  it.each(['advisory.id == "CVE-2024-0001"', '"GHSA-1" in advisory.aliases'])(
    'has its value in `%s`',
    (condition) => {
      expect(truthOfCondition(condition, KNOWN)).toBe(true);
    },
  );

  it.each(['sbom.component_count == 3', 'secret.found', 'secret.kind in ["aws"]'])(
    'without a source is unknown in `%s`',
    (condition) => {
      expect(truthOfCondition(condition, KNOWN)).toBeUndefined();
    },
  );
});

describe('tags', () => {
  it('that were collected and lack the tag make the test false', () => {
    const finding = { ...UNKNOWN_FINDING, image: { tags: [] } };
    expect(truthOfCondition('image.has_tag("tier0")', finding)).toBe(false);
  });
});

describe('a value that does not spell its type', () => {
  it.each([
    ['signals.epss > 0.5', { epss: 'high' }],
    ['signals.epss > 0.5', { epss: '1e3' }],
    ['signals.epss > 0.5', { epss: '1234567890123456' }],
    ['signals.seen', { seen: 'yes' }],
    ['signals.floor == severity.normalized', { floor: 'high' }],
    ['signals.note == "x"', { note: '\uD800' }],
  ])('is unknown in `%s` of %p', (condition, signals) => {
    expect(truthOfCondition(condition, { ...KNOWN, signals }, GIVEN)).toBeUndefined();
  });
});

describe('the input score', () => {
  const rated = (...ratings: FindingTuple['advisory']['ratings']): FindingTuple => ({
    ...UNKNOWN_FINDING,
    advisory: { ...UNKNOWN_FINDING.advisory, ratings },
  });

  it.each([
    [
      'the highest version',
      rated({ version: '2.0', source: 'NVD', score: '9' }, { version: '4.0', source: 'A', score: '5' }),
    ],
    [
      'NVD among equal versions',
      rated({ version: '3.1', source: 'GHSA', score: '9' }, { version: '3.1', source: 'NVD', score: '5' }),
    ],
    [
      'GHSA after NVD',
      rated({ version: '3.1', source: 'ALPINE', score: '9' }, { version: '3.1', source: 'GHSA', score: '5' }),
    ],
    [
      'the first name bytewise',
      rated({ version: '3.1', source: 'b', score: '9' }, { version: '3.1', source: 'Z', score: '5' }),
    ],
    [
      'a rating that has a score',
      rated({ version: '4.0', source: 'NVD', vector: 'v' }, { version: '2.0', source: 'A', score: '5' }),
    ],
  ])('is that of %s', (_rule, finding) => {
    expect(truthOfCondition('severity.score == 5 and severity.normalized == "Medium"', finding)).toBe(true);
  });

  it('is absent without a score, and the vendor band stands alone', () => {
    const finding: FindingTuple = {
      ...UNKNOWN_FINDING,
      advisory: {
        ...UNKNOWN_FINDING.advisory,
        ratings: [{ version: '3.1', source: 'NVD', vector: 'v' }],
        vendorBand: 'Low',
      },
    };
    expect(truthOfCondition('severity.normalized == "Low" and severity.vector == "v"', finding)).toBe(true);
    expect(truthOfCondition('exists(severity.score)', finding)).toBe(false);
  });
});
