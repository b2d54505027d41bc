import { canonicalBytes, Outcome, outcomeSubject, type Json } from '@policy-registry/kernel';

import { isWrongLastSequence } from './broker-errors.ts';
import type { StreamReader, JetStreamWriter } from './jetstream-ports.ts';
import { STREAM } from './streams.ts';

const PUBLISH_TIMEOUT_MS = 5_000;
// Only an acceptance replaces, and nothing replaces an acceptance: the second attempt meets the end of it.
const REPLACE_ATTEMPTS_MAX = 3;

/** What became of commands, for as long as the broker keeps it. */
export type Outcomes = {
  readonly read: (tenant: string, commandId: string) => Promise<Outcome | undefined>;
  /**
   * Stores the first outcome of a command; a later one reads the first. An accepted outcome replaces a
   * rejection, because its event exists. Answers the outcome that stands.
   */
  readonly record: (outcome: Outcome) => Promise<Outcome>;
};

export const jetStreamOutcomes = (
  js: JetStreamWriter,
  jsm: StreamReader,
  /** Told when an acceptance took the place of a refusal. */
  onReplaced: (outcome: Outcome) => void = () => undefined,
): Outcomes => {
  const readStored = async (tenant: string, commandId: string) => {
    const message = await jsm.streams.getMessage(STREAM.outcomes, {
      last_by_subj: outcomeSubject(tenant, commandId),
    });
    return message === null ? undefined : { seq: message.seq, outcome: Outcome.parse(message.json()) };
  };
  const publish = (outcome: Outcome, expectedSeq: number) =>
    js.publish(outcomeSubject(outcome.tenant, outcome.commandId), canonicalBytes(outcome as Json), {
      expect: { lastSubjectSequence: expectedSeq },
      timeout: PUBLISH_TIMEOUT_MS,
    });

  return {
    read: async (tenant, commandId) => (await readStored(tenant, commandId))?.outcome,

    record: async (outcome) => {
      try {
        await publish(outcome, 0);
        return outcome;
      } catch (error) {
        if (!isWrongLastSequence(error)) throw error;
      }
      // Two deliveries may replace a refusal at once: the second then finds the acceptance.
      for (let attempt = 1; ; attempt += 1) {
        const first = await readStored(outcome.tenant, outcome.commandId);
        if (first === undefined)
          throw new Error(`the outcome of ${outcome.commandId} was taken away while it was read`);
        if (outcome.status !== 'accepted' || first.outcome.status === 'accepted') return first.outcome;
        try {
          await publish(outcome, first.seq);
          onReplaced(outcome);
          return outcome;
        } catch (error) {
          if (!isWrongLastSequence(error) || attempt === REPLACE_ATTEMPTS_MAX) throw error;
        }
      }
    },
  };
};
