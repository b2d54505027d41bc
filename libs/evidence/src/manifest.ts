import { compareBytewise, sha256Hex, Sha256, Tenant } from '@policy-registry/kernel';
import { z } from 'zod';

import type { ArchiveFile } from './archive-form.ts';

/** Where the manifest lies in an archive; it lists every other file. */
export const MANIFEST_PATH = 'manifest.json';
/** A manifest is at most this long. */
export const MANIFEST_BYTES_MAX = 4 * 1024 * 1024;

const Id = z.string().min(1).max(128);

const ListedFile = z.strictObject({ path: z.string(), size: z.int().nonnegative(), sha256: Sha256 });
export type ListedFile = z.infer<typeof ListedFile>;

const everyKind = {
  schema: z.literal('policy-registry.evidence@1'),
  tenant: Tenant,
  /** Bytewise by path. */
  files: z.array(ListedFile),
  /** Whether the store keeps the archive against its own administrator. */
  worm: z.boolean(),
  /** No transparency log was asked. */
  transparency: z.literal('skipped'),
};

/** Which version an archive is about. */
export const EvidenceVersion = z.strictObject({
  policyId: Id,
  version: z.int().positive(),
  semver: Id.optional(),
  contentDigest: Sha256,
});
export type EvidenceVersion = z.infer<typeof EvidenceVersion>;

const SimulationManifest = z.strictObject({
  ...everyKind,
  kind: z.literal('simulation'),
  simulationId: Id,
  candidate: EvidenceVersion,
  inputsDigest: Sha256,
  resultDigest: Sha256,
  /** The second run of the same inputs, whose digest must be equal; absent where every shard was evaluated once. */
  twin: z.strictObject({ resultDigest: Sha256 }).optional(),
});

const PublicationManifest = z.strictObject({
  ...everyKind,
  kind: z.literal('publication'),
  version: EvidenceVersion,
  irDigest: Sha256,
});

/** `manifest.json`: what an archive is evidence of, and the digest of every other file in it. */
export const EvidenceManifest = z.discriminatedUnion('kind', [SimulationManifest, PublicationManifest]);
export type EvidenceManifest = z.infer<typeof EvidenceManifest>;

/** How a manifest lists a file. */
export const listedFile = ({ path, bytes }: ArchiveFile): ListedFile => ({
  path,
  size: bytes.length,
  sha256: sha256Hex(bytes),
});

/** The listing of files as a manifest holds it. */
export const listed = (files: readonly ListedFile[]): ListedFile[] =>
  files
    .map(({ path, size, sha256 }) => ({ path, size, sha256 }))
    .toSorted((a, b) => compareBytewise(a.path, b.path));
