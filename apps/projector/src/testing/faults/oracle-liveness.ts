import type { Environment, Policy, Queue, Simulation } from '@policy-registry/domain';

import type { ReadModelContent } from '@policy-registry/postgres/simulated';

import type { Replay } from './replay.ts';

/** What still waits for something although nothing is under way: an effect that got lost. */
export const unfinishedIn = ({ aggregates }: Replay): readonly string[] =>
  aggregates().flatMap(([key, { state }]) => {
    const type = key.split('.')[1];
    const waiting = type === undefined ? undefined : waitingIn(type, state);
    return waiting === undefined ? [] : [`${key} is ${waiting} for ever`];
  });

/** Far more than a worker that looks every two seconds needs. */
const OVERDUE_MS = 5 * 60_000;

/** What had to happen at a time, and did not. */
export const overdueIn = (tables: ReadModelContent['tables'], nowMs: number): readonly string[] =>
  [...tables].flatMap(([table, rows]) =>
    table.endsWith('\u0000timer')
      ? [...rows.values()].flatMap(({ timer_id: timerId, due_at: dueAt }) =>
          Date.parse(String(dueAt)) + OVERDUE_MS < nowMs ? [`${String(timerId)} is due for ever`] : [],
        )
      : [],
  );

// The state of an aggregate is what its own `evolve` folded; its type says which.
const waitingIn = (type: string, state: unknown): string | undefined => {
  switch (type) {
    case 'simulation': {
      const { status } = state as Simulation;
      return OVER.has(status) ? undefined : status;
    }
    case 'queue': {
      const { running, waiting } = state as Queue;
      return running.length + waiting.length === 0 ? undefined : 'holding places';
    }
    case 'snapshot':
      return (state as { readonly status: string }).status === 'importing' ? 'importing' : undefined;
    case 'workspace': {
      const { revisions } = state as { readonly revisions: readonly { readonly report?: unknown }[] };
      return revisions.every(({ report }) => report !== undefined) ? undefined : 'compiling';
    }
    case 'policy': {
      const policy = state as Policy;
      const isPublishing =
        policy.status === 'created' &&
        policy.versions.some(({ publication }) => publication?.isPending === true);
      return isPublishing ? 'publishing' : undefined;
    }
    case 'environment': {
      const environment = state as Environment;
      const promotions = environment.status === 'created' ? environment.promotions : undefined;
      return [...(promotions?.values() ?? [])].some(({ status }) => status === 'pending')
        ? 'promoting'
        : undefined;
    }
    default:
      return undefined;
  }
};

const OVER: ReadonlySet<string> = new Set<Simulation['status']>([
  'sampled',
  'succeeded',
  'failed',
  'cancelled',
]);
