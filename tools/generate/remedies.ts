/** What who gets a code can do about it. */
export const REMEDIES: Readonly<Record<string, string>> = {
  ACCESS_FULL: 'Remove roles, groups or service identities that nobody needs.',
  AFTER_REVIEW_PENDING:
    'Have somebody else review it: `POST /environments/{id}/policies/{id}/break-glass/review`.',
  BREAK_GLASS_MISSING: 'Nothing: it was reviewed already, or nothing was promoted past the gates.',
  PROMOTER_IN_LINEAGE: 'Somebody else promotes it past the gates, who has no hand in the version.',
  REVIEWER_PROMOTED: 'Somebody else reviews it.',
  APPROVALS_LACKING: 'Have those approve that `errors` names: an approved version takes further approvals.',
  APPROVALS_TOO_MANY: 'Nothing: 64 persons approved it.',
  APPROVAL_BINDING_STALE: 'Read the version again, review what it is now, and approve that.',
  APPROVAL_GIVEN: 'Nothing: your approval counts, once. Somebody else gives the next one.',
  APPROVAL_POLICY_INVALID:
    'Name each environment and group once, and ask for no more approvals than a group has members.',
  APPROVAL_POLICY_REVIEWED: 'Leave `approvals` out, and propose: `POST /tenant/approval-policy/proposals`.',
  APPROVER_IN_LINEAGE: 'Somebody else approves: not an author of it, nor who simulated or submitted it.',
  ATTEMPT_STALE: 'Nothing: a later attempt reports.',
  AUTHENTICATION_STALE:
    'Sign in again and repeat within the limit of the tenant (5 minutes unless it says otherwise).',
  BLOB_CORRUPT: 'Tell the operator: stored bytes were damaged or changed. Nothing of them is answered.',
  BLOB_UNKNOWN: 'Upload what `errors` points at, then repeat.',
  BODY_TOO_LARGE: 'Send less: 256 KiB of JSON, 4 MiB for a file, 2 GiB for a document (`?kind=document`).',
  BUDGETS_BROKEN:
    'Change the policy or the budgets: `errors` has each line that failed, with what was found.',
  BUDGETS_INVALID:
    'Correct the lines that `errors` points at; `column` is where a line stops to be a budget.',
  CANARY_MISSING: 'Read the environment: the canary was completed, aborted or ended by a rollback.',
  CANARY_NARROWED: 'Abort the canary and start another, or pause it: nobody who has it loses it otherwise.',
  CANARY_UNDER_WAY: 'Complete or abort the canary first.',
  CHANGES_NOT_KEPT:
    'Start a batch simulation, or read `result` as `json`, `csv` or `junit`, which the sample has.',
  COMMAND_EXPIRED: 'Send it again with another `Idempotency-Key`.',
  COMMAND_INVALID: 'Correct what `errors` points at.',
  COMMAND_PENDING: 'Ask at `Location`, or repeat a little later.',
  COMMAND_UNKNOWN: 'Send a command that this registry has.',
  CONTENT_MISMATCHED:
    'Tell the operator: the record of the workspace or of the version was changed. `policyctl audit replay` looks for the place.',
  DECISION_UNINTENDED:
    'Change the policy, or have who marked what `errors` names look at it again and revise or withdraw the mark.',
  DECISION_UNKNOWN: 'Mark what `GET /simulations/{id}/changes` lists.',
  DPOP_PROOF_REFUSED:
    'Make a DPoP proof for this request, method and address, with the key of the token and a new `jti`; `detail` says what is wrong.',
  ENVIRONMENT_UNKNOWN: 'Name one of `GET /environments`.',
  ERR_ATTESTATION_FAILED:
    'The version stays approved. Repeat with a new `Idempotency-Key` when the signer works again.',
  ERR_INPUTS_UNFROZEN: 'Import the snapshot, wait until it is frozen, then repeat.',
  ERR_POL_001: 'Correct the policy where `errors` says, save it, and make the version of the new revision.',
  ERR_POL_002:
    'Bring the version to the state that `detail` names; of one that is out of use make another version.',
  ERR_POL_003: 'Wait until the simulation has succeeded, or start another.',
  ERR_SCOPE_MISMATCH:
    'Ask with a token that has the scope that `detail` names, or have an administrator of the tenant grant it.',
  ERR_TENANT_MISMATCH: 'Name the tenant of the token in `X-Stella-Tenant`.',
  DELIVERY_UNDER_WAY: 'Wait for its end: `GET /tenant/webhook-deliveries` says when it is tried next.',
  DELIVERY_UNKNOWN: 'Name one of the deliveries of `GET /tenant/webhook-deliveries`.',
  EVENT_TOO_LARGE: 'Ask for less at once: fewer files or documents, shorter texts.',
  FILE_UNKNOWN: 'Name a file that the newest revision lists, or the version.',
  GROUP_IN_USE: 'Propose an approval policy without the group, or withdraw the proposal that names it.',
  GROUP_UNKNOWN: 'Name one of the groups of `GET /tenant/access`.',
  HEADERS_TOO_LARGE: 'Send at most 100 header lines, of 16 KiB in all.',
  IDEMPOTENCY_KEY_REQUIRED: 'Send `Idempotency-Key`, and the same again with a retry.',
  IDEMPOTENCY_KEY_REUSED: 'Take a new key for a new request; the old one keeps its result.',
  IF_MATCH_REQUIRED: 'Send the `ETag` you have seen in `If-Match`, or `If-None-Match: *` for the first time.',
  INCIDENT_MISSING:
    'Name the incident in `incident`, such as `INC-4711`: letters, digits and `. _ : / # -`, at most 64.',
  INPUT_INVALID: 'Correct what `errors` points at.',
  INTERACTIVE_REQUIRED: 'A person does this; a service cannot.',
  INTERNAL: 'Tell the operator the `traceId`.',
  LINE_UNKNOWN: 'Name a line that the file of the version has: they count from 1.',
  LINEAGE_FULL: 'Make the version of an earlier revision; the count begins anew with each published version.',
  MARKER_IN_LINEAGE: 'Somebody else marks: not an author of it, nor who simulated or submitted it.',
  MARKS_TOO_MANY: 'Revise or withdraw marks that are there.',
  MEDIA_TYPE_UNSUPPORTED:
    'Send `application/json`; uploads are `application/octet-stream`. Nothing is taken compressed.',
  METHOD_NOT_ALLOWED: 'Use one of the methods in `Allow`.',
  NOT_FOUND: 'Check the path. What belongs to another tenant is not found either.',
  OVERLOADED: 'Repeat after `Retry-After`, with the same `Idempotency-Key`.',
  OWN_RIGHTS_WIDENED: 'Another administrator does it.',
  PAGE_TOKEN_INVALID: 'Use `next_page_token` of the page before, for the same list and tenant.',
  POLICY_EXISTS: 'Choose another id.',
  POLICY_OWNED: 'Ask its owner, a member of the group that owns it, or an administrator.',
  POLICY_UNKNOWN: 'Name one of `GET /policies`.',
  POSITION_INVALID: 'Send `X-Registry-Position` as a mutation of this tenant gave it, or leave it out.',
  PROMOTER_PUBLISHED: 'Somebody else promotes it: the approval policy of the tenant wants that.',
  PROMOTION_ENDED:
    'Read the environment: `detail` says what ended it. Promote again, if that is still right.',
  PROMOTION_PENDING: 'Wait: read the environment until the promotion is over. A rollback ends it.',
  PROPOSAL_UNKNOWN: 'Read `GET /tenant/approval-policy`: it has the proposal that is open, if any.',
  PROPOSER_APPROVES: 'Somebody else with `policy:approve` approves it.',
  PUBLICATION_PENDING: 'Wait: read the version until its publication is over.',
  RATE_LIMITED:
    'Repeat after `Retry-After`; `RateLimit` says what is left of each quota, and `RateLimit-Policy` how large it is.',
  READ_MODEL_BEHIND: 'Repeat after `Retry-After`.',
  QUOTA_REACHED:
    'Use what is there, or have the administrator of the tenant raise the quota that `detail` names; waiting does not help.',
  RANGE_INVALID: 'Begin the range at or before the version that it ends with; recall a long one in parts.',
  REASON_MISSING: 'Give a `reason`.',
  REQUESTER_APPROVES: 'Somebody else approves: neither who asked for the waiver nor its owner.',
  REQUEST_TOO_SLOW: 'Send a request at once: its headers have 10 s, a JSON body 30 s.',
  RESOLVER_IN_LINEAGE:
    'Whoever started the thread resolves it, or another reviewer who had no hand in the version.',
  RESOURCE_STALE: 'Read it again, look at what changed, and repeat with its new `ETag`.',
  REVIEWER_IN_LINEAGE: 'Ask somebody else: not an author of it, nor who simulated or submitted it.',
  REVIEW_OVER: 'Say it of the next version; threads that are there can be answered and resolved.',
  REVISION_DISPOSED:
    'Take a newer revision, or a version. The history says when it was disposed of; the tenant sets how many revisions are kept (`revisionsKept`).',
  REVISION_NOT_COMPILED: 'Repeat when the revision has a compilation.',
  REVISION_UNKNOWN: 'Name one of the revisions of this workspace.',
  ROLE_IN_USE: 'Take the role from the groups and service identities that hold it first.',
  ROLE_UNKNOWN: 'Name one of the roles of `GET /tenant/access`, or define it first.',
  ROLLBACK_TARGET_MISSING: 'Promote another version: none that was stable here before may be active.',
  SCOPE_INTERACTIVE_ONLY: 'Give service identities roles without `policy:publish` and `policy:promote`.',
  SECOND_PERSON_NEEDED:
    'Somebody else sends the same request before the time that `detail` names; afterwards you may begin again.',
  SELECTOR_INVALID: 'Give a `percentage` from 0 to 100 with at most two decimals, up to 32 `tags`, or both.',
  SEMVER_TAKEN: 'Choose another semantic version.',
  SERVICE_IDENTITY_UNKNOWN: 'Name one of the service identities of `GET /tenant/access`.',
  SIMULATION_AHEAD: 'Simulate again without `evaluatedAt`, or wait until that instant has come.',
  SIMULATION_ENDED: 'Nothing: it is over. Read it to see how it ended.',
  SIMULATION_IS_QUICK: 'Start a batch simulation of the version.',
  SIMULATION_NOT_FOR_REVIEW:
    'Simulate the version against what it replaces, without `engines` of your choice, and name that simulation.',
  SIMULATION_NOT_RETRYABLE:
    'Start another: a batch alone is retried, and not where its inputs make no plan or something contradicted itself.',
  COVERAGE_LOW: 'Add facts that the rules decide about to the snapshot, or remove rules that nothing meets.',
  GATES_INVALID: 'Correct what `errors` points at.',
  PROMOTION_APPROVALS_LACKING:
    'Have others approve the promotion as it is now: `POST /environments/{id}/promotion-approvals`.',
  SNAPSHOT_STALE: 'Import the facts as they are today, simulate on that snapshot, and name that simulation.',
  SOAK_UNFINISHED:
    'Promote it in the environment before, and wait until it has been stable there for as long as `errors` says.',
  WINDOW_CLOSED: 'Wait for the time that `errors` names.',
  SIMULATION_MISSING: 'Name a batch simulation of the version for this environment in `simulationId`.',
  SIMULATION_OF_OTHER_BASE: 'Simulate the version for this environment, against what is stable there now.',
  SIMULATION_OF_OTHER_BUDGETS:
    'Simulate again: the budgets in force are judged as they were when a simulation began.',
  SIMULATION_OF_OTHER_CONTENT: 'Simulate this version, and name that simulation.',
  PUBLISHER_APPROVED: 'Somebody else publishes it: the approval policy of the tenant wants that.',
  QUICK_SIMULATIONS_OFF:
    'Ask for a batch simulation, or have the administrator of the tenant switch them on.',
  SIMULATION_QUEUE_FULL:
    'Repeat after `Retry-After`, with another `Idempotency-Key`: refused once, the old one stays refused.',
  SIMULATION_STALE: 'Simulate again as of now: the tenant limits the age (24 h unless it says otherwise).',
  SIMULATION_UNKNOWN: 'Name one of `GET /simulations`.',
  SIMULATION_WAIVERS_LAPSED:
    'Simulate again: what the waivers covered that `detail` names counts now, or have them renewed before.',
  SIMULATION_WITHOUT_TWIN:
    'Ask for its twin run (`POST /simulations/{id}/twin`), wait until it is equal, then repeat.',
  SNAPSHOT_EXISTS: 'Use the snapshot that is there, or name other inputs.',
  SNAPSHOTS_INCOMPARABLE:
    'Compare snapshots of the same manifest version that share most of their shards; `detail` says which is not so.',
  SNAPSHOT_REFUSED: 'Correct the documents that `errors` names. Nothing was imported.',
  STATEMENT_MISMATCHED: 'Nothing: what was signed is not used.',
  STORAGE_FULL: 'Ask the operator for more room.',
  TENANT_EXISTS: 'Nothing: it is open. Its administrator changes its settings.',
  TENANT_REQUIRED: 'Name the tenant of the token in `X-Stella-Tenant`.',
  TENANT_SUSPENDED: 'Ask the operator, who suspended the tenant and resumes it. Reading goes on.',
  TENANT_UNKNOWN: 'Have the operator open the tenant.',
  THREAD_BLOCKING: 'Have the threads resolved that `errors` names.',
  THREAD_FULL: 'Start another thread.',
  THREAD_UNKNOWN: 'Name one of the threads of the version.',
  THREADS_TOO_MANY: 'Answer in a thread that is there.',
  TICKET_MISSING: 'Give a `ticket`.',
  TOKEN_MISSING: 'Send `Authorization: Bearer` with an access token.',
  TOKEN_REFUSED: 'Get a new access token; `detail` says what is wrong with this one.',
  TOO_MANY_AT_ONCE:
    'Wait for answers, or end streams, before asking for more; then repeat after `Retry-After`.',
  TOO_MANY_WAITING: 'Repeat after `Retry-After`, with the same `Idempotency-Key`.',
  UNAVAILABLE: 'Repeat after `Retry-After`, with the same `Idempotency-Key`.',
  URL_TOO_LONG: 'Send at most 8,192 characters of path and query.',
  VERSION_IS_SHADOW: 'Remove `shadow = true` from the settings of the policy, in another version.',
  VERSION_NEVER_ACTIVE: 'Promote it, or name a version that was stable in this environment.',
  VERSION_NOT_BINDABLE:
    'Name another version that was stable in this environment, or none for the target that was computed.',
  VERSION_NOT_DEPRECATED: 'Deprecate the version first, or recall it where it does harm.',
  VERSION_NOT_DRAFT: 'Make another version; this one is past submission.',
  VERSION_NOT_SUBMITTED: 'Submit the version first.',
  VERSION_TESTS_FAILED:
    'Correct the policy or its tests where `errors` says, save, and make the version of the new revision.',
  VERSION_UNCHECKED: 'Save the workspace again, make the version of that revision, and simulate it.',
  VERSION_UNKNOWN: 'Name one of the versions of this policy.',
  WAIVERS_TOO_MANY:
    'Reject, withdraw or revoke waivers that nobody needs, or wait until some expire; 50 of one policy are open at once.',
  WAIVER_EXPIRY_INVALID:
    'Name an expiry to come within the days that `detail` names (`waiverDaysMax` of the tenant). Of a request whose expiry has come, ask for another waiver.',
  WAIVER_NOT_APPROVED: 'Read the waiver: only an approved one is revoked or renewed.',
  WAIVER_NOT_REQUESTED: 'Read the waiver: what was decided stays so. Ask for another.',
  WAIVER_OF_OTHERS: 'Ask its owner, whoever approved it, or somebody with `policy:operate`.',
  WAIVER_RENEWAL_OPEN: 'Have the renewal that `detail` names approved, or withdraw it first.',
  WAIVER_SCOPE_INVALID: 'Name a `rule`, a `component` or an `advisory` in `scope`.',
  WAIVER_UNKNOWN: 'Name one of `GET /waivers`.',
  WEBHOOKS_FULL: 'Remove a webhook that nobody listens to, or let one receiver pass events on.',
  WEBHOOK_DISABLED: 'Define the webhook with `isEnabled` first.',
  WEBHOOK_INVALID:
    'Look at `errors`: the address, a filter of events, or the secret that a new webhook needs. See [webhooks.md](webhooks.md).',
  WEBHOOK_UNKNOWN: 'Name one of the webhooks of `GET /tenant/webhooks`.',
  WORKSPACE_EMPTY: 'Save another file first, or restore an earlier content.',
  WORKSPACE_FULL: 'Delete a file that is not needed; a workspace has at most 128.',
  WORKSPACE_PATH_INVALID:
    'Correct the path that `errors` points at: relative, NFC, no `..`, unique but for case.',
};
