import { PermissionViolationError, type NatsConnection } from '@nats-io/transport-node';

import type { IsolatedBroker, Who } from './isolated-broker.ts';

/** What a user tried, and what the broker did with it. */
export type Probes = {
  /** Publishes to each subject, and answers which of them the user may not. */
  readonly refusedToPublish: (
    who: Who | Uint8Array,
    subjects: readonly string[],
    payload?: string,
  ) => Promise<readonly string[]>;
  /** Subscribes to each subject, and answers which of them the user may not. */
  readonly refusedToHear: (who: Who | Uint8Array, subjects: readonly string[]) => Promise<readonly string[]>;
  /** How many tries there were. */
  readonly count: () => { readonly refused: number; readonly letThrough: number };
};

export const probesOf = (broker: () => IsolatedBroker): Probes => {
  let [tried, refused] = [0, 0];
  const counted = (subjects: readonly string[], denied: ReadonlySet<string>): readonly string[] => {
    const answer = subjects.filter((subject) => denied.has(subject));
    tried += subjects.length;
    refused += answer.length;
    return answer;
  };

  return {
    refusedToPublish: async (who, subjects, payload = '') => {
      const connection = await broker().as(who);
      const denied = deniedTo(connection, 'publish');
      for (const subject of subjects) connection.publish(subject, payload);
      // What was said before the answer to this was said about those.
      await connection.flush();
      await connection.close();
      return counted(subjects, await denied);
    },
    refusedToHear: async (who, subjects) => {
      const connection = await broker().as(who);
      const denied = deniedTo(connection, 'subscription');
      for (const subject of subjects) connection.subscribe(subject, { callback: () => undefined });
      await connection.flush();
      await connection.close();
      return counted(subjects, await denied);
    },
    count: () => ({ refused, letThrough: tried - refused }),
  };
};

/** The subjects of all refusals until the connection closes. */
const deniedTo = async (
  connection: NatsConnection,
  operation: 'publish' | 'subscription',
): Promise<ReadonlySet<string>> => {
  const denied = new Set<string>();
  for await (const status of connection.status()) {
    if (status.type !== 'error' || !(status.error instanceof PermissionViolationError)) continue;
    if (status.error.operation === operation) denied.add(status.error.subject);
  }
  return denied;
};
