/** A run that a scheduler of acme asked for, as it would lie in DEAD. */
export const runSubject = 'registry.cmd.scheduler.acme.runs';

export const runRequest = {
  schema: 'scheduler.policy-run-request@1',
  ...{ tenantId: 'acme', policyId: 'p', policyVersion: 1, runId: 'nightly/1', requestedBy: 'nightly' },
  ...{ mode: 'simulate', priority: 'normal' },
  inputs: {
    ...{ sbomSet: ['fleet/blue'], advisoryCursor: 'a', vexCursor: 'v' },
    environment: { evaluated_at: '2025-05-14T00:00:00.000Z', target: 'prod' },
  },
};

/** The letter that holds it, but for the sequence it had. */
export const buriedRun = {
  ...{ stream: 'RUNS', tenant: 'acme', subject: runSubject, reason: 'it killed its worker' },
  bytes: new TextEncoder().encode(JSON.stringify(runRequest)),
};
