import { STREAM } from './streams.ts';

const ANSWER_MS = 1_000;

/** A connection, as far as it is asked. */
export type AskedBroker = {
  readonly isClosed: () => boolean;
  readonly request: (subject: string, question: string, options: { timeout: number }) => Promise<unknown>;
};

/**
 * Asks the broker's store for a sign of life, for readiness. A connection that is up tells nothing: a broker that hangs, or
 * that the network swallowed, keeps it up for a while, and one whose disk is full for ever.
 */
export const brokerAnswers = async (
  connection: AskedBroker,
  answerMs = ANSWER_MS,
): Promise<{ readonly ok: boolean; readonly detail: string }> => {
  if (connection.isClosed()) return { ok: false, detail: 'the connection is closed' };
  // There is no such command: any answer will do. Every service may ask this.
  const question = JSON.stringify({ last_by_subj: 'registry.cmd.nobody' });
  const asked = connection.request(`$JS.API.STREAM.MSG.GET.${STREAM.commands}`, question, {
    timeout: answerMs,
  });
  const ok = await asked.then(
    () => true,
    () => false,
  );
  return { ok, detail: ok ? 'connected' : 'no answer' };
};
