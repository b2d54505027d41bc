import type { SynchronousCommit } from './database.ts';

/** One pair of durability settings under which everybody is measured. */
export type Mode = {
  readonly title: string;
  /** The broker's `sync_interval`; `undefined` is the server's default. */
  readonly syncInterval: string | undefined;
  readonly synchronousCommit: SynchronousCommit;
};

/** Written, and synced to disk a little later: a crash of the machine can cost the last moments. */
export const SYNC_LATER: Mode = {
  title: 'broker sync default',
  syncInterval: undefined,
  synchronousCommit: 'off',
};

/** Synced to disk before it is confirmed. */
export const SYNC_ALWAYS: Mode = {
  title: 'sync_interval always',
  syncInterval: 'always',
  synchronousCommit: 'on',
};
