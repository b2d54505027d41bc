import { describe, expect, it } from '@jest/globals';
import type { DecisionContext } from '@policy-registry/kernel';
import { deciderSpec } from '@policy-registry/kernel/testing';

import {
  absentTenant,
  approvalGiven,
  approved,
  context,
  created,
  drafted,
  file,
  openTenant,
  person,
  policyAfter,
  published,
  report,
  scheduler,
  sha,
  statement,
  submitted,
  workspaceOf,
} from '../testing/samples.ts';
import type { PolicyCommand } from './commands.ts';
import type { PolicyNeeds } from './decide.ts';
import type { PolicyFact } from './events.ts';
import { policy } from './policy.ts';
import { THREAD_TURNS_MAX, THREADS_MAX } from './thread-events.ts';

const ofVersion = { policyId: 'pay-gate', version: 1 };
const ofThread = { ...ofVersion, thread: 1 };
const at = '2026-03-02T09:00:00.000Z';
const commentDigest = sha('comment');
const files = [file('README.md'), file('main.stella', 'one\ntwo')];
const draft = [created, drafted];
const inReview = [...draft, submitted];

const started = (data: object = {}): PolicyFact =>
  policy.Fact.parse({
    type: 'ThreadStarted',
    schemaVersion: 1,
    data: { ...ofThread, by: 'u-reviewer', at, isBlocking: true, commentDigest, ...data },
  });
const said = (type: 'ThreadReplied' | 'ThreadResolved' | 'ThreadReopened', by = 'u-reviewer'): PolicyFact =>
  policy.Fact.parse({
    type,
    schemaVersion: 1,
    data: { ...ofThread, by, at, ...(type === 'ThreadReplied' && { commentDigest }) },
  });
const start = (data: object = {}): PolicyCommand =>
  policy.Command.parse({
    type: 'StartThread',
    data: { ...ofVersion, isBlocking: true, commentDigest, ...data },
  });
const reply: PolicyCommand = { type: 'ReplyInThread', data: { ...ofThread, commentDigest } };
const resolve: PolicyCommand = { type: 'ResolveThread', data: ofThread };
const reopen: PolicyCommand = { type: 'ReopenThread', data: ofThread };

const needs: PolicyNeeds = {
  tenant: openTenant,
  workspace: workspaceOf(report, files),
  simulation: undefined,
};
const reviewer = person('u-reviewer', 'policy:review');
const given = deciderSpec(policy, context(reviewer, needs));
const as = (...who: Parameters<typeof person>): Partial<DecisionContext<PolicyNeeds>> => ({
  principal: person(...who),
});
const another = as('u-another', 'policy:review');
const author = as('u-author', 'policy:author');

describe('a thread', () => {
  it('is started about a version, whatever its state in review is', () => {
    for (const history of [draft, inReview, [...inReview, approvalGiven, approved]])
      given(...history)
        .when(start())
        .then(started());
  });

  it('is started about a file, and about a line of it', () => {
    for (const place of [{ path: 'main.stella' }, { path: 'main.stella', line: 2 }])
      given(...inReview)
        .when(start({ place }))
        .then(started({ place }));
  });

  it('is not about a file that the version does not have', () =>
    given(...inReview)
      .when(start({ place: { path: 'other.stella' } }))
      .thenRejected('FILE_UNKNOWN'));

  it('is not about a line beyond the bytes of its file', () =>
    given(...inReview)
      .when(start({ place: { path: 'main.stella', line: 8 } }))
      .thenRejected('LINE_UNKNOWN'));

  it('is about what the version froze, and nothing else', () =>
    given(...inReview)
      .when(start({ place: { path: 'main.stella' } }), {
        needs: { ...needs, workspace: workspaceOf(undefined, files) },
      })
      .thenRejected('CONTENT_MISMATCHED'));

  it('is numbered within its version', () =>
    given(...inReview, started())
      .when(start({ isBlocking: false }), another)
      .then(started({ thread: 2, by: 'u-another', isBlocking: false })));

  it('is for reviewers of an open tenant', () => {
    given(...inReview)
      .when(start(), as('u-author', 'policy:author'))
      .thenRejected('SCOPE_MISSING');
    given(...inReview)
      .when(start(), { needs: { ...needs, tenant: absentTenant } })
      .thenRejected('TENANT_UNKNOWN');
  });

  it('is not held against what is being signed, or was published', () => {
    given(...signing())
      .when(start())
      .thenRejected('PUBLICATION_PENDING');
    given(...signing(), published)
      .when(start())
      .thenRejected('REVIEW_OVER');
  });

  it('finds room up to the bound', () => {
    const full = Array.from({ length: THREADS_MAX }, (_one, index) => started({ thread: index + 1 }));
    given(...inReview, ...full.slice(1))
      .when(start())
      .then(started({ thread: THREADS_MAX }));
    given(...inReview, ...full)
      .when(start())
      .thenRejected('THREADS_TOO_MANY');
  });

  it('changes nothing of the version that its ETag names', () => {
    const versionAfter = (...facts: readonly PolicyFact[]) => Object(policyAfter(...facts)).versions[0];
    const { threads, ...others } = versionAfter(...inReview, started(), said('ThreadReplied'));
    expect(threads).toStrictEqual([
      { startedBy: 'u-reviewer', isBlocking: true, isResolved: false, turns: 2, changes: 2 },
    ]);
    expect({ ...others, threads: [] }).toStrictEqual(versionAfter(...inReview));
  });
});

