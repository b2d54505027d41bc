/**
 * What others see: subjects and messages, problem codes, broker users. Request bodies are exported from
 * `@policy-registry/contracts/requests`: only the gateway loads their decorators.
 */
export { BROKER_USERS, brokerUsersOf, inboxPrefixOf } from './broker-users.ts';
export type { BrokerPermissions, BrokerUser } from './broker-users.ts';
export { edgeProblems, problemOfRejection, problemType } from './problems.ts';
export type { ProblemKind } from './problems.ts';
export {
  RUN_REQUEST_SCHEMA,
  RUN_STATUS_SCHEMA,
  RunRequest,
  RunStatus,
  runStatusSubject,
} from './run-request.ts';
