import type { BrokerHealth } from '@policy-registry/event-store';
import type { Readiness } from '@policy-registry/platform';
import { inTransaction, readCheckpoint, type Database } from '@policy-registry/postgres';

import type { Projection } from './project/projection.ts';

export type ReadinessOptions = {
  readonly broker: () => BrokerHealth;
  readonly database: Database;
  readonly projection: Projection;
  readonly isSeeded: () => boolean;
  readonly isReadable: () => boolean;
};

/** Ready once the read models have everything that was in the log at the start, and nothing stands still. */
export const readinessOf =
  ({ broker, database, projection, isSeeded, isReadable }: ReadinessOptions) =>
  async (): Promise<Readiness> => {
    const reachable = await inTransaction(database, readCheckpoint).then(
      () => true,
      () => false,
    );
    const fault = projection.fault();
    const position = projection.position();
    return {
      checks: {
        broker: broker(),
        database: { ok: reachable, detail: reachable ? 'reachable' : 'not reachable' },
        projection: {
          ok: fault === undefined && position >= projection.target,
          detail: fault ?? `at ${position} of ${projection.target}`,
        },
        history: {
          ok: isReadable(),
          detail: isReadable() ? 'readable' : 'the log holds facts of a newer version',
        },
        seed: { ok: isSeeded(), detail: isSeeded() ? 'done' : 'opening tenants' },
      },
      notes: [],
    };
  };
