import type { RejectionCode } from '@policy-registry/domain';

/** One way a request can end badly: the HTTP status, the public code, and a short title (RFC 9457). */
export type ProblemKind = { readonly status: number; readonly code: string; readonly title: string };

const problem = (status: number, code: string, title: string): ProblemKind => ({ status, code, title });

/** Every refusal of the domain. Exhaustive: a new rejection code without a line here does not compile. */
export const problemOfRejection = {
  APPROVAL_BINDING_STALE: problem(
    409,
    'APPROVAL_BINDING_STALE',
    'What was reviewed is not what is submitted',
  ),
  APPROVER_IN_LINEAGE: problem(403, 'APPROVER_IN_LINEAGE', 'The approver had a hand in what is approved'),
  ATTEMPT_STALE: problem(409, 'ATTEMPT_STALE', 'The attempt is over'),
  AUTHENTICATION_STALE: problem(401, 'AUTHENTICATION_STALE', 'A fresh sign-in is needed'),
  BUDGETS_BROKEN: problem(409, 'BUDGETS_BROKEN', 'An impact budget of the environment is not kept'),
  BUDGETS_INVALID: problem(422, 'BUDGETS_INVALID', 'A line is no impact budget'),
  COMMAND_EXPIRED: problem(409, 'COMMAND_EXPIRED', 'The command waited too long'),
  COMMAND_INVALID: problem(400, 'COMMAND_INVALID', 'The command has another shape'),
  COMMAND_UNKNOWN: problem(400, 'COMMAND_UNKNOWN', 'There is no such command'),
  DECISION_UNINTENDED: problem(409, 'DECISION_UNINTENDED', 'A change is marked unintended'),
  DECISION_UNKNOWN: problem(404, 'DECISION_UNKNOWN', 'The simulation changes no such decision'),
  EVENT_TOO_LARGE: problem(413, 'EVENT_TOO_LARGE', 'What would be recorded is too long'),
  ENVIRONMENT_UNKNOWN: problem(404, 'ENVIRONMENT_UNKNOWN', 'There is no such environment'),
  IDEMPOTENCY_KEY_REUSED: problem(
    422,
    'IDEMPOTENCY_KEY_REUSED',
    'The idempotency key belongs to another request',
  ),
  INPUTS_UNFROZEN: problem(409, 'ERR_INPUTS_UNFROZEN', 'An input does not resolve to a frozen digest'),
  INTERACTIVE_REQUIRED: problem(403, 'INTERACTIVE_REQUIRED', 'Only a person may do this'),
  MARKER_IN_LINEAGE: problem(403, 'MARKER_IN_LINEAGE', 'Who marks had a hand in what is reviewed'),
  MARKS_TOO_MANY: problem(409, 'MARKS_TOO_MANY', 'The version has as many marks as it may have'),
  POLICY_EXISTS: problem(409, 'POLICY_EXISTS', 'The policy exists already'),
  POLICY_UNKNOWN: problem(404, 'POLICY_UNKNOWN', 'There is no such policy'),
  PUBLICATION_PENDING: problem(409, 'PUBLICATION_PENDING', 'The attestation is being signed'),
  REASON_MISSING: problem(422, 'REASON_MISSING', 'A reason is needed'),
  RESOURCE_STALE: problem(412, 'RESOURCE_STALE', 'The resource has changed since it was read'),
  REVISION_HAS_ERRORS: problem(422, 'ERR_POL_001', 'The policy does not compile'),
  REVISION_NOT_COMPILED: problem(409, 'REVISION_NOT_COMPILED', 'The revision is still being compiled'),
  REVISION_UNKNOWN: problem(404, 'REVISION_UNKNOWN', 'There is no such revision'),
  SCOPE_MISSING: problem(403, 'ERR_SCOPE_MISMATCH', 'The token lacks a scope'),
  SEMVER_TAKEN: problem(409, 'SEMVER_TAKEN', 'The semantic version is published already'),
  SIMULATION_AHEAD: problem(409, 'SIMULATION_AHEAD', 'The simulation evaluates an instant to come'),
  SIMULATION_ENDED: problem(409, 'SIMULATION_ENDED', 'The simulation is over'),
  SIMULATION_IS_QUICK: problem(409, 'SIMULATION_IS_QUICK', 'A quick simulation is no evidence'),
  SIMULATION_NOT_FOR_REVIEW: problem(
    409,
    'SIMULATION_NOT_FOR_REVIEW',
    'The simulation does not show the change to review',
  ),
  SIMULATION_NOT_RETRYABLE: problem(
    409,
    'SIMULATION_NOT_RETRYABLE',
    'Nothing of the simulation can be tried again',
  ),
  SIMULATION_MISSING: problem(
    422,
    'SIMULATION_MISSING',
    'The environment has budgets: a simulation is needed',
  ),
  SIMULATION_OF_OTHER_BASE: problem(
    409,
    'SIMULATION_OF_OTHER_BASE',
    'The simulation compared with something else than what is stable',
  ),
  SIMULATION_OF_OTHER_BUDGETS: problem(
    409,
    'SIMULATION_OF_OTHER_BUDGETS',
    'The simulation was judged by other budgets than those in force',
  ),
  SIMULATION_OF_OTHER_CONTENT: problem(
    409,
    'SIMULATION_OF_OTHER_CONTENT',
    'The simulation evaluated something else',
  ),
  SIMULATION_QUEUE_FULL: problem(429, 'SIMULATION_QUEUE_FULL', 'Too many simulations of the tenant wait'),
  SIMULATION_STALE: problem(409, 'SIMULATION_STALE', 'The simulation is too old'),
  SIMULATION_TAKEN: problem(422, 'IDEMPOTENCY_KEY_REUSED', 'The idempotency key belongs to another request'),
  SIMULATION_UNFINISHED: problem(409, 'ERR_POL_003', 'The simulation has not succeeded'),
  SIMULATION_UNKNOWN: problem(404, 'SIMULATION_UNKNOWN', 'There is no such simulation'),
  SIMULATION_WITHOUT_TWIN: problem(
    409,
    'SIMULATION_WITHOUT_TWIN',
    'No twin run of the simulation came out equal',
  ),
  SNAPSHOT_EXISTS: problem(409, 'SNAPSHOT_EXISTS', 'A snapshot of these inputs exists already'),
  STATEMENT_MISMATCHED: problem(409, 'STATEMENT_MISMATCHED', 'What was signed is not what was asked'),
  SYSTEM_REQUIRED: problem(403, 'ERR_SCOPE_MISMATCH', 'Only the registry itself reports this'),
  TENANT_UNKNOWN: problem(404, 'TENANT_UNKNOWN', 'There is no such tenant'),
  TICKET_MISSING: problem(422, 'TICKET_MISSING', 'A ticket is needed'),
  VERSION_IS_SHADOW: problem(409, 'VERSION_IS_SHADOW', 'A shadow version may never be stable'),
  VERSION_NOT_APPROVED: problem(409, 'ERR_POL_002', 'The version is not approved'),
  VERSION_NOT_DRAFT: problem(409, 'VERSION_NOT_DRAFT', 'The version is no draft'),
  VERSION_NOT_LINT_CLEAN: problem(422, 'ERR_POL_001', 'The policy is not lint clean'),
  VERSION_NOT_PUBLISHED: problem(409, 'ERR_POL_002', 'The version is not published'),
  VERSION_NOT_SUBMITTED: problem(409, 'VERSION_NOT_SUBMITTED', 'The version is not in review'),
  VERSION_TESTS_FAILED: problem(422, 'VERSION_TESTS_FAILED', 'A test of the policy failed'),
  VERSION_UNCHECKED: problem(409, 'VERSION_UNCHECKED', 'The version was never linted and tested'),
  VERSION_UNKNOWN: problem(404, 'VERSION_UNKNOWN', 'There is no such version'),
  WORKSPACE_PATH_INVALID: problem(422, 'WORKSPACE_PATH_INVALID', 'A path is not acceptable'),
} as const satisfies Record<RejectionCode, ProblemKind>;

