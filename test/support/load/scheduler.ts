import type { NatsConnection } from '@nats-io/transport-node';

import { openConnection } from '../broker.ts';
import { idFromCommand, runCommandId } from '../digests.ts';
import { at } from '../json.ts';
import type { BrokerLogin } from '../stack.ts';
import type { Word } from './command.ts';
import { patiently, type Sender } from './sender.ts';

const ANSWER_MS = 5_000;

/** A scheduler of one tenant, which asks for runs over the broker until it is told that they are stored. */
export type Scheduler = {
  /** Answers the id of the simulation that the run becomes. */
  readonly run: (runId: string, request: ScheduledRun) => Promise<string>;
  readonly close: () => Promise<void>;
};

export type ScheduledRun = {
  readonly policyId: string;
  readonly policyVersion: number;
  readonly inputs: unknown;
};

export const openScheduler = (login: () => BrokerLogin, { tenant, keep }: Sender): Scheduler => {
  let connection: Promise<NatsConnection> | undefined;
  const connected = async (): Promise<NatsConnection> => {
    const held = await connection?.catch(() => undefined);
    if (held !== undefined && !held.isClosed()) return held;
    connection = openConnection(login());
    return connection;
  };

  const run: Scheduler['run'] = async (runId, request) => {
    const commandId = runCommandId(tenant, runId);
    const words: Word[] = [];
    keep({ commandId, tenant, what: `run ${runId}`, words });
    const message = JSON.stringify({
      schema: 'scheduler.policy-run-request@1',
      tenantId: tenant,
      mode: 'simulate',
      priority: 'normal',
      runId,
      requestedBy: 'nightly',
      ...request,
    });
    await patiently(async () => {
      try {
        const subject = `registry.cmd.scheduler.${tenant}.${commandId}`;
        const answer = await (await connected()).request(subject, message, { timeout: ANSWER_MS });
        const refusal = at(answer.json(), 'error', 'description');
        if (refusal !== undefined) throw new Error(`the broker says ${String(refusal)}`);
      } catch (error) {
        words.push({ says: 'nothing' });
        throw error;
      }
    });
    words.push({ says: 'pending' });
    return idFromCommand(commandId);
  };
  return { run, close: async () => void (await (await connection?.catch(() => undefined))?.close()) };
};
