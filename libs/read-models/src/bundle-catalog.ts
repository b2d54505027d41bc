import { BundleFact } from '@policy-registry/domain';
import type { Json, ReadModel } from '@policy-registry/kernel';

import { factsOf } from './facts-of.ts';
import type { Query } from './page.ts';

export type BundleRow = {
  readonly environment_id: string;
  /** The last that was made; null where there was none yet. */
  readonly built: Json;
  /** The revision of the environment after that of which none could be made, and why. */
  readonly failure: Json;
};

/** What enforcement points of each environment are given. */
export const bundleCatalog: ReadModel<BundleRow> = {
  table: 'bundle_catalog',
  columns: { environment_id: 'text', built: 'jsonb', failure: 'jsonb' },
  key: ['environment_id'],
  reads: ({ event }) => (event.aggregate.type === 'bundle' ? [[event.aggregate.id]] : []),
  fold: (rows, recorded) =>
    // A decision about a bundle is one fact.
    factsOf(recorded, 'bundle', BundleFact).map(({ type, data }) => {
      const { environmentId: environment_id, ...said } = data;
      const builtAt = recorded.event.recordedAt;
      return {
        put:
          type === 'BundleBuilt'
            ? { environment_id, built: { ...said, builtAt }, failure: null }
            : { environment_id, built: rows([environment_id])?.built ?? null, failure: said },
      };
    }),
};

export const bundleOfEnvironment = (environmentId: string): Query => ({
  text: 'select environment_id as "environmentId", built, failure from bundle_catalog where environment_id = $1',
  values: [environmentId],
});
