import type { ReadModel, Row } from '@policy-registry/kernel';

import { approvalPolicyVersion } from './approval-policy-version.ts';
import { auditTrail } from './audit-trail.ts';
import { bindingHistory } from './binding-history.ts';
import { bundleCatalog } from './bundle-catalog.ts';
import { consumerCatalog } from './consumer-catalog.ts';
import { deliveryCatalog } from './delivery-catalog.ts';
import { environmentBinding } from './environment-binding.ts';
import { environmentCatalog } from './environment-catalog.ts';
import { aggregateHead } from './heads.ts';
import { policyCatalog } from './policy-catalog.ts';
import { policyVersion } from './policy-version.ts';
import { promotion } from './promotion.ts';
import { reviewThread } from './review-thread.ts';
import { simulationCatalog } from './simulation-catalog.ts';
import { simulationQueue } from './simulation-queue.ts';
import { simulationShard } from './simulation-shard.ts';
import { snapshotCatalog } from './snapshot-catalog.ts';
import { tenantSettings } from './tenant-settings.ts';
import { tenantWebhooks } from './tenant-webhooks.ts';
import { timer } from './timer.ts';
import { versionTimeline } from './version-timeline.ts';
import { waiverCatalog } from './waiver-catalog.ts';
import { workspaceRevision } from './workspace-revision.ts';

/** A read model whose row type is closed over: it only ever sees rows that it put itself. */
export type AnyReadModel = ReadModel<Row>;

const closed = <R extends Row>(model: ReadModel<R>): AnyReadModel => ({
  ...model,
  columns: model.columns,
  // The rows of this table were put by this fold, or read back from what it put.
  fold: (rows, recorded) => model.fold((key) => rows(key) as R | undefined, recorded),
});

export const readModels: readonly AnyReadModel[] = [
  closed(aggregateHead),
  closed(approvalPolicyVersion),
  closed(auditTrail),
  closed(bindingHistory),
  closed(bundleCatalog),
  closed(consumerCatalog),
  closed(deliveryCatalog),
  closed(environmentBinding),
  closed(environmentCatalog),
  closed(policyCatalog),
  closed(policyVersion),
  closed(promotion),
  closed(reviewThread),
  closed(simulationCatalog),
  closed(simulationQueue),
  closed(simulationShard),
  closed(snapshotCatalog),
  closed(tenantSettings),
  closed(tenantWebhooks),
  closed(timer),
  closed(versionTimeline),
  closed(waiverCatalog),
  closed(workspaceRevision),
];
