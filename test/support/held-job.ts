import { jetstream, type JsMsg } from '@nats-io/jetstream';

import type { Broker } from './broker.ts';

const PULL_MS = 7_000;
const QUEUE = 'runner-normal-v1';

/** The shard jobs that runners are given, as a member of the broker's staff sees them go by. */
export type ShardDeliveries = {
  /** Delivers the job that was delivered last so often that its count is `deliveries`, to nobody who works on it. */
  readonly inVain: (deliveries: number) => Promise<void>;
  /** Has it delivered again at once, and not only when the broker has waited in vain for its runner. */
  readonly again: () => Promise<void>;
  readonly close: () => void;
};

/** What a job of the class `normal` goes through in the queue, hurried on. One runner alone works on that class meanwhile. */
export const shardDeliveries = async ({ connection }: Broker): Promise<ShardDeliveries> => {
  let last: { readonly subject: string; readonly ack: string } | undefined;
  const subscription = connection.subscribe('_INBOX_runner.>', {
    callback: (_error, { subject, reply }) => {
      if (reply?.startsWith(`$JS.ACK.`) === true && subject.includes('.shard.'))
        last = { subject, ack: reply };
    },
  });
  await connection.flush();
  const delivered = () => {
    if (last === undefined) throw new Error('no shard job was delivered to a runner');
    return last;
  };
  const again = async (): Promise<void> => {
    connection.publish(delivered().ack, '-NAK');
    await connection.flush();
  };

  return {
    again,
    inVain: async (deliveries) => {
      const { subject } = delivered();
      const queue = await jetstream(connection).consumers.get('JOBS', QUEUE);
      await again();
      const kept: JsMsg[] = [];
      // One request for all of them: the broker delivers at once what it is given back.
      for await (const message of await queue.fetch({ max_messages: 2 * deliveries, expires: PULL_MS })) {
        const isIt = message.subject === subject;
        const isLast = isIt && message.info.deliveryCount >= deliveries;
        if (isIt && !isLast) message.nak();
        else kept.push(message);
        if (isLast) break;
      }
      for (const message of kept) message.nak();
      if (kept.at(-1)?.subject !== subject) throw new Error(`not ${deliveries} deliveries of ${subject}`);
      await connection.flush();
    },
    close: () => subscription.unsubscribe(),
  };
};
