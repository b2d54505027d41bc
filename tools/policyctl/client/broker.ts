import type { NatsConnection } from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';
import { brokerLogin, brokerServers } from '@policy-registry/event-store';

import { Unavailable } from '../../servers/unavailable.ts';
import { readBytes } from '../files.ts';
import type { BrokerAccess } from '../settings.ts';

const CONNECT_MS = 5_000;

/**
 * A connection of its own; the caller closes it. `name` tells an operator who it is. Without `isLasting` a connection that
 * breaks is not made again, for what must not go on behind a gap.
 */
export const connectBroker = async (
  { url, credentialsFile }: BrokerAccess,
  name: string,
  isLasting = true,
): Promise<NatsConnection> => {
  const { authenticator, inboxPrefix } = brokerLogin(await readBytes(credentialsFile));
  try {
    return await connect({
      servers: brokerServers(url),
      authenticator,
      inboxPrefix,
      timeout: CONNECT_MS,
      reconnect: isLasting,
      name,
    });
  } catch (cause) {
    throw new Unavailable(
      `the broker at ${url} does not let the user of ${credentialsFile} in; is the registry running?`,
      { cause },
    );
  }
};
