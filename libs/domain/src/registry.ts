import type { AggregateType, FactShape } from '@policy-registry/kernel';

import { bind, type Addressed, type BoundAggregate } from './aggregate.ts';
import { bundle } from './bundle/bundle.ts';
import { consumers } from './consumers/consumers.ts';
import { delivery } from './delivery/delivery.ts';
import { environment } from './environment/environment.ts';
import { policy } from './policy/policy.ts';
import { queue } from './queue/queue.ts';
import { reject } from './rejection-codes.ts';
import { simulation } from './simulation/simulation.ts';
import { snapshot } from './snapshot/snapshot.ts';
import { tenant } from './tenant/tenant.ts';
import { waiver } from './waiver/waiver.ts';
import { webhooks } from './webhooks/webhooks.ts';
import { workspace } from './workspace/workspace.ts';

/** Every aggregate of the registry, by its type. */
export const aggregates: Readonly<Record<AggregateType, BoundAggregate>> = {
  tenant: bind(tenant),
  policy: bind(policy),
  workspace: bind(workspace),
  snapshot: bind(snapshot),
  simulation: bind(simulation),
  environment: bind(environment),
  queue: bind(queue),
  waiver: bind(waiver),
  webhooks: bind(webhooks),
  delivery: bind(delivery),
  bundle: bind(bundle),
  consumers: bind(consumers),
};

const ownerOf: ReadonlyMap<string, BoundAggregate> = new Map(
  Object.values(aggregates).flatMap((aggregate) => aggregate.commandTypes.map((type) => [type, aggregate])),
);

/** What a command concerns. Throws a Rejection for a type nobody owns and for data of another shape. */
export const addressOf = (command: {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly tenant: string;
}): Addressed => {
  const aggregate = ownerOf.get(command.type);
  if (aggregate === undefined) throw reject('COMMAND_UNKNOWN', `there is no command ${command.type}`);
  return aggregate.address(command.type, command.data, command.tenant);
};

/** Members of facts that are digests, by their names: repeated in the envelope, where an auditor looks for them. */
export const digestsOf = (facts: readonly FactShape[]): Record<string, string> =>
  Object.fromEntries(
    facts.flatMap(({ data }) =>
      Object.entries(data).flatMap(([name, value]) =>
        name.endsWith('Digest') && typeof value === 'string'
          ? [[name.slice(0, -'Digest'.length), value]]
          : [],
      ),
    ),
  );

export const attestationIdsOf = (facts: readonly FactShape[]): string[] =>
  facts.flatMap(({ data }) => (typeof data['attestationId'] === 'string' ? [data['attestationId']] : []));
