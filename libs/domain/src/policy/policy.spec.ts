import { describe, expect, it } from '@jest/globals';
import { toTimestamp } from '@policy-registry/kernel';
import { deciderSpec } from '@policy-registry/kernel/testing';

import {
  absentTenant,
  context,
  completed,
  created,
  drafted,
  failedReport,
  HOUR_MS,
  NOW,
  openTenant,
  person,
  planned,
  policyAfter,
  published,
  reduced,
  report,
  sha,
  simulationAfter,
  simulationRequested,
  submitted,
  succeeded,
  workspaceOf,
} from '../testing/samples.ts';
import type { PolicyCommand, PolicyCommandOf } from './commands.ts';
import type { PolicyNeeds } from './decide.ts';
import { policy } from './policy.ts';

const workspace = workspaceOf(report);
const simulation = simulationAfter(simulationRequested, planned, completed, reduced, succeeded);
const needs: PolicyNeeds = { tenant: openTenant, workspace, simulation };
const author = person('u-author', 'policy:author');
const given = deciderSpec(policy, context(author, needs));
const nowhere = { needs: { ...needs, tenant: absentTenant } };
const ofVersion = { policyId: 'pay-gate', version: 1 };

describe('creating a policy', () => {
  const { beginning: _none, ...named } = created.data;
  const create: PolicyCommandOf<'CreatePolicy'> = { type: 'CreatePolicy', data: named };

  it('records its name', () => given().when(create).then(created));
  it('is refused for a name that is taken', () => given(created).when(create).thenRejected('POLICY_EXISTS'));
  it('is refused without the scope to author', () =>
    given()
      .when(create, { principal: person('u-author', 'policy:read') })
      .thenRejected('SCOPE_MISSING'));
  it('is refused in a tenant nobody opened', () =>
    given().when(create, nowhere).thenRejected('TENANT_UNKNOWN'));
});

describe('creating a version', () => {
  const create: PolicyCommandOf<'CreateVersion'> = {
    type: 'CreateVersion',
    data: { policyId: 'pay-gate', revision: 1, semver: '1.0.0' },
  };
  const saves = (...savedBy: readonly string[]) => ({
    needs: {
      ...needs,
      workspace: {
        revisions: savedBy.map((by) => ({
          ...{ contentDigest: sha('content'), files: [], savedBy: by },
          isByRegistry: by === 'runner-1',
          report,
        })),
        regressions: [],
      },
    },
  });
  const reported = (of: typeof report | undefined) => ({
    needs: {
      ...needs,
      workspace: workspaceOf(of),
    },
  });

  it('freezes the digests of the revision and of what it compiles to', () =>
    given(created).when(create).then(drafted));

  it('names the version it supersedes', () =>
    given(created, drafted)
      .when(create)
      .then({ ...drafted, data: { ...drafted.data, version: 2, supersedes: 1 } }));

  it('counts whoever saved a revision up to this one, and whoever asks, into the lineage', () =>
    given(created)
      .when(
        { type: 'CreateVersion', data: { ...create.data, revision: 2 } },
        saves('u-ben', 'u-ann', 'u-zoe'),
      )
      .then({ ...drafted, data: { ...drafted.data, revision: 2, lineage: ['u-ann', 'u-author', 'u-ben'] } }));

  it('counts nobody in for a revision that the registry made', () =>
    given(created)
      .when({ type: 'CreateVersion', data: { ...create.data, revision: 2 } }, saves('u-ben', 'runner-1'))
      .then({ ...drafted, data: { ...drafted.data, revision: 2, lineage: ['u-author', 'u-ben'] } }));

  it('starts the lineage anew after the last published version', () =>
    given(created, drafted, published)
      .when(
        { type: 'CreateVersion', data: { ...create.data, revision: 2, semver: '1.1.0' } },
        saves('u-ben', 'u-ann'),
      )
      .then({
        ...drafted,
        data: { ...drafted.data, version: 2, revision: 2, semver: '1.1.0', lineage: ['u-ann', 'u-author'] },
      }));

  it('keeps everybody who had a hand in the version it supersedes', () =>
    given(created, { ...drafted, data: { ...drafted.data, lineage: ['u-ben'] } }, submitted)
      .when(create)
      .then({
        ...drafted,
        data: {
          ...drafted.data,
          version: 2,
          supersedes: 1,
          lineage: ['u-author', 'u-simulant', 'u-submitter'],
        },
      }));

  it('is refused for a policy that is not there', () => given().when(create).thenRejected('POLICY_UNKNOWN'));

  it('is refused for a revision nobody saved', () => {
    given(created).when(create, saves()).thenRejected('REVISION_UNKNOWN');
    given(created)
      .when(create, { needs: { ...needs, workspace: undefined } })
      .thenRejected('REVISION_UNKNOWN');
  });

  it('is refused for a revision whose content was disposed of, unless it has a version already', () => {
    const [saved] = workspace.revisions;
    const revisions = saved === undefined ? [] : [{ ...saved, isDisposed: true as const }];
    const gone = { needs: { ...needs, workspace: { ...workspace, revisions } } };
    given(created).when(create, gone).thenRejected('REVISION_DISPOSED');
    const again = { version: 2, semver: '1.0.0', supersedes: 1 };
    given(created, drafted)
      .when(create, gone)
      .then({ ...drafted, data: { ...drafted.data, ...again } });
  });

  it('is refused while the revision is being compiled', () =>
    given(created).when(create, reported(undefined)).thenRejected('REVISION_NOT_COMPILED'));

  it('is refused for a revision that does not compile', () =>
    given(created).when(create, reported(failedReport)).thenRejected('REVISION_HAS_ERRORS'));

  it('is refused under a semver that is published', () =>
    given(created, drafted, published).when(create).thenRejected('SEMVER_TAKEN'));

  it('is refused without the scope to author', () =>
    given(created)
      .when(create, { principal: person('u-author', 'policy:review') })
      .thenRejected('SCOPE_MISSING'));
});

