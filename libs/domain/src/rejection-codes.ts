import { Rejection, type DecisionContext, type InputFault } from '@policy-registry/kernel';

/** Every reason for which the domain, or the intake of commands, says no. `libs/contracts` maps each to HTTP. */
export const REJECTION_CODES = [
  'ACCESS_FULL',
  'APPROVALS_LACKING',
  'APPROVALS_TOO_MANY',
  'APPROVAL_BINDING_STALE',
  'APPROVAL_GIVEN',
  'APPROVAL_POLICY_INVALID',
  'APPROVAL_POLICY_REVIEWED',
  'APPROVER_IN_LINEAGE',
  'ATTEMPT_STALE',
  'AUTHENTICATION_STALE',
  'BUDGETS_BROKEN',
  'BUDGETS_INVALID',
  'CANARY_MISSING',
  'CANARY_NARROWED',
  'CANARY_UNDER_WAY',
  'COMMAND_EXPIRED',
  'COMMAND_INVALID',
  'COMMAND_UNKNOWN',
  'CONTENT_MISMATCHED',
  'COVERAGE_LOW',
  'DECISION_UNINTENDED',
  'DECISION_UNKNOWN',
  'DELIVERY_UNDER_WAY',
  'DELIVERY_UNKNOWN',
  'ENVIRONMENT_UNKNOWN',
  'EVENT_TOO_LARGE',
  'FILE_UNKNOWN',
  'GATES_INVALID',
  'GROUP_IN_USE',
  'GROUP_UNKNOWN',
  'IDEMPOTENCY_KEY_REUSED',
  'INCIDENT_MISSING',
  'INPUTS_UNFROZEN',
  'INTERACTIVE_REQUIRED',
  'LINEAGE_FULL',
  'LINE_UNKNOWN',
  'MARKER_IN_LINEAGE',
  'MARKS_TOO_MANY',
  'OWN_RIGHTS_WIDENED',
  'POLICY_EXISTS',
  'POLICY_OWNED',
  'POLICY_UNKNOWN',
  'PROMOTER_PUBLISHED',
  'PROMOTION_APPROVALS_LACKING',
  'PROMOTION_PENDING',
  'PROPOSAL_UNKNOWN',
  'PROPOSER_APPROVES',
  'PUBLICATION_PENDING',
  'PUBLISHER_APPROVED',
  'QUICK_SIMULATIONS_OFF',
  'QUOTA_REACHED',
  'RANGE_INVALID',
  'REASON_MISSING',
  'REQUESTER_APPROVES',
  'RESOLVER_IN_LINEAGE',
  'RESOURCE_STALE',
  'REVIEWER_IN_LINEAGE',
  'REVIEW_OVER',
  'REVISION_HAS_ERRORS',
  'REVISION_NOT_COMPILED',
  'REVISION_UNKNOWN',
  'ROLE_IN_USE',
  'ROLE_UNKNOWN',
  'ROLLBACK_TARGET_MISSING',
  'SCOPE_INTERACTIVE_ONLY',
  'SCOPE_MISSING',
  'SECOND_PERSON_NEEDED',
  'SELECTOR_INVALID',
  'SEMVER_TAKEN',
  'SERVICE_IDENTITY_UNKNOWN',
  'SIMULATION_AHEAD',
  'SIMULATION_ENDED',
  'SIMULATION_IS_QUICK',
  'SIMULATION_MISSING',
  'SIMULATION_NOT_FOR_REVIEW',
  'SIMULATION_NOT_RETRYABLE',
  'SIMULATION_OF_OTHER_BASE',
  'SIMULATION_OF_OTHER_BUDGETS',
  'SIMULATION_OF_OTHER_CONTENT',
  'SIMULATION_QUEUE_FULL',
  'SIMULATION_STALE',
  'SIMULATION_TAKEN',
  'SIMULATION_UNFINISHED',
  'SIMULATION_UNKNOWN',
  'SIMULATION_WAIVERS_LAPSED',
  'SIMULATION_WITHOUT_TWIN',
  'SNAPSHOT_EXISTS',
  'SNAPSHOT_STALE',
  'SOAK_UNFINISHED',
  'STATEMENT_MISMATCHED',
  'SYSTEM_REQUIRED',
  'TENANT_EXISTS',
  'TENANT_SUSPENDED',
  'TENANT_UNKNOWN',
  'THREADS_TOO_MANY',
  'THREAD_BLOCKING',
  'THREAD_FULL',
  'THREAD_UNKNOWN',
  'TICKET_MISSING',
  'VERSION_IS_SHADOW',
  'VERSION_NEVER_ACTIVE',
  'VERSION_NOT_APPROVED',
  'VERSION_NOT_BINDABLE',
  'VERSION_NOT_DEPRECATED',
  'VERSION_NOT_DRAFT',
  'VERSION_NOT_LINT_CLEAN',
  'VERSION_NOT_PUBLISHED',
  'VERSION_NOT_SUBMITTED',
  'VERSION_TESTS_FAILED',
  'VERSION_UNCHECKED',
  'VERSION_UNKNOWN',
  'WAIVERS_TOO_MANY',
  'WAIVER_EXPIRY_INVALID',
  'WAIVER_NOT_APPROVED',
  'WAIVER_NOT_REQUESTED',
  'WAIVER_OF_OTHERS',
  'WAIVER_RENEWAL_OPEN',
  'WAIVER_SCOPE_INVALID',
  'WAIVER_UNKNOWN',
  'WEBHOOKS_FULL',
  'WEBHOOK_DISABLED',
  'WEBHOOK_INVALID',
  'WEBHOOK_UNKNOWN',
  'WINDOW_CLOSED',
  'WORKSPACE_EMPTY',
  'WORKSPACE_FULL',
  'WORKSPACE_PATH_INVALID',
] as const;

export type RejectionCode = (typeof REJECTION_CODES)[number];

export const reject = (code: RejectionCode, message: string, faults: readonly InputFault[] = []) =>
  new Rejection<RejectionCode>(code, message, faults);

/**
 * Says no: throws, or, in a dry run, keeps the reason and lets the decision go on to the next rule. For rules that stand for
 * themselves; what later rules rest on throws {@link reject}.
 */
export const refuse = (
  { reasons }: Pick<DecisionContext, 'reasons'>,
  ...[code, message, faults]: Parameters<typeof reject>
): void => {
  const reason = reject(code, message, faults);
  if (reasons === undefined) throw reason;
  reasons.push(reason);
};

/** Why something is refused, where whoever finds it does not refuse it itself. */
export type Refusal = {
  readonly code: RejectionCode;
  readonly message: string;
  readonly faults: readonly InputFault[];
};

export const refusal = (
  code: RejectionCode,
  message: string,
  faults: readonly InputFault[] = [],
): Refusal => ({
  code,
  message,
  faults,
});
