/** What a service knows about its broker. `detail` is for operators. */
export type BrokerHealth = { readonly ok: boolean; readonly detail: string };

/** How the broker is looked at. */
export type HealthPorts = {
  /** Asks the leader of a stream for something small. Rejects when it is not answered in time. */
  readonly ask: () => Promise<unknown>;
  readonly isConnected: () => boolean;
  /** The server at the other end, for people. */
  readonly server: () => string;
  /** Lets go of this server and takes the next one; absent where there is no other. */
  readonly leave: (() => void) | undefined;
  /** Told when it begins to serve, and when it ceases to. */
  readonly report: (health: BrokerHealth) => void;
  readonly nowMs: () => number;
};

/** A broker that has not answered for so long does not serve. */
const SILENCE_MS_MAX = 5_000;
/** Longer than a cluster takes to choose a leader: a server through which nobody answered for so long is left. */
const LEAVE_AFTER_MS = 12_000;

/**
 * Whether the broker serves. That a connection is open says little: a server that is cut off from most of its cluster
 * keeps its clients and stores nothing for them, and one that hangs keeps its sockets. So the leader of a stream is asked,
 * and a server through which none can be reached is left for another.
 */
export const brokerHealth = (ports: HealthPorts) => {
  const { ask, isConnected, server, leave, report, nowMs } = ports;
  let answeredAtMs = Number.NEGATIVE_INFINITY;
  let beganAtMs = nowMs(); // with this server
  let told: boolean | undefined;

  const now = (): BrokerHealth => {
    if (!isConnected()) return { ok: false, detail: 'reconnecting' };
    if (nowMs() - answeredAtMs <= SILENCE_MS_MAX) return { ok: true, detail: 'connected' };
    const cause = 'it is cut off from most of its cluster, it hangs, or a leader is being chosen';
    return { ok: false, detail: `connected to ${server()}, through which no stream answers: ${cause}` };
  };

  return {
    now,
    /** Asks once, and draws the conclusions. Never rejects. */
    look: async (): Promise<void> => {
      const isAnswered = await ask().then(
        () => true,
        () => false,
      );
      if (isAnswered) answeredAtMs = nowMs();
      if (isConnected() && nowMs() - Math.max(answeredAtMs, beganAtMs) >= LEAVE_AFTER_MS) {
        beganAtMs = nowMs();
        leave?.();
      }
      const health = now();
      if (health.ok !== told) report(health);
      told = health.ok;
    },
  };
};
