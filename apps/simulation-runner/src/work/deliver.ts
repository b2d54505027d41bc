import type { DeliveryFault, JobOf, SealedSecret } from '@policy-registry/domain';

import { webhookHeaders, webhookKeyOf } from '../deliver/sign-webhook.ts';
import type { Answer, Outgoing, Workshop } from './workshop.ts';

/** Tells one webhook of one event, once; whether it is tried again is decided with the answer. */
export const deliver = async (job: JobOf<'deliver'>, { outgoing }: Workshop): Promise<Answer> => {
  if (outgoing === undefined) return undelivered(job, 'DELIVERIES_OFF');
  const { deliveryId, url, body } = job.data;
  const keys = await keysOf(job, outgoing);
  if (keys.length === 0) return undelivered(job, 'SECRET_UNUSABLE');
  const headers = webhookHeaders(deliveryId, { body, nowMs: outgoing.nowMs(), keys });
  return answerOf(job, await outgoing.post({ url, headers, body }));
};

/** The answer to a delivery that could not be tried. */
export const undelivered = (job: JobOf<'deliver'>, fault: DeliveryFault): Answer =>
  answerOf(job, { ok: false, fault });

const keysOf = async (
  { tenant, data: { webhookId, secrets } }: JobOf<'deliver'>,
  { openSecret }: Outgoing,
): Promise<readonly Uint8Array[]> => {
  const opened = await Promise.all(
    secrets.map((sealed: SealedSecret) => openSecret({ tenant, webhookId }, sealed)),
  );
  return opened.flatMap((secret) => webhookKeyOf(secret ?? '') ?? []);
};

const answerOf = ({ data }: JobOf<'deliver'>, outcome: object): Answer => {
  const { deliveryId, webhookId, source, attempt } = data;
  return { type: 'RecordDelivery', data: { deliveryId, webhookId, source, attempt, outcome } };
};
