import { describe, it } from '@jest/globals';
import { digestOf } from '@policy-registry/kernel';
import { deciderSpec } from '@policy-registry/kernel/testing';

import {
  absentTenant,
  approvalGiven,
  approved,
  context,
  created,
  drafted,
  HOUR_MS,
  NOW,
  openTenant,
  person,
  published,
  report,
  sha,
  statement,
  submitted,
  system,
  workspaceOf,
} from '../testing/samples.ts';
import type { PolicyCommand, PolicyCommandOf } from './commands.ts';
import type { PolicyNeeds } from './decide.ts';
import type { PolicyFact } from './events.ts';
import { policy } from './policy.ts';

const ofVersion = { policyId: 'pay-gate', version: 1 };
const reasoned = { reasonDigest: sha('reason'), ticketDigest: sha('ticket') };
const statementDigest = digestOf(statement);
const needs: PolicyNeeds = { tenant: openTenant, workspace: workspaceOf(report), simulation: undefined };

const life: readonly PolicyFact[] = [created, drafted, submitted, approvalGiven, approved];
const requested: PolicyFact = {
  type: 'PublicationRequested',
  schemaVersion: 1,
  data: { ...ofVersion, attempt: 1, statement, statementDigest, endsBy: '2026-03-02T11:00:00.000Z' },
};
const secondRequest: PolicyFact = { ...requested, data: { ...requested.data, attempt: 2 } };
const failed: PolicyFact = {
  type: 'PublicationFailed',
  schemaVersion: 1,
  data: { ...ofVersion, attempt: 1, reason: 'SIGNER_UNREACHABLE' },
};
const done: PolicyFact = { ...published, data: { ...published.data, statementDigest } };
/** Version 2 of the same semver, as far as its approval. */
const rival: readonly PolicyFact[] = [
  { ...drafted, data: { ...drafted.data, version: 2, supersedes: 1 } },
  { ...submitted, data: { ...submitted.data, version: 2 } },
  { type: 'VersionApproved', schemaVersion: 1, data: { ...ofVersion, version: 2, approvals: 1 } },
];

describe('publishing a version', () => {
  const publish: PolicyCommandOf<'PublishVersion'> = {
    type: 'PublishVersion',
    data: { ...ofVersion, ...reasoned },
  };
  const publishRival: PolicyCommand = { type: 'PublishVersion', data: { ...publish.data, version: 2 } };
  const publisher = person('u-publisher', 'policy:publish');
  const given = deciderSpec(policy, context(publisher, needs));

  it('freezes the statement to be signed and leaves the version approved', () =>
    given(...life)
      .when(publish)
      .then(requested));

  it('waits while the statement is being signed', () =>
    given(...life, requested)
      .when(publish)
      .thenRejected('PUBLICATION_PENDING'));

  it('tries again after a failure, as the next attempt', () =>
    given(...life, requested, failed)
      .when(publish)
      .then(secondRequest));

  it('changes nothing once it is published', () =>
    given(...life, requested, done)
      .when(publish)
      .thenNothing());

  it('is refused before the version is approved', () => {
    given(created, drafted).when(publish).thenRejected('VERSION_NOT_APPROVED');
    given(created, drafted, submitted).when(publish).thenRejected('VERSION_NOT_APPROVED');
  });

  it('is refused under a semver that another version was published under', () =>
    given(...life, ...rival, requested, done)
      .when(publishRival)
      .thenRejected('SEMVER_TAKEN'));

  it('is refused under a semver that another version is being published under', () =>
    given(...life, ...rival, requested)
      .when(publishRival)
      .thenRejected('SEMVER_TAKEN'));

  it('needs a reason and a ticket', () => {
    const { reasonDigest, ticketDigest } = reasoned;
    given(...life)
      .when({ type: 'PublishVersion', data: { ...ofVersion, ticketDigest } })
      .thenRejected('REASON_MISSING');
    given(...life)
      .when({ type: 'PublishVersion', data: { ...ofVersion, reasonDigest } })
      .thenRejected('TICKET_MISSING');
  });

  it('needs a sign-in of at most the tenant’s age', () => {
    given(...life)
      .when(publish, { now: NOW + 240_001 })
      .thenRejected('AUTHENTICATION_STALE');
    const { authenticatedAt, ...never } = publisher;
    given(...life)
      .when(publish, { principal: never })
      .thenRejected('AUTHENTICATION_STALE');
  });

  it('is refused to a service identity and to a person who is not there', () => {
    given(...life)
      .when(publish, { principal: { ...publisher, type: 'service' } })
      .thenRejected('INTERACTIVE_REQUIRED');
    given(...life)
      .when(publish, { principal: { ...publisher, isInteractive: false } })
      .thenRejected('INTERACTIVE_REQUIRED');
  });

  it('is refused without its scope', () =>
    given(...life)
      .when(publish, { principal: person('u-publisher', 'policy:promote', 'policy:approve', 'tenant:admin') })
      .thenRejected('SCOPE_MISSING'));

  it('is refused when the version moved since it was looked at', () =>
    given(...life)
      .when(publish, { ifMatch: '2' })
      .thenRejected('RESOURCE_STALE'));

  it('is refused for what is not there', () => {
    given().when(publish).thenRejected('POLICY_UNKNOWN');
    given(created).when(publish).thenRejected('VERSION_UNKNOWN');
    given(...life)
      .when(publish, { needs: { ...needs, tenant: absentTenant } })
      .thenRejected('TENANT_UNKNOWN');
  });
});

