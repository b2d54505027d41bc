// Tags and signals that scanners do not deliver, in the importer's own form.
import { IMAGES } from './images.mjs';
import { between, seeded } from './seeded.mjs';
import { REGISTRY } from './trivy-file.mjs';

/** Vulnerabilities of the estate that are known to be exploited. */
const KNOWN_EXPLOITED = [
  'CVE-2021-44228',
  'CVE-2021-45046',
  'CVE-2022-22965',
  'CVE-2023-4863',
  'CVE-2023-4911',
  'CVE-2023-44487',
  'CVE-2023-46604',
  'CVE-2025-24813',
  'CVE-2025-27363',
];

/** Tickets of the exploited ones; two have none yet. */
const TICKETS = {
  'CVE-2021-44228': 'SEC-1041',
  'CVE-2021-45046': 'SEC-1042',
  'CVE-2022-22965': 'SEC-1107',
  'CVE-2023-4863': 'SEC-1388',
  'CVE-2023-44487': 'SEC-1402',
  'CVE-2023-46604': 'SEC-1420',
  'CVE-2025-24813': 'SEC-1677',
};

const LANGUAGES = new Set(['npm', 'pypi', 'maven', 'golang']);

/** Options for the findings of the estate. Probabilities are drawn, and one advisory in four has none. */
export const toOptions = (seed, findings) => {
  const next = seeded(seed);
  const advisories = {};
  for (const id of [...new Set(findings.map(({ VulnerabilityID }) => VulnerabilityID))].sort()) {
    const drawn = next();
    const epss = KNOWN_EXPLOITED.includes(id)
      ? between(next, 700, 975)
      : Math.ceil(drawn * drawn * drawn * drawn * drawn * 900);
    const isScored = next() < 0.75;
    if (isScored || id in TICKETS)
      advisories[id] = {
        ...(isScored && { epss: toDecimal(epss) }),
        ...(id in TICKETS && { ticket: TICKETS[id] }),
      };
  }
  const components = {};
  const purls = findings
    .map(({ PkgIdentifier }) => PkgIdentifier.PURL)
    .filter(({ type }) => LANGUAGES.has(type));
  for (const purl of [...new Set(purls.map(toPurl))].sort()) {
    const drawn = next();
    if (drawn < 0.3) components[purl] = { reachability: 'unreachable' };
    else if (drawn < 0.55) components[purl] = { reachability: 'reachable' };
  }
  return {
    schema: 'policy-registry.import-options@1',
    advisoryTags: Object.fromEntries(KNOWN_EXPLOITED.map((id) => [id, ['kev']])),
    imageTags: Object.fromEntries(
      IMAGES.filter(({ tier }) => tier !== undefined).map(({ name, tag, tier }) => [
        `${REGISTRY}/${name}:${tag}`,
        [tier],
      ]),
    ),
    signals: { components, advisories },
  };
};

// Thousandths as decimal text without trailing zeros.
const toDecimal = (thousandths) => String(thousandths / 1_000);

const toPurl = ({ type, name, version }) => {
  const path = name
    .replaceAll(':', '/')
    .split('/')
    .map((part) => encodeURIComponent(part))
    .join('/');
  return `pkg:${type}/${path}@${encodeURIComponent(version)}`;
};
