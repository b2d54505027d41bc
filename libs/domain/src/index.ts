/** The rules of the registry: one folder per aggregate, and the jobs that follow from events. */
export { FactUnknown } from './aggregate.ts';
export type { Addressed, BoundAggregate, NeededRoles } from './aggregate.ts';
export { boundPolicies, BUNDLE_POLICIES_MAX, bundledPolicies, changesBindings } from './bundle/bound.ts';
export { BundleFact } from './bundle/events.ts';
export { bundleJobOf, giveUpBundle } from './bundle/jobs.ts';
export { observationsOf, OBSERVED_MAX } from './consumers/commands.ts';
export type { Observed } from './consumers/commands.ts';
export { ConsumersFact } from './consumers/events.ts';
export {
  CONSUMER_KEPT_MS,
  CONSUMERS_MAX,
  Heartbeat,
  HEARTBEAT_SECONDS_DEFAULT,
  HEARTBEAT_SECONDS_MAX,
  heartbeatRefusal,
  MISSED_HEARTBEATS_MAX,
} from './consumers/heartbeat.ts';
export { ROLLOUT_STALLED_MS, ROLLOUT_STATES, rolloutStateOf } from './consumers/rollout.ts';
export type { Rollout, RolloutState } from './consumers/rollout.ts';
export { deliveryJobsOf, redeliveryJobOf, requestedDelivery } from './delivery/jobs.ts';
export { DELIVERY_FAULTS, DeliveryFact } from './delivery/events.ts';
export type { DeliveryFault } from './delivery/events.ts';
export { decideDry } from './dry-run.ts';
export type { DryDecision } from './dry-run.ts';
export { changesBinding, type BindingFact } from './environment/binding-events.ts';
export { Budgets, EnvironmentFact } from './environment/events.ts';
export {
  DAYS,
  FREEZE_NAME_CHARS_MAX,
  FREEZES_MAX,
  GATE_AGE_MAX_MS,
  Gates,
  GateVerdicts,
  MAINTENANCE_WINDOWS_MAX,
  PromotionApproval,
  SOAK_MAX_MS,
} from './environment/gates/settings.ts';
export { SUSPENSIONS } from './environment/schedule/events.ts';
export { BREAK_GLASS_MS_MAX, REVIEW_VERDICTS } from './environment/break-glass/events.ts';
export { PromotionStatement } from './environment/promotion-events.ts';
export { Selector } from './environment/selector.ts';
export type { Environment } from './environment/state.ts';
export {
  followUpsOf,
  freesCredit,
  giveUpDelivery,
  giveUpPlace,
  placesOf,
  takePlaceBack,
} from './follow-ups.ts';
export type { FollowUp } from './follow-ups.ts';
export { Job, JOB_CLASSES, jobClassOf, jobSubject, shardJobSubjects } from './jobs.ts';
export type { JobClass, JobKind, JobOf } from './jobs.ts';
export { bindingMatrix } from './lifecycle/binding-matrix.ts';
export { lifecycleConditions, lifecycleMatrix } from './lifecycle/matrix.ts';
export {
  MARKINGS,
  MARKS,
  Owner,
  PolicyFact,
  PublicationStatement,
  REVIEWERS_MAX,
  VersionChecks,
} from './policy/events.ts';
export { waiverMatrix } from './lifecycle/waiver-matrix.ts';
export { QueueFact, SIMULATIONS } from './queue/events.ts';
export type { Queue } from './queue/state.ts';
export { VERSION_STATES } from './policy/state.ts';
export type { Policy } from './policy/state.ts';
export { jobsOf, planJobOf, regressionJobsOf } from './reactions.ts';
export { addressOf, aggregates } from './registry.ts';
export { rollOffOf, suspicionsAfter } from './roll-offs.ts';
export { reject, REJECTION_CODES } from './rejection-codes.ts';
export type { RejectionCode } from './rejection-codes.ts';
export { GRANTABLE_SCOPES, SCOPES } from './scopes.ts';
export { isFlagOn, TENANT_FLAGS } from './tenant/flags.ts';
export type { Scope } from './scopes.ts';
export {
  ASKED_SHARD_TUPLES_MAX,
  BudgetVerdicts,
  Engines,
  PRIORITIES,
  publicFailureCode,
  QuickResultRefs,
  REPLICAS,
  SAMPLE_TUPLES_MAX,
  SHARD_FAILURES,
  SHARDS_MAX,
  SIMULATION_MODES,
  SimulationFact,
  SimulationResultRefs,
} from './simulation/events.ts';
export { DEFAULT_SEED, FrozenInputs } from './simulation/frozen-inputs.ts';
export type { Priority, ShardFailureCode, SimulationFailureCode } from './simulation/events.ts';
export { nextShards } from './simulation/release.ts';
export type { Contender, ReleaseState } from './simulation/release.ts';
export { isEvaluating, needsPlace, progressOf } from './simulation/state.ts';
export type { Simulation } from './simulation/state.ts';
export {
  DOCUMENT_BYTES_MAX,
  DOCUMENT_KINDS,
  DocumentRef,
  DOCUMENTS_MAX,
  SnapshotFact,
  SnapshotInputs,
} from './snapshot/events.ts';
export { inputsOf, normalInputs, snapshotIdOf } from './snapshot/inputs.ts';
export { Access, actingIn, evolveAccess, NO_ACCESS } from './tenant/access.ts';
export {
  APPROVALS_MAX,
  ApprovalPolicy,
  ApprovalRules,
  CODE_OWNERS_MAX,
  ENVIRONMENT_REQUIREMENTS_MAX,
  EXPLANATIONS,
  REQUIRED_GROUPS_MAX,
  RequiredGroup,
} from './tenant/approval-rules.ts';
export { AUTHENTICATION_AGE_MAX_MS, SIMULATION_AGE_MAX_MS } from './tenant/commands.ts';
export { DUTIES } from './tenant/duties.ts';
export {
  COUNTED_MAX,
  ENVIRONMENTS_MAX,
  GROUPS_MAX,
  MEMBERS_MAX,
  ROLES_MAX,
  SERVICES_MAX,
  SIMULATION_DURATION_LIMIT_MS,
  SubjectId,
  TenantFact,
  TenantSettings,
  REVISIONS_KEPT_LIMIT,
  WAIVER_DAYS_LIMIT,
} from './tenant/events.ts';
export { isCounted } from './tenant/quotas.ts';
export { simulationLimitsOf } from './tenant/state.ts';
export type { Tenant } from './tenant/state.ts';
export { toEvent } from './to-event.ts';
export type { Decision } from './to-event.ts';
export { TIMER_COMMANDS, timerChangesOf, timerCommandIdOf, timerExecutorOf } from './timers.ts';
export type { Timer, TimerChange } from './timers.ts';
export { activeAt, activityOf } from './waiver/active-at.ts';
export { WaiverFact } from './waiver/events.ts';
export { WAIVER_STATES } from './waiver/state.ts';
export { WAIVER_ID } from './waiver/waiver-id.ts';
export {
  DELIVERY_ATTEMPTS_MAX,
  WEBHOOK_FILTERS_MAX,
  WEBHOOK_URL_LENGTH_MAX,
  WEBHOOKS,
  WebhooksFact,
} from './webhooks/events.ts';
export type { SealedSecret } from './webhooks/events.ts';
export { transitionsOf } from './webhooks/transitions.ts';
export type { Webhooks } from './webhooks/state.ts';
export { contentDigestOf, manifestBytes, toContent } from './workspace/content.ts';
export { REGRESSION_PATH, regressionPathOf } from './workspace/regression.ts';
export { CompilationReport, HINT_LENGTH_MAX, RegressionTests, WorkspaceFact } from './workspace/events.ts';
export { FILE_BYTES_MAX, FILES_MAX, WorkspaceFile } from './workspace/file.ts';
export { Origin, TemplateName } from './workspace/origin.ts';
