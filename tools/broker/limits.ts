const UNLIMITED = -1;

/** The registry's own accounts. What a token does not name is 0, and that is nothing at all. */
export const NO_LIMITS = {
  subs: UNLIMITED,
  data: UNLIMITED,
  payload: UNLIMITED,
  imports: UNLIMITED,
  exports: UNLIMITED,
  wildcards: true,
  conn: UNLIMITED,
  leaf: 0,
} as const;

const CONNECTIONS_MAX = 64;
const SUBSCRIPTIONS_MAX = 1_024;
const PAYLOAD_BYTES_MAX = 256 * 1024;

/** An account that credentials are handed out for: one tenant cannot take the broker's connections from the others. */
export const LIMITS = {
  ...NO_LIMITS,
  subs: SUBSCRIPTIONS_MAX,
  conn: CONNECTIONS_MAX,
  payload: PAYLOAD_BYTES_MAX,
  exports: 0,
} as const;

const CONSUMERS_MAX = 64;

/** Streams and consumers; an account without these has no JetStream. */
export const JETSTREAM = {
  service: { mem_storage: UNLIMITED, disk_storage: UNLIMITED, streams: UNLIMITED, consumer: UNLIMITED },
  audit: { mem_storage: UNLIMITED, disk_storage: UNLIMITED, streams: 1, consumer: CONSUMERS_MAX },
} as const;
