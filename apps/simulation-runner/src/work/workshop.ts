import type { SealedSecret } from '@policy-registry/domain';
import type { TupleReader } from '@policy-registry/facts';
import type { PolicyEngine, PolicyEngines } from '@policy-registry/finding';
import {
  canonicalBytes,
  sha256Hex,
  type BlobStore,
  type Json,
  type Signer,
  type StoredBlob,
} from '@policy-registry/kernel';

import type { Post } from '../deliver/post.ts';

/** The way to servers of others; the only one there is. */
export type Outgoing = {
  readonly post: Post;
  /** `undefined` for what was not sealed for this webhook, or to another key. */
  readonly openSecret: (
    purpose: { readonly tenant: string; readonly webhookId: string },
    sealed: SealedSecret,
  ) => Promise<string | undefined>;
  readonly nowMs: () => number;
};

/** What jobs work with. */
export type Workshop = {
  readonly blobs: BlobStore;
  /** Every engine of this runner; one side of a simulation names the build that it needs. */
  readonly engines: PolicyEngines;
  /** The default of them, which compiles. */
  readonly engine: PolicyEngine;
  /** Remembers what tuples share, across jobs and tenants: a text says the same to everybody. */
  readonly readTuple: TupleReader;
  readonly signer: Signer;
  /** `undefined` where a runner is to call nobody. */
  readonly outgoing: Outgoing | undefined;
  /** Name of this runner, recorded with the shards it evaluates. */
  readonly runner: string;
};

/** A command's type and data: how a job is answered. */
export type Answer = { readonly type: string; readonly data: Readonly<Record<string, unknown>> };

/** Nothing that a job stores is longer. */
const STORED_BYTES_MAX = 2 * 1024 * 1024 * 1024;

/** Content whose digest is known, given in pieces. */
type Content = { readonly digest: string; readonly read: () => AsyncIterable<Uint8Array> };

/** Stores what a job makes piece by piece, under whatever digest it then has. */
export const putPieces = (
  blobs: BlobStore,
  tenant: string,
  pieces: AsyncIterable<Uint8Array>,
): Promise<StoredBlob> => blobs.put(tenant, pieces, STORED_BYTES_MAX);

/** Stores content of a job's making. */
export const putContent = async (
  blobs: BlobStore,
  tenant: string,
  { digest, read }: Content,
): Promise<StoredBlob> => {
  const stored = await putPieces(blobs, tenant, read());
  if (stored.digest !== digest) throw new Error(`the store took ${stored.digest} for ${digest}`);
  return stored;
};

/** Stores bytes of a job's making and answers with their digest. */
export const putBytes = async (blobs: BlobStore, tenant: string, bytes: Uint8Array): Promise<string> => {
  const read = async function* () {
    yield bytes;
  };
  const { digest } = await putContent(blobs, tenant, { digest: sha256Hex(bytes), read });
  return digest;
};

export const putJson = (blobs: BlobStore, tenant: string, value: Json): Promise<string> =>
  putBytes(blobs, tenant, canonicalBytes(value));
