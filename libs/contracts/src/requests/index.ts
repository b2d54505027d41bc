/** One class per request body, query and path: class-validator checks them at the edge. */
import 'reflect-metadata';

export {
  ApprovalRulesRequest,
  CodeOwnersRequest,
  EnvironmentRequirementRequest,
  ProposalPath,
  ProposalRequest,
  ProposeApprovalPolicyRequest,
  RequiredGroupRequest,
} from './approval-policies.ts';
export {
  BindingPath,
  CanaryRequest,
  CanaryStepRequest,
  ContinueCanaryRequest,
  PromoteVersionRequest,
  PromotionPath,
  RollBackRequest,
} from './bindings.ts';
export { BreakGlassRequest, ReviewBreakGlassRequest } from './break-glass.ts';
export { ConsumerPath, ConsumersQuery, HeartbeatRequest } from './consumers.ts';
export { CreateEnvironmentRequest, SetBudgetsRequest } from './environments.ts';
export {
  ApprovePromotionRequest,
  CoverageRequest,
  FreezeRequest,
  GateSettingsRequest,
  MaintenanceWindowRequest,
  PreviousEnvironmentRequest,
  PromotionApprovalsRequest,
  SetGatesRequest,
  ShadowRequest,
  WindowsRequest,
} from './gates.ts';
export { MarkDecisionRequest } from './marks.ts';
export {
  BlobPath,
  CommandPath,
  EnvironmentPath,
  EventPath,
  FilePath,
  PolicyPath,
  RevisionPath,
  SimulationPath,
  SnapshotPath,
  VersionPath,
} from './paths.ts';
export { AuditEventsQuery } from './audit.ts';
export { ChangeOwnerRequest, CreatePolicyRequest, DerivedFromRequest, PoliciesQuery } from './policies.ts';
export {
  AgeQuery,
  BundleQuery,
  ChangesQuery,
  DiffQuery,
  HistoryQuery,
  PAGE_SIZE_DEFAULT,
  PageQuery,
  PolicyDiffQuery,
  ResultQuery,
  ReviewsQuery,
  UploadQuery,
} from './queries.ts';
export {
  QuickSimulationRequest,
  SimulationBaseRequest,
  SimulationEnginesRequest,
  StartSimulationRequest,
} from './simulations.ts';
export { DocumentRequest, ImportSnapshotRequest, SnapshotInputsRequest } from './snapshots.ts';
export {
  DefineGroupRequest,
  DefineRoleRequest,
  DefineServiceIdentityRequest,
  GroupPath,
  OperateTenantRequest,
  RolePath,
  ServiceIdentityPath,
  TenantFlagsRequest,
  TenantRequest,
  TenantSettingsChangeRequest,
  TenantSettingsRequest,
} from './tenants.ts';
export { CommentRequest, StartThreadRequest, ThreadPath, ThreadPlaceRequest } from './threads.ts';
export {
  ApproveVersionRequest,
  CreateVersionRequest,
  PublishVersionRequest,
  ReasonedRequest,
  RecallVersionRequest,
  StepBackRequest,
  SubmitVersionRequest,
} from './versions.ts';
export {
  RenewWaiverRequest,
  RequestWaiverRequest,
  WaiverPath,
  WaiverScopeRequest,
  WaiversQuery,
  WaiverStepRequest,
} from './waivers.ts';
export {
  FileRequest,
  RestoreWorkspaceRequest,
  SaveWorkspaceRequest,
  WorkspaceFileRequest,
} from './workspaces.ts';
export {
  DefineWebhookRequest,
  DeliveriesQuery,
  DeliveryPath,
  SealedSecretRequest,
  WebhookPath,
} from './webhooks.ts';
export {
  CancelScheduledPromotionRequest,
  ResumeScheduledPromotionRequest,
  SchedulePromotionRequest,
} from './scheduled-promotions.ts';
