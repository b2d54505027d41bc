import type { NatsConnection } from '@nats-io/nats-core';
import { jetStreamOutcomes, openJetStream, SIGNING_PRODUCERS, STREAM } from '@policy-registry/event-store';
import { commandSubject, nudgeSubject, type Nudge } from '@policy-registry/kernel';

import { Unavailable } from '../edge/problem.ts';
import type { CommandOutcomes } from './command-outcomes.ts';
import { parseNudge } from './parse-nudge.ts';

/** Outcomes as the broker keeps them, and the nudges with which the projector hurries them. */
export const jetstreamOutcomes = async (connection: NatsConnection): Promise<CommandOutcomes> => {
  const { js, jsm } = await openJetStream(connection);
  const outcomes = jetStreamOutcomes(js, jsm);
  const listeners = new Map<string, Set<(told: Nudge) => void>>();
  connection.subscribe(nudgeSubject('*', '*'), {
    callback: (error, message) => {
      const told = error === null ? parseNudge(message.subject, message.data) : undefined;
      if (told !== undefined) for (const heard of listeners.get(message.subject) ?? []) heard(told);
    },
  });

  return {
    find: (tenant, commandId) => answered(() => outcomes.read(tenant, commandId)),

    isPending: (tenant, commandId) =>
      answered(async () => {
        // A run request is stored on the subject of its tenant: whether one waits, nobody can ask.
        for (const producer of SIGNING_PRODUCERS) {
          const subject = commandSubject(producer, tenant, commandId);
          if ((await jsm.streams.getMessage(STREAM.commands, { last_by_subj: subject })) !== null)
            return true;
        }
        return false;
      }),

    listen: (tenant, commandId, heard) => {
      const subject = nudgeSubject(tenant, commandId);
      const others = listeners.get(subject) ?? new Set();
      listeners.set(subject, others.add(heard));
      return () => {
        others.delete(heard);
        if (others.size === 0) listeners.delete(subject);
      };
    },
  };
};

const answered = async <T>(ask: () => Promise<T>): Promise<T> => {
  try {
    return await ask();
  } catch (error) {
    throw new Unavailable('the broker does not answer', { cause: error });
  }
};
