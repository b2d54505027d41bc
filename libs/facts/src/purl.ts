import { PackageURL } from 'packageurl-js';

import { attempt } from './attempt.ts';
import { memoised } from './memo.ts';

/** A package URL as text and, when it follows the purl specification, in its parts. */
export type Purl = { readonly text: string; readonly parts?: PurlParts };

export type PurlParts = {
  readonly type: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string | undefined;
  readonly qualifiers: ReadonlyMap<string, string>;
  readonly subpath: string | undefined;
};

const PURL_SCHEME = /^pkg:/i;

/** `undefined` when the text is no package URL at all. */
export const toPurl = (text: string): Purl | undefined => (PURL_SCHEME.test(text) ? read(text) : undefined);

// The same packages are in image after image, and each is asked for several times.
const read = memoised((text: string): Purl => {
  const parts = partsOf(text);
  return parts === undefined ? { text } : { text, parts };
});

/**
 * True when `pattern`, as a statement gives it, speaks about `subject`: type, namespace and name are equal,
 * and so are the version, the subpath and each qualifier that the pattern gives. Texts that do not follow
 * the specification match when they are equal.
 */
export const matchesPurl = (pattern: Purl, subject: Purl): boolean => {
  if (pattern.text === subject.text) return true;
  const wanted = pattern.parts;
  const found = subject.parts;
  if (wanted === undefined || found === undefined) return false;
  if (packageKey(wanted) !== packageKey(found)) return false;
  if (wanted.version !== undefined && wanted.version !== found.version) return false;
  if (wanted.subpath !== undefined && wanted.subpath !== found.subpath) return false;
  return [...wanted.qualifiers].every(([key, value]) => found.qualifiers.get(key) === value);
};

/** Type, namespace and name, normalised: the same for every version and build of a package. */
export const packageKey = ({ type, namespace, name }: PurlParts): string =>
  // Scanners name Red Hat's packages by either.
  `${type}/${type === 'rpm' && namespace === 'rhel' ? 'redhat' : namespace}/${name}`;

const partsOf = (text: string): PurlParts | undefined => {
  const raw = attempt(() => PackageURL.parseString(text));
  if (raw === undefined) return undefined;
  const [type, namespace, name, version, qualifiers, subpath] = raw;
  if (type === undefined || name === undefined) return undefined;
  // Some types demand versions of a form that scanners do not keep to (Go's `v1.22`): the rest still identifies.
  const parsed =
    attempt(() => new PackageURL(type, namespace, name, version, qualifiers, subpath)) ??
    attempt(() => new PackageURL(type, namespace, name, undefined, qualifiers, subpath));
  if (parsed === undefined) return undefined;
  return {
    type: parsed.type,
    namespace: parsed.namespace ?? '',
    name: parsed.name,
    version: (parsed.version ?? version) || undefined,
    qualifiers: new Map(Object.entries(parsed.qualifiers ?? {})),
    subpath: parsed.subpath || undefined,
  };
};
