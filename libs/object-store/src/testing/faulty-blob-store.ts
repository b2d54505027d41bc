import { setImmediate as turn } from 'node:timers/promises';

import { BlobCorrupt, BlobNotFound, type BlobRef, type BlobStore } from '@policy-registry/kernel';

import { BlobStoreUnavailable } from '../blob-store-unavailable.ts';

/**
 * - `late`: every answer and every piece comes some turns of the event loop later;
 * - `away`: no answer in time, and nothing is known of what was asked;
 * - `breaks-off`: a blob ends after its first piece with no more to come in time;
 * - `corrupt`: the bytes are others than those of the digest, which shows at their end;
 * - `forgetful`: it knows no blob any more.
 */
export type BlobStoreFault = 'late' | 'away' | 'breaks-off' | 'corrupt' | 'forgetful';

export type FaultyBlobStore = {
  readonly store: BlobStore;
  /** From now on; `undefined` mends it. */
  readonly suffer: (fault: BlobStoreFault | undefined) => void;
};

const TURNS = 5;

/** A store that fails as real ones do, and keeps their contract: it never passes wrong bytes off as a blob. */
export const faultyBlobStore = (sound: BlobStore): FaultyBlobStore => {
  let fault: BlobStoreFault | undefined;

  const before = async (): Promise<void> => {
    for (let turns = 0; fault === 'late' && turns < TURNS; turns += 1) await turn();
    if (fault === 'away') throw away();
  };
  const beforeRead = async (blob: BlobRef): Promise<void> => {
    await before();
    if (fault === 'forgetful') throw new BlobNotFound(blob);
  };

  const store: BlobStore = {
    worm: sound.worm,
    put: async (tenant, content, bytesMax) => {
      await before();
      return sound.put(tenant, content, bytesMax);
    },
    get: async (blob) => {
      await beforeRead(blob);
      if (fault === 'breaks-off') throw away();
      if (fault === 'corrupt') throw new BlobCorrupt(blob);
      return sound.get(blob);
    },
    stream: async function* (blob) {
      await beforeRead(blob);
      for await (const piece of sound.stream(blob)) {
        await before();
        yield fault === 'corrupt' ? piece.map((byte) => byte ^ 1) : piece;
        if (fault === 'breaks-off') throw away();
      }
      if (fault === 'corrupt') throw new BlobCorrupt(blob);
    },
    find: async (blob) => {
      await before();
      return fault === 'forgetful' ? undefined : sound.find(blob);
    },
  };
  return { store, suffer: (suffered) => void (fault = suffered) };
};

const away = (): BlobStoreUnavailable =>
  new BlobStoreUnavailable('BLOB_STORE_TIMEOUT', 'the store did not answer in time');
