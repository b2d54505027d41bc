import type { Purl } from './purl.ts';

/** What was scanned: by which names and digests VEX products may speak of it. */
export type ScanTarget = {
  readonly name: string | undefined;
  /** Manifest digests and the image id, as `sha256:…`. */
  readonly digests: ReadonlySet<string>;
  /** Full references without tag and digest, as `registry/path`, each with its tags. */
  readonly repositories: ReadonlyMap<string, ReadonlySet<string>>;
  readonly architecture: string | undefined;
};

export type ImageReference = {
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
};

const REFERENCE = /^([^@]+?)(?::([\w][\w.-]{0,127}))?(?:@([a-z0-9]+:[0-9a-f]{32,}))?$/;

/** Reads `registry/path:tag@digest`; names without a registry are Docker Hub's, as container tools read them. */
export const toReference = (text: string): ImageReference | undefined => {
  const match = REFERENCE.exec(text);
  const path = match?.[1];
  if (match === null || path === undefined) return undefined;
  return { repository: fullRepository(path), tag: match[2], digest: match[3] };
};

const HUB = 'index.docker.io';
const HUB_NAMES = new Set(['docker.io', 'registry-1.docker.io', HUB]);

const fullRepository = (path: string): string => {
  const [first = '', ...rest] = path.split('/');
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const registry = hasRegistry ? first : HUB;
  const segments = hasRegistry ? rest : [first, ...rest];
  if (!HUB_NAMES.has(registry)) return [registry, ...segments].join('/').toLowerCase();
  return [HUB, ...(segments.length === 1 ? ['library'] : []), ...segments].join('/').toLowerCase();
};

/** Collects the names of an image from its scan: the artifact's name, repository tags and repository digests. */
export const toScanTarget = (scan: {
  readonly name: string | undefined;
  readonly references: readonly string[];
  readonly imageId: string | undefined;
  readonly architecture: string | undefined;
}): ScanTarget => {
  const references = scan.references.flatMap((text) => toReference(text) ?? []);
  const repositories = new Map<string, Set<string>>();
  for (const { repository, tag } of references) {
    const tags = repositories.get(repository) ?? new Set<string>();
    if (tag !== undefined) tags.add(tag);
    repositories.set(repository, tags);
  }
  const digests = references.flatMap(({ digest }) => digest ?? []);
  return {
    name: scan.name,
    digests: new Set(scan.imageId === undefined ? digests : [...digests, scan.imageId]),
    repositories,
    architecture: scan.architecture,
  };
};

/**
 * True when an OCI purl speaks about the scanned image: its name is the last part of a repository, and its
 * digest, repository, tag and architecture, where it gives them, are the image's. A qualifier that a scan
 * cannot answer is not met.
 */
export const matchesImage = ({ parts }: Purl, target: ScanTarget): boolean => {
  if (parts?.type !== 'oci') return false;
  if (parts.version !== undefined && !target.digests.has(parts.version)) return false;
  const { repository_url: url, tag, arch, ...others } = Object.fromEntries(parts.qualifiers);
  if (Object.keys(others).length > 0) return false;
  if (arch !== undefined && arch !== target.architecture) return false;
  return [...target.repositories].some(
    ([repository, tags]) =>
      repository.endsWith(`/${parts.name}`) &&
      (url === undefined || isRepositoryUrl(url, repository)) &&
      (tag === undefined || tags.has(tag)),
  );
};

// Producers write the repository with and without its last part: `ghcr.io/acme/web` and `ghcr.io/acme`.
const isRepositoryUrl = (url: string, repository: string): boolean => {
  const path = url.replace(/^https?:\/\//, '').replace(/\/+$/, '');
  const name = repository.slice(repository.lastIndexOf('/'));
  return fullRepository(path) === repository || fullRepository(`${path}${name}`) === repository;
};
