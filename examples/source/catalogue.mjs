// Reads the package tables into findings as Trivy writes them.
import { toBand, toScore, toVector } from './cvss.mjs';

const ADVISORY_SOURCE = {
  deb: {
    ID: 'debian',
    Name: 'Debian Security Tracker',
    URL: 'https://salsa.debian.org/security-tracker-team/security-tracker',
  },
  apk: { ID: 'alpine', Name: 'Alpine Secdb', URL: 'https://secdb.alpinelinux.org/' },
};

const GHSA_NAME = { npm: 'npm', pypi: 'pip', maven: 'Maven', golang: 'Go' };

/** Ids that the GitHub database has for CVEs of the example. */
const GHSA_OF = {
  'CVE-2021-44228': 'GHSA-jfh8-c2jp-5v3q',
  'CVE-2022-22965': 'GHSA-36p3-wjmg-h94x',
  'CVE-2021-44906': 'GHSA-xvch-5gv4-984h',
  'CVE-2021-23337': 'GHSA-35jh-r3h4-6jhm',
  'CVE-2022-25883': 'GHSA-c2qf-rxjj-qqgw',
  'CVE-2022-42889': 'GHSA-599f-7c49-w659',
  'CVE-2022-1471': 'GHSA-mjmj-j48q-9wg2',
  'CVE-2023-39325': 'GHSA-4374-p667-p6c8',
  'CVE-2023-44487': 'GHSA-qppj-fm5r-hxr3',
  'CVE-2023-45288': 'GHSA-4v7x-pqxf-cx7m',
  'CVE-2023-48795': 'GHSA-45x7-px36-x8w8',
  'CVE-2024-24786': 'GHSA-8r3f-844c-mc37',
  'CVE-2024-45337': 'GHSA-v778-237x-gjrc',
  'CVE-2024-45338': 'GHSA-w32m-9786-jp63',
};

const V4_DENIAL = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:N';
/** Advisories that also have a CVSS 4.0 rating. */
const V4_OF = { 'CVE-2024-45590': [V4_DENIAL, 8.7], 'CVE-2024-37890': [V4_DENIAL, 8.7] };

/** Findings by set, from a table of `os-packages.mjs` form. */
export const readCatalogue = (...tables) => {
  const sets = new Map();
  for (const line of tables
    .join('\n')
    .split('\n')
    .filter((text) => text !== '')) {
    const [set, type, names, version, fixed, ...advisories] = line.split(' ');
    const group = { type, version, fixed: fixed === '-' ? undefined : fixed };
    const findings = names
      .split(',')
      .flatMap((name) => advisories.map((advisory) => toFinding({ ...group, name }, advisory)));
    sets.set(set, [...(sets.get(set) ?? []), ...findings]);
  }
  return sets;
};

const ADVISORY = /^([A-Z0-9a-z-]+?)(?:(\?)|@([A-Z]+)|:([A-Z]{8}))(!?)(?:\/(\w+):([A-Z]{8}))?$/;

const toFinding = ({ type, name, version, fixed }, text) => {
  const match = ADVISORY.exec(text);
  if (match === null) throw new Error(`not an advisory: ${text}`);
  const [, id, , band, letters, wontFix, second, secondLetters] = match;
  const isOs = type in ADVISORY_SOURCE;
  const vendor = isOs ? ADVISORY_SOURCE[type].ID : 'ghsa';
  return {
    VulnerabilityID: id,
    ...(!isOs && id in GHSA_OF && { VendorIDs: [GHSA_OF[id]] }),
    PkgID: `${name}@${version}`,
    PkgName: name,
    PkgIdentifier: { PURL: { type, name, version } },
    InstalledVersion: version,
    ...(fixed !== undefined && { FixedVersion: fixed }),
    Status: fixed !== undefined ? 'fixed' : wontFix === '!' ? 'will_not_fix' : 'affected',
    ...severityOf({ id, band, letters, vendor, second, secondLetters }),
    PrimaryURL: `https://avd.aquasec.com/nvd/${id.toLowerCase()}`,
    DataSource: isOs ? ADVISORY_SOURCE[type] : ghsaSource(type),
  };
};

const ghsaSource = (type) => ({
  ID: 'ghsa',
  Name: `GitHub Security Advisory ${GHSA_NAME[type]}`,
  URL: `https://github.com/advisories?query=type%3Areviewed+ecosystem%3A${GHSA_NAME[type].toLowerCase()}`,
});

const severityOf = ({ id, band, letters, vendor, second, secondLetters }) => {
  if (band !== undefined) return { Severity: band, SeveritySource: vendor };
  if (letters === undefined) return { Severity: 'UNKNOWN' };
  const [v4Vector, v4Score] = V4_OF[id] ?? [];
  const ghsa = v4Vector !== undefined && { ghsa: { V40Vector: v4Vector, V40Score: v4Score } };
  const other = second !== undefined && { [second]: rating(secondLetters) };
  return {
    Severity: toBand(toScore(letters)),
    SeveritySource: 'nvd',
    CVSS: { ...other, ...ghsa, nvd: rating(letters) },
  };
};

const rating = (letters) => ({ V3Vector: toVector(letters), V3Score: toScore(letters) });
