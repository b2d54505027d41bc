import { EngineUnavailable } from '@policy-registry/finding';
import { circuitBreaker, ConsecutiveBreaker, ExponentialBackoff, handleWhen, retry, wrap } from 'cockatiel';
import { isBrokenCircuitError } from 'cockatiel';

import {
  ATTEMPTS_MAX,
  FAILURES_IN_A_ROW_MAX,
  GUARDS_MAX,
  OPEN_MS,
  PAUSE_MS,
  PAUSE_MS_MAX,
} from './limits.ts';
import { WorkOverdue } from './work-budget.ts';

export type GuardOptions = {
  readonly attemptsMax?: number;
  readonly pauseMs?: number;
  readonly failuresInARowMax?: number;
  readonly openMs?: number;
};

/** Runs one question to an engine, again where that may help. */
export type Guard = <Answer>(ask: () => Promise<Answer>) => Promise<Answer>;

/**
 * Asks again, after growing pauses, while no answer can be had; every question to an engine MUST be without effect. After too
 * many failures in a row nobody is asked for a while; then one question is the probe. `CIRCUIT_OPEN` is the answer to a
 * question that was not asked at all.
 * Wrong answers and refusals pass through: the engine is there, and would say the same again.
 */
export const guard = (options: GuardOptions = {}): Guard => {
  const breaker = circuitBreaker(handleWhen(mayPass), {
    breaker: new ConsecutiveBreaker(options.failuresInARowMax ?? FAILURES_IN_A_ROW_MAX),
    halfOpenAfter: options.openMs ?? OPEN_MS,
  });
  const again = retry(handleWhen(mayPass), {
    maxAttempts: (options.attemptsMax ?? ATTEMPTS_MAX) - 1,
    backoff: new ExponentialBackoff({ initialDelay: options.pauseMs ?? PAUSE_MS, maxDelay: PAUSE_MS_MAX }),
  });
  const policy = wrap(again, breaker);
  return async (ask) => {
    let fault: unknown;
    const asking = () =>
      ask().catch((error: unknown) => {
        fault = error;
        throw error;
      });
    try {
      return await policy.execute(asking);
    } catch (error) {
      if (!isBrokenCircuitError(error)) throw error;
      // The attempt that broke the circuit was made: what it found is the answer.
      if (fault !== undefined) throw fault;
      throw new EngineUnavailable('CIRCUIT_OPEN', 'the engine failed too often of late and is left alone', {
        cause: error,
      });
    }
  };
};

// Another build answers at once and stays what it is; work whose time is over has none left to ask again.
const mayPass = (error: Error): boolean =>
  error instanceof EngineUnavailable && error.code !== 'BUILD_CHANGED' && !(error instanceof WorkOverdue);

/**
 * A guard for each name, so that the failures of one are not held against another. The one unused for longest is forgotten
 * beyond {@link GUARDS_MAX}.
 */
export const guards = (options: GuardOptions = {}): ((name: string) => Guard) => {
  const known = new Map<string, Guard>();
  return (name) => {
    const own = known.get(name) ?? guard(options);
    known.delete(name);
    known.set(name, own);
    const [oldest] = known.keys();
    if (known.size > GUARDS_MAX && oldest !== undefined) known.delete(oldest);
    return own;
  };
};