describe('what a version froze of lint and tests', () => {
  const submit: PolicyCommand = {
    type: 'SubmitVersion',
    data: { ...ofVersion, simulationId: 'sim-1', reviewers: [] },
  };
  const draftedWith = (checks: typeof drafted.data.checks) => {
    const { checks: _checks, ...data } = drafted.data;
    return { ...drafted, data: { ...data, ...(checks !== undefined && { checks }) } };
  };
  const tests = { total: 2, failed: 0 };
  const warning = {
    severity: 'warning',
    code: 'RULE_WITHOUT_BECAUSE',
    message: 'say why',
    file: 'policy.stella',
    line: 3,
    column: 5,
  } as const;
  const failure = { file: 'tests/a.json', line: 4, column: 3, test: 'kev', detail: 'kev: status is …' };
  const revisionWith = (more: Partial<typeof report>) => ({
    needs: {
      ...needs,
      workspace: workspaceOf({ ...report, ...more }),
    },
  });

  it('is nothing for a revision that was compiled before they counted', () => {
    const { warnings: _warnings, tests: _tests, ...old } = report;
    const create: PolicyCommand = {
      type: 'CreateVersion',
      data: { policyId: 'pay-gate', revision: 1, semver: '1.0.0' },
    };
    given(created)
      .when(create, {
        needs: {
          ...needs,
          workspace: workspaceOf(old),
        },
      })
      .then(draftedWith(undefined));
  });

  it('keeps a version from submission that was never checked', () =>
    given(created, draftedWith(undefined)).when(submit).thenRejected('VERSION_UNCHECKED'));

  it('keeps a version with a warning from submission, and says where it is', () => {
    const withWarning = draftedWith({ warnings: 1, tests });
    given(created, withWarning).when(submit).thenRejected('VERSION_NOT_LINT_CLEAN');
    const asked = { ...context(author, revisionWith({ diagnostics: [warning] }).needs) };
    expect(() => policy.decide(submit, policyAfter(created, withWarning), asked)).toThrow(
      expect.objectContaining({
        message: 'the compiler gave 1 warning',
        faults: [{ code: 'RULE_WITHOUT_BECAUSE', detail: 'say why', line: 3, column: 5 }],
      }),
    );
  });

  it('keeps a version with a failed test from submission, and says which', () => {
    const withFailure = draftedWith({ warnings: 0, tests: { total: 2, failed: 1 } });
    given(created, withFailure).when(submit).thenRejected('VERSION_TESTS_FAILED');
    const failed = { total: 2, failed: 1, failures: [failure], reportDigest: sha('test report') };
    const asked = context(author, revisionWith({ tests: failed }).needs);
    expect(() => policy.decide(submit, policyAfter(created, withFailure), asked)).toThrow(
      expect.objectContaining({
        message: '1 of 2 policy tests failed',
        faults: [
          { code: 'POLICY_TEST_FAILED', detail: 'tests/a.json: kev: status is …', line: 4, column: 3 },
        ],
      }),
    );
  });

  it('lets a version without any test pass', () =>
    given(created, draftedWith({ warnings: 0, tests: { total: 0, failed: 0 } }))
      .when(submit)
      .then({
        ...submitted,
        data: { ...submitted.data, reviewers: [], lineage: ['u-author', 'u-simulant'] },
      }));
});

