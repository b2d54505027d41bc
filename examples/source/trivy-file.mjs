// Trivy reports (schema version 2) of images, as text.
import { createHash } from 'node:crypto';

export const REGISTRY = 'registry.brightwater.example';

/** A digest that stands for the image: made from its name, since there are no layers to hash. */
export const digestOf = (text) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

const OS = {
  'debian-old': { Family: 'debian', Name: '12.1' },
  'debian-new': { Family: 'debian', Name: '12.6' },
  'alpine-old': { Family: 'alpine', Name: '3.18.3' },
  'alpine-new': { Family: 'alpine', Name: '3.19.1' },
};

const RESULT = {
  deb: { Class: 'os-pkgs', Type: 'debian' },
  apk: { Class: 'os-pkgs', Type: 'alpine' },
  npm: { Target: 'Node.js', Class: 'lang-pkgs', Type: 'node-pkg' },
  pypi: { Target: 'Python', Class: 'lang-pkgs', Type: 'python-pkg' },
  maven: { Target: 'Java', Class: 'lang-pkgs', Type: 'jar' },
  golang: { Target: 'usr/local/bin/service', Class: 'lang-pkgs', Type: 'gobinary' },
};

/** The report of one image: `{name, tag, os, createdAt, findings}` to its text. */
export const toTrivyText = ({ name, tag, os, createdAt, findings }) => {
  const artifact = `${REGISTRY}/${name}:${tag}`;
  const typeOf = ({ PkgIdentifier }) => PkgIdentifier.PURL.type;
  const results = [...new Set(findings.map(typeOf))].map((type) => ({
    Target: `${artifact} (${OS[os].Family} ${OS[os].Name})`,
    ...RESULT[type],
    Vulnerabilities: findings
      .filter((finding) => typeOf(finding) === type)
      .map((finding) => ({
        ...finding,
        PkgIdentifier: { PURL: toPurl(finding.PkgIdentifier.PURL, os) },
      })),
  }));
  return toText({
    SchemaVersion: 2,
    CreatedAt: createdAt,
    ArtifactName: artifact,
    ArtifactType: 'container_image',
    Metadata: {
      OS: OS[os],
      ImageID: digestOf(`image ${artifact}`),
      RepoTags: [artifact],
      RepoDigests: [`${REGISTRY}/${name}@${digestOf(`manifest ${artifact}`)}`],
      ImageConfig: { architecture: 'amd64', os: 'linux' },
    },
    Results: results,
  });
};

/** JSON with one line per item of the longest lists, so that it stays small and a change stays readable. */
export const toText = (document) => {
  const inLines = (value, depth) => {
    const pad = ' '.repeat(depth);
    if (depth > 6 || typeof value !== 'object' || value === null) return JSON.stringify(value);
    const flat = JSON.stringify(value);
    if (flat.length <= 110 || isItem(value)) return flat;
    if (Array.isArray(value))
      return `[\n${value.map((item) => `${pad} ${inLines(item, depth + 1)}`).join(',\n')}\n${pad}]`;
    const members = Object.entries(value).map(
      ([key, member]) => `${pad} ${JSON.stringify(key)}: ${inLines(member, depth + 1)}`,
    );
    return `{\n${members.join(',\n')}\n${pad}}`;
  };
  return `${inLines(document, 0)}\n`;
};

const isItem = (value) => 'VulnerabilityID' in value || 'vulnerability' in value;

const encoded = (text) => encodeURIComponent(text).replaceAll('%40', '@');

/** The package URL of a package as Trivy writes it for an image of this operating system. */
const toPurl = ({ type, name, version }, os) => {
  if (type === 'deb') {
    const [, epoch, rest] = /^(?:(\d+):)?(.*)$/.exec(version);
    const qualifiers = `arch=amd64&distro=debian-${OS[os].Name}${epoch === undefined ? '' : `&epoch=${epoch}`}`;
    return `pkg:deb/debian/${encodeURIComponent(name)}@${encodeURIComponent(rest)}?${qualifiers}`;
  }
  if (type === 'apk')
    return `pkg:apk/alpine/${name}@${encodeURIComponent(version)}?arch=x86_64&distro=${OS[os].Name}`;
  const path = name
    .replaceAll(':', '/')
    .split('/')
    .map((part) => encodeURIComponent(part))
    .join('/');
  return `pkg:${type}/${path}@${encoded(version)}`;
};