describe('a publication whose signature does not come', () => {
  const given = deciderSpec(policy, context(system, needs));
  const timeOut: PolicyCommand = { type: 'TimeOutPublication', data: { ...ofVersion, attempt: 1 } };
  const overdue = { now: NOW + 2 * HOUR_MS };

  it('fails after two hours and no sooner, and leaves the version approved', () => {
    given(...life, requested)
      .when(timeOut, overdue)
      .then({ ...failed, data: { ...failed.data, reason: 'TIMED_OUT' } });
    given(...life, requested)
      .when(timeOut, { now: overdue.now - 1 })
      .thenNothing();
  });

  it('stays as it is when it is over, or is tried again', () => {
    given(...life, requested, done)
      .when(timeOut, overdue)
      .thenNothing();
    given(...life, requested, failed, secondRequest)
      .when(timeOut, overdue)
      .thenNothing();
  });

  it('is failed by the registry alone', () =>
    given(...life, requested)
      .when(timeOut, { ...overdue, principal: person('u-publisher', 'policy:publish') })
      .thenRejected('SYSTEM_REQUIRED'));
});

describe('recording the attestation of a publication', () => {
  const attestation = {
    ...ofVersion,
    attempt: 1,
    statementDigest,
    attestationId: sha('bundle'),
    keyId: sha('key'),
  };
  const record: PolicyCommand = { type: 'RecordPublicationAttestation', data: attestation };
  const given = deciderSpec(policy, context(system, needs));

  it('publishes the version', () =>
    given(...life, requested)
      .when(record)
      .then(done));

  it('publishes it once', () =>
    given(...life, requested, done)
      .when(record)
      .thenNothing());

  it('is refused for another statement than the one requested', () =>
    given(...life, requested)
      .when({ type: 'RecordPublicationAttestation', data: { ...attestation, statementDigest: sha('other') } })
      .thenRejected('STATEMENT_MISMATCHED'));

  it('is refused for an attempt that is over, or that nobody made', () => {
    given(...life, requested, failed)
      .when(record)
      .thenRejected('ATTEMPT_STALE');
    given(...life, requested, failed, secondRequest)
      .when(record)
      .thenRejected('ATTEMPT_STALE');
    given(...life)
      .when(record)
      .thenRejected('ATTEMPT_STALE');
  });

  it('is refused to everybody but the registry', () =>
    given(...life, requested)
      .when(record, { principal: person('u-publisher', 'policy:publish') })
      .thenRejected('SYSTEM_REQUIRED'));
});

describe('recording a failed publication', () => {
  const record: PolicyCommand = {
    type: 'RecordPublicationFailure',
    data: { ...ofVersion, attempt: 1, reason: 'SIGNER_UNREACHABLE' },
  };
  const given = deciderSpec(policy, context(system, needs));

  it('ends the attempt', () =>
    given(...life, requested)
      .when(record)
      .then(failed));

  it('changes nothing when the attempt is over', () => {
    given(...life)
      .when(record)
      .thenNothing();
    given(...life, requested, failed)
      .when(record)
      .thenNothing();
    given(...life, requested, failed, secondRequest)
      .when(record)
      .thenNothing();
    given(...life, requested, done)
      .when(record)
      .thenNothing();
  });

  it('is refused to everybody but the registry', () =>
    given(...life, requested)
      .when(record, { principal: person('u-publisher', 'policy:publish') })
      .thenRejected('SYSTEM_REQUIRED'));
});
