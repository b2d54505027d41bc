import type { Metrics } from '@policy-registry/platform';

import type { Released } from './release-shards.ts';

/** Sets the depth of the queues, summed over the tenants that this process has passed over. */
export const queueDepth = ({ simulationQueueDepth }: Metrics) => {
  const byTenant = new Map<string, Released>();
  return (tenant: string, released: Released): void => {
    if (released.running + released.waiting > 0) byTenant.set(tenant, released);
    else byTenant.delete(tenant);
    const all = [...byTenant.values()];
    simulationQueueDepth.set(
      { stage: 'running' },
      all.reduce((sum, { running }) => sum + running, 0),
    );
    simulationQueueDepth.set(
      { stage: 'waiting' },
      all.reduce((sum, { waiting }) => sum + waiting, 0),
    );
  };
};
