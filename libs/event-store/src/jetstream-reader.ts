import type { JetStreamManager } from '@nats-io/jetstream';
import { TimeoutError } from '@nats-io/nats-core';

import type { JetStreamReader, KeptMessage } from './jetstream-ports.ts';

/** A batch, or the next message of it, that does not come within this time does not come at all. */
const SILENCE_MS_MAX = 1_000;

/**
 * The broker for whoever reads from it. A batch ends by itself: the client library waits for ever for the rest of one whose
 * server died, and unless it is given a callback it keeps the subscription of each batch.
 */
export const jetStreamReader = ({ streams, direct }: JetStreamManager): JetStreamReader => ({
  streams,
  direct: {
    getBatch: async (stream, query) => {
      const messages: KeptMessage[] = [];
      const { promise: ended, resolve, reject } = Promise.withResolvers<undefined>();
      const silence = setTimeout(() => reject(new TimeoutError()), SILENCE_MS_MAX);
      const batch = await direct.getBatch(stream, {
        ...query,
        callback: (done, message) => {
          if (done === null) {
            messages.push(message);
            silence.refresh();
          } else if (done.err === undefined) resolve(undefined);
          else reject(done.err);
        },
      });
      try {
        await ended;
        return messages;
      } finally {
        clearTimeout(silence);
        batch.stop();
      }
    },
  },
});
