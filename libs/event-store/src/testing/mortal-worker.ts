import process from 'node:process';

import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

import { deadLetters } from '../dead-letters.ts';
import { DECIDER, STREAM } from '../streams.ts';
import { carefully, suspects } from '../suspects.ts';
import { workQueue } from '../work-queue.ts';

// A program: works on commands as a service does, but that a message `poison` kills it.
// node --conditions=source mortal-worker.ts <broker>

const [, , servers = ''] = process.argv;
const connection = await connect({ servers });
const js = jetstream(connection);
const kept = suspects(js, await jetstreamManager(connection));
const bury = deadLetters(js);

await workQueue(connection, {
  stream: STREAM.commands,
  durable: DECIDER,
  concurrency: 1,
  onFault: (error) => void process.stderr.write(`${String(error)}\n`),
  onLost: (error) => void process.stderr.write(`${String(error)}\n`),
  work: async ({ subject, seq, data, info }) => {
    const tenant = subject.split('.')[3] ?? '';
    const letter = { stream: STREAM.commands, tenant, subject, seq };
    const tried = await carefully(kept, { ...letter, deliveries: info.deliveryCount }, async () => {
      if (new TextDecoder().decode(data) === 'poison') process.kill(process.pid, 'SIGKILL');
      return 'survived';
    });
    if (tried === undefined) await bury({ ...letter, bytes: data, reason: 'it killed its workers' });
    return { done: true };
  },
});
