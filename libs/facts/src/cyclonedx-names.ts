import type { RejectionReason } from './counts.ts';
import type { CdxAffected, CdxMetadata, CdxVulnerability } from './cyclonedx-bom.ts';
import { type BomPart, toPart } from './cyclonedx-component.ts';
import { idsOf, statusOf, toStated, versionsOf } from './cyclonedx-vulnerability.ts';
import { type Identity, isIdentified, type ProductId } from './identity.ts';
import { given, withoutUndefined } from './shape.ts';
import type { VexClaim, VexProduct } from './vex-claim.ts';

/** What the survey of a CycloneDX document tells. */
export type Bom = {
  readonly digest: string;
  readonly serialNumber: string | undefined;
  readonly version: unknown;
  readonly metadata: CdxMetadata;
  /** By `bom-ref`. */
  readonly parts: ReadonlyMap<string, BomPart>;
};

/** What a `ref` of a document refers to. */
export type Referent =
  | { readonly is: 'component' | 'root'; readonly part: BomPart }
  | { readonly is: 'elsewhere'; readonly id: ProductId };

/** By what the parts of a document are named. */
export type BomNames = {
  /** What the document describes, where it says so. */
  readonly root: Identity | undefined;
  readonly identityOf: (part: BomPart) => Identity;
  readonly referentOf: (ref: string | null | undefined) => Referent | undefined;
};

const BOM_LINK = /^urn:cdx:([0-9a-f-]{36}\/\d+)#(.+)$/i;

export const namesIn = ({ digest, serialNumber, version, metadata, parts }: Bom): BomNames => {
  const serial = serialNumber?.replace(/^urn:uuid:/i, '').toLowerCase();
  const own = serial === undefined ? undefined : `${serial}/${String(version ?? 1)}`;
  const rootPart = metadata?.component ? toPart(metadata.component) : undefined;

  const linksOf = (ref = ''): string[] => [
    ...(parts.size > 0 ? [`urn:cdx:${digest}#${ref}`] : []),
    ...(own === undefined || ref === '' ? [] : [`urn:cdx:${own}#${ref}`]),
  ];
  const identityOf = ({ ref, identity }: BomPart): Identity => ({ ...identity, links: linksOf(ref) });

  const referentOf = (text: string | null | undefined): Referent | undefined => {
    const [, document, fragment] = BOM_LINK.exec(text ?? '') ?? [];
    const isOwn = document !== undefined && document.toLowerCase() === own;
    const ref = isOwn ? fragment : text;
    const part = [ref, decoded(ref)].flatMap((name) => parts.get(name ?? '') ?? [])[0];
    if (part !== undefined) return { is: 'component', part };
    if (rootPart?.ref !== undefined && rootPart.ref === ref) return { is: 'root', part: rootPart };
    if (document === undefined || fragment === undefined) return undefined;
    const links = [fragment, decoded(fragment)].map((name) => `urn:cdx:${document.toLowerCase()}#${name}`);
    return { is: 'elsewhere', id: { purls: [], cpes: [], links: [...new Set(links)] } };
  };

  const vendor = rootPart?.identity.vendor ?? makerOf(metadata);
  const root = rootPart === undefined ? undefined : { ...identityOf(rootPart), vendor };
  return { root, identityOf, referentOf };
};

const decoded = (text: string | null | undefined): string => {
  try {
    return decodeURIComponent(text ?? '');
  } catch {
    return text ?? '';
  }
};

const makerOf = (metadata: CdxMetadata): string | undefined =>
  [metadata?.supplier, metadata?.manufacturer, metadata?.manufacture].flatMap(
    (maker) => given(maker?.name) ?? [],
  )[0];

/** Who says what a document says: its authors, else who supplies or makes what it describes. */
export const sourceOf = (metadata: CdxMetadata): string | undefined =>
  (metadata?.authors ?? []).flatMap(({ name }) => given(name) ?? [])[0] ??
  makerOf(metadata) ??
  (metadata?.component ? toPart(metadata.component).identity.vendor : undefined);

/**
 * What a vulnerability states of one thing that it affects; `undefined` where it states nothing, since it has no
 * analysis and what it affects is in the document: that is a finding.
 */
export const toClaim = (
  vulnerability: CdxVulnerability,
  entry: CdxAffected,
  { names, metadata }: { readonly names: BomNames; readonly metadata: CdxMetadata },
):
  | (Omit<VexClaim, 'statement'> & { statement: Omit<VexClaim['statement'], 'documentDigest' | 'index'> })
  | RejectionReason
  | undefined => {
  const vulnerabilityIds = idsOf(vulnerability);
  if (vulnerabilityIds.length === 0) return 'VULNERABILITY_UNIDENTIFIED';
  const referent = names.referentOf(entry.ref);
  if (referent === undefined) return 'PRODUCT_UNIDENTIFIED';
  if (!vulnerability.analysis && referent.is !== 'elsewhere') return undefined;
  const status = statusOf(vulnerability);
  if (status === undefined) return 'STATUS_UNKNOWN';
  const isVersioned = referent.is !== 'elsewhere' && referent.part.component.version !== undefined;
  const range = isVersioned ? undefined : versionsOf(entry, status);
  if (range === 'unreadable') return 'VERSION_RANGE_UNREADABLE';
  const product = productOf(referent, names, range);
  if (!isIdentified(product)) return 'PRODUCT_UNIDENTIFIED';
  const stated = toStated(vulnerability);
  return {
    vulnerabilityIds,
    products: [product],
    statement: withoutUndefined({
      ...stated,
      status,
      source: sourceOf(metadata),
      timestamp: stated.timestamp ?? given(metadata?.timestamp),
    }),
  };
};

// A component is meant as part of what the document describes: elsewhere the same package is not spoken of.
const productOf = (referent: Referent, names: BomNames, range: ProductId['range']): VexProduct => {
  if (referent.is === 'elsewhere') return { ...referent.id, range, parts: undefined };
  if (referent.is === 'root') return { ...(names.root ?? referent.part.identity), range, parts: undefined };
  const part = { ...names.identityOf(referent.part), range };
  return names.root === undefined
    ? { purls: [], cpes: [], links: part.links, range, parts: undefined }
    : { ...names.root, parts: [part] };
};
