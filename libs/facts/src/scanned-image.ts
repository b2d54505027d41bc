import type { FindingTuple } from '@policy-registry/finding';
import { compareBytewise } from '@policy-registry/kernel';

import type { ListedComponent } from './scan-finding.ts';
import { type ScanTarget, toReference, toScanTarget } from './scan-target.ts';
import { withoutUndefined } from './shape.ts';

/** What a report says of the image or project that it is about. */
export type Scanned = {
  readonly name: string | undefined;
  readonly tags: readonly (string | null | undefined)[];
  /** `registry/path@sha256:…` */
  readonly repoDigests: readonly (string | null | undefined)[];
  /** Of the manifest, where no repository's is known: `sha256:…` */
  readonly manifestDigest?: string | undefined;
  readonly imageId?: string | undefined;
  readonly architecture?: string | undefined;
};

/** The image of findings, and by which names statements may speak of it. */
export const toImage = (scanned: Scanned): Pick<ListedComponent, 'image' | 'target'> => {
  const target = targetOf(scanned);
  return { target, image: withoutUndefined({ digest: digestOf(scanned), name: target.name }) };
};

const targetOf = (scanned: Scanned): ScanTarget => {
  const { name, tags, repoDigests, manifestDigest, imageId, architecture } = scanned;
  const target = toScanTarget({
    name,
    references: [name, ...tags, ...repoDigests].flatMap((text) => text || []),
    imageId,
    architecture,
  });
  return manifestDigest === undefined
    ? target
    : { ...target, digests: new Set([...target.digests, manifestDigest]) };
};

// The manifest digest under the name that was scanned, else the first of the others, else the image id.
const digestOf = (scanned: Scanned): FindingTuple['image']['digest'] => {
  const own = toReference(scanned.name ?? '');
  const references = scanned.repoDigests
    .flatMap((text) => text || [])
    .toSorted(compareBytewise)
    .flatMap((text) => toReference(text) ?? []);
  const found = references.find(({ repository }) => repository === own?.repository) ?? references[0];
  return found?.digest ?? scanned.manifestDigest ?? scanned.imageId;
};
