import { packageKey, type Purl, type PurlParts, toPurl } from './purl.ts';
import { given } from './shape.ts';
import { orderOf, type VersionOrder } from './version-order.ts';

/** A package that an advisory names: under which key components have it, and how its versions are ordered. */
export type OsvPackage = {
  /** As {@link advisoryKey} gives it. */
  readonly key: string;
  readonly order: VersionOrder | undefined;
  /** The release of a distribution, e.g. `11` or `3.17`; other ecosystems have none. */
  readonly release: string | undefined;
};

// The ecosystems of the OSV schema (§ affected[].package) that package URLs have a type for.
const PURL_PREFIX_OF: ReadonlyMap<string, string> = new Map([
  ['npm', 'npm'],
  ['PyPI', 'pypi'],
  ['Go', 'golang'],
  ['crates.io', 'cargo'],
  ['NuGet', 'nuget'],
  ['Maven', 'maven'],
  ['RubyGems', 'gem'],
  ['Packagist', 'composer'],
  ['Hex', 'hex'],
  ['Pub', 'pub'],
  ['Hackage', 'hackage'],
  ['CRAN', 'cran'],
  ['ConanCenter', 'conan'],
  ['SwiftURL', 'swift'],
  ['GitHub Actions', 'github'],
  ['Bitnami', 'bitnami'],
]);

const DISTRIBUTION_OF: ReadonlyMap<string, string> = new Map([
  ['Debian', 'deb/debian'],
  ['Ubuntu', 'deb/ubuntu'],
  ['Alpine', 'apk/alpine'],
  ['Wolfi', 'apk/wolfi'],
  ['Chainguard', 'apk/chainguard'],
  ['AlmaLinux', 'rpm/almalinux'],
  ['Rocky Linux', 'rpm/rocky'],
  ['Red Hat', 'rpm/redhat'],
  ['openSUSE', 'rpm/opensuse'],
  ['SUSE', 'rpm/sles'],
  ['Photon OS', 'rpm/photon'],
  ['Mageia', 'rpm/mageia'],
  ['openEuler', 'rpm/openeuler'],
]);

type Named = {
  readonly ecosystem?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly purl?: string | null | undefined;
};

/** The key of a package, and of the spellings that its registry takes for the same (PEP 503; NuGet ignores case). */
export const advisoryKey = (parts: PurlParts): string => {
  switch (parts.type) {
    case 'pypi':
      return packageKey({ ...parts, name: parts.name.toLowerCase().replaceAll(/[-_.]+/g, '-') });
    case 'nuget':
      return packageKey({ ...parts, name: parts.name.toLowerCase() });
    default:
      return packageKey(parts);
  }
};

/** `undefined` when neither the ecosystem nor a package URL says which components are meant. */
export const toOsvPackage = (named: Named): OsvPackage | undefined => {
  const { whole, suffix, isRebuilt } = ecosystemIn(named);
  const parts = toPurl(purlOf(named) ?? given(named.purl) ?? '')?.parts;
  if (parts === undefined) return undefined;
  const isDistribution = DISTRIBUTION_OF.has(whole);
  return {
    key: advisoryKey(parts),
    // Rebuilt packages carry versions of the rebuilder's own.
    order: isRebuilt || isDistribution ? undefined : orderOf(parts.type),
    release: isDistribution ? given(suffix) : undefined,
  };
};

/** The package URL of a package in one of the ecosystems that package URLs have a type for. */
export const purlOf = (named: Named, version?: string): string | undefined => {
  const { whole } = ecosystemIn(named);
  const prefix = PURL_PREFIX_OF.get(whole) ?? DISTRIBUTION_OF.get(whole);
  const name = given(named.name);
  if (prefix === undefined || name === undefined) return undefined;
  const at = version === undefined ? '' : `@${encodeURIComponent(version)}`;
  return `pkg:${prefix}/${pathOf(prefix, name)}${at}`;
};

// `Debian:11` is a release of Debian, `Root:npm` a rebuild of packages of npm.
const ecosystemIn = ({ ecosystem }: Named): { whole: string; suffix: string; isRebuilt: boolean } => {
  const isRebuilt = ecosystem?.startsWith('Root:') === true;
  const [whole = '', ...suffix] = (ecosystem ?? '').replace(/^Root:/, '').split(':');
  return { whole, suffix: suffix.join(':'), isRebuilt };
};

// Maven names are `group:artifact`; everywhere else the last part of a path is the name.
const pathOf = (prefix: string, name: string): string =>
  (prefix === 'maven' ? name.replace(':', '/') : name).split('/').map(encodeURIComponent).join('/');

const RELEASE = /^v?(\d+(?:\.\d+)*)(?::.*)?$/;

/**
 * Whether a component is of the release: its `distro` qualifier says so (`debian-11`, `3.17.1`). `undefined`
 * when one of the two does not tell.
 */
export const isOfRelease = (purl: Purl, release: string): boolean | undefined => {
  const wanted = RELEASE.exec(release)?.[1];
  const found = /(\d+(?:\.\d+)*)$/.exec(purl.parts?.qualifiers.get('distro') ?? '')?.[1];
  if (wanted === undefined || found === undefined) return undefined;
  return found === wanted || found.startsWith(`${wanted}.`);
};
