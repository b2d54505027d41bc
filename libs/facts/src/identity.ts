import { type Cpe, matchesCpe, toCpe } from './cpe.ts';
import { matchesPurl, type Purl, toPurl } from './purl.ts';
import { isWithin, type VersionRange } from './vers.ts';

/** By what a document names a component, or what was scanned. */
export type Identity = {
  readonly purls: readonly Purl[];
  readonly cpes: readonly Cpe[];
  /** BOM links, `urn:cdx:serial/version#ref`, and links of the same form to the document by its digest. */
  readonly links: readonly string[];
  readonly vendor?: string | undefined;
  readonly name?: string | undefined;
  readonly version?: string | undefined;
};

/** By what a statement names a product or a part of one. */
export type ProductId = Identity & {
  /** Versions that are meant, where the statement narrows a product that has no version of its own. */
  readonly range?: VersionRange | undefined;
};

/** The identity that a package URL and a name give, where there are such. */
export const identityOfPurl = (
  purl: string | undefined,
  { name, version }: Pick<Identity, 'name' | 'version'> = {},
): Identity => ({
  purls: [toPurl(purl ?? '')].flatMap((parsed) => parsed ?? []),
  cpes: [],
  links: [],
  name,
  version,
});

/** CPE names that can be read, of these texts. */
export const toCpes = (texts: readonly (string | null | undefined)[]): Cpe[] =>
  texts.map((text) => toCpe(text ?? '')).filter((cpe) => cpe !== undefined);

/** True when something identifies the product: a package URL, a CPE, a BOM link, or a name with a vendor or version. */
export const isIdentified = (id: ProductId): boolean => hasKey(id) || id.links.length > 0 || isNamed(id);

/**
 * True when a product is the subject: one of its package URLs, CPEs or links is the subject's. A product without
 * package URL and CPE is the subject as well when the names are equal, and vendor and version where it gives them; the subject then has no package URL, which would name it more exactly.
 */
export const isProductOf = (id: ProductId, subject: Identity): boolean => {
  if (id.range !== undefined && !isWithin(subject.version, id.range)) return false;
  if (id.purls.some((pattern) => subject.purls.some((purl) => matchesPurl(pattern, purl)))) return true;
  if (id.cpes.some((pattern) => subject.cpes.some((cpe) => matchesCpe(pattern, cpe)))) return true;
  if (id.links.some((link) => subject.links.includes(link))) return true;
  if (id.cpes.some((cpe) => subject.purls.some((purl) => isOfDistribution(purl, cpe)))) return true;
  return !hasKey(id) && isNamed(id) && subject.purls.length === 0 && hasNameOf(id, subject);
};

// What a package URL tells of a distribution is in its `distro` qualifier. Red Hat names its own by CPEs whose
// edition is the repository that a package came from, which no scan tells.
const isOfDistribution = ({ parts }: Purl, [, vendor, product, version = '*']: Cpe): boolean => {
  if (parts?.type !== 'rpm' || vendor !== 'redhat' || product !== 'enterprise_linux') return false;
  const [, release] = /^(?:redhat|rhel)-(\d+(?:\.\d+)*)$/.exec(parts.qualifiers.get('distro') ?? '') ?? [];
  return release !== undefined && (release === version || release.startsWith(`${version}.`));
};

const hasKey = ({ purls, cpes }: Identity): boolean => purls.length > 0 || cpes.length > 0;

const isNamed = ({ vendor, name, version, range }: ProductId): boolean =>
  name !== undefined && (version ?? range ?? vendor) !== undefined;

const hasNameOf = ({ vendor, name, version }: ProductId, subject: Identity): boolean =>
  name === subject.name &&
  (version === undefined || version === subject.version) &&
  (vendor === undefined || vendor === subject.vendor);
