import { expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import { headers, TimeoutError } from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';

import { jetStreamReader } from './jetstream-reader.ts';
import { STREAM } from './streams.ts';
import { brokerSuite } from './testing/broker-suite.ts';

const SUBSCRIPTIONS_MAX = 64;
const subject = 'registry.evt.acme.policy.p';
const query = { seq: 1, next_by_subj: subject, batch: 10 };

brokerSuite(
  'a reader of the broker',
  (broker) => {
    it('leaves no subscription behind, whether there is something to read or not', async () => {
      const reader = jetStreamReader(broker().jsm);
      await broker().js.publish(subject, 'one');
      await broker().js.publish(subject, 'two');
      for (let read = 0; read < SUBSCRIPTIONS_MAX; read += 1) {
        const messages = await reader.direct.getBatch(STREAM.events, query);
        expect(messages.map(({ seq }) => seq)).toStrictEqual([1, 2]);
        await expect(
          reader.direct.getBatch(STREAM.events, { ...query, next_by_subj: 'registry.evt.acme.policy.none' }),
        ).rejects.toThrow(/no results|not found/);
      }
    });

    it.each([
      ['gives no answer', 0],
      ['ends in the middle of one', 1],
    ])('gives a server up that %s', async (_case, answers) => {
      const stream = 'GONE';
      const served = broker().connection.subscribe(`$JS.API.DIRECT.GET.${stream}`, {
        callback: (_error, message) => {
          const about = headers();
          for (const [name, value] of Object.entries({ Stream: stream, Subject: subject, Sequence: '1' }))
            about.set(`Nats-${name}`, value);
          about.set('Nats-Time-Stamp', '2026-01-01T00:00:00Z');
          about.set('Nats-Num-Pending', '1');
          for (let sent = 0; sent < answers; sent += 1) message.respond('one of two', { headers: about });
        },
      });
      const asking = await connect({ servers: broker().url });
      const reader = jetStreamReader(await jetstreamManager(asking));
      await expect(reader.direct.getBatch(stream, query)).rejects.toThrow(TimeoutError);
      await asking.close();
      served.unsubscribe();
    });
  },
  { settings: `max_subscriptions: ${SUBSCRIPTIONS_MAX}` },
);
