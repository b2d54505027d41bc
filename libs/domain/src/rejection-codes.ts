import { Rejection, type InputFault } from '@policy-registry/kernel';

/** Every reason for which the domain, or the intake of commands, says no. `libs/contracts` maps each to HTTP. */
export const REJECTION_CODES = [
  'APPROVAL_BINDING_STALE',
  'APPROVER_IN_LINEAGE',
  'ATTEMPT_STALE',
  'AUTHENTICATION_STALE',
  'COMMAND_EXPIRED',
  'COMMAND_INVALID',
  'COMMAND_UNKNOWN',
  'ENVIRONMENT_UNKNOWN',
  'EVENT_TOO_LARGE',
  'IDEMPOTENCY_KEY_REUSED',
  'INPUTS_UNFROZEN',
  'INTERACTIVE_REQUIRED',
  'POLICY_EXISTS',
  'POLICY_UNKNOWN',
  'PUBLICATION_PENDING',
  'REASON_MISSING',
  'RESOURCE_STALE',
  'REVISION_HAS_ERRORS',
  'REVISION_NOT_COMPILED',
  'REVISION_UNKNOWN',
  'SCOPE_MISSING',
  'SEMVER_TAKEN',
  'SIMULATION_OF_OTHER_CONTENT',
  'SIMULATION_STALE',
  'SIMULATION_UNFINISHED',
  'SIMULATION_UNKNOWN',
  'SNAPSHOT_EXISTS',
  'STATEMENT_MISMATCHED',
  'SYSTEM_REQUIRED',
  'TENANT_UNKNOWN',
  'TICKET_MISSING',
  'VERSION_IS_SHADOW',
  'VERSION_NOT_APPROVED',
  'VERSION_NOT_DRAFT',
  'VERSION_NOT_LINT_CLEAN',
  'VERSION_NOT_PUBLISHED',
  'VERSION_NOT_SUBMITTED',
  'VERSION_TESTS_FAILED',
  'VERSION_UNCHECKED',
  'VERSION_UNKNOWN',
  'WORKSPACE_PATH_INVALID',
] as const;

export type RejectionCode = (typeof REJECTION_CODES)[number];

export const reject = (code: RejectionCode, message: string, faults: readonly InputFault[] = []) =>
  new Rejection<RejectionCode>(code, message, faults);
