import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { expect, it } from '@jest/globals';

import { DECIDER, STREAM } from './streams.ts';
import { UNSUSPICIOUS_DELIVERIES_MAX } from './suspects.ts';
import { brokerSuite } from './testing/broker-suite.ts';
import { waitFor } from './testing/wait-for.ts';

const NANOS_PER_MS = 1_000_000;
/** Of a worker that was killed nothing is heard; the broker waits for less than it does in production. */
const ACK_WAIT_MS = 500;
const RUN_MS = 90_000;
const WORKERS_MAX = 10;
const poison = 'registry.cmd.gateway.acme.poison';

brokerSuite('a message that kills whoever works on it', (broker) => {
  const left = async (): Promise<number> => (await broker().jsm.streams.info(STREAM.commands)).state.messages;

  /** As in an outage: delivered, and given back. */
  const deliveredInVain = async (times: number): Promise<void> => {
    const consumer = await broker().js.consumers.get(STREAM.commands, DECIDER);
    for (let delivery = 0; delivery < times; delivery += 1) (await consumer.next())?.nak();
  };

  /** A process of its own; answers the signal that ended it, once it ended or has nothing left to do. */
  const worker = async (): Promise<NodeJS.Signals | null> => {
    const program = join(import.meta.dirname, 'testing', 'mortal-worker.ts');
    const flags = ['--conditions=source', '--disable-warning=ExperimentalWarning'];
    const child = spawn(process.execPath, [...flags, program, broker().url], {
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: 'inherit',
    });
    const ended = once(child, 'exit');
    const idle = waitFor('an end of the work', async () => child.signalCode !== null || (await left()) === 0);
    await Promise.race([ended, idle]);
    await idle;
    child.kill('SIGTERM');
    await ended;
    return child.signalCode;
  };

  it(
    'kills three of them beyond suspicion and lies in DEAD then, and the one behind it is worked on',
    async () => {
      const { js, jsm } = broker();
      await jsm.consumers.update(STREAM.commands, DECIDER, { ack_wait: ACK_WAIT_MS * NANOS_PER_MS });
      await js.publish(poison, 'poison');
      await deliveredInVain(UNSUSPICIOUS_DELIVERIES_MAX);
      await js.publish('registry.cmd.gateway.globex.sound', 'sound');

      const endings: (NodeJS.Signals | null)[] = [];
      while (endings.length < WORKERS_MAX && (await left()) > 0) endings.push(await worker());
      expect(endings).toStrictEqual(['SIGKILL', 'SIGKILL', 'SIGKILL', 'SIGTERM']);
      const letter = await jsm.streams.getMessage(STREAM.dead, {
        last_by_subj: 'registry.dead.commands.acme.*',
      });
      expect([letter?.string(), letter?.header.get('Registry-Reason')]).toStrictEqual([
        'poison',
        'it killed its workers',
      ]);
    },
    RUN_MS,
  );
});
