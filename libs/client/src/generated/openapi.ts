// Generated from openapi/openapi.json by `npm run generate`: change what the gateway says of itself.

export interface paths {
  '/.well-known/policy-registry-trust': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The public keys of evidence */
    get: operations['getTrust'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/audit/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Every accepted event of which all is so that is named, in the order of the log; as application/x-ndjson all of them, and a last line that says so
     * @description Scopes: policy:audit.
     */
    get: operations['listAuditEvents'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/audit/events/{seq}/texts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Reason, ticket and comment of an event, decrypted
     * @description Scopes: policy:audit.
     */
    get: operations['getAuditTexts'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/audit/state': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Hashes of the stored read models, to compare with a replay
     * @description Scopes: policy:audit.
     */
    get: operations['getAuditState'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/blobs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Upload content; it is named by its SHA-256. A file has at most 4 MiB, a document 2 GiB
     * @description Scopes: policy:author, or policy:simulate.
     */
    post: operations['uploadBlob'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/blobs/{digest}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Content by its digest; what is no file of a policy needs findings:read too
     * @description Scopes: policy:read.
     */
    get: operations['getBlob'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/commands/{commandId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What became of a command
     * @description Scopes: policy:read.
     */
    get: operations['getCommand'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/environments': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Environments in the order of promotion
     * @description Scopes: policy:read.
     */
    get: operations['listEnvironments'];
    put?: never;
    /**
     * Create an environment at a place in the order of promotion
     * @description Scopes: tenant:admin.
     */
    post: operations['createEnvironment'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/environments/{environmentId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * An environment and what is bound in it
     * @description Scopes: policy:read.
     */
    get: operations['getEnvironment'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/environments/{environmentId}/break-glass': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Promote past the gates because of an incident, for some hours unless somebody else agrees; needs a person who signed in freshly and has no hand in the version, a reason and a ticket
     * @description Scopes: policy:operate and policy:promote.
     */
    post: operations['breakGlass'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/environments/{environmentId}/budgets': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Set the impact budgets that promotions must keep to; no lines take them away
     * @description Scopes: tenant:admin.
     */
    put: operations['setBudgets'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/environments/{environmentId}/bundle': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Everything that is bound in an environment, in one archive; gzip where that is accepted. 304 to whoever names its ETag, which is its SHA-256, in If-None-Match; with wait not before another one is there, or so many seconds are over
     * @description Scopes: policy:read.
     */
    get: operations['getBundle'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/environments/{environmentId}/bundle/attestation': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What was signed about the bundle
     * @description Scopes: policy:read.
     */
    get: operations['getBundleAttestation'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/environments/{environmentId}/bundle/status': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Of which revision the bundle is, its digest, and whether a later one failed
     * @description Scopes: policy:read.
     */
    get: operations['getBundleStatus'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/environments/{environmentId}/consumers': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Who runs which bundle of an environment, bytewise by their ids
     * @description Scopes: policy:read.
     */
    get: operations['listConsumers'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/environments/{environmentId}/consumers/{consumerId}/heartbeat': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Say which bundle a consumer runs, from time to time; for programs. The first that says so of a consumer is the only one that may
     * @description Scopes: policy:read.
     */
    post: operations['reportHeartbeat'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/environments/{environmentId}/gates': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The gates of an environment, with the version of it that If-Match names
     * @description Scopes: policy:read.
     */
    get: operations['getGates'];
    /**
     * Set what a promotion has to pass, as a whole; needs a reason
     * @description Scopes: tenant:admin.
     */
    put: operations['setGates'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/environments/{environmentId}/history': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What was bound from when until when, how it came so, and what speaks for it; in the order of the changes
     * @description Scopes: policy:read.
     */
    get: operations['listHistory'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/environments/{environmentId}/policies/{policyId}/break-glass/review': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Say of a promotion past the gates that it stays, or have what was stable before bound again
     * @description Scopes: policy:approve.
     */
    post: operations['reviewBreakGlass'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/environments/{environmentId}/policies/{policyId}/canary/abort': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * End a canary: everybody gets what is stable; or give up what is still being signed; needs a reason
     * @description Scopes: policy:operate and policy:activate.
     */
    post: operations['abortCanary'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/environments/{environmentId}/policies/{policyId}/canary/continue': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Go on with a canary: as it is, or for a larger percentage or as what is stable where no window is closed; needs a reason
     * @description Scopes: policy:operate and policy:activate.
     */
    post: operations['continueCanary'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/environments/{environmentId}/policies/{policyId}/canary/pause': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Give everybody what is stable until the canary is continued; needs a reason
     * @description Scopes: policy:operate and policy:activate.
     */
    post: operations['pauseCanary'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/environments/{environmentId}/policies/{policyId}/promotions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What was asked to be promoted of a policy, in this order
     * @description Scopes: policy:read.
     */
    get: operations['listPromotions'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/environments/{environmentId}/policies/{policyId}/promotions/{attempt}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What is stated of a promotion, and what became of it
     * @description Scopes: policy:read.
     */
    get: operations['getPromotion'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/environments/{environmentId}/policies/{policyId}/promotions/{attempt}/attestation': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The Sigstore bundle of a promotion
     * @description Scopes: policy:read.
     */
    get: operations['getPromotionAttestation'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/environments/{environmentId}/policies/{policyId}/rollback': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Go back to a version that was stable here before, and end a canary; needs an incident and a reason
     * @description Scopes: policy:operate and policy:activate.
     */
    post: operations['rollBack'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/environments/{environmentId}/policies/{policyId}/scheduled-promotion/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Have nothing come of a scheduled promotion; needs a reason
     * @description Scopes: policy:promote, or policy:operate.
     */
    post: operations['cancelScheduledPromotion'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/environments/{environmentId}/policies/{policyId}/scheduled-promotion/resume': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Fix a promotion that suspended itself anew, as everything is by now and for another time; needs what scheduling needs
     * @description Scopes: policy:promote.
     */
    post: operations['resumeScheduledPromotion'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/environments/{environmentId}/promotion-approvals': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Agree to a promotion as it would be made now: of the version, under the gates in force, over what is stable, by the simulation that they judge by
     * @description Scopes: policy:approve.
     */
    post: operations['approvePromotion'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/environments/{environmentId}/promotions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Sign a promotion, and bind a published version as stable or as a canary for some subjects; needs a person who signed in freshly, a reason and a ticket, and passes the gates
     * @description Scopes: policy:promote.
     */
    post: operations['promoteVersion'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/environments/{environmentId}/scheduled-promotions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Promotions that wait for their time or suspended themselves, in the order of their times
     * @description Scopes: policy:read.
     */
    get: operations['listScheduledPromotions'];
    put?: never;
    /**
     * Fix a promotion that is carried out at a time, through the gates as they are by then; needs a person who signed in freshly, a reason and a ticket
     * @description Scopes: policy:promote.
     */
    post: operations['schedulePromotion'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Policies in bytewise order of their ids, those that have everything that is asked for
     * @description Scopes: policy:read.
     */
    get: operations['listPolicies'];
    put?: never;
    /**
     * Create a policy: empty, from a template, or from a version of another policy
     * @description Scopes: policy:author.
     */
    post: operations['createPolicy'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A policy
     * @description Scopes: policy:read.
     */
    get: operations['getPolicy'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}/diff': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What two contents of a policy have otherwise: files as unified diffs, and rules as they are compiled. r3 is a revision, v2 a version
     * @description Scopes: policy:read.
     */
    get: operations['diffPolicy'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}/owner': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Name who answers for a policy: for its owner and administrators, once it has one
     * @description Scopes: policy:author, or tenant:admin.
     */
    put: operations['changeOwner'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}/versions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Versions in order of their numbers
     * @description Scopes: policy:read.
     */
    get: operations['listVersions'];
    put?: never;
    /**
     * Freeze a revision as a version
     * @description Scopes: policy:author.
     */
    post: operations['createVersion'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}/versions/{version}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A version and its review
     * @description Scopes: policy:read.
     */
    get: operations['getVersion'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}/versions/{version}/approve': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Approve what was reviewed; not for those who had a hand in it
     * @description Scopes: policy:approve.
     */
    post: operations['approveVersion'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}/versions/{version}/archive': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Put a deprecated version away: every environment is rolled off it; needs a reason
     * @description Scopes: policy:archive.
     */
    post: operations['archiveVersion'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}/versions/{version}/attestation': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What was signed about a published version
     * @description Scopes: policy:read.
     */
    get: operations['getVersionAttestation'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}/versions/{version}/deprecate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Take a published version out of use: it is promoted no more, and stays where it is bound; needs a reason
     * @description Scopes: policy:operate.
     */
    post: operations['deprecateVersion'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}/versions/{version}/manifest': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The manifest of a version: what its attestation is about
     * @description Scopes: policy:read.
     */
    get: operations['getVersionManifest'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}/versions/{version}/marks': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Say of one changed decision whether it is intended, or withdraw what you said; unintended ones keep the version from going on, intended ones become tests
     * @description Scopes: policy:review and findings:read.
     */
    post: operations['markDecision'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}/versions/{version}/publish': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Publish with a signed attestation; needs a person who signed in freshly, a reason and a ticket
     * @description Scopes: policy:publish.
     */
    post: operations['publishVersion'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}/versions/{version}/recall': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Recall a published or deprecated version, or those of a range that ends with it: every environment is rolled off them; needs a reason
     * @description Scopes: policy:operate.
     */
    post: operations['recallVersion'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}/versions/{version}/request-changes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Send a submitted version back to its authors; needs a reason
     * @description Scopes: policy:review.
     */
    post: operations['requestChanges'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}/versions/{version}/roll-offs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * In which environments a version is bound, and which were rolled off it once it was recalled or archived
     * @description Scopes: policy:read.
     */
    get: operations['getRollOffs'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}/versions/{version}/step-back': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Reason and ticket of the last step that took the version out of review or out of use, decrypted
     * @description Scopes: policy:read.
     */
    get: operations['getStepBack'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}/versions/{version}/submit': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Submit a draft with a fresh simulation of it
     * @description Scopes: policy:author.
     */
    post: operations['submitVersion'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}/versions/{version}/threads': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What was said of a version, thread by thread, in the order in which they were started
     * @description Scopes: policy:read.
     */
    get: operations['listThreads'];
    put?: never;
    /**
     * Say something of a version, of a file or of a line; a blocking thread keeps it from being approved and published until it is resolved
     * @description Scopes: policy:review.
     */
    post: operations['startThread'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}/versions/{version}/threads/{thread}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A thread
     * @description Scopes: policy:read.
     */
    get: operations['getThread'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}/versions/{version}/threads/{thread}/reopen': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Say that a thread is not settled after all
     * @description Scopes: policy:review.
     */
    post: operations['reopenThread'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}/versions/{version}/threads/{thread}/replies': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Answer in a thread; also for those who had a hand in the version
     * @description Scopes: policy:review, or policy:author.
     */
    post: operations['replyInThread'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}/versions/{version}/threads/{thread}/resolve': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Say that a thread is settled; a blocking one only for who started it, or another reviewer who had no hand in the version
     * @description Scopes: policy:review, or policy:author.
     */
    post: operations['resolveThread'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}/versions/{version}/threads/{thread}/texts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The comments of a thread, decrypted
     * @description Scopes: policy:read.
     */
    get: operations['getThreadTexts'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}/versions/{version}/timeline': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What happened to a version, in the policy and in environments, in the order in which it did
     * @description Scopes: policy:read.
     */
    get: operations['listTimeline'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}/versions/{version}/withdraw': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Take a submitted version back; needs a reason
     * @description Scopes: policy:author.
     */
    post: operations['withdrawVersion'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}/workspace': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The last revision
     * @description Scopes: policy:read.
     */
    get: operations['getWorkspace'];
    /**
     * Save the files of a policy as a revision, and wait a little for its compilation
     * @description Scopes: policy:author.
     */
    put: operations['saveWorkspace'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}/workspace/files/{path}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Save one file of the draft as a revision; the same content changes nothing, and a conflict says what both sides have
     * @description Scopes: policy:author.
     */
    put: operations['putFile'];
    post?: never;
    /**
     * Save the draft without one of its files
     * @description Scopes: policy:author.
     */
    delete: operations['deleteFile'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}/workspace/restore': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Save an earlier revision, or a version of this policy or another, as the next revision
     * @description Scopes: policy:author.
     */
    post: operations['restoreWorkspace'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}/workspace/revisions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Revisions, newest first
     * @description Scopes: policy:read.
     */
    get: operations['listRevisions'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}/workspace/revisions/{revision}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A revision
     * @description Scopes: policy:read.
     */
    get: operations['getRevision'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/policies/{policyId}/workspace/revisions/{revision}/suggested-version': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The semantic version that a revision asks for, by what it changes over the last published one
     * @description Scopes: policy:read.
     */
    get: operations['suggestVersion'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/reviews': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The versions in review by policy and number; with waitingFor=me those that ask you, or a group of yours, and that you have neither approved nor had a hand in
     * @description Scopes: policy:read.
     */
    get: operations['listReviews'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/simulations': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Simulations in bytewise order of their ids
     * @description Scopes: policy:read.
     */
    get: operations['listSimulations'];
    put?: never;
    /**
     * Start a batch simulation
     * @description Scopes: policy:simulate.
     */
    post: operations['startSimulation'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/simulations/queue': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Batch simulations that run, and those that wait in the order in which they will
     * @description Scopes: policy:read.
     */
    get: operations['listQueue'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/simulations/quick': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Evaluate a sample, for an editor: no evidence, and nothing for a submission
     * @description Scopes: policy:simulate.
     */
    post: operations['startQuickSimulation'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/simulations/{simulationId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A simulation and how far it is
     * @description Scopes: policy:read.
     */
    get: operations['getSimulation'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/simulations/{simulationId}/attestation': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What was signed about a simulation
     * @description Scopes: policy:read.
     */
    get: operations['getSimulationAttestation'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/simulations/{simulationId}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Cancel a simulation, or the twin run of one that succeeded
     * @description Scopes: policy:simulate.
     */
    post: operations['cancelSimulation'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/simulations/{simulationId}/changes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The tuples that changed with both outcomes, in order: one JSON document per line, or CSV
     * @description Scopes: policy:read and findings:read.
     */
    get: operations['listSimulationChanges'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/simulations/{simulationId}/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The simulation at each change, as server-sent events named progress; Last-Event-ID resumes
     * @description Scopes: policy:read.
     */
    get: operations['streamSimulation'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/simulations/{simulationId}/evidence': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The evidence archive of a simulation
     * @description Scopes: policy:read and findings:read.
     */
    get: operations['getSimulationEvidence'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/simulations/{simulationId}/result': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The result of a simulation: as it is stored (json), its changed tuples (ndjson), its counts (csv), or for other tools (junit, sarif)
     * @description Scopes: policy:read and findings:read.
     */
    get: operations['getSimulationResult'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/simulations/{simulationId}/retry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Try once more what failed, and nothing else: shards, the reduction or the signature
     * @description Scopes: policy:simulate.
     */
    post: operations['retrySimulation'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/simulations/{simulationId}/shards': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Which runner evaluated which shard
     * @description Scopes: policy:read.
     */
    get: operations['listShards'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/simulations/{simulationId}/timing': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * How long the evaluation took, by policy and by shard; no part of the result
     * @description Scopes: policy:read.
     */
    get: operations['getSimulationTiming'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/simulations/{simulationId}/twin': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Evaluate every shard of a simulation a second time and compare
     * @description Scopes: policy:simulate.
     */
    post: operations['requestTwin'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/snapshots': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Snapshots in bytewise order of their ids
     * @description Scopes: policy:read.
     */
    get: operations['listSnapshots'];
    put?: never;
    /**
     * Freeze uploaded documents as a snapshot of findings
     * @description Scopes: policy:simulate.
     */
    post: operations['importSnapshot'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/snapshots/{snapshotId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A snapshot
     * @description Scopes: policy:read.
     */
    get: operations['getSnapshot'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/snapshots/{snapshotId}/diff': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What a snapshot has otherwise than the one named by against, by the keys of the tuples
     * @description Scopes: policy:read and findings:read.
     */
    get: operations['diffSnapshot'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/snapshots/{snapshotId}/manifest': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The manifest that names everything a snapshot consists of
     * @description Scopes: policy:read.
     */
    get: operations['getSnapshotManifest'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/snapshots/{snapshotId}/shards': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Shards of a snapshot in the order of its tuples
     * @description Scopes: policy:read.
     */
    get: operations['listSnapshotShards'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/snapshots/{snapshotId}/summary': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What a snapshot holds in numbers, and its age at an instant
     * @description Scopes: policy:read.
     */
    get: operations['getSnapshotSummary'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/templates': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What policies may begin with
     * @description Scopes: policy:read.
     */
    get: operations['listTemplates'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tenant': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What the tenant of the caller allows
     * @description Scopes: policy:read, or registry:operate.
     */
    get: operations['getTenant'];
    put?: never;
    /**
     * Open the tenant of the token; for operators of the registry
     * @description Scopes: registry:operate.
     */
    post: operations['openTenant'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tenant/access': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Roles, groups and service identities of the tenant
     * @description Scopes: tenant:admin, or policy:audit.
     */
    get: operations['getAccess'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tenant/approval-policy': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The approval policy in force, and the proposal that is open
     * @description Scopes: policy:read.
     */
    get: operations['getApprovalPolicy'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tenant/approval-policy/proposals': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Propose another approval policy, in the place of the proposal that is open; others approve it as the policy in force says. Needs a reason
     * @description Scopes: tenant:admin.
     */
    post: operations['proposeApprovalPolicy'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tenant/approval-policy/proposals/{proposal}/approve': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Agree to the open proposal, which is in force once enough others have; not for whoever made it
     * @description Scopes: policy:approve.
     */
    post: operations['approveApprovalPolicy'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tenant/approval-policy/proposals/{proposal}/texts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The reason of the open proposal, decrypted
     * @description Scopes: policy:read.
     */
    get: operations['getProposalTexts'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tenant/approval-policy/proposals/{proposal}/withdraw': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Take the open proposal back; needs a reason
     * @description Scopes: tenant:admin.
     */
    post: operations['withdrawApprovalPolicy'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tenant/approval-policy/versions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Every approval policy that was ever in force, in the order in which they were set
     * @description Scopes: policy:read.
     */
    get: operations['listApprovalPolicies'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tenant/groups/{groupId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Define a group: its members, and the roles that it gives them
     * @description Scopes: tenant:admin.
     */
    put: operations['defineGroup'];
    post?: never;
    /**
     * Remove a group
     * @description Scopes: tenant:admin.
     */
    delete: operations['removeGroup'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tenant/resume': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Resume a suspended tenant
     * @description Scopes: registry:operate.
     */
    post: operations['resumeTenant'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tenant/roles/{roleId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Define a role: a bundle of scopes
     * @description Scopes: tenant:admin.
     */
    put: operations['defineRole'];
    post?: never;
    /**
     * Remove a role that nobody holds
     * @description Scopes: tenant:admin.
     */
    delete: operations['removeRole'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tenant/services/{serviceId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Give roles to a service identity; none that publishes or promotes
     * @description Scopes: tenant:admin.
     */
    put: operations['defineServiceIdentity'];
    post?: never;
    /**
     * Take all roles from a service identity
     * @description Scopes: tenant:admin.
     */
    delete: operations['removeServiceIdentity'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tenant/settings': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Set limits, ages and flags of the tenant, as a whole
     * @description Scopes: tenant:admin.
     */
    put: operations['changeTenantSettings'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tenant/suspend': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Suspend the tenant of the token: nothing is changed in it any more, and everything can be read
     * @description Scopes: registry:operate.
     */
    post: operations['suspendTenant'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tenant/webhook-deliveries': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Deliveries that were tried, the youngest first; the dead ones with state=dead
     * @description Scopes: tenant:admin, or policy:audit.
     */
    get: operations['listDeliveries'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tenant/webhook-deliveries/{deliveryId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A delivery and how its last attempt ended
     * @description Scopes: tenant:admin, or policy:audit.
     */
    get: operations['getDelivery'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tenant/webhook-deliveries/{deliveryId}/replay': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Deliver once more what is dead, or was delivered
     * @description Scopes: tenant:admin.
     */
    post: operations['replayDelivery'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tenant/webhook-sealing-key': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The key that webhook secrets are sealed to; see docs/webhooks.md
     * @description Scopes: tenant:admin.
     */
    get: operations['getSealingKey'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tenant/webhooks': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Whom the tenant has told of its events
     * @description Scopes: tenant:admin, or policy:audit.
     */
    get: operations['getWebhooks'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/tenant/webhooks/{webhookId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Define a webhook: where to, of which events, and its sealed secret. Beside another secret the one before signs for 24 h
     * @description Scopes: tenant:admin.
     */
    put: operations['defineWebhook'];
    post?: never;
    /**
     * Remove a webhook; what waits for it is given up
     * @description Scopes: tenant:admin.
     */
    delete: operations['removeWebhook'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/waivers': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Waivers in bytewise order of their policies, and of each in the order in which they were made
     * @description Scopes: policy:read.
     */
    get: operations['listWaivers'];
    put?: never;
    /**
     * Ask for an exception; needs a rule, a component or an advisory, an expiry, a reason and a ticket
     * @description Scopes: policy:author, or policy:operate.
     */
    post: operations['requestWaiver'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/waivers/{waiverId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A waiver
     * @description Scopes: policy:read.
     */
    get: operations['getWaiver'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/waivers/{waiverId}/approve': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Agree to a waiver; not for whoever asked for it or owns it, nor for a program
     * @description Scopes: policy:approve.
     */
    post: operations['approveWaiver'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/waivers/{waiverId}/reject': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Refuse a waiver; needs a reason
     * @description Scopes: policy:approve.
     */
    post: operations['rejectWaiver'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/waivers/{waiverId}/renew': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Ask for the same with another expiry; it takes the place of the first once it is approved
     * @description Scopes: policy:author, or policy:operate.
     */
    post: operations['renewWaiver'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/waivers/{waiverId}/revoke': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * End an approved waiver; for whoever approved or owns it, or has policy:operate, and needs a reason
     * @description Scopes: policy:operate, or policy:approve, or policy:author.
     */
    post: operations['revokeWaiver'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/waivers/{waiverId}/texts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Why a waiver was asked for, decrypted
     * @description Scopes: policy:read.
     */
    get: operations['getWaiverTexts'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/api/v1/waivers/{waiverId}/withdraw': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Take back what was asked for; needs a reason
     * @description Scopes: policy:author, or policy:operate.
     */
    post: operations['withdrawWaiver'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/healthz': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Whether the process turns */
    get: operations['health'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/metrics': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Metrics for Prometheus */
    get: operations['exposition'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/openapi.json': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** This description */
    get: operations['getOpenApi'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/readyz': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Whether requests would be served, and what an operator should know */
    get: operations['ready'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    ApprovalPolicy: {
      version: number;
      rules: {
        approvals: number;
        groups?: {
          groupId: string;
          approvals: number;
        }[];
        environments?: {
          environmentId: string;
          approvals: number;
          groups?: {
            groupId: string;
            approvals: number;
          }[];
        }[];
        owners?: {
          pattern: string;
          groups: {
            groupId: string;
            approvals: number;
          }[];
        }[];
        /** @enum {string} */
        explanation?: 'reason_or_ticket' | 'reason' | 'ticket' | 'reason_and_ticket';
        duties?: (
          | 'approvers_never_publish'
          | 'publishers_never_promote'
          | 'promoters_never_approve'
          | 'two_persons_publish'
          | 'two_persons_promote'
        )[];
      };
      proposal: {
        proposal: number;
        by: string;
        at: string;
        reasonDigest: string;
        rules: {
          approvals: number;
          groups?: {
            groupId: string;
            approvals: number;
          }[];
          environments?: {
            environmentId: string;
            approvals: number;
            groups?: {
              groupId: string;
              approvals: number;
            }[];
          }[];
          owners?: {
            pattern: string;
            groups: {
              groupId: string;
              approvals: number;
            }[];
          }[];
          /** @enum {string} */
          explanation?: 'reason_or_ticket' | 'reason' | 'ticket' | 'reason_and_ticket';
          duties?: (
            | 'approvers_never_publish'
            | 'publishers_never_promote'
            | 'promoters_never_approve'
            | 'two_persons_publish'
            | 'two_persons_promote'
          )[];
        };
        approvals: {
          approver: string;
          at: string;
          groups: string[];
        }[];
      } | null;
      /** @description that of the tenant, and its ETag */
      revision: number;
    };
    ApprovalPolicyVersion: {
      version: number;
      rules: {
        approvals: number;
        groups?: {
          groupId: string;
          approvals: number;
        }[];
        environments?: {
          environmentId: string;
          approvals: number;
          groups?: {
            groupId: string;
            approvals: number;
          }[];
        }[];
        owners?: {
          pattern: string;
          groups: {
            groupId: string;
            approvals: number;
          }[];
        }[];
        /** @enum {string} */
        explanation?: 'reason_or_ticket' | 'reason' | 'ticket' | 'reason_and_ticket';
        duties?: (
          | 'approvers_never_publish'
          | 'publishers_never_promote'
          | 'promoters_never_approve'
          | 'two_persons_publish'
          | 'two_persons_promote'
        )[];
      };
      /** @description null where it was set without one */
      review: {
        proposal: number;
        proposedBy: string;
        approvedBy: string[];
      } | null;
      setAt: string;
    };
    ApprovalRulesRequest: {
      environments?: components['schemas']['EnvironmentRequirementRequest'][];
      owners?: components['schemas']['CodeOwnersRequest'][];
      /** @enum {string} */
      explanation?: 'reason_or_ticket' | 'reason' | 'ticket' | 'reason_and_ticket';
      duties?: (
        | 'approvers_never_publish'
        | 'publishers_never_promote'
        | 'promoters_never_approve'
        | 'two_persons_publish'
        | 'two_persons_promote'
      )[];
      approvals: number;
      groups?: components['schemas']['RequiredGroupRequest'][];
    };
    ApprovePromotionRequest: {
      policyId: string;
      version: number;
      contentDigest: string;
      gatesVersion: number;
      stable?: number;
      simulationId?: string;
      reason?: string;
      ticket?: string;
    };
    ApproveVersionRequest: {
      contentDigest: string;
      evidenceDigest: string;
      reason?: string;
      ticket?: string;
    };
    AuditEvent: {
      seq: number;
      eventId: string;
      aggregate: {
        /** @enum {string} */
        type:
          | 'tenant'
          | 'policy'
          | 'workspace'
          | 'snapshot'
          | 'simulation'
          | 'environment'
          | 'queue'
          | 'waiver'
          | 'webhooks'
          | 'delivery'
          | 'bundle'
          | 'consumers';
        id: string;
        version: number;
      };
      recordedAt: string;
      actor: {
        type: string;
        id: string;
        scopes: string[];
      };
      commandId: string;
      correlationId: string;
      facts: string[];
      digests: {
        [key: string]: string;
      };
      reasonDigest: string | null;
      ticketDigest: string | null;
      attestationIds: string[];
      /** @description SHA-256 of the stored bytes */
      hash: string;
    };
    AuditState: {
      position: number;
      tables: {
        [key: string]: string;
      };
      stateHash: string;
    };
    BindingPeriod: {
      policyId: string;
      /** @description counts the events of the environment */
      change: number;
      from: string;
      /** @description null: it is still so */
      until: string | null;
      /** @enum {string} */
      how:
        | 'promoted'
        | 'canary_started'
        | 'canary_paused'
        | 'canary_continued'
        | 'canary_completed'
        | 'canary_aborted'
        | 'rolled_back'
        | 'rolled_off';
      by: string;
      /** @description of the event that gives the reason: an auditor reads its texts */
      seq: number;
      reasonDigest: string | null;
      ticketDigest: string | null;
      /** @description what it was rolled back for */
      incident: string | null;
      stable: {
        version: number;
        semver: string;
        contentDigest: string;
        irDigest: string;
        /** @description who had approved it by then */
        approvals: {
          approver: string;
          at: string;
        }[];
        /** @description the simulation that they looked at */
        submission: {
          simulationId: string;
          resultDigest: string;
          evidenceDigest: string;
        } | null;
        publicationAttestationId: string | null;
        /** @description the last promotion of it here that was signed; null where it was bound before they were */
        promotion: {
          attempt: number;
          requestedBy: string;
          requestedAt: string;
          simulationId: string | null;
          resultDigest: string | null;
          attestationId: string;
        } | null;
      } | null;
      canary: {
        version: number;
        semver: string;
        contentDigest: string;
        irDigest: string;
        /** @description who had approved it by then */
        approvals: {
          approver: string;
          at: string;
        }[];
        /** @description the simulation that they looked at */
        submission: {
          simulationId: string;
          resultDigest: string;
          evidenceDigest: string;
        } | null;
        publicationAttestationId: string | null;
        /** @description the last promotion of it here that was signed; null where it was bound before they were */
        promotion: {
          attempt: number;
          requestedBy: string;
          requestedAt: string;
          simulationId: string | null;
          resultDigest: string | null;
          attestationId: string;
        } | null;
        selector: {
          tags: string[];
          basisPoints: number;
          salt: string;
        };
        isPaused: boolean;
      } | null;
    };
    Blob: {
      digest: string;
      size: number;
    };
    BreakGlassRequest: {
      policyId: string;
      version: number;
      incident?: string;
      hours: number;
      reason?: string;
      ticket?: string;
    };
    CanaryRequest: {
      percentage?: number;
      tags?: string[];
    };
    CanaryStepRequest: {
      reason?: string;
      ticket?: string;
    };
    CancelScheduledPromotionRequest: {
      reason?: string;
      ticket?: string;
    };
    ChangeOwnerRequest: {
      /** @enum {string} */
      kind: 'subject' | 'group';
      id: string;
    };
    CodeOwnersRequest: {
      pattern: string;
      groups: components['schemas']['RequiredGroupRequest'][];
    };
    /** @description What became of a command */
    Command:
      | {
          commandId: string;
          /** @constant */
          status: 'pending';
        }
      | {
          commandId: string;
          /** @constant */
          status: 'accepted';
          aggregate: {
            /** @enum {string} */
            type:
              | 'tenant'
              | 'policy'
              | 'workspace'
              | 'snapshot'
              | 'simulation'
              | 'environment'
              | 'queue'
              | 'waiver'
              | 'webhooks'
              | 'delivery'
              | 'bundle'
              | 'consumers';
            id: string;
            version: number;
          };
          position: string;
        }
      | {
          commandId: string;
          /** @constant */
          status: 'unchanged';
          aggregate: {
            /** @enum {string} */
            type:
              | 'tenant'
              | 'policy'
              | 'workspace'
              | 'snapshot'
              | 'simulation'
              | 'environment'
              | 'queue'
              | 'waiver'
              | 'webhooks'
              | 'delivery'
              | 'bundle'
              | 'consumers';
            id: string;
            version: number;
          };
          position: string;
        }
      | {
          commandId: string;
          /** @constant */
          status: 'rejected';
          code: string;
          title: string;
          detail: string;
          errors: {
            code: string;
            detail: string;
            /** @description JSON pointer (RFC 6901) into what was sent */
            pointer?: string;
            line?: number;
            column?: number;
            /** @description name of the document, where an importer found the fault */
            document?: string;
          }[];
        };
    CommentRequest: {
      comment: string;
    };
    Consumer: {
      environmentId: string;
      consumerId: string;
      /** @description whose it is: nobody else reports for it */
      principal: string;
      /** @description what it runs */
      bundleDigest: string;
      /** @description of the environment, that the bundle is of; null: no bundle of this environment has that digest */
      revision: number | null;
      /** @description it is the newest bundle */
      isCurrent: boolean;
      /**
       * @description stale: not heard for three of its intervals
       * @enum {string}
       */
      state: 'live' | 'stale';
      stateSince: string;
      runningSince: string;
      seenAt: string;
      /** @description null: it was not heard since the tables were restored */
      intervalSeconds: number | null;
    };
    ContinueCanaryRequest: {
      percentage?: number;
      complete?: boolean;
      reason?: string;
      ticket?: string;
    };
    CoverageRequest: {
      percentMin: number;
    };
    CreateEnvironmentRequest: {
      environmentId: string;
      name: string;
      order: number;
    };
    CreatePolicyRequest: {
      policyId: string;
      name: string;
      description?: string;
      tags?: string[];
      template?: string;
      derivedFrom?: components['schemas']['DerivedFromRequest'];
    };
    CreateVersionRequest: {
      revision: number;
      semver: string;
    };
    DefineGroupRequest: {
      members: string[];
      roles: string[];
    };
    DefineRoleRequest: {
      scopes: (
        | 'policy:read'
        | 'policy:author'
        | 'policy:review'
        | 'policy:approve'
        | 'policy:operate'
        | 'policy:publish'
        | 'policy:promote'
        | 'policy:activate'
        | 'policy:archive'
        | 'policy:audit'
        | 'policy:simulate'
        | 'policy:run'
        | 'findings:read'
      )[];
    };
    DefineServiceIdentityRequest: {
      roles: string[];
    };
    DefineWebhookRequest: {
      url: string;
      events: string[];
      isEnabled: boolean;
      attemptsMax?: number;
      secret?: components['schemas']['SealedSecretRequest'];
    };
    DerivedFromRequest: {
      policyId: string;
      version: number;
    };
    DocumentRequest: {
      name: string;
      /** @enum {string} */
      kind: 'trivy' | 'grype' | 'cyclonedx' | 'spdx' | 'osv' | 'openvex' | 'csaf' | 'options';
      digest: string;
    };
    /** @description What a mutation with dryRun=true would come to; where it would be refused, the answer is the refusal */
    DryRun: {
      /** @constant */
      dryRun: true;
      /** @enum {string} */
      wouldBe: 'accepted' | 'unchanged';
      /** @description types of the facts that would be recorded */
      facts: string[];
      /** @description what rules found that are kept, such as each gate of a promotion with its value */
      found?: {
        code: string;
        detail: string;
        /** @description JSON pointer (RFC 6901) into what was sent */
        pointer?: string;
        line?: number;
        column?: number;
        /** @description name of the document, where an importer found the fault */
        document?: string;
      }[];
    };
    Environment: {
      environmentId: string;
      name: string;
      order: number;
      /** @description its ETag */
      revision: number;
      createdAt: string;
      budgets: {
        version: number;
        lines: string[];
        simulationAgeMaxMs: number;
        setBy: string;
        setAt: string;
      } | null;
      /** @description promotions that the first of two persons wants; a second one promotes by then, or it counts for nothing */
      confirmations: {
        policyId: string;
        version: number;
        by: string;
        at: string;
        endsBy: string;
        /** @description the time that the second names as well; null: at once */
        scheduledFor: string | null;
      }[];
      gates: {
        version: number;
        gates: {
          previousEnvironment?: {
            environmentId: string;
            soakMs: number;
          };
          coverage?: {
            percentMin: number;
          };
          promotionApprovals?: {
            approvals: number;
          };
          shadow?: {
            ageMaxMs: number;
          };
          windows?: {
            freezes?: {
              name: string;
              from: string;
              to: string;
            }[];
            maintenance?: {
              days: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
              from: string;
              to: string;
              utcOffset: string;
            }[];
          };
        };
        setBy: string;
        setAt: string;
      } | null;
      /** @description of promotions to come; each counts while nothing of what it names is another */
      promotionApprovals: {
        version: number;
        contentDigest: string;
        gatesVersion: number;
        stable: number | null;
        simulationId: string | null;
        by: string;
        at: string;
        policyId: string;
      }[];
      /** @description promotions past the gates: nothing more is promoted here until somebody else has reviewed them */
      unreviewed: {
        policyId: string;
        version: number;
        by: string;
        incident: string;
        endsBy: string;
      }[];
      /** @description promotions that wait for their time, or suspended themselves by then */
      scheduled: {
        policyId: string;
        version: number;
        /** @description names what was fixed; another one after a resume */
        promotionId: string;
        /** @enum {string} */
        status: 'waiting' | 'suspended';
        /** @description when it is carried out */
        at: string;
        scheduledBy: string;
        scheduledAt: string;
        /** @description the first of two persons */
        confirmedBy: string | null;
        /** @description whom it is for; null: it becomes stable */
        canary: {
          tags: string[];
          basisPoints: number;
          salt: string;
        } | null;
        /** @description what has to be stable still by then; null: nothing */
        stable: number | null;
        simulationId: string | null;
        /** @description of the gates that have to be in force still; null: none */
        gatesVersion: number | null;
        approvalPolicyVersion: number;
        /** @description why it was not carried out; it waits for somebody to resume or to cancel it */
        suspension: {
          at: string;
          reasons: {
            /** @enum {string} */
            code:
              | 'TIME_MISSED'
              | 'TENANT_SUSPENDED'
              | 'VERSION_NOT_PUBLISHED'
              | 'BASE_CHANGED'
              | 'APPROVALS_CHANGED'
              | 'GATES_CHANGED'
              | 'RIGHTS_CHANGED'
              | 'CANARY_UNDER_WAY'
              | 'PROMOTION_PENDING'
              | 'GATES_CLOSED';
            detail: string;
          }[];
          /** @description what every gate found, where one was closed */
          verdicts: {
            /** @enum {string} */
            gate:
              | 'approvals'
              | 'previousEnvironment'
              | 'coverage'
              | 'promotionApprovals'
              | 'shadow'
              | 'budgets'
              | 'windows'
              | 'afterReview';
            ok: boolean;
            value: string;
            needed: string;
          }[];
        } | null;
      }[];
      /** @description the last promotion that was asked for of each policy */
      promotions: {
        policyId: string;
        attempt: number;
        version: number;
        /** @enum {string} */
        status: 'requested' | 'failed' | 'promoted';
        reason: string | null;
        attestationId: string | null;
        keyId: string | null;
      }[];
      bindings: {
        policyId: string;
        stable: {
          version: number;
          semver: string;
          contentDigest: string;
          irDigest: string;
          promotedAt: string;
          promotedBy: string;
          /** @description what the promotion was judged by, where a gate judges by a simulation */
          simulationId: string | null;
          budgets: {
            version: number;
            lines: {
              line: string;
              ok: boolean;
              value: string;
            }[];
          } | null;
          /** @description what each gate found, where the environment had gates */
          gates: {
            version: number;
            verdicts: {
              /** @enum {string} */
              gate:
                | 'approvals'
                | 'previousEnvironment'
                | 'coverage'
                | 'promotionApprovals'
                | 'shadow'
                | 'budgets'
                | 'windows'
                | 'afterReview';
              ok: boolean;
              value: string;
              needed: string;
            }[];
          } | null;
          previousVersion: number | null;
          /** @description where a rollback leads to that names no version */
          rollbackTo: number | null;
          /** @description what it was rolled back to for */
          incident: string | null;
        } | null;
        /** @description for whom the selector selects, while it is not paused; docs/promotion.md */
        canary: {
          version: number;
          semver: string;
          contentDigest: string;
          irDigest: string;
          promotedAt: string;
          promotedBy: string;
          /** @description what the promotion was judged by, where a gate judges by a simulation */
          simulationId: string | null;
          budgets: {
            version: number;
            lines: {
              line: string;
              ok: boolean;
              value: string;
            }[];
          } | null;
          /** @description what each gate found, where the environment had gates */
          gates: {
            version: number;
            verdicts: {
              /** @enum {string} */
              gate:
                | 'approvals'
                | 'previousEnvironment'
                | 'coverage'
                | 'promotionApprovals'
                | 'shadow'
                | 'budgets'
                | 'windows'
                | 'afterReview';
              ok: boolean;
              value: string;
              needed: string;
            }[];
          } | null;
          selector: {
            tags: string[];
            basisPoints: number;
            salt: string;
          };
          isPaused: boolean;
        } | null;
      }[];
    };
    EnvironmentBundle: {
      environmentId: string;
      /** @description the last that was made; null where there was none yet */
      built: {
        /** @description of the environment, that it is of */
        revision: number;
        /** @description of the tar; its ETag */
        bundleDigest: string;
        sizeBytes: number;
        policies: number;
        attestationId: string;
        keyId: string;
        builtAt: string;
      } | null;
      /** @description a later revision that there is no bundle of, and why */
      failure: {
        revision: number;
        /** @enum {string} */
        code: 'BUNDLE_TOO_LARGE' | 'JOB_ABANDONED';
      } | null;
    };
    EnvironmentGates: {
      environmentId: string;
      /** @description of the environment: its ETag */
      revision: number;
      /** @description null where there never were any */
      gates: {
        version: number;
        gates: {
          previousEnvironment?: {
            environmentId: string;
            soakMs: number;
          };
          coverage?: {
            percentMin: number;
          };
          promotionApprovals?: {
            approvals: number;
          };
          shadow?: {
            ageMaxMs: number;
          };
          windows?: {
            freezes?: {
              name: string;
              from: string;
              to: string;
            }[];
            maintenance?: {
              days: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
              from: string;
              to: string;
              utcOffset: string;
            }[];
          };
        };
        setBy: string;
        setAt: string;
      } | null;
    };
    EnvironmentRequirementRequest: {
      environmentId: string;
      approvals: number;
      groups?: components['schemas']['RequiredGroupRequest'][];
    };
    FileRequest: {
      digest: string;
    };
    FreezeRequest: {
      name: string;
      from: string;
      to: string;
    };
    GateSettingsRequest: {
      previousEnvironment?: components['schemas']['PreviousEnvironmentRequest'];
      coverage?: components['schemas']['CoverageRequest'];
      promotionApprovals?: components['schemas']['PromotionApprovalsRequest'];
      shadow?: components['schemas']['ShadowRequest'];
      windows?: components['schemas']['WindowsRequest'];
    };
    HeartbeatAnswer: {
      environmentId: string;
      consumerId: string;
      /** @description of the newest bundle; null where there is none yet */
      bundleDigest: string | null;
      /** @description the consumer runs it */
      isCurrent: boolean;
    };
    HeartbeatRequest: {
      digest: string;
      intervalSeconds?: number;
    };
    ImportSnapshotRequest: {
      documents: components['schemas']['DocumentRequest'][];
      inputs?: components['schemas']['SnapshotInputsRequest'];
    };
    MaintenanceWindowRequest: {
      days: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[];
      from: string;
      to: string;
      utcOffset: string;
    };
    Manifest: {
      files: {
        path: string;
        size: number;
        sha256: string;
      }[];
    };
    MarkDecisionRequest: {
      index: number;
      /** @enum {string} */
      mark: 'intended' | 'unintended' | 'withdrawn';
      reason: string;
    };
    OperateTenantRequest: {
      reason?: string;
      ticket?: string;
    };
    /** @description Not over yet: ask at Location */
    Pending: {
      commandId: string;
      /** @constant */
      status: 'pending';
    };
    Policy: {
      policyId: string;
      name: string;
      description: string;
      tags: string[];
      /** @description who answers for it; null until somebody is named */
      owner: {
        /** @enum {string} */
        kind: 'subject' | 'group';
        id: string;
      } | null;
      versions: number;
      latestPublished: string | null;
      /** @description the newest revision of its workspace */
      workspaceRevision: number | null;
      createdAt: string;
      createdBy: string;
    };
    PolicyDiff: {
      policyId: string;
      from: {
        /** @description r3 is a revision of the workspace, v2 a version */
        name: string;
        revision: number;
        contentDigest: string;
        irDigest: string | null;
      };
      to: {
        /** @description r3 is a revision of the workspace, v2 a version */
        name: string;
        revision: number;
        contentDigest: string;
        irDigest: string | null;
      };
      /** @description files that are otherwise, bytewise by path */
      files: {
        path: string;
        /** @enum {string} */
        change: 'added' | 'removed' | 'changed';
        before: string | null;
        after: string | null;
        /** @description a unified diff of three lines of context */
        patch: string | null;
        /** @description why there is no patch; findings: the file holds some, which need findings:read */
        omitted: ('binary' | 'too_long' | 'findings') | null;
      }[];
      /** @description null where a side does not compile to rules */
      policy: {
        settings: {
          setting: string;
          before: string | null;
          after: string | null;
        }[];
        rules: {
          rule: string;
          /** @enum {string} */
          change: 'added' | 'removed' | 'changed';
          aspects: ('condition' | 'outcome' | 'priority' | 'because')[];
          before: {
            priority: number;
            when: string;
            then: string[];
            else: string[] | null;
            because: string | null;
          } | null;
          after: {
            priority: number;
            when: string;
            then: string[];
            else: string[] | null;
            because: string | null;
          } | null;
        }[];
      } | null;
    };
    PreviousEnvironmentRequest: {
      environmentId: string;
      soakMs: number;
    };
    /** @description RFC 9457 problem details; docs/errors.md explains every code */
    Problem: {
      /** Format: uri */
      type: string;
      title: string;
      status: number;
      detail: string;
      code: string;
      traceId: string;
      errors?: {
        code: string;
        detail: string;
        /** @description JSON pointer (RFC 6901) into what was sent */
        pointer?: string;
        line?: number;
        column?: number;
        /** @description name of the document, where an importer found the fault */
        document?: string;
      }[];
      /** @description of a draft that somebody else saved meanwhile (RESOURCE_STALE) */
      conflict?: {
        /** @description the revision that If-Match named */
        given: {
          revision: number;
          contentDigest: string;
          /** @description of the one file that is concerned; null where there is none */
          file?: string | null;
        } | null;
        /** @description the newest revision */
        current: {
          revision: number;
          contentDigest: string;
          /** @description of the one file that is concerned; null where there is none */
          file?: string | null;
        } | null;
        path?: string;
        /** @description what the file was to be; null where it was to go */
        sent?: string | null;
      };
    };
    PromoteVersionRequest: {
      policyId: string;
      version: number;
      simulationId?: string;
      canary?: components['schemas']['CanaryRequest'];
      reason?: string;
      ticket?: string;
    };
    Promotion: {
      environmentId: string;
      policyId: string;
      /** @description counts the promotions that were asked for of the policy here */
      attempt: number;
      version: number;
      /** @description of the event that asked for it: an auditor reads its texts */
      seq: number;
      /** @enum {string} */
      status: 'requested' | 'failed' | 'promoted';
      /** @description why nothing was bound */
      reason: string | null;
      /** @description what is signed, before anything is bound */
      statement: {
        tenant: string;
        environmentId: string;
        policyId: string;
        version: number;
        semver: string;
        contentDigest: string;
        irDigest: string;
        previousVersion?: number;
        rollbackTo?: number;
        canary?: {
          tags: string[];
          basisPoints: number;
          salt: string;
        };
        confirmation?: {
          by: string;
          at: string;
        };
        simulationId?: string;
        resultDigest?: string;
        waiversDigest?: string;
        budgets?: {
          version: number;
          lines: {
            line: string;
            ok: boolean;
            value: string;
          }[];
        };
        gates?: {
          version: number;
          verdicts: {
            /** @enum {string} */
            gate:
              | 'approvals'
              | 'previousEnvironment'
              | 'coverage'
              | 'promotionApprovals'
              | 'shadow'
              | 'budgets'
              | 'windows'
              | 'afterReview';
            ok: boolean;
            value: string;
            needed: string;
          }[];
        };
        breakGlass?: {
          incident: string;
          endsBy: string;
        };
        scheduled?: {
          promotionId: string;
          scheduledAt: string;
          at: string;
        };
        requestedBy: string;
        requestedAt: string;
        reasonDigest: string;
        ticketDigest: string;
        approvals: {
          approver: string;
          at: string;
        }[];
      };
      statementDigest: string;
      /** @description what is not signed by then has failed */
      endsBy: string;
      endedAt: string | null;
      /** @description SHA-256 of the Sigstore bundle */
      attestationId: string | null;
      keyId: string | null;
      /** @description how far it has come among consumers; null: it is not bound, or was before they were known */
      rollout: {
        /** @enum {string} */
        state: 'released' | 'converging' | 'converged' | 'stalled';
        /** @description of the environment: bundles of this one and later ones have it */
        revision: number;
        /** @description those that are not stale */
        consumers: number;
        /** @description those of them that run such a bundle */
        reached: number;
      } | null;
    };
    PromotionApprovalsRequest: {
      approvals: number;
    };
    ProposalRequest: {
      reason?: string;
      ticket?: string;
    };
    ProposeApprovalPolicyRequest: {
      rules: components['schemas']['ApprovalRulesRequest'];
      reason?: string;
      ticket?: string;
    };
    PublishVersionRequest: {
      reason?: string;
      ticket?: string;
    };
    QueuedSimulation: {
      simulationId: string;
      /** @enum {string} */
      state: 'running' | 'waiting';
      /** @enum {string} */
      priority: 'normal' | 'high' | 'emergency';
    };
    QuickSimulationRequest: {
      version?: number;
      revision?: number;
      sampleTuples?: number;
      policyId: string;
      snapshotId: string;
      environmentId?: string;
      base?: components['schemas']['SimulationBaseRequest'];
      engines?: components['schemas']['SimulationEnginesRequest'];
      evaluatedAt?: string;
      seed?: number;
      env?: {
        [key: string]: string;
      };
      captureExplain?: boolean;
    };
    Readiness: {
      ready: boolean;
      checks: {
        [key: string]: {
          ok: boolean;
          detail: string;
        };
      };
      notes: string[];
    };
    RecallVersionRequest: {
      fromVersion?: number;
      reason?: string;
      ticket?: string;
    };
    RenewWaiverRequest: {
      expiresAt: string;
      reason?: string;
      ticket?: string;
    };
    RequestWaiverRequest: {
      policyId: string;
      scope: components['schemas']['WaiverScopeRequest'];
      expiresAt: string;
      owner?: string;
      reason?: string;
      ticket?: string;
    };
    RequiredGroupRequest: {
      groupId: string;
      approvals: number;
    };
    RestoreWorkspaceRequest: {
      revision?: number;
      version?: number;
      policyId?: string;
    };
    ResumeScheduledPromotionRequest: {
      at: string;
      simulationId?: string;
      reason?: string;
      ticket?: string;
    };
    ReviewBreakGlassRequest: {
      /** @enum {string} */
      verdict: 'accepted' | 'rejected';
      reason?: string;
      ticket?: string;
    };
    Revision: {
      policyId: string;
      /** @description its ETag */
      revision: number;
      contentDigest: string;
      files: {
        path: string;
        size: number;
        sha256: string;
      }[];
      savedAt: string;
      savedBy: string;
      /** @description since when the content of its files is kept no longer; null where it is kept */
      disposedAt: string | null;
      /** @description what the content was taken from; null where it was written here */
      origin:
        | (
            | {
                /** @constant */
                kind: 'template';
                name: string;
                contentDigest: string;
              }
            | {
                /** @constant */
                kind: 'version';
                policyId: string;
                version: number;
              }
            | {
                /** @constant */
                kind: 'revision';
                revision: number;
              }
          )
        | null;
      /** @description null until it was compiled */
      compilation: {
        engine: string;
        compiled?: {
          irDigest: string;
          isShadow: boolean;
          rules: number;
          complexity: number;
        };
        diagnostics: {
          /** @enum {string} */
          severity: 'error' | 'warning';
          code: string;
          message: string;
          hint?: string;
          file: string;
          line: number;
          column: number;
        }[];
        diagnosticsTotal: number;
        warnings?: number;
        tests?: {
          total: number;
          failed: number;
          failures: {
            file: string;
            line: number;
            column: number;
            test?: string;
            detail: string;
          }[];
          reportDigest: string;
        };
      } | null;
    };
    RollBackRequest: {
      version?: number;
      incident?: string;
      reason?: string;
      ticket?: string;
    };
    RollOffs: {
      policyId: string;
      version: number;
      boundIn: {
        environmentId: string;
        /** @enum {string} */
        as: 'stable' | 'canary';
      }[];
      rolledOff: {
        environmentId: string;
        /** @enum {string} */
        as: 'stable' | 'canary';
        at: string;
        /** @description what is stable instead; null: nothing, or no other than before */
        to: number | null;
      }[];
    };
    SaveWorkspaceRequest: {
      files: components['schemas']['WorkspaceFileRequest'][];
    };
    SchedulePromotionRequest: {
      at: string;
      reason?: string;
      ticket?: string;
      policyId: string;
      version: number;
      simulationId?: string;
      canary?: components['schemas']['CanaryRequest'];
    };
    ScheduledPromotion: {
      policyId: string;
      version: number;
      /** @description names what was fixed; another one after a resume */
      promotionId: string;
      /** @enum {string} */
      status: 'waiting' | 'suspended';
      /** @description when it is carried out */
      at: string;
      scheduledBy: string;
      scheduledAt: string;
      /** @description the first of two persons */
      confirmedBy: string | null;
      /** @description whom it is for; null: it becomes stable */
      canary: {
        tags: string[];
        basisPoints: number;
        salt: string;
      } | null;
      /** @description what has to be stable still by then; null: nothing */
      stable: number | null;
      simulationId: string | null;
      /** @description of the gates that have to be in force still; null: none */
      gatesVersion: number | null;
      approvalPolicyVersion: number;
      /** @description why it was not carried out; it waits for somebody to resume or to cancel it */
      suspension: {
        at: string;
        reasons: {
          /** @enum {string} */
          code:
            | 'TIME_MISSED'
            | 'TENANT_SUSPENDED'
            | 'VERSION_NOT_PUBLISHED'
            | 'BASE_CHANGED'
            | 'APPROVALS_CHANGED'
            | 'GATES_CHANGED'
            | 'RIGHTS_CHANGED'
            | 'CANARY_UNDER_WAY'
            | 'PROMOTION_PENDING'
            | 'GATES_CLOSED';
          detail: string;
        }[];
        /** @description what every gate found, where one was closed */
        verdicts: {
          /** @enum {string} */
          gate:
            | 'approvals'
            | 'previousEnvironment'
            | 'coverage'
            | 'promotionApprovals'
            | 'shadow'
            | 'budgets'
            | 'windows'
            | 'afterReview';
          ok: boolean;
          value: string;
          needed: string;
        }[];
      } | null;
    };
    SealedSecretRequest: {
      keyId: string;
      sealed: string;
    };
    SetBudgetsRequest: {
      lines: string[];
      simulationAgeMaxHours?: number;
    };
    SetGatesRequest: {
      gates: components['schemas']['GateSettingsRequest'];
      reason?: string;
      ticket?: string;
    };
    ShadowRequest: {
      ageMaxMs: number;
    };
    Shard: {
      index: number;
      replica: number;
      /** @description null where the evaluation failed */
      partialDigest: string | null;
      tuples: number;
      runner: string;
      failure: {
        attempt: number;
        code: string;
        detail: string;
      } | null;
    };
    Simulation: {
      simulationId: string;
      policyId: string;
      environmentId: string;
      snapshotId: string;
      /** @enum {string} */
      state: 'queued' | 'running' | 'reducing' | 'attesting' | 'succeeded' | 'failed' | 'cancelled';
      /** @enum {string} */
      mode: 'quick' | 'batch';
      /** @enum {string} */
      priority: 'normal' | 'high' | 'emergency';
      /** @description evaluations of each shard */
      replicas: number;
      /**
       * @description how the second evaluation came out; a submission needs `equal`
       * @enum {string}
       */
      twin: 'none' | 'running' | 'equal' | 'different' | 'failed' | 'cancelled';
      /** @description builds that were asked for */
      engines: {
        base?: string;
        candidate?: string;
      } | null;
      inputs: {
        snapshotDigest: string;
        snapshotFrozenAt?: string;
        budgets?: {
          version: number;
          lines: string[];
        };
        waivers?: {
          waiverId: string;
          rule?: string;
          component?: string;
          advisory?: string;
        }[];
        /** @constant */
        captureExplain?: false;
        base:
          | {
              /** @constant */
              kind: 'version';
              version: number;
              irDigest: string;
            }
          | {
              /** @constant */
              kind: 'empty';
            };
        candidate: {
          version?: number;
          revision?: number;
          contentDigest: string;
          irDigest: string;
        };
        evaluatedAt: string;
        seed: number;
        env: {
          [key: string]: string;
        };
      };
      /** @description the build that evaluates the candidate */
      engine: string | null;
      planDigest: string | null;
      shards: number;
      /** @description of evaluationsTotal: shards times replicas */
      evaluations: number;
      evaluationsTotal: number;
      evaluationsFailed: number;
      tuples: number;
      /** @description evaluations by runner */
      runners: {
        [key: string]: number;
      };
      result:
        | (
            | {
                resultDigest: string;
                timingDigest?: string;
                budgets?: {
                  version: number;
                  lines: {
                    line: string;
                    ok: boolean;
                    value: string;
                  }[];
                };
                evidenceDigest: string;
                evidenceBytes: number;
                counts: {
                  [key: string]: number;
                };
                tuples: number;
                waived?: {
                  tuples: number;
                  waivers: {
                    waiverId: string;
                    tuples: number;
                  }[];
                };
                coverage: {
                  rules: number;
                  rulesHit: number;
                  tuplesMissingEvidence: number;
                };
              }
            | {
                resultDigest: string;
                counts: {
                  [key: string]: number;
                };
                tuples: number;
                of: number;
              }
          )
        | null;
      attestation: {
        attestationId: string;
        keyId: string;
        isWorm: boolean;
      } | null;
      failure: {
        code: string;
        /** @description code of docs/errors.md */
        problem: string;
        detail: string;
      } | null;
      runId: string | null;
      requestedAt: string;
      requestedBy: string;
      updatedAt: string;
    };
    SimulationBaseRequest: {
      /** @enum {string} */
      kind: 'version' | 'empty';
      version?: number;
    };
    SimulationEnginesRequest: {
      base?: string;
      candidate?: string;
    };
    Snapshot: {
      snapshotId: string;
      /** @enum {string} */
      state: 'importing' | 'frozen' | 'refused';
      inputs: {
        sbomSet: string[];
        advisoryCursor: string;
        vexCursor: string;
      };
      documents: {
        name: string;
        /** @enum {string} */
        kind: 'trivy' | 'grype' | 'cyclonedx' | 'spdx' | 'osv' | 'openvex' | 'csaf' | 'options';
        digest: string;
        size: number;
      }[];
      manifestDigest: string | null;
      importer: string | null;
      tuples: number | null;
      shards: number | null;
      counts: {
        received: number;
        accepted: number;
        rejected: number;
        duplicate: number;
      } | null;
      faults: {
        document: string;
        pointer: string;
        code: string;
        detail: string;
      }[];
      frozenAt: string | null;
      requestedAt: string;
      requestedBy: string;
    };
    SnapshotDiff: {
      snapshotId: string;
      against: string;
      added: number;
      removed: number;
      changed: number;
      unchanged: number;
      /** @description whose tuples are all unchanged */
      sharedShards: number;
      /** @description the first 500 in the order of the keys */
      changes: {
        /** @enum {string} */
        change: 'added' | 'removed' | 'changed';
        key: {
          image: string;
          imageDigest: string;
          purl: string;
          name: string;
          version: string;
          advisory: string;
        };
      }[];
    };
    SnapshotInputsRequest: {
      sbomSet: string[];
      advisoryCursor: string;
      vexCursor: string;
    };
    SnapshotShard: {
      index: number;
      digest: string;
      tuples: number;
      sizeBytes?: number;
    };
    SnapshotSummary: {
      snapshotId: string;
      manifestDigest: string;
      importer: string;
      tuples: number;
      shards: number;
      /** @description total, each kind of document, and pairings */
      counts: {
        total: {
          received: number;
          accepted: number;
          /** @description by reason */
          rejected: {
            [key: string]: number;
          };
          duplicate: number;
        } & {
          [key: string]: unknown;
        };
      } & {
        [key: string]: unknown;
      };
      /** @description null for snapshots of the first importer */
      statistics: {
        images: number;
        components: number;
        advisories: number;
        bands: {
          Critical: number;
          High: number;
          Medium: number;
          Low: number;
          None: number;
          unknown: number;
        };
        ecosystems: {
          ecosystem: string;
          tuples: number;
        }[];
        ecosystemUnknown: number;
        ecosystemOthers: number;
        vex: {
          stated: number;
          conflicting: number;
          statuses: {
            not_affected: number;
            affected: number;
            fixed: number;
            under_investigation: number;
          };
        };
      } | null;
      frozenAt: string | null;
      /** @description at the instant asked for; null where that is not known */
      ageSeconds: number | null;
    };
    StartSimulationRequest: {
      version: number;
      twin?: boolean;
      /** @enum {string} */
      priority?: 'normal' | 'high' | 'emergency';
      shardTuples?: number;
      policyId: string;
      snapshotId: string;
      environmentId?: string;
      base?: components['schemas']['SimulationBaseRequest'];
      engines?: components['schemas']['SimulationEnginesRequest'];
      evaluatedAt?: string;
      seed?: number;
      env?: {
        [key: string]: string;
      };
      captureExplain?: boolean;
    };
    StartThreadRequest: {
      place?: components['schemas']['ThreadPlaceRequest'];
      isBlocking?: boolean;
      comment: string;
    };
    StepBackRequest: {
      reason?: string;
      ticket?: string;
    };
    SubmitVersionRequest: {
      simulationId: string;
      reviewers?: string[];
      groups?: string[];
    };
    SuggestedVersion: {
      /** @description the version that was published last; null before there is one */
      base: {
        version: number;
        semver: string;
      } | null;
      /** @description null without a base, and where a side does not compile to rules */
      bump: ('none' | 'patch' | 'minor' | 'major') | null;
      semver: string | null;
      reasons: {
        /** @enum {string} */
        bump: 'patch' | 'minor' | 'major';
        /** @description a rule or a setting */
        subject: string;
        detail: string;
      }[];
    };
    Template: {
      name: string;
      title: string;
      summary: string;
      contentDigest: string;
      files: {
        path: string;
        size: number;
        sha256: string;
      }[];
    };
    Tenant: {
      tenant: string;
      /** @enum {string} */
      status: 'open' | 'suspended';
      /** @description its ETag */
      revision: number;
      settings: {
        authenticationAgeMaxMs: number;
        simulationAgeMaxMs: number;
        simulationsRunningMax?: number;
        simulationsWaitingMax?: number;
        shardCredit?: number;
        simulationDurationMaxMs?: number;
        policiesMax?: number;
        snapshotsMax?: number;
        environmentsMax?: number;
        waiverDaysMax?: number;
        revisionsKept?: number;
        flags?: {
          quickSimulations?: boolean;
          regressionTests?: boolean;
        };
      };
      approvalPolicy: {
        version: number;
        approvals: number;
        groups?: {
          groupId: string;
          approvals: number;
        }[];
        environments?: {
          environmentId: string;
          approvals: number;
          groups?: {
            groupId: string;
            approvals: number;
          }[];
        }[];
        owners?: {
          pattern: string;
          groups: {
            groupId: string;
            approvals: number;
          }[];
        }[];
        /** @enum {string} */
        explanation?: 'reason_or_ticket' | 'reason' | 'ticket' | 'reason_and_ticket';
        duties?: (
          | 'approvers_never_publish'
          | 'publishers_never_promote'
          | 'promoters_never_approve'
          | 'two_persons_publish'
          | 'two_persons_promote'
        )[];
      };
      openedAt: string;
    };
    TenantAccess: {
      roles: {
        roleId: string;
        scopes: (
          | 'policy:read'
          | 'policy:author'
          | 'policy:review'
          | 'policy:approve'
          | 'policy:operate'
          | 'policy:publish'
          | 'policy:promote'
          | 'policy:activate'
          | 'policy:archive'
          | 'policy:audit'
          | 'policy:simulate'
          | 'policy:run'
          | 'findings:read'
          | 'tenant:admin'
          | 'registry:operate'
        )[];
      }[];
      groups: {
        groupId: string;
        members: string[];
        roles: string[];
      }[];
      services: {
        serviceId: string;
        roles: string[];
      }[];
      /** @description that of the tenant, and its ETag */
      revision: number;
    };
    TenantFlagsRequest: {
      quickSimulations?: boolean;
      regressionTests?: boolean;
    };
    TenantRequest: {
      settings: components['schemas']['TenantSettingsRequest'];
      approvals: number;
    };
    TenantSettingsChangeRequest: {
      settings: components['schemas']['TenantSettingsRequest'];
      approvals?: number;
    };
    TenantSettingsRequest: {
      authenticationAgeMaxMs: number;
      simulationAgeMaxMs: number;
      simulationsRunningMax?: number;
      simulationsWaitingMax?: number;
      shardCredit?: number;
      simulationDurationMaxMs?: number;
      waiverDaysMax?: number;
      policiesMax?: number;
      snapshotsMax?: number;
      environmentsMax?: number;
      revisionsKept?: number;
      flags?: components['schemas']['TenantFlagsRequest'];
    };
    Texts: {
      reason?: string;
      ticket?: string;
      comment?: string;
    };
    Thread: {
      policyId: string;
      version: number;
      thread: number;
      /** @description null: the version as a whole */
      place: {
        path: string;
        /** @description null: the file as a whole */
        line: number | null;
      } | null;
      /** @description the version is neither approved nor published until it is resolved */
      isBlocking: boolean;
      isResolved: boolean;
      /** @description the texts are read apart */
      comments: {
        by: string;
        at: string;
        commentDigest: string;
      }[];
      /** @description null while it is open */
      resolution: {
        by: string;
        at: string;
      } | null;
      /** @description its ETag: the changes it has had */
      revision: number;
    };
    ThreadPlaceRequest: {
      path: string;
      line?: number;
    };
    ThreadTexts: {
      /** @description in the order of the thread */
      comments: string[];
    };
    TimelineEntry: {
      /** @description of the event, as GET /audit/events has it */
      seq: number;
      at: string;
      actor: {
        type: string;
        id: string;
      };
      /** @description types of the facts */
      facts: string[];
      /** @description null: the version itself */
      place:
        | (
            | {
                thread: number;
              }
            | {
                environmentId: string;
              }
          )
        | null;
      /** @description digests of what was written */
      texts: {
        reasonDigest?: string;
        ticketDigest?: string;
        commentDigest?: string;
      };
    };
    Trust: {
      keys: {
        keyId: string;
        /**
         * Format: base64
         * @description DER SubjectPublicKeyInfo
         */
        spki: string;
        tenant: string;
        validFrom: string;
        validTo: string;
      }[];
    };
    Version: {
      policyId: string;
      version: number;
      semver: string;
      /** @enum {string} */
      state: 'draft' | 'submitted' | 'approved' | 'published' | 'deprecated' | 'archived' | 'recalled';
      /** @description its ETag: the changes it has had */
      revision: number;
      workspaceRevision: number;
      contentDigest: string;
      irDigest: string;
      isShadow: boolean;
      /** @description what the compiler and the tests of the policy said; null for a version made before they counted */
      checks: {
        warnings: number;
        tests: {
          total: number;
          failed: number;
        };
      } | null;
      supersedes: number | null;
      /** @description who had a hand in it; none of them approves */
      lineage: string[];
      submission: {
        simulationId: string;
        resultDigest: string;
        evidenceDigest: string;
        reviewers: string[];
        /** @description that are asked besides; absent where none is */
        groups?: string[];
        /** @description the paths that it changes over what was published before; absent from before code had owners */
        changed?: string[];
      } | null;
      approvals: {
        approver: string;
        at: string;
        binding: {
          contentDigest: string;
          irDigest: string;
          evidenceDigest: string;
          approvalPolicyVersion: number;
        };
        /** @description that the approver belonged to by then; absent from before groups counted */
        groups?: string[];
      }[];
      marks: {
        /** @description of the tuple in the snapshot */
        index: number;
        /** @enum {string} */
        mark: 'intended' | 'unintended';
        class: string;
        by: string;
        at: string;
      }[];
      publication:
        | (
            | {
                /** @constant */
                status: 'confirmed';
                by: string;
                at: string;
                endsBy: string;
              }
            | {
                /** @constant */
                status: 'requested';
                attempt: number;
              }
            | {
                /** @constant */
                status: 'failed';
                attempt: number;
                reason: string;
              }
            | {
                /** @constant */
                status: 'published';
                statementDigest: string;
                attestationId: string;
                keyId: string;
                at: string;
              }
          )
        | null;
      /** @description the last step out of review or out of use; its texts are read apart */
      stepBack: {
        /** @enum {string} */
        step: 'changes_requested' | 'withdrawn' | 'deprecated' | 'archived' | 'recalled';
        by: string;
        at: string;
        reasonDigest: string;
        ticketDigest: string | null;
      } | null;
      createdAt: string;
      updatedAt: string;
    };
    Waiver: {
      waiverId: string;
      policyId: string;
      /** @description among the waivers of the policy */
      number: number;
      /**
       * @description that one expired is no state: look at activeUntil
       * @enum {string}
       */
      state: 'requested' | 'approved' | 'rejected' | 'withdrawn' | 'revoked' | 'superseded';
      /** @description its ETag */
      revision: number;
      rule: string | null;
      /** @description a package URL; without a version every version */
      component: string | null;
      advisory: string | null;
      /** @description null: everywhere */
      environmentId: string | null;
      owner: string;
      requestedBy: string;
      requestedAt: string;
      reasonDigest: string;
      ticketDigest: string;
      /** @description the waiver that it takes the place of, once it is approved */
      renews: string | null;
      supersededBy: string | null;
      expiresAt: string;
      approvedBy: string | null;
      /** @description from when on it is active */
      approvedAt: string | null;
      /** @description active before this: its expiry, or when it was revoked or superseded; null where it was never approved */
      activeUntil: string | null;
      /** @description who rejected, withdrew or revoked it */
      ending: {
        by: string;
        at: string;
        reasonDigest: string;
        ticketDigest: string | null;
      } | null;
    };
    WaiverScopeRequest: {
      rule?: string;
      component?: string;
      advisory?: string;
      environmentId?: string;
    };
    WaiverStepRequest: {
      reason?: string;
      ticket?: string;
    };
    WebhookDelivery: {
      /** @description the webhook-id that the receiver is sent */
      deliveryId: string;
      webhookId: string;
      /** @description the first transition of the event, as policy.VersionPublished */
      event: string;
      eventId: string;
      aggregate: {
        /** @enum {string} */
        type:
          | 'tenant'
          | 'policy'
          | 'workspace'
          | 'snapshot'
          | 'simulation'
          | 'environment'
          | 'queue'
          | 'waiver'
          | 'webhooks'
          | 'delivery'
          | 'bundle'
          | 'consumers';
        id: string;
        version: number;
      };
      /** @enum {string} */
      state: 'delivered' | 'waiting' | 'dead' | 'under_way';
      /** @description over its whole life, with those of replays */
      attempts: number;
      /** @description what the receiver answered; nothing else of an answer is kept */
      lastStatus: number | null;
      lastFault:
        | (
            | 'STATUS_REFUSED'
            | 'ADDRESS_REFUSED'
            | 'PLAIN_HTTP_REFUSED'
            | 'HOST_UNKNOWN'
            | 'CONNECTION_FAILED'
            | 'CERTIFICATE_REFUSED'
            | 'TIMED_OUT'
            | 'SECRET_UNUSABLE'
            | 'DELIVERIES_OFF'
            | 'WEBHOOK_GONE'
            | 'JOB_ABANDONED'
          )
        | null;
      nextAttemptAt: string | null;
      changedAt: string;
      /** @description in the log, of its first end; the order of the list */
      position: number;
    };
    WebhookSealingKey: {
      /** @description SHA-256 of the DER SubjectPublicKeyInfo */
      keyId: string;
      /**
       * Format: base64
       * @description DER SubjectPublicKeyInfo of an X25519 key
       */
      spki: string;
    };
    Webhooks: {
      webhooks: {
        webhookId: string;
        url: string;
        /** @description it is told of these, of every event where there are none */
        events: string[];
        isEnabled: boolean;
        /** @description null: 10 */
        attemptsMax: number | null;
        /** @description the newest first; none can be read back */
        secrets: {
          /** @description of the sealing key */
          keyId: string;
          /** @description of the sealed text */
          sealedDigest: string;
          /** @description it signs until then, beside the one that took its place */
          until: string | null;
        }[];
      }[];
      /** @description its ETag: the changes there have been */
      revision: number;
    };
    WindowsRequest: {
      freezes?: components['schemas']['FreezeRequest'][];
      maintenance?: components['schemas']['MaintenanceWindowRequest'][];
    };
    WorkspaceFileRequest: {
      path: string;
      digest: string;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: {
    /** @description What is left (`r`) of each quota that the request counts against, all of it again in `t` seconds */
    RateLimit: string;
    /** @description The quotas: `q` in `w` seconds, of requests or of what `qu` names */
    'RateLimit-Policy': string;
    /** @description Seconds after which to come again */
    'Retry-After': number;
  };
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  getTrust: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Trust'];
        };
      };
    };
  };
  listAuditEvents: {
    parameters: {
      query?: {
        fact?: string;
        aggregateType?:
          | 'tenant'
          | 'policy'
          | 'workspace'
          | 'snapshot'
          | 'simulation'
          | 'environment'
          | 'queue'
          | 'waiver'
          | 'webhooks'
          | 'delivery'
          | 'bundle'
          | 'consumers';
        aggregateId?: string;
        actor?: string;
        recordedFrom?: string;
        recordedBefore?: string;
        correlationId?: string;
        commandId?: string;
        page_size?: number;
        page_token?: string;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description In the documented order */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['AuditEvent'][];
            next_page_token: string | null;
          };
          'application/x-ndjson': unknown;
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getAuditTexts: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        seq: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Texts'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getAuditState: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AuditState'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  uploadBlob: {
    parameters: {
      query?: {
        kind?: 'file' | 'document';
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/octet-stream': unknown;
      };
    };
    responses: {
      /** @description Stored, or stored before */
      201: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Blob'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getBlob: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        digest: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The bytes */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/octet-stream': unknown;
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getCommand: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        commandId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Command'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listEnvironments: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description In the documented order */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Environment'][];
            next_page_token: string | null;
          };
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  createEnvironment: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CreateEnvironmentRequest'];
      };
    };
    responses: {
      /** @description It was so already */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Environment'] | components['schemas']['DryRun'];
        };
      };
      /** @description Made, at Location */
      201: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Environment'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getEnvironment: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        environmentId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Environment'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  breakGlass: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        environmentId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['BreakGlassRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Environment'] | components['schemas']['DryRun'];
        };
      };
      /** @description Being signed; a Pending where even that is not known yet */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Environment'] | components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  setBudgets: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        environmentId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SetBudgetsRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Environment'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getBundle: {
    parameters: {
      query?: {
        wait?: number;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description ETags of what the caller has */
        'If-None-Match'?: string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        environmentId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A deterministic tar with manifest.json */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/x-tar': unknown;
        };
      };
      /** @description As it is known already */
      304: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getBundleAttestation: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        environmentId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A Sigstore bundle v0.3 */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/vnd.dev.sigstore.bundle.v0.3+json': unknown;
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getBundleStatus: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        environmentId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EnvironmentBundle'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listConsumers: {
    parameters: {
      query?: {
        state?: 'live' | 'stale';
        digest?: string;
        page_size?: number;
        page_token?: string;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        environmentId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description In the documented order */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Consumer'][];
            next_page_token: string | null;
          };
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  reportHeartbeat: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        environmentId: string;
        consumerId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['HeartbeatRequest'];
      };
    };
    responses: {
      /** @description Taken; and whether that is the newest bundle */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HeartbeatAnswer'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getGates: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        environmentId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EnvironmentGates'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  setGates: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description `*`: it must not exist yet */
        'If-None-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        environmentId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SetGatesRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['EnvironmentGates'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listHistory: {
    parameters: {
      query?: {
        at?: string;
        until?: string;
        policyId?: string;
        page_size?: number;
        page_token?: string;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        environmentId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description In the documented order */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['BindingPeriod'][];
            next_page_token: string | null;
          };
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  reviewBreakGlass: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        environmentId: string;
        policyId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ReviewBreakGlassRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Environment'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  abortCanary: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        environmentId: string;
        policyId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CanaryStepRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Environment'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  continueCanary: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        environmentId: string;
        policyId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ContinueCanaryRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Environment'] | components['schemas']['DryRun'];
        };
      };
      /** @description Confirmed by the first of two persons; a Pending where even that is not known yet */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Environment'] | components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  pauseCanary: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        environmentId: string;
        policyId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CanaryStepRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Environment'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listPromotions: {
    parameters: {
      query?: {
        page_size?: number;
        page_token?: string;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        environmentId: string;
        policyId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description In the documented order */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Promotion'][];
            next_page_token: string | null;
          };
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getPromotion: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        environmentId: string;
        policyId: string;
        attempt: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Promotion'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getPromotionAttestation: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        environmentId: string;
        policyId: string;
        attempt: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A Sigstore bundle v0.3 */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/vnd.dev.sigstore.bundle.v0.3+json': unknown;
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  rollBack: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        environmentId: string;
        policyId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['RollBackRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Environment'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  cancelScheduledPromotion: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        environmentId: string;
        policyId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CancelScheduledPromotionRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Environment'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  resumeScheduledPromotion: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        environmentId: string;
        policyId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ResumeScheduledPromotionRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Environment'] | components['schemas']['DryRun'];
        };
      };
      /** @description Confirmed by the first of two persons; a Pending where even that is not known yet */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Environment'] | components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  approvePromotion: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        environmentId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ApprovePromotionRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Environment'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  promoteVersion: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        environmentId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['PromoteVersionRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Environment'] | components['schemas']['DryRun'];
        };
      };
      /** @description Being signed, or confirmed by the first of two persons; a Pending where even that is not known yet */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Environment'] | components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listScheduledPromotions: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        environmentId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description In the documented order */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['ScheduledPromotion'][];
            next_page_token: string | null;
          };
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  schedulePromotion: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        environmentId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SchedulePromotionRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Environment'] | components['schemas']['DryRun'];
        };
      };
      /** @description Confirmed by the first of two persons; a Pending where even that is not known yet */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Environment'] | components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listPolicies: {
    parameters: {
      query?: {
        state?: 'draft' | 'submitted' | 'approved' | 'published' | 'deprecated' | 'archived' | 'recalled';
        tag?: string;
        owner?: string;
        text?: string;
        page_size?: number;
        page_token?: string;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description In the documented order */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Policy'][];
            next_page_token: string | null;
          };
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  createPolicy: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CreatePolicyRequest'];
      };
    };
    responses: {
      /** @description It was so already */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Policy'] | components['schemas']['DryRun'];
        };
      };
      /** @description Made, at Location */
      201: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Policy'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getPolicy: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Policy'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  diffPolicy: {
    parameters: {
      query: {
        from: string;
        to?: string;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PolicyDiff'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  changeOwner: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ChangeOwnerRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Policy'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listVersions: {
    parameters: {
      query?: {
        page_size?: number;
        page_token?: string;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description In the documented order */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Version'][];
            next_page_token: string | null;
          };
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  createVersion: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CreateVersionRequest'];
      };
    };
    responses: {
      /** @description It was so already */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Version'] | components['schemas']['DryRun'];
        };
      };
      /** @description Made, at Location */
      201: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Version'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getVersion: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
        version: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Version'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  approveVersion: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
        version: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ApproveVersionRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Version'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  archiveVersion: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
        version: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['StepBackRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Version'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getVersionAttestation: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
        version: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A Sigstore bundle v0.3 */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/vnd.dev.sigstore.bundle.v0.3+json': unknown;
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  deprecateVersion: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
        version: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['StepBackRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Version'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getVersionManifest: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
        version: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Manifest'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  markDecision: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
        version: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['MarkDecisionRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Version'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  publishVersion: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
        version: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['PublishVersionRequest'];
      };
    };
    responses: {
      /** @description Published */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Version'] | components['schemas']['DryRun'];
        };
      };
      /** @description Being signed, or confirmed by the first of two persons: look at Location; a Pending where even that is not known yet */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Version'] | components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  recallVersion: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
        version: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['RecallVersionRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Version'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  requestChanges: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
        version: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['StepBackRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Version'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getRollOffs: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
        version: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RollOffs'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getStepBack: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
        version: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Texts'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  submitVersion: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
        version: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SubmitVersionRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Version'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listThreads: {
    parameters: {
      query?: {
        page_size?: number;
        page_token?: string;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
        version: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description In the documented order */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Thread'][];
            next_page_token: string | null;
          };
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  startThread: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
        version: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['StartThreadRequest'];
      };
    };
    responses: {
      /** @description It was so already */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Thread'] | components['schemas']['DryRun'];
        };
      };
      /** @description Made, at Location */
      201: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Thread'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getThread: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
        version: number;
        thread: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Thread'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  reopenThread: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
        version: number;
        thread: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Thread'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  replyInThread: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
        version: number;
        thread: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CommentRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Thread'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  resolveThread: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
        version: number;
        thread: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Thread'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getThreadTexts: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
        version: number;
        thread: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ThreadTexts'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listTimeline: {
    parameters: {
      query?: {
        page_size?: number;
        page_token?: string;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
        version: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description In the documented order */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['TimelineEntry'][];
            next_page_token: string | null;
          };
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  withdrawVersion: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
        version: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['StepBackRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Version'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getWorkspace: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Revision'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  saveWorkspace: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description `*`: it must not exist yet */
        'If-None-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SaveWorkspaceRequest'];
      };
    };
    responses: {
      /** @description It was so already */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Revision'] | components['schemas']['DryRun'];
        };
      };
      /** @description Made, at Location */
      201: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Revision'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  putFile: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description `*`: it must not exist yet */
        'If-None-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
        path: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['FileRequest'];
      };
    };
    responses: {
      /** @description It was so already */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Revision'] | components['schemas']['DryRun'];
        };
      };
      /** @description Made, at Location */
      201: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Revision'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  deleteFile: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description `*`: it must not exist yet */
        'If-None-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
        path: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It was so already */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Revision'] | components['schemas']['DryRun'];
        };
      };
      /** @description Made, at Location */
      201: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Revision'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  restoreWorkspace: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description `*`: it must not exist yet */
        'If-None-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['RestoreWorkspaceRequest'];
      };
    };
    responses: {
      /** @description It was so already */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Revision'] | components['schemas']['DryRun'];
        };
      };
      /** @description Made, at Location */
      201: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Revision'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listRevisions: {
    parameters: {
      query?: {
        page_size?: number;
        page_token?: string;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description In the documented order */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Revision'][];
            next_page_token: string | null;
          };
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getRevision: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
        revision: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Revision'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  suggestVersion: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        policyId: string;
        revision: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SuggestedVersion'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listReviews: {
    parameters: {
      query?: {
        waitingFor?: 'me';
        page_size?: number;
        page_token?: string;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description In the documented order */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Version'][];
            next_page_token: string | null;
          };
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listSimulations: {
    parameters: {
      query?: {
        page_size?: number;
        page_token?: string;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description In the documented order */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Simulation'][];
            next_page_token: string | null;
          };
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  startSimulation: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['StartSimulationRequest'];
      };
    };
    responses: {
      /** @description What a dry run comes to */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DryRun'];
        };
      };
      /** @description It runs, or already ran: watch it at Location; a Pending where even that is not known yet */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Simulation'] | components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listQueue: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description In the documented order */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['QueuedSimulation'][];
            next_page_token: string | null;
          };
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  startQuickSimulation: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['QuickSimulationRequest'];
      };
    };
    responses: {
      /** @description It was over before */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Simulation'] | components['schemas']['DryRun'];
        };
      };
      /** @description Over, at Location */
      201: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Simulation'];
        };
      };
      /** @description Still running: look at Location; a Pending where even that is not known yet */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Simulation'] | components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getSimulation: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        simulationId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Simulation'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getSimulationAttestation: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        simulationId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A Sigstore bundle v0.3 */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/vnd.dev.sigstore.bundle.v0.3+json': unknown;
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  cancelSimulation: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        simulationId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Simulation'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listSimulationChanges: {
    parameters: {
      query?: {
        format?: 'ndjson' | 'csv';
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        simulationId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A stream */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/x-ndjson': unknown;
          'text/csv': unknown;
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  streamSimulation: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description The id of the last event seen: what follows is no older */
        'Last-Event-ID'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        simulationId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Ends with the simulation */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'text/event-stream': unknown;
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getSimulationEvidence: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        simulationId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A deterministic tar */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/x-tar': unknown;
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getSimulationResult: {
    parameters: {
      query?: {
        format?: 'json' | 'ndjson' | 'csv' | 'junit' | 'sarif';
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        simulationId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The result, or what format asks for */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': unknown;
          'application/x-ndjson': unknown;
          'text/csv': unknown;
          'application/xml': unknown;
          'application/sarif+json': unknown;
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  retrySimulation: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        simulationId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Simulation'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listShards: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        simulationId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description In the documented order */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Shard'][];
            next_page_token: string | null;
          };
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getSimulationTiming: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        simulationId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The timing */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': unknown;
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  requestTwin: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        simulationId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Simulation'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listSnapshots: {
    parameters: {
      query?: {
        page_size?: number;
        page_token?: string;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description In the documented order */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Snapshot'][];
            next_page_token: string | null;
          };
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  importSnapshot: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ImportSnapshotRequest'];
      };
    };
    responses: {
      /** @description It was frozen before */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Snapshot'] | components['schemas']['DryRun'];
        };
      };
      /** @description Frozen, at Location */
      201: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Snapshot'];
        };
      };
      /** @description Still importing: look at Location; a Pending where even that is not known yet */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Snapshot'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getSnapshot: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        snapshotId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Snapshot'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  diffSnapshot: {
    parameters: {
      query: {
        against: string;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        snapshotId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SnapshotDiff'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getSnapshotManifest: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        snapshotId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Its SHA-256 names the snapshot; see docs/facts.md */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': unknown;
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listSnapshotShards: {
    parameters: {
      query?: {
        page_size?: number;
        page_token?: string;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        snapshotId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description In the documented order */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['SnapshotShard'][];
            next_page_token: string | null;
          };
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getSnapshotSummary: {
    parameters: {
      query?: {
        at?: string;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        snapshotId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SnapshotSummary'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listTemplates: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description In the documented order */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Template'][];
            next_page_token: string | null;
          };
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getTenant: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Tenant'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  openTenant: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['TenantRequest'];
      };
    };
    responses: {
      /** @description What a dry run comes to */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DryRun'];
        };
      };
      /** @description Open, at Location */
      201: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Tenant'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getAccess: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TenantAccess'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getApprovalPolicy: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApprovalPolicy'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  proposeApprovalPolicy: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ProposeApprovalPolicyRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApprovalPolicy'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  approveApprovalPolicy: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        proposal: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ProposalRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApprovalPolicy'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getProposalTexts: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        proposal: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Texts'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  withdrawApprovalPolicy: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        proposal: number;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ProposalRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApprovalPolicy'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listApprovalPolicies: {
    parameters: {
      query?: {
        page_size?: number;
        page_token?: string;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description In the documented order */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['ApprovalPolicyVersion'][];
            next_page_token: string | null;
          };
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  defineGroup: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        groupId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['DefineGroupRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TenantAccess'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  removeGroup: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        groupId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TenantAccess'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  resumeTenant: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['OperateTenantRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Tenant'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  defineRole: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        roleId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['DefineRoleRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TenantAccess'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  removeRole: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        roleId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TenantAccess'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  defineServiceIdentity: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        serviceId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['DefineServiceIdentityRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TenantAccess'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  removeServiceIdentity: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        serviceId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TenantAccess'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  changeTenantSettings: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['TenantSettingsChangeRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Tenant'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  suspendTenant: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['OperateTenantRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Tenant'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listDeliveries: {
    parameters: {
      query?: {
        state?: 'delivered' | 'waiting' | 'under_way' | 'dead';
        page_size?: number;
        page_token?: string;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description In the documented order */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['WebhookDelivery'][];
            next_page_token: string | null;
          };
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getDelivery: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        deliveryId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WebhookDelivery'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  replayDelivery: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        deliveryId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WebhookDelivery'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getSealingKey: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WebhookSealingKey'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getWebhooks: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Webhooks'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  defineWebhook: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        webhookId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['DefineWebhookRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Webhooks'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  removeWebhook: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        webhookId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Webhooks'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  listWaivers: {
    parameters: {
      query?: {
        policyId?: string;
        state?: 'requested' | 'approved' | 'rejected' | 'withdrawn' | 'revoked' | 'superseded';
        expiringBefore?: string;
        activeAt?: string;
        unused?: 'true';
        page_size?: number;
        page_token?: string;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description In the documented order */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['Waiver'][];
            next_page_token: string | null;
          };
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  requestWaiver: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['RequestWaiverRequest'];
      };
    };
    responses: {
      /** @description It was so already */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Waiver'] | components['schemas']['DryRun'];
        };
      };
      /** @description Made, at Location */
      201: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Waiver'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getWaiver: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        waiverId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Waiver'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  approveWaiver: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        waiverId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['WaiverStepRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Waiver'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  rejectWaiver: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        waiverId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['WaiverStepRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Waiver'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  renewWaiver: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        waiverId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['RenewWaiverRequest'];
      };
    };
    responses: {
      /** @description It was so already */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Waiver'] | components['schemas']['DryRun'];
        };
      };
      /** @description Made, at Location */
      201: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Waiver'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  revokeWaiver: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        waiverId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['WaiverStepRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Waiver'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getWaiverTexts: {
    parameters: {
      query?: never;
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description From an earlier mutation: what is read is no older than that */
        'X-Registry-Position'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        waiverId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Texts'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  withdrawWaiver: {
    parameters: {
      query?: {
        /** @description Only answer what this would come to, with every reason why not; nothing is recorded */
        dryRun?: boolean;
      };
      header: {
        /** @description The tenant of the token */
        'X-Stella-Tenant': string;
        /** @description Names the request: a retry with the same key has its effect once */
        'Idempotency-Key': string;
        /** @description The ETag that was seen; 412 when it has changed */
        'If-Match'?: string;
        /** @description Taken over into the answer, the logs and the audit trail */
        'X-Request-Id'?: string;
      };
      path: {
        waiverId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['WaiverStepRequest'];
      };
    };
    responses: {
      /** @description As it is now */
      200: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Waiver'] | components['schemas']['DryRun'];
        };
      };
      /** @description Not over yet: ask at Location */
      202: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Pending'];
        };
      };
      /** @description A quota is used up, or too many requests, uploads or streams of the caller are under way */
      429: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Not possible now; a retry with the same Idempotency-Key is safe */
      503: {
        headers: {
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description Refused */
      default: {
        headers: {
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  health: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It does */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': unknown;
        };
      };
    };
  };
  exposition: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Prometheus text format */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/plain': unknown;
        };
      };
    };
  };
  getOpenApi: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description OpenAPI 3.1 */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': unknown;
        };
      };
    };
  };
  ready: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description They would */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Readiness'];
        };
      };
      /** @description They would not */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Readiness'];
        };
      };
    };
  };
}
