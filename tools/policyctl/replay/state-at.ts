import type { StoredMessage } from '@policy-registry/kernel';

import type { TableHashes } from './folded-rows.ts';
import type { Replay } from './replay-log.ts';

/** A replay that goes on to the end of the stream, and the hashes of its rows as they were at one position. */
export type StateAt = {
  readonly take: (message: StoredMessage) => void;
  readonly hashes: () => TableHashes;
};

/** Keeps what a tenant's rows hash to after the last message that is not beyond `position`. */
export const stateAt = (replay: Replay, tenant: string, position: number): StateAt => {
  let kept: TableHashes | undefined;
  return {
    take: (message) => {
      if (message.seq > position) kept ??= replay.rows.hashesOf(tenant);
      replay.take(message);
    },
    hashes: () => kept ?? replay.rows.hashesOf(tenant),
  };
};
