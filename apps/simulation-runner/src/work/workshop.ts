import type { TupleReader } from '@policy-registry/facts';
import type { PolicyEngine, PolicyEngines } from '@policy-registry/finding';
import { canonicalBytes, sha256Hex, type BlobStore, type Json, type Signer } from '@policy-registry/kernel';

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
  /** Name of this runner, recorded with the shards it evaluates. */
  readonly runner: string;
};

/** A command's type and data: how a job is answered. */
export type Answer = { readonly type: string; readonly data: Readonly<Record<string, unknown>> };

/** Nothing that a job stores is longer. */
const STORED_BYTES_MAX = 2 * 1024 * 1024 * 1024;

/** Stores bytes of a job's making and answers with their digest. */
export const putBytes = async (blobs: BlobStore, tenant: string, bytes: Uint8Array): Promise<string> => {
  const content = async function* () {
    yield bytes;
  };
  const { digest } = await blobs.put(tenant, content(), STORED_BYTES_MAX);
  if (digest !== sha256Hex(bytes)) throw new Error(`the store took ${digest} for ${sha256Hex(bytes)}`);
  return digest;
};

export const putJson = (blobs: BlobStore, tenant: string, value: Json): Promise<string> =>
  putBytes(blobs, tenant, canonicalBytes(value));
