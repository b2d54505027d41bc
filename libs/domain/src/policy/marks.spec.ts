import { describe, expect, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';

import {
  absentTenant,
  approvalGiven,
  approved,
  completed,
  context,
  created,
  drafted,
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
  statement,
  submitted,
  succeeded,
  workspaceOf,
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

const reviewer = person('u-reviewer', 'policy:review', 'findings:read');
const another = { principal: person('u-another', 'policy:review', 'findings:read') };
// Ten tuples, of which four are newly blocked.
const simulation = simulationAfter(simulationRequested, planned, completed, reduced, succeeded);
const needs: PolicyNeeds = { tenant: openTenant, workspace: workspaceOf(report), simulation };
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

  it('can be revised and withdrawn, and says nothing twice', () => {
    given(...inReview, marked)
      .when(mark({ mark: 'intended' }))
      .then(marking({ mark: 'intended' }));
    given(...inReview, marked)
      .when(mark({ mark: 'withdrawn' }))
      .then(marking({ mark: 'withdrawn' }));
    given(...inReview, marked)
      .when(mark())
      .thenNothing();
    given(...inReview, marked, marking({ mark: 'withdrawn' }))
      .when(mark({ mark: 'withdrawn' }))
      .thenNothing();
  });

  it('leaves what others said of it', () => {
    const otherwise = marking({ mark: 'intended', by: 'u-another' });
    given(...inReview, marked)
      .when(mark({ mark: 'intended' }), another)
      .then(otherwise);
    given(...inReview, marked)
      .when(mark({ mark: 'withdrawn' }), another)
      .thenNothing();
    expect(policyAfter(...inReview, marked, otherwise)).toMatchObject({
      versions: [
        {
          marks: [
            { mark: 'unintended', by: 'u-reviewer' },
            { mark: 'intended', by: 'u-another' },
          ],
        },
      ],
    });
  });

  it('is of one that the simulation counted', () => {
    const three = [0, 1, 2].map((index) => marking({ index }));
    given(...inReview, ...three)
      .when(mark())
      .then(marked);
    given(...inReview, ...three, marked)
      .when(mark({ index: 4 }))
      .thenRejected('DECISION_UNKNOWN');
    for (const unknown of [{ index: 10 }, { class: 'newly_allowed' }, { class: 'unchanged' }])
      given(...inReview)
        .when(mark(unknown))
        .thenRejected('DECISION_UNKNOWN');
  });

  it('can be withdrawn where all that changed is marked, and marked once more by others', () => {
    const four = [0, 1, 2, 3].map((index) => marking({ index }));
    given(...inReview, ...four)
      .when(mark({ mark: 'withdrawn' }))
      .then(marking({ mark: 'withdrawn' }));
    given(...inReview, ...four)
      .when(mark(), another)
      .then(marking({ by: 'u-another' }));
  });

  it('is taken as it is of a simulation that has no result any more', () =>
    given(...inReview)
      .when(mark({ index: 99 }), { needs: { ...needs, simulation: undefined } })
      .then(marking({ index: 99 })));

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
      .when(mark(), { principal: person('u-author', 'policy:review', 'findings:read') })
      .thenRejected('MARKER_IN_LINEAGE'));

  it('needs a reason, both scopes and an open tenant', () => {
    const { reasonDigest: _left, ...data } = marked.data;
    const { by: _by, at: _at, ...bare } = data;
    given(...inReview)
      .when({ type: 'MarkDecision', data: bare })
      .thenRejected('REASON_MISSING');
    for (const principal of [
      person('u-reviewer', 'policy:approve', 'findings:read'),
      person('u-reviewer', 'policy:review'),
    ])
      given(...inReview)
        .when(mark(), { principal })
        .thenRejected('SCOPE_MISSING');
    given(...inReview)
      .when(mark(), { needs: { ...needs, tenant: absentTenant } })
      .thenRejected('TENANT_UNKNOWN');
  });

  it('is bounded in number; what is marked can still be revised', () => {
    const many = Array.from({ length: MARKS_MAX }, (_, at) => marking({ mark: 'intended', by: `u-${at}` }));
    given(...inReview, ...many)
      .when(mark())
      .thenRejected('MARKS_TOO_MANY');
    const own = { principal: person('u-3', 'policy:review', 'findings:read') };
    given(...inReview, ...many)
      .when(mark(), own)
      .then(marking({ by: 'u-3' }));
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
    const state = policyAfter(...inReview, marked, marking({ by: 'u-another' }));
    const by = context(approver.principal, needs);
    expect(() => policy.decide(approve, state, by)).toThrow(
      expect.objectContaining({
        faults: [{ code: 'decision_unintended', detail: 'tuple 3 of the snapshot: newly_blocked' }],
      }),
    );
  });

  it('lets the version go on once every reviewer who said so revised or withdrew it', () => {
    const both = [marked, marking({ by: 'u-another' }), marking({ mark: 'intended' })];
    given(...inReview, ...both)
      .when(approve, approver)
      .thenRejected('DECISION_UNINTENDED');
    given(...inReview, ...both, marking({ mark: 'withdrawn', by: 'u-another' }))
      .when(approve, approver)
      .then(approvalGiven, approved);
  });
});
