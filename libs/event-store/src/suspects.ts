import { headers } from '@nats-io/nats-core';
import { base32, sha256OfFields } from '@policy-registry/kernel';

import type { StreamReader, JetStreamWriter } from './jetstream-ports.ts';
import { STREAM } from './streams.ts';

const PUBLISH_TIMEOUT_MS = 5_000;
const TRIES = 'Registry-Unfinished-Tries';
/** Tries of one message that may never come back: an outage or a deployment can cut one short, hardly each. */
const UNFINISHED_TRIES_MAX = 3;

/** A message that was delivered suspiciously often: because of an outage, or because it kills whoever works on it. */
export type SuspectMessage = {
  readonly stream: string;
  readonly tenant: string;
  readonly subject: string;
  readonly seq: number;
};

/**
 * Tells the two apart by a count that is stored before a try and set back after it: tries that never came back
 * say that the message ends its workers.
 */
export type Suspects = {
  /** Counts the beginning of a try. False when too many earlier ones never ended; then it is to be taken out. */
  readonly begin: (message: SuspectMessage) => Promise<boolean>;
  /** The try ended, well or with a fault that was caught. */
  readonly survived: (message: SuspectMessage) => Promise<void>;
};

export const suspects = (js: JetStreamWriter, jsm: StreamReader): Suspects => {
  const subjectOf = ({ stream, tenant, subject, seq }: SuspectMessage): string =>
    `registry.dead.suspects.${tenant}.${base32(sha256OfFields(stream, subject, String(seq)))}`;
  const count = async (message: SuspectMessage, tries: number): Promise<void> => {
    const counted = headers();
    counted.set(TRIES, String(tries));
    await js.publish(subjectOf(message), '', { headers: counted, timeout: PUBLISH_TIMEOUT_MS });
  };

  return {
    begin: async (message) => {
      const last = await jsm.streams.getMessage(STREAM.dead, { last_by_subj: subjectOf(message) });
      const unfinished = Number(last?.header.get(TRIES) ?? 0);
      if (unfinished >= UNFINISHED_TRIES_MAX) return false;
      await count(message, unfinished + 1);
      return true;
    },
    survived: (message) => count(message, 0),
  };
};

/** Deliveries after which a message is suspected of ending whoever works on it. */
export const UNSUSPICIOUS_DELIVERIES_MAX = 12;

/** Works on a message; the tries of one delivered often are counted. `undefined`: too many of them never ended. */
export const carefully = async <T>(
  { begin, survived }: Suspects,
  message: SuspectMessage & { readonly deliveries: number },
  work: () => Promise<T>,
): Promise<T | undefined> => {
  if (message.deliveries <= UNSUSPICIOUS_DELIVERIES_MAX) return work();
  if (!(await begin(message))) return undefined;
  try {
    return await work();
  } finally {
    // Without the broker the count stays; it takes several such tries before it tells against the message.
    await survived(message).catch(() => undefined);
  }
};
