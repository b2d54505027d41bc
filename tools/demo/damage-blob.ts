import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { bucketOf, jetStreamBlobStore, metaSubject } from '@policy-registry/object-store';

import { withBroker } from './broker.ts';
import { RunFailed } from './failure.ts';
import type { Stack } from './stack.ts';

/** New content for a blob, or the digest of the blob whose content it shall have. */
export type Replacement = Uint8Array | { readonly bytesOf: string };

const BYTES_MAX = 2 * 1024 * 1024 * 1024;

/**
 * Gives a digest other bytes in the object store, as only its administrator can: its name is purged and put back as the
 * name of other chunks. Everything that refers to it stays.
 */
export const replaceBlob = (
  stack: Stack,
  tenant: string,
  digest: string,
  replace: (bytes: Uint8Array) => Replacement,
): Promise<void> =>
  withBroker(stack, 'admin', async (connection) => {
    const store = jetStreamBlobStore({ connection });
    const replacement = replace(await store.get({ tenant, digest }));
    const other =
      replacement instanceof Uint8Array
        ? (await store.put(tenant, once(replacement), BYTES_MAX)).digest
        : replacement.bytesOf;

    const jsm = await jetstreamManager(connection);
    const stream = `OBJ_${bucketOf(tenant)}`;
    const [name, otherName] = [digest, other].map((of) => metaSubject(bucketOf(tenant), of));
    const meta = await jsm.streams.getMessage(stream, { last_by_subj: otherName ?? '' });
    if (meta === null || name === undefined) throw new RunFailed(`the object store has no ${other}`);
    await jsm.streams.purge(stream, { filter: name });
    await jetstream(connection).publish(name, meta.data);
  });

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
