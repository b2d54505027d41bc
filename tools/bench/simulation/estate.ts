// A synthetic estate for measuring: images that share packages, as they do, in the importers' real formats. The same
// size gives the same bytes, one document at a time, so that nobody holds a large estate in memory.

export type EstateDocument = {
  readonly name: string;
  readonly kind: 'trivy' | 'openvex' | 'options';
  readonly text: string;
};

/** An estate has one image for each thousand findings, but no more than a registry imports at once. */
export const FINDINGS_PER_IMAGE = 1_000;
const IMAGES_MAX = 100;
/** Distinct findings of packages, of which each image has some. */
const CATALOGUE = 20_000;
// Without a common divisor with the size of the catalogue, so that no image has a finding twice.
const STRIDE = 7;
const OFFSET = 131;

const TYPES = [
  { type: 'deb', path: 'deb/debian/', resultType: 'debian', class: 'os-pkgs' },
  { type: 'npm', path: 'npm/', resultType: 'node-pkg', class: 'lang-pkgs' },
  { type: 'maven', path: 'maven/org.example/', resultType: 'jar', class: 'lang-pkgs' },
  { type: 'golang', path: 'golang/example.org/', resultType: 'gobinary', class: 'lang-pkgs' },
  { type: 'pypi', path: 'pypi/', resultType: 'python-pkg', class: 'lang-pkgs' },
] as const;

const SCORES = [
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8, 'CRITICAL'],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N', 7.5, 'HIGH'],
  ['CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H', 7.8, 'HIGH'],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', 6.1, 'MEDIUM'],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N', 5.3, 'MEDIUM'],
  ['CVSS:3.1/AV:L/AC:H/PR:L/UI:N/S:U/C:L/I:N/A:N', 2.5, 'LOW'],
] as const;

const catalogued = (index: number) => {
  const kind = TYPES[index % TYPES.length] ?? TYPES[0];
  const [vector, score, band] = SCORES[(index * 5) % SCORES.length] ?? SCORES[0];
  const name = `package-${index % 1_300}`;
  const version = `${index % 7}.${index % 11}.${index % 13}`;
  const isRated = index % 20 !== 0;
  return {
    VulnerabilityID: advisoryOf(index),
    PkgName: name,
    PkgIdentifier: { PURL: `pkg:${kind.path}${name}@${version}` },
    InstalledVersion: version,
    ...(index % 3 !== 0 && { FixedVersion: `${version}.1` }),
    Status: index % 3 === 0 ? 'affected' : 'fixed',
    Severity: isRated ? band : 'UNKNOWN',
    ...(isRated && {
      CVSS: { nvd: { V3Vector: vector, V3Score: score }, ghsa: { V3Vector: vector, V3Score: score } },
    }),
    Title: `${name}: a flaw of the kind that scanners tell of, number ${index}`,
    PrimaryURL: `https://advisories.example/${advisoryOf(index)}`,
    DataSource: { ID: index % 2 === 0 ? 'ghsa' : 'nvd' },
  };
};

const advisoryOf = (index: number): string => `CVE-${2019 + (index % 6)}-${10_000 + index}`;
const imageOf = (image: number): string =>
  `registry.example/team-${image % 40}/service-${image}:1.${image % 9}.0`;

/** Documents of an estate with `findings` findings, a multiple of a thousand. */
export const estateOf = function* (findings: number): Generator<EstateDocument> {
  const lines = Array.from({ length: CATALOGUE }, (_, index) => JSON.stringify(catalogued(index)));
  const images = Math.min(IMAGES_MAX, Math.ceil(findings / FINDINGS_PER_IMAGE));
  const perImage = Math.ceil(findings / images);
  for (let image = 0; image < images; image += 1) {
    const own = Array.from({ length: perImage }, (_, at) => (image * OFFSET + at * STRIDE) % CATALOGUE);
    yield { name: `service-${image}.trivy.json`, kind: 'trivy', text: reportOf(image, own, lines) };
  }
  yield { name: 'suppliers.openvex.json', kind: 'openvex', text: JSON.stringify(statements()) };
  yield { name: 'options.json', kind: 'options', text: JSON.stringify(optionsOf(images)) };
};

const reportOf = (image: number, own: readonly number[], lines: readonly string[]): string => {
  const artifact = imageOf(image);
  const results = TYPES.map((kind, position) => {
    const found = own.filter((index) => index % TYPES.length === position).map((index) => lines[index]);
    const target = JSON.stringify({ Target: kind.type, Class: kind.class, Type: kind.resultType });
    return `${target.slice(0, -1)},"Vulnerabilities":[${found.join(',')}]}`;
  });
  const head = JSON.stringify({
    SchemaVersion: 2,
    CreatedAt: '2026-01-01T00:00:00Z',
    ArtifactName: artifact,
    ArtifactType: 'container_image',
    Metadata: { RepoTags: [artifact], ImageConfig: { architecture: 'amd64', os: 'linux' } },
  });
  return `${head.slice(0, -1)},"Results":[${results.join(',')}]}`;
};

// One statement for every eighth finding of a package, some without a justification.
const statements = () => ({
  '@context': 'https://openvex.dev/ns/v0.2.0',
  '@id': 'https://suppliers.example/vex/1',
  author: 'Suppliers',
  timestamp: '2026-01-01T00:00:00Z',
  version: 1,
  statements: every(8).map((index) => ({
    vulnerability: { name: advisoryOf(index) },
    products: [{ '@id': catalogued(index).PkgIdentifier.PURL.replace(/@.*/, '') }],
    status: index % 3 === 0 ? 'affected' : 'not_affected',
    ...(index % 3 === 1 && { justification: 'vulnerable_code_not_present' }),
  })),
});

const optionsOf = (images: number) => ({
  schema: 'policy-registry.import-options@1',
  advisoryTags: Object.fromEntries(every(25).map((index) => [advisoryOf(index), ['kev']])),
  imageTags: Object.fromEntries(
    Array.from({ length: images }, (_, image) => [
      imageOf(image),
      [`tier${image % 3}`, `team:team-${image % 40}`],
    ]),
  ),
  signals: {
    advisories: Object.fromEntries(
      every(2).map((index) => [advisoryOf(index), { epss: `0.${1 + (index % 98)}`.replace(/0+$/, '') }]),
    ),
  },
});

const every = (step: number): readonly number[] =>
  Array.from({ length: Math.floor(CATALOGUE / step) }, (_, at) => at * step);
