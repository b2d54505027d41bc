/** Read models: one file each, with its fold and its queries. */
export { approvalPolicyPage } from './approval-policy-version.ts';
export { auditPage } from './audit-trail.ts';
export type { AuditFilter } from './audit-trail.ts';
export { historyPage, rollOffsOf } from './binding-history.ts';
export type { HistoryAsked } from './binding-history.ts';
export { bundleOfEnvironment } from './bundle-catalog.ts';
export { consumerPage, heartbeatStanding } from './consumer-catalog.ts';
export type { ConsumersAsked } from './consumer-catalog.ts';
export { DELIVERY_STATES, deliveryById, deliveryPage } from './delivery-catalog.ts';
export { allEnvironments, environmentById } from './environment-catalog.ts';
export { gatesById } from './environment-gates.ts';
export { scheduledIn } from './environment-scheduled.ts';
export { promotionByAttempt, promotionPage } from './promotion.ts';
export { foldMessage, keyOf, rowsReadBy, tables } from './fold.ts';
export type { RowRef, Table, WorkingRows } from './fold.ts';
export { BATCH_MAX, projectBatch, readAhead, StreamGap } from './project-batch.ts';
export type { ProjectedBatch } from './project-batch.ts';
export type { Page, Query } from './page.ts';
export { policyById, policyPage } from './policy-catalog.ts';
export {
  publishedVersions,
  reviewPage,
  reviewsWaitingFor,
  simulationOfSubmission,
  versionByNumber,
  versionPage,
} from './policy-version.ts';
export { threadByNumber, threadPage } from './review-thread.ts';
export { simulationById, simulationPage } from './simulation-catalog.ts';
export { queuedSimulations } from './simulation-queue.ts';
export { shardsOfSimulation } from './simulation-shard.ts';
export { snapshotById, snapshotPage } from './snapshot-catalog.ts';
export { tenantAccess, theApprovalPolicy, theTenant } from './tenant-settings.ts';
export { timelinePage } from './version-timeline.ts';
export { waiverById, waiverPage } from './waiver-catalog.ts';
export type { WaiverFilter } from './waiver-catalog.ts';
export { theWebhooks } from './tenant-webhooks.ts';
export { DISPOSED_AT, revisionByNumber, revisionPage, workspaceByPolicy } from './workspace-revision.ts';