describe('a reply', () => {
  it('is given by reviewers, and by authors who had a hand in the version', () => {
    for (const by of [another, author])
      given(...inReview, started())
        .when(reply, by)
        .then(said('ThreadReplied', by.principal?.id));
    given(...inReview, started())
      .when(reply, as('u-stranger', 'policy:author'))
      .thenRejected('SCOPE_MISSING');
  });

  it('is given in a thread that there is, also after it was resolved and published', () => {
    given(...inReview)
      .when(reply)
      .thenRejected('THREAD_UNKNOWN');
    given(...inReview, started(), said('ThreadResolved'), ...signing().slice(3), published)
      .when(reply)
      .then(said('ThreadReplied'));
  });

  it('is given to the thread that was seen', () => {
    given(...inReview, started())
      .when(reply, { ifMatch: '1' })
      .then(said('ThreadReplied'));
    given(...inReview, started(), said('ThreadReplied'))
      .when(reply, { ifMatch: '1' })
      .thenRejected('RESOURCE_STALE');
  });

  it('finds room up to the bound, which reopening counts towards', () => {
    const replies = Array.from({ length: THREAD_TURNS_MAX - 2 }, () => said('ThreadReplied'));
    const reopened = [said('ThreadResolved'), said('ThreadReopened')];
    given(...inReview, started(), ...replies)
      .when(reply)
      .then(said('ThreadReplied'));
    const full = [...inReview, started(), ...replies, ...reopened];
    given(...full)
      .when(reply)
      .thenRejected('THREAD_FULL');
    given(...full, said('ThreadResolved'))
      .when(reopen)
      .thenRejected('THREAD_FULL');
    given(...full)
      .when(resolve)
      .then(said('ThreadResolved'));
  });
});

describe('a blocking thread', () => {
  const blocked = [...inReview, started()];

  it('is resolved by who started it, also where they had a hand in the version', () => {
    given(...blocked)
      .when(resolve)
      .then(said('ThreadResolved'));
    given(...inReview, started({ by: 'u-author' }))
      .when(resolve, author)
      .then(said('ThreadResolved', 'u-author'));
  });

  it('is resolved by another reviewer, who is a person and had no hand in the version', () => {
    given(...blocked)
      .when(resolve, another)
      .then(said('ThreadResolved', 'u-another'));
    given(...blocked)
      .when(resolve, as('u-author', 'policy:review', 'tenant:admin'))
      .thenRejected('RESOLVER_IN_LINEAGE');
    given(...blocked)
      .when(resolve, author)
      .thenRejected('SCOPE_MISSING');
    given(...blocked)
      .when(resolve, { principal: { ...scheduler, scopes: ['policy:review'] } })
      .thenRejected('INTERACTIVE_REQUIRED');
  });

  it('keeps the version from being approved until it is resolved', () => {
    const approve: PolicyCommand = {
      type: 'ApproveVersion',
      data: {
        ...{ ...ofVersion, contentDigest: sha('content'), evidenceDigest: sha('evidence') },
        reasonDigest: sha('reason'),
      },
    };
    const approver = { ...as('u-approver', 'policy:approve'), needs };
    const history = [created, drafted, submitted, started()];
    given(...history)
      .when(approve, approver)
      .thenRejected('THREAD_BLOCKING');
    given(...history, said('ThreadResolved'))
      .when(approve, approver)
      .then(approvalGiven, approved);
    given(...history, said('ThreadResolved'), said('ThreadReopened'))
      .when(approve, approver)
      .thenRejected('THREAD_BLOCKING');
    given(created, drafted, submitted, started({ isBlocking: false }))
      .when(approve, approver)
      .then(approvalGiven, approved);
  });

  it('keeps an approved version from being published', () => {
    const publish: PolicyCommand = {
      type: 'PublishVersion',
      data: { ...ofVersion, reasonDigest: sha('reason'), ticketDigest: sha('ticket') },
    };
    given(created, drafted, submitted, approvalGiven, approved, started())
      .when(publish, { ...as('u-publisher', 'policy:publish'), needs })
      .thenRejected('THREAD_BLOCKING');
  });

  it('stays with its version when that is sent back, and blocks it again once it is submitted', () => {
    const sentBack: PolicyFact = {
      type: 'ChangesRequested',
      schemaVersion: 1,
      data: { ...ofVersion, by: 'u-reviewer', at, reasonDigest: sha('reason') },
    };
    const [first, second] = Object(
      policyAfter(...blocked, sentBack, { ...drafted, data: { ...drafted.data, version: 2 } }, submitted),
    ).versions;
    expect(first.threads).toHaveLength(1);
    expect(second.threads).toStrictEqual([]);
  });
});

describe('a thread that does not block', () => {
  const open = [...inReview, started({ isBlocking: false })];

  it('is resolved by whoever takes part', () => {
    for (const by of [another, author])
      given(...open)
        .when(resolve, by)
        .then(said('ThreadResolved', by.principal?.id));
  });

  it('is resolved and reopened once', () => {
    given(...open)
      .when(reopen)
      .thenNothing();
    given(...open, said('ThreadResolved'))
      .when(resolve)
      .thenNothing();
  });
});

describe('reopening', () => {
  const settled = [...inReview, started(), said('ThreadResolved')];

  it('is for reviewers', () => {
    given(...settled)
      .when(reopen, another)
      .then(said('ThreadReopened', 'u-another'));
    given(...settled)
      .when(reopen, author)
      .thenRejected('SCOPE_MISSING');
  });

  it('holds nothing against what was published', () =>
    given(...settled, ...signing().slice(3), published)
      .when(reopen)
      .thenRejected('REVIEW_OVER'));
});

/** A version whose attestation is being signed. */
function signing(): readonly PolicyFact[] {
  const requested: PolicyFact = {
    type: 'PublicationRequested',
    schemaVersion: 1,
    data: { ...ofVersion, attempt: 1, statement, statementDigest: sha('statement') },
  };
  return [...inReview, approvalGiven, approved, requested];
}
