import { base32, sha256OfFields } from '@policy-registry/kernel';
import { headers } from '@nats-io/nats-core';

import type { JetStreamWriter } from './jetstream-ports.ts';

const PUBLISH_TIMEOUT_MS = 5_000;
const REASON_LENGTH_MAX = 400;

/** A message that no worker can work on, as the broker had it. */
export type DeadLetter = {
  readonly stream: string;
  readonly tenant: string;
  readonly subject: string;
  readonly seq: number;
  readonly bytes: Uint8Array;
  readonly reason: string;
};

/**
 * Keeps a message that is taken out of its queue, with the reason. The id is derived from the message's place,
 * so doing it twice keeps one.
 */
export const deadLetters =
  (js: JetStreamWriter) =>
  async ({ stream, tenant, subject, seq, bytes, reason }: DeadLetter): Promise<void> => {
    const id = base32(sha256OfFields(stream, subject, String(seq)));
    const kept = headers();
    kept.set('Registry-Subject', subject);
    kept.set('Registry-Sequence', String(seq));
    kept.set('Registry-Reason', reason.replace(/[^\x20-\x7e]/g, ' ').slice(0, REASON_LENGTH_MAX));
    await js.publish(`registry.dead.${stream.toLowerCase()}.${tenant}.${id}`, bytes, {
      msgID: id,
      headers: kept,
      timeout: PUBLISH_TIMEOUT_MS,
    });
  };
