import type { Json } from '@policy-registry/kernel';
import type { Query } from '@policy-registry/read-models';

/** A row in the shape in which it is answered. */
export type Resource = { readonly [member: string]: Json };

/** The stored rows of one tenant as hashes, all of one moment. */
export type StoredState = { readonly position: number; readonly tables: Readonly<Record<string, string>> };

/** What was read, with a position that it is no older than. */
export type Positioned = { readonly position: number; readonly row: Resource | undefined };

/** The read models as the gateway may see them: one tenant at a time. Rejects with Unavailable. */
export interface ReadModels {
  rows(tenant: string, query: Query): Promise<readonly Resource[]>;
  positioned(tenant: string, query: Query): Promise<Positioned>;
  state(tenant: string): Promise<StoredState>;
  /** The wrapped key of the tenant's texts; `undefined` when it was never made or was destroyed. */
  textKey(tenant: string): Promise<Uint8Array | undefined>;
  /** Sequence of the last event that the read models have. */
  position(): Promise<number>;
}