describe('submitting a version', () => {
  const submit: PolicyCommand = {
    type: 'SubmitVersion',
    data: { ...ofVersion, simulationId: 'sim-1', reviewers: ['u-approver'] },
  };
  const submitter = { principal: person('u-submitter', 'policy:author') };
  const attached = (of: PolicyNeeds['simulation']) => ({ ...submitter, needs: { ...needs, simulation: of } });
  const { data: asked } = simulationRequested;

  it('attaches the simulation, and its sender and the submitter to the lineage', () =>
    given(created, drafted).when(submit, submitter).then(submitted));

  it('is refused once it is submitted', () =>
    given(created, drafted, submitted).when(submit).thenRejected('VERSION_NOT_DRAFT'));

  it('is refused without a simulation', () => {
    given(created, drafted).when(submit, attached(undefined)).thenRejected('SIMULATION_UNKNOWN');
    given(created, drafted).when(submit, attached(simulationAfter())).thenRejected('SIMULATION_UNKNOWN');
  });

  it('is refused with the simulation of another text or of another policy', () => {
    const candidate = { ...asked.inputs.candidate, contentDigest: sha('another text') };
    const ofText = { ...simulationRequested, data: { ...asked, inputs: { ...asked.inputs, candidate } } };
    const ofPolicy = { ...simulationRequested, data: { ...asked, policyId: 'other-gate' } };
    for (const other of [ofText, ofPolicy]) {
      given(created, drafted)
        .when(submit, attached(simulationAfter(other, planned, completed, reduced, succeeded)))
        .thenRejected('SIMULATION_OF_OTHER_CONTENT');
    }
  });

  it('is refused with the same text compiled to another policy', () => {
    const candidate = { ...asked.inputs.candidate, irDigest: sha('another ir') };
    const other = { ...simulationRequested, data: { ...asked, inputs: { ...asked.inputs, candidate } } };
    given(created, drafted)
      .when(submit, attached(simulationAfter(other, planned, completed, reduced, succeeded)))
      .thenRejected('SIMULATION_OF_OTHER_CONTENT');
  });

  it('is refused until the simulation has succeeded', () => {
    const failed = {
      type: 'SimulationFailed',
      schemaVersion: 1,
      data: { simulationId: 'sim-1', code: 'SIGNING_FAILED', detail: '' },
    } as const;
    for (const facts of [[], [planned], [planned, reduced], [planned, failed]]) {
      given(created, drafted)
        .when(submit, attached(simulationAfter(simulationRequested, ...facts)))
        .thenRejected('SIMULATION_UNFINISHED');
    }
  });

  it('takes a simulation of exactly the oldest age and none older', () => {
    const oldest = NOW + 23 * HOUR_MS; // the simulation was requested one hour before NOW
    given(created, drafted)
      .when(submit, { ...submitter, now: oldest })
      .then({ ...submitted, data: { ...submitted.data, submittedAt: toTimestamp(oldest) } });
    given(created, drafted)
      .when(submit, { ...submitter, now: oldest + 1 })
      .thenRejected('SIMULATION_STALE');
  });

  it('is refused when the version moved since it was looked at', () =>
    given(created, drafted).when(submit, { ifMatch: '7' }).thenRejected('RESOURCE_STALE'));

  it('is refused for what is not there', () => {
    given().when(submit).thenRejected('POLICY_UNKNOWN');
    given(created).when(submit).thenRejected('VERSION_UNKNOWN');
    given(created, drafted).when(submit, nowhere).thenRejected('TENANT_UNKNOWN');
  });

  it('is refused without the scope to author', () =>
    given(created, drafted)
      .when(submit, { principal: person('u-approver', 'policy:approve') })
      .thenRejected('SCOPE_MISSING'));
});
