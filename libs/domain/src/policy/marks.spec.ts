import { describe, expect, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';

import {
  absentTenant,
  approvalGiven,
  approved,
  context,
  created,
  drafted,
  openTenant,
  person,
  policyAfter,
  published,
  sha,
  statement,
  submitted,
} from '../testing/samples.ts';
import type { PolicyCommand } from './commands.ts';
import type { PolicyNeeds } from './decide.ts';
import { MARKS_MAX, type PolicyFact } from './events.ts';
import { policy } from './policy.ts';

const ofVersion = { policyId: 'pay-gate', version: 1 };
type Marked = Extract<PolicyFact, { type: 'DecisionMarked' }>;
const marked: Marked = {
  type: 'DecisionMarked',
  schemaVersion: 1,
  data: {
    ...ofVersion,
    simulationId: 'sim-1',
    index: 3,
    mark: 'unintended',
    class: 'newly_blocked',
    by: 'u-reviewer',
    at: '2026-03-02T09:00:00.000Z',
    reasonDigest: sha('reason'),
  },
};
const marking = (data: Partial<Marked['data']> = {}): Marked => ({
  ...marked,
  data: { ...marked.data, ...data },
});
const mark = (changed: Partial<Marked['data']> = {}): PolicyCommand => {
  const { by: _by, at: _at, ...data } = marking(changed).data;
  return { type: 'MarkDecision', data };
};

const reviewer = person('u-reviewer', 'policy:review');
const needs: PolicyNeeds = { tenant: openTenant, workspace: undefined, simulation: undefined };
const given = deciderSpec(policy, context(reviewer, needs));
const inReview = [created, drafted, submitted];

const approve: PolicyCommand = {
  type: 'ApproveVersion',
  data: {
    ...ofVersion,
    contentDigest: sha('content'),
    evidenceDigest: sha('evidence'),
    reasonDigest: sha('reason'),
  },
};
const publish: PolicyCommand = {
  type: 'PublishVersion',
  data: { ...ofVersion, reasonDigest: sha('reason'), ticketDigest: sha('ticket') },
};
const approver = { principal: person('u-approver', 'policy:approve') };
const publisher = { principal: person('u-publisher', 'policy:publish') };

describe('marking a changed decision', () => {
  it('is a reviewer’s, while a version is in review or approved', () => {
    given(...inReview)
      .when(mark())
      .then(marked);
    given(...inReview, approvalGiven, approved)
      .when(mark())
      .then(marked);
  });

  it('can be revised, and says nothing twice', () => {
    given(...inReview, marked)
      .when(mark({ mark: 'intended' }))
      .then(marking({ mark: 'intended' }));
    given(...inReview, marked)
      .when(mark())
      .thenNothing();
  });

  it('is refused of a version that is no longer, or not yet, in review', () => {
    given(created, drafted).when(mark()).thenRejected('VERSION_NOT_SUBMITTED');
    given(...inReview, approvalGiven, approved, published)
      .when(mark())
      .thenRejected('VERSION_NOT_SUBMITTED');
  });

  it('is refused while the publication is being signed', () => {
    const data = { ...ofVersion, attempt: 1, statement, statementDigest: sha('statement') };
    given(...inReview, approvalGiven, approved, { type: 'PublicationRequested', schemaVersion: 1, data })
      .when(mark())
      .thenRejected('PUBLICATION_PENDING');
  });

  it('is refused over another simulation than that of the submission', () =>
    given(...inReview)
      .when(mark({ simulationId: 'sim-2' }))
      .thenRejected('SIMULATION_OF_OTHER_CONTENT'));

  it('is refused to whoever had a hand in what is reviewed', () =>
    given(...inReview)
      .when(mark(), { principal: person('u-author', 'policy:review') })
      .thenRejected('MARKER_IN_LINEAGE'));

  it('needs a reason, the scope and an open tenant', () => {
    const { reasonDigest: _left, ...data } = marked.data;
    const { by: _by, at: _at, ...bare } = data;
    given(...inReview)
      .when({ type: 'MarkDecision', data: bare })
      .thenRejected('REASON_MISSING');
    given(...inReview)
      .when(mark(), { principal: person('u-reviewer', 'policy:approve') })
      .thenRejected('SCOPE_MISSING');
    given(...inReview)
      .when(mark(), { needs: { ...needs, tenant: absentTenant } })
      .thenRejected('TENANT_UNKNOWN');
  });

  it('is bounded in number; what is marked can still be revised', () => {
    const many = Array.from({ length: MARKS_MAX }, (_, index) => marking({ index, mark: 'intended' }));
    given(...inReview, ...many)
      .when(mark({ index: MARKS_MAX }))
      .thenRejected('MARKS_TOO_MANY');
    given(...inReview, ...many)
      .when(mark({ index: 3 }))
      .then(marked);
  });
});

describe('an unintended change', () => {
  it('keeps the version from being approved and from being published', () => {
    given(...inReview, marked)
      .when(approve, approver)
      .thenRejected('DECISION_UNINTENDED');
    given(...inReview, approvalGiven, approved, marked)
      .when(publish, publisher)
      .thenRejected('DECISION_UNINTENDED');
  });

  it('is named by its tuple and class', () => {
    const state = policyAfter(...inReview, marked);
    const by = context(approver.principal, needs);
    expect(() => policy.decide(approve, state, by)).toThrow(
      expect.objectContaining({
        faults: [{ code: 'decision_unintended', detail: 'tuple 3 of the snapshot: newly_blocked' }],
      }),
    );
  });

  it('lets the version go on once the mark is revised', () =>
    given(...inReview, marked, marking({ mark: 'intended' }))
      .when(approve, approver)
      .then(approvalGiven, approved));
});
