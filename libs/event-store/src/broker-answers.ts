import type { NatsConnection } from '@nats-io/nats-core';

const ANSWER_MS = 1_000;

/**
 * Asks the broker for a sign of life, for readiness. A connection that is up tells nothing: a broker that hangs, or that the
 * network swallowed, keeps it up for a while.
 */
export const brokerAnswers = async (
  connection: Pick<NatsConnection, 'isClosed' | 'flush'>,
  answerMs = ANSWER_MS,
): Promise<{ readonly ok: boolean; readonly detail: string }> => {
  if (connection.isClosed()) return { ok: false, detail: 'the connection is closed' };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, answerMs, false);
  });
  const answered = connection.flush().then(
    () => true,
    () => false,
  );
  const ok = await Promise.race([answered, late]).finally(() => clearTimeout(timer));
  return { ok, detail: ok ? 'connected' : 'no answer' };
};
