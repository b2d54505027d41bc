import type { NatsConnection } from '@nats-io/nats-core';

/** Whether the connection is up at the moment: one that reconnects for ever is never closed. */
export const brokerState = (connection: NatsConnection): (() => boolean) => {
  let isConnected = !connection.isClosed();
  void (async () => {
    for await (const { type } of connection.status()) {
      if (type === 'disconnect' || type === 'close' || type === 'staleConnection') isConnected = false;
      if (type === 'reconnect') isConnected = true;
    }
  })();
  return () => isConnected && !connection.isClosed();
};