/** What goes wrong before a command exists, or around it. */
export const edgeProblems = {
  tokenMissing: problem(401, 'TOKEN_MISSING', 'An access token is needed'),
  tokenRefused: problem(401, 'TOKEN_REFUSED', 'The access token was refused'),
  proofRefused: problem(401, 'DPOP_PROOF_REFUSED', 'The proof of possession was refused'),
  tenantRequired: problem(403, 'TENANT_REQUIRED', 'X-Stella-Tenant is needed'),
  tenantMismatch: problem(403, 'ERR_TENANT_MISMATCH', 'X-Stella-Tenant is not the tenant of the token'),
  scopeMissing: problem(403, 'ERR_SCOPE_MISMATCH', 'The token lacks a scope'),
  inputInvalid: problem(400, 'INPUT_INVALID', 'The request has another shape'),
  keyRequired: problem(400, 'IDEMPOTENCY_KEY_REQUIRED', 'Idempotency-Key is needed'),
  keyReused: problem(422, 'IDEMPOTENCY_KEY_REUSED', 'The idempotency key belongs to another request'),
  commandPending: problem(409, 'COMMAND_PENDING', 'The same request is still being decided'),
  matchRequired: problem(428, 'IF_MATCH_REQUIRED', 'If-Match is needed'),
  notFound: problem(404, 'NOT_FOUND', 'There is no such resource'),
  methodNotAllowed: problem(405, 'METHOD_NOT_ALLOWED', 'The resource has no such method'),
  bodyTooLarge: problem(413, 'BODY_TOO_LARGE', 'The body is too long'),
  mediaTypeUnsupported: problem(415, 'MEDIA_TYPE_UNSUPPORTED', 'The body has another media type'),
  blobCorrupt: problem(500, 'BLOB_CORRUPT', 'Stored bytes are not what was stored'),
  blobUnknown: problem(422, 'BLOB_UNKNOWN', 'A digest names nothing that was uploaded'),
  pageTokenInvalid: problem(400, 'PAGE_TOKEN_INVALID', 'The page token is not one of these'),
  positionInvalid: problem(400, 'POSITION_INVALID', 'The position token is not one of this tenant'),
  changesNotKept: problem(409, 'CHANGES_NOT_KEPT', 'A quick simulation keeps no list of findings'),
  snapshotsIncomparable: problem(409, 'SNAPSHOTS_INCOMPARABLE', 'The snapshots cannot be compared here'),
  snapshotRefused: problem(422, 'SNAPSHOT_REFUSED', 'A document cannot be imported'),
  publicationFailed: problem(503, 'ERR_ATTESTATION_FAILED', 'The attestation could not be signed'),
  readModelBehind: problem(503, 'READ_MODEL_BEHIND', 'The read model has not caught up'),
  unavailable: problem(503, 'UNAVAILABLE', 'A service that is needed does not answer'),
  internal: problem(500, 'INTERNAL', 'Something is broken here'),
} as const satisfies Record<string, ProblemKind>;

/** `type` of a problem: the place in the error catalogue that explains it. */
export const problemType = (code: string): string =>
  `https://policy-registry.dev/errors#${code.toLowerCase().replaceAll('_', '-')}`;
