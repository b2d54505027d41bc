import { setTimeout as pause } from 'node:timers/promises';

import { connectWith } from './broker.ts';
import { RunFailed } from './failure.ts';
import { KILLS, type Kill } from './options.ts';
import type { Description } from './stack.ts';

const SEEN_MS_MAX = 60_000;
const LOOK_MS = 100;

/** Watches one queue of the broker for messages that were delivered more than once and then acknowledged. */
export type RedeliveryWatch = {
  /** How often it happened; fails when it did not. */
  readonly seen: () => Promise<number>;
  readonly close: () => Promise<void>;
};

/**
 * The subject of an acknowledgement is the broker's own: it names stream, consumer and how often the message was
 * delivered (ADR-15). So a kill that was survived shows as an acknowledged second delivery.
 */
export const watchRedelivery = async (stack: Description, kill: Kill): Promise<RedeliveryWatch> => {
  const { stream, consumer } = KILLS[kill];
  const connection = await connectWith(stack.nats.url, stack.nats.admin);
  let count = 0;
  connection.subscribe('$JS.ACK.>', {
    callback: (error, message) => {
      if (error !== null) return;
      const place = placeOf(message.subject);
      const isAcknowledged = message.data.length === 0 || message.string() === '+ACK';
      if (place.stream === stream && place.consumer === consumer && place.delivered > 1 && isAcknowledged)
        count += 1;
    },
  });
  await connection.flush();
  return {
    seen: async () => {
      const deadline = performance.now() + SEEN_MS_MAX;
      while (count === 0 && performance.now() < deadline) await pause(LOOK_MS);
      if (count === 0) throw new RunFailed(`nothing of ${stream} was delivered twice: was ${kill} reached?`);
      return count;
    },
    close: () => connection.close(),
  };
};

// `$JS.ACK.<stream>.<consumer>.<delivered>…`, or with domain and account hash before the stream.
const placeOf = (subject: string) => {
  const tokens = subject.split('.');
  const at = tokens.length >= 11 ? 4 : 2;
  return { stream: tokens[at], consumer: tokens[at + 1], delivered: Number(tokens[at + 2]) };
};
