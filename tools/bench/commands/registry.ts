import type { StackDescription } from '../../stack/description.ts';
import { openCaller } from '../load/caller.ts';
import type { Operation } from '../load/operation.ts';

/** The registry as a caller over REST sees it. */
export type Registry = {
  /** One lifecycle command, of which only 201 counts: decided, durable, and readable. */
  readonly createPolicy: Operation;
  /** Bytes of the body that {@link Registry.createPolicy} sends. */
  readonly requestBytes: number;
  /** Answers other than 201, by what they were. */
  readonly refusals: ReadonlyMap<string, number>;
  readonly close: () => void;
};

/** `run` makes the ids of this run different from any other's. */
export const openRegistry = async (stack: StackDescription, run: string): Promise<Registry> => {
  const { post, refusals, close } = await openCaller(stack);
  return {
    createPolicy: (n) => post('/policies', policyOf(run, n), `${run}-${n}`),
    requestBytes: Buffer.byteLength(policyOf(run, 1)),
    refusals,
    close,
  };
};

/** The body of a request to create a policy of this run's own. */
export const policyOf = (run: string, n: number): string =>
  JSON.stringify({
    policyId: `bench-${run}-${n}`,
    name: `Policy ${n} of a benchmark`,
    description:
      'A policy as people describe them: what it accepts, what it refuses, and who looks after it.',
    tags: ['benchmark', 'containers'],
  });
