import type { FindingTuple } from '@policy-registry/finding';
import { compareBytewise } from '@policy-registry/kernel';

import type { CdxComponent, CdxLicense, CdxMetadata, CdxProperty } from './cyclonedx-bom.ts';
import { type Identity, identityOfPurl, toCpes } from './identity.ts';
import { TAG_CHARACTERS_MAX } from './osv.ts';
import { toImage } from './scanned-image.ts';
import { given, withoutUndefined } from './shape.ts';

/** A component of a BOM: what becomes of it in a tuple, and by what it is named there and elsewhere. */
export type BomPart = {
  readonly ref: string | undefined;
  readonly component: FindingTuple['component'];
  readonly identity: Identity;
};

/** A component, and all that it contains, in the order of the document. */
export const flattened = (component: CdxComponent): CdxComponent[] => [
  component,
  ...(component.components ?? []).flatMap(flattened),
];

export const toPart = (raw: CdxComponent): BomPart => {
  const named = { purl: given(raw.purl), name: given(raw.name), version: given(raw.version) };
  const identity = identityOfPurl(named.purl, named);
  const vendor = given(raw.supplier?.name) ?? given(raw.manufacturer?.name) ?? given(raw.publisher);
  return {
    ref: given(raw['bom-ref']),
    component: withoutUndefined({
      ...named,
      version: named.version ?? identity.purls[0]?.parts?.version,
      ecosystem: identity.purls[0]?.parts?.type,
      licenses: raw.licenses ? licensesOf(raw.licenses) : undefined,
      tags: raw.properties ? tagsOf(raw.properties) : undefined,
    }),
    identity: { ...identity, cpes: toCpes([raw.cpe]), vendor },
  };
};

const licensesOf = (licenses: readonly CdxLicense[]): string[] => {
  const texts = licenses.flatMap(
    ({ license, expression }) => given(license?.id) ?? given(license?.name) ?? given(expression) ?? [],
  );
  return [...new Set(texts)].toSorted(compareBytewise);
};

/** A property is the tag `name:value`; one whose value is `true` or absent is its name alone. */
const tagsOf = (properties: readonly CdxProperty[]): string[] => {
  const tags = properties.flatMap(({ name, value }) => {
    if (given(name) === undefined) return [];
    return given(value) === undefined || value === 'true' ? [`${name}`] : [`${name}:${value}`];
  });
  return [...new Set(tags)].filter((tag) => tag.length <= TAG_CHARACTERS_MAX).toSorted(compareBytewise);
};

const TRIVY = 'aquasecurity:trivy:';

/** What a BOM describes, as the image of its findings. */
export const imageOf = (metadata: CdxMetadata): ReturnType<typeof toImage> => {
  const root = metadata?.component ?? {};
  const parts = identityOfPurl(given(root.purl)).purls[0]?.parts;
  const digests = [given(root.version), parts?.type === 'oci' ? parts.version : undefined];
  return toImage({
    name: given(root.name),
    tags: [...valuesOf(root, 'RepoTag'), ...tagOf(root)],
    repoDigests: valuesOf(root, 'RepoDigest'),
    manifestDigest: digests.find(isDigest),
    imageId: valuesOf(root, 'ImageID')[0],
    architecture: parts?.qualifiers.get('arch'),
  });
};

const valuesOf = ({ properties }: CdxComponent, property: string): string[] =>
  (properties ?? []).flatMap(({ name, value }) =>
    name === `${TRIVY}${property}` ? (given(value) ?? []) : [],
  );

// The version of a container is its manifest digest, or a tag.
const tagOf = ({ type, name, version }: CdxComponent): string[] => {
  const tag = given(version);
  return type === 'container' && tag !== undefined && !isDigest(tag) ? [`${name}:${tag}`] : [];
};

const isDigest = (text: string | undefined): boolean => /^sha256:[0-9a-f]{64}$/.test(text ?? '');
