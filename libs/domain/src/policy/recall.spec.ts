import { describe, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';

import {
  absentTenant,
  context,
  created,
  drafted,
  openTenant,
  person,
  published,
  report,
  sha,
  workspaceOf,
} from '../testing/samples.ts';
import type { PolicyCommandOf } from './commands.ts';
import type { PolicyNeeds } from './decide.ts';
import type { PolicyFact } from './events.ts';
import { policy } from './policy.ts';
import { RECALLED_AT_ONCE_MAX } from './recall.ts';

const at = '2026-03-02T09:00:00.000Z';
const needs: PolicyNeeds = { tenant: openTenant, workspace: workspaceOf(report), simulation: undefined };
const operator = person('u-operator', 'policy:operate');
const reasoned = { policyId: 'pay-gate', reasonDigest: sha('reason') };

const draftOf = (version: number): PolicyFact => ({ ...drafted, data: { ...drafted.data, version } });
const publishedAs = (version: number): PolicyFact => ({ ...published, data: { ...published.data, version } });
const inUse = (version: number) => [draftOf(version), publishedAs(version)];
const left = (
  type: 'VersionDeprecated' | 'VersionArchived' | 'VersionRecalled',
  version: number,
): PolicyFact => ({
  type,
  schemaVersion: 1,
  data: { ...reasoned, version, by: 'u-operator', at },
});
const recalled = (version: number) => left('VersionRecalled', version);
const recall = (version: number, more: object = {}): PolicyCommandOf<'RecallVersion'> => ({
  type: 'RecallVersion',
  data: { ...reasoned, version, ...more },
});
const given = (...facts: readonly PolicyFact[]) =>
  deciderSpec(policy, context(operator, needs))(created, ...facts);

describe('recalling a version', () => {
  it('says who did it, when and why, of a published one and of a deprecated one', () => {
    given(...inUse(1))
      .when(recall(1))
      .then(recalled(1));
    given(...inUse(1), left('VersionDeprecated', 1))
      .when(recall(1))
      .then(recalled(1));
  });

  it('keeps a ticket beside the reason', () => {
    const ticketDigest = sha('ticket');
    given(...inUse(1))
      .when(recall(1, { ticketDigest }))
      .then({ ...recalled(1), data: { ...recalled(1).data, ticketDigest } } as PolicyFact);
  });

  it('changes nothing of one that is recalled', () =>
    given(...inUse(1), recalled(1))
      .when(recall(1))
      .thenNothing());

  it('is refused for what is in use nowhere', () => {
    given(draftOf(1)).when(recall(1)).thenRejected('VERSION_NOT_PUBLISHED');
    given(...inUse(1), left('VersionDeprecated', 1), left('VersionArchived', 1))
      .when(recall(1))
      .thenRejected('VERSION_NOT_PUBLISHED');
  });

  it('needs a reason and the scope of operators', () => {
    given(...inUse(1))
      .when(recall(1, { reasonDigest: undefined }))
      .thenRejected('REASON_MISSING');
    given(...inUse(1))
      .when(recall(1), { principal: person('u-admin', 'policy:publish', 'policy:archive', 'tenant:admin') })
      .thenRejected('SCOPE_MISSING');
  });

  it('is refused when the version moved since it was looked at, and for what is not there', () => {
    given(...inUse(1))
      .when(recall(1), { ifMatch: '1' })
      .thenRejected('RESOURCE_STALE');
    given(...inUse(1))
      .when(recall(2))
      .thenRejected('VERSION_UNKNOWN');
    given(...inUse(1))
      .when(recall(1), { needs: { ...needs, tenant: absentTenant } })
      .thenRejected('TENANT_UNKNOWN');
  });

  it('is refused where the record of its content was changed', () =>
    given(...inUse(1))
      .when(recall(1), { needs: { ...needs, workspace: workspaceOf(undefined) } })
      .thenRejected('CONTENT_MISMATCHED'));
});

describe('recalling a range', () => {
  const all = [...inUse(1), ...inUse(2), left('VersionDeprecated', 2), draftOf(3), ...inUse(4)];

  it('is one event with a fact for each version in use; drafts and what is recalled stay as they are', () => {
    given(...all)
      .when(recall(4, { fromVersion: 1 }))
      .then(recalled(1), recalled(2), recalled(4));
    given(...all)
      .when(recall(3, { fromVersion: 2 }))
      .then(recalled(2));
    given(...all, recalled(2))
      .when(recall(4, { fromVersion: 2 }))
      .then(recalled(4));
  });

  it('changes nothing where all that were in use are recalled, and is refused where none ever was', () => {
    given(...all, recalled(2))
      .when(recall(3, { fromVersion: 2 }))
      .thenNothing();
    given(...all)
      .when(recall(3, { fromVersion: 3 }))
      .thenRejected('VERSION_NOT_PUBLISHED');
  });

  it('begins at or before the version that it ends with', () =>
    given(...all)
      .when(recall(2, { fromVersion: 4 }))
      .thenRejected('RANGE_INVALID'));

  it('has as many versions in use as facts fit into an event', () => {
    const most = Array.from({ length: RECALLED_AT_ONCE_MAX + 1 }, (_, index) => index + 1);
    given(...most.flatMap(inUse))
      .when(recall(most.length, { fromVersion: 2 }))
      .then(...most.slice(1).map(recalled));
    given(...most.flatMap(inUse))
      .when(recall(most.length, { fromVersion: 1 }))
      .thenRejected('RANGE_INVALID');
  });
});
