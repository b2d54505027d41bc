import { NatsConnectionImpl, setTransportFactory, type ConnectionOptions } from '@nats-io/nats-core/internal';
import type { NatsConnection } from '@nats-io/nats-core';
import { NodeTransport, nodeResolveHost } from '@nats-io/transport-node/lib/node_transport.js';

/**
 * The client's own transport, which writes to its socket once for each step of a promise. Here everything that is sent
 * within one turn of the event loop becomes one write: a write costs more than all else that a small message costs, on
 * both sides of the socket.
 */
class GatheringTransport extends NodeTransport {
  #isGathering = false;

  override send(frame: Uint8Array): void {
    if (!this.#isGathering && !this.isClosed) {
      this.#isGathering = true;
      // The transport may have another socket by the end of the turn: TLS replaces it.
      const { socket } = this;
      socket.cork();
      setImmediate(() => {
        this.#isGathering = false;
        socket.uncork();
      });
    }
    super.send(frame);
  }
}

/** Connects as `connect` of the client's package does, but for the writes. */
export const connectGathering = (options: ConnectionOptions): Promise<NatsConnection> => {
  setTransportFactory({ factory: () => new GatheringTransport(), dnsResolveFn: nodeResolveHost });
  return NatsConnectionImpl.connect(options);
};
