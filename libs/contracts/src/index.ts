/**
 * What others see: subjects and messages, problem codes, broker users. Request bodies are exported from
 * `@policy-registry/contracts/requests`: only the gateway loads their decorators.
 */
export { AUDIT_SHARES, auditSourceOf, SCHEDULER_SHARES } from './broker-accounts.ts';
export type { Share } from './broker-accounts.ts';
export {
  AUDIT_KEEPER,
  schedulerOf,
  SERVICE_USERS,
  serviceUsersOf,
  TENANT_AUDITOR,
  TENANT_ROLES,
} from './broker-users.ts';
export type { BrokerPermissions, ServiceUser, TenantRole } from './broker-users.ts';
export { edgeProblems, problemOfRejection, problemType } from './problems.ts';
export type { ProblemKind } from './problems.ts';
export {
  RUN_REQUEST_SCHEMA,
  RUN_STATUS_SCHEMA,
  RunRequest,
  RunStatus,
  runStatusSubject,
} from './run-request.ts';
