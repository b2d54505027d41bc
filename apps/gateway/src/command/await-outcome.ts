import { performance } from 'node:perf_hooks';

import type { Outcome } from '@policy-registry/kernel';

import { within } from '../read/within.ts';
import type { CommandOutcomes } from './command-outcomes.ts';

// Nudges may be lost: what is stored is asked for this often.
const LOOK_AGAIN_MS = 250;

export type AwaitedOutcome = {
  /** The outcome, or `undefined` when there is none within `timeoutMs`. */
  readonly within: (timeoutMs: number, isDecided: boolean) => Promise<Outcome | undefined>;
  readonly stop: () => void;
};

export type AwaitedRequest = {
  readonly tenant: string;
  readonly commandId: string;
  readonly requestDigest: string;
};

/** Listens for the outcome of a command from before it is sent, so that none can be missed. Must be stopped. */
export const awaitOutcome = (
  outcomes: CommandOutcomes,
  { tenant, commandId, requestDigest }: AwaitedRequest,
): AwaitedOutcome => {
  let hear = (_outcome: Outcome): void => undefined;
  const heard = new Promise<Outcome>((resolve) => (hear = resolve));
  // Another request under this id hears its refusal on the same subject.
  const stop = outcomes.listen(tenant, commandId, (told) => {
    if (told.status !== 'dry_run' && told.requestDigest === requestDigest) hear(told);
  });

  return {
    stop,
    within: async (timeoutMs, isDecided) => {
      const deadline = performance.now() + timeoutMs;
      if (isDecided) {
        const stored = await outcomes.find(tenant, commandId);
        if (stored !== undefined) return stored;
      }
      for (;;) {
        const outcome = await within(heard, Math.min(LOOK_AGAIN_MS, timeoutMs));
        if (outcome !== undefined) return outcome;
        const stored = await outcomes.find(tenant, commandId);
        if (stored !== undefined || performance.now() >= deadline) return stored;
      }
    },
  };
};
