import { describe, it } from '@jest/globals';
import { digestOf, type Principal } from '@policy-registry/kernel';
import { deciderSpec } from '@policy-registry/kernel/testing';

import {
  approvalGiven,
  approved,
  completed,
  context,
  created,
  drafted,
  openTenant,
  person,
  planned,
  published,
  reduced,
  report,
  sha,
  simulationAfter,
  simulationRequested,
  statement,
  submitted,
  succeeded,
  system,
  workspaceOf,
} from '../testing/samples.ts';
import type { Workspace } from '../workspace/state.ts';
import type { PolicyCommand } from './commands.ts';
import type { PolicyNeeds } from './decide.ts';
import type { PolicyFact } from './events.ts';
import { policy } from './policy.ts';

const ofVersion = { policyId: 'pay-gate', version: 1 };
const reasoned = { ...ofVersion, reasonDigest: sha('reason'), ticketDigest: sha('ticket') };
const simulation = simulationAfter(simulationRequested, planned, completed, reduced, succeeded);
const everything = person(
  'u-outsider',
  'policy:author',
  'policy:review',
  'policy:approve',
  'policy:publish',
  'policy:operate',
);
const statementDigest = digestOf(statement);
const requested: PolicyFact = {
  type: 'PublicationRequested',
  schemaVersion: 1,
  data: { ...ofVersion, attempt: 1, statement, statementDigest },
};
const inReview = [created, drafted, submitted];
const agreed = [...inReview, approvalGiven, approved];
const inUse = [...agreed, published];

const transitions: readonly (readonly [readonly PolicyFact[], PolicyCommand, Principal])[] = [
  [
    [created, drafted],
    { type: 'SubmitVersion', data: { ...ofVersion, simulationId: 'sim-1', reviewers: [] } },
    everything,
  ],
  [
    inReview,
    {
      type: 'ApproveVersion',
      data: { ...reasoned, contentDigest: sha('content'), evidenceDigest: sha('evidence') },
    },
    everything,
  ],
  [inReview, { type: 'RequestChanges', data: reasoned }, everything],
  [inReview, { type: 'WithdrawVersion', data: reasoned }, everything],
  [agreed, { type: 'PublishVersion', data: reasoned }, everything],
  [
    [...agreed, requested],
    {
      type: 'RecordPublicationAttestation',
      data: { ...ofVersion, attempt: 1, statementDigest, attestationId: sha('bundle'), keyId: sha('key') },
    },
    system,
  ],
  [inUse, { type: 'DeprecateVersion', data: reasoned }, everything],
];

const workspace = workspaceOf(report);
const revisionWith = (changed: Partial<Workspace['revisions'][number]>): Workspace => ({
  ...workspace,
  revisions: workspace.revisions.map((revision) => ({ ...revision, ...changed })),
});
const compiled = { irDigest: sha('another ir'), isShadow: false, rules: 3, complexity: 12 };

describe.each(transitions.map(([history, command, by]) => ({ history, command, by, name: command.type })))(
  '$name',
  ({ history, command, by }) => {
    const needs: PolicyNeeds = { tenant: openTenant, workspace, simulation };
    const given = deciderSpec(policy, context(by, needs));
    const refusedFor = (other: Workspace | undefined): void =>
      given(...history)
        .when(command, { needs: { ...needs, workspace: other } })
        .thenRejected('CONTENT_MISMATCHED');

    it('goes on only while the workspace has the content that the version froze', () => {
      refusedFor(revisionWith({ contentDigest: sha('another text') }));
      refusedFor(revisionWith({ report: { ...report, compiled } }));
      refusedFor({ ...workspace, revisions: [] });
      refusedFor(undefined);
    });
  },
);

describe('recording the attestation of a publication', () => {
  it('is refused for a statement about other content than the version froze', () => {
    const other = { ...statement, contentDigest: sha('another text') };
    const digest = digestOf(other);
    const asked = { ...requested, data: { ...requested.data, statement: other, statementDigest: digest } };
    const record: PolicyCommand = {
      type: 'RecordPublicationAttestation',
      data: { ...ofVersion, attempt: 1, statementDigest: digest, attestationId: sha('b'), keyId: sha('k') },
    };
    deciderSpec(policy, context(system, { tenant: openTenant, workspace, simulation }))(
      ...agreed,
      asked as PolicyFact,
    )
      .when(record)
      .thenRejected('CONTENT_MISMATCHED');
  });
});
