// A random estate that a seed determines, in the importers' real formats, for tests.
//   node examples/random-estate.mjs <seed> <folder> [images] [findings]
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { toBand, toScore, toVector } from './source/cvss.mjs';
import { between, pick, seeded } from './source/seeded.mjs';
import { toText, toTrivyText } from './source/trivy-file.mjs';

const IMAGES_DEFAULT = 4;
const FINDINGS_DEFAULT = 60;

const SYSTEMS = [
  ['debian-old', ['deb', 'npm', 'maven']],
  ['debian-new', ['deb', 'pypi']],
  ['alpine-old', ['apk', 'npm', 'golang']],
  ['alpine-new', ['apk', 'golang']],
];
const WORDS = [
  'amber',
  'birch',
  'cedar',
  'delta',
  'ember',
  'fjord',
  'grove',
  'heron',
  'islet',
  'jetty',
  'knoll',
  'lumen',
];
const TAGS = ['kev', 'watch', 'exploit-public'];
const JUSTIFICATIONS = [
  'component_not_present',
  'vulnerable_code_not_present',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'inline_mitigations_already_exist',
];
const AUTHORS = ['Quarry Security', 'Quarry Platform'];

/**
 * Documents `[{name, kind, bytes}]`: one Trivy report for each of `images` with `findings` findings each, two OpenVEX
 * documents and options. Equal arguments give equal bytes.
 */
export const randomEstate = (seed, { images = IMAGES_DEFAULT, findings = FINDINGS_DEFAULT } = {}) => {
  const next = seeded(seed);
  const scans = Array.from({ length: images }, (_, index) => randomScan(next, index, findings));
  const all = scans.flatMap((scan) => scan.findings);
  return [
    ...scans.map((scan) => document(`${scan.name}.trivy.json`, 'trivy', toTrivyText(scan))),
    ...AUTHORS.map((author, index) =>
      document(`vex-${index + 1}.openvex.json`, 'openvex', toText(randomStatements(next, author, all))),
    ),
    document('options.json', 'options', toText(randomOptions(next, all))),
  ];
};

const document = (name, kind, text) => ({ name, kind, bytes: new TextEncoder().encode(text) });

const randomScan = (next, index, findings) => {
  const [os, types] = pick(next, SYSTEMS);
  return {
    name: `${pick(next, WORDS)}-${index + 1}`,
    tag: `${between(next, 0, 9)}.${between(next, 0, 9)}.0`,
    os,
    createdAt: '2024-09-01T00:00:00Z',
    findings: Array.from({ length: findings }, () => randomFinding(next, pick(next, types))),
  };
};

const randomFinding = (next, type) => {
  const name = `${type === 'maven' ? `org.${pick(next, WORDS)}:` : ''}${pick(next, WORDS)}-${pick(next, WORDS)}`;
  const version = `${type === 'golang' ? 'v' : ''}${between(next, 0, 5)}.${between(next, 0, 9)}.${between(next, 0, 9)}`;
  const isFixed = next() < 0.7;
  return {
    VulnerabilityID: `CVE-${between(next, 2019, 2025)}-${between(next, 90_000, 99_999)}`,
    PkgName: name,
    PkgIdentifier: { PURL: { type, name, version } },
    InstalledVersion: version,
    ...(isFixed && { FixedVersion: `${version}.1` }),
    Status: isFixed
      ? 'fixed'
      : pick(next, ['affected', 'will_not_fix', 'fix_deferred', 'under_investigation']),
    ...randomSeverity(next),
    DataSource: { ID: pick(next, ['ghsa', 'debian', 'alpine', 'osv']) },
  };
};

const randomSeverity = (next) => {
  const drawn = next();
  if (drawn < 0.05) return { Severity: 'UNKNOWN' };
  if (drawn < 0.15) return { Severity: pick(next, ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL']) };
  const letters = ['NALP', 'LH', 'NLH', 'NR', 'UC', 'NLH', 'NLH', 'NLH']
    .map((choices) => pick(next, choices))
    .join('');
  const score = toScore(letters);
  return { Severity: toBand(score), CVSS: { nvd: { V3Vector: toVector(letters), V3Score: score } } };
};

const randomStatements = (next, author, findings) => ({
  '@context': 'https://openvex.dev/ns/v0.2.0',
  '@id': `https://vex.quarry.example/${author.toLowerCase().replaceAll(' ', '-')}`,
  author,
  timestamp: `2024-0${between(next, 1, 8)}-15T00:00:00Z`,
  version: 1,
  statements: findings.filter(() => next() < 0.15).map((finding) => randomStatement(next, finding)),
});

const randomStatement = (next, { VulnerabilityID, PkgIdentifier }) => {
  const { type, name } = PkgIdentifier.PURL;
  const namespace = type === 'deb' ? 'debian/' : type === 'apk' ? 'alpine/' : '';
  const status = pick(next, ['not_affected', 'affected', 'fixed', 'under_investigation']);
  return {
    vulnerability: { name: VulnerabilityID },
    products: [{ '@id': `pkg:${type}/${namespace}${name.replace(':', '/')}` }],
    status,
    ...(status === 'not_affected' && { justification: pick(next, JUSTIFICATIONS) }),
    ...(next() < 0.3 && { timestamp: `2024-0${between(next, 1, 9)}-0${between(next, 1, 9)}T12:00:00Z` }),
  };
};

const randomOptions = (next, findings) => {
  const ids = findings.map(({ VulnerabilityID }) => VulnerabilityID);
  return {
    schema: 'policy-registry.import-options@1',
    advisoryTags: Object.fromEntries(ids.filter(() => next() < 0.1).map((id) => [id, [pick(next, TAGS)]])),
    signals: {
      advisories: Object.fromEntries(
        ids.filter(() => next() < 0.5).map((id) => [id, { epss: String(between(next, 0, 1_000) / 1_000) }]),
      ),
    },
  };
};

const isRun = process.argv[1] === fileURLToPath(import.meta.url);
if (isRun) {
  const [seed, folder, images, findings] = process.argv.slice(2);
  if (folder === undefined || !/^\d+$/.test(seed)) {
    process.stderr.write('usage: node examples/random-estate.mjs <seed> <folder> [images] [findings]\n');
    process.exit(2);
  }
  const sizes = {
    ...(images && { images: Number(images) }),
    ...(findings && { findings: Number(findings) }),
  };
  mkdirSync(folder, { recursive: true });
  for (const { name, bytes } of randomEstate(Number(seed), sizes)) writeFileSync(join(folder, name), bytes);
}
