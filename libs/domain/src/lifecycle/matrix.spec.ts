import { describe, expect, it } from '@jest/globals';

import { lifecycleConditions, lifecycleMatrix } from './matrix.ts';

// Every command in every state, as it has to be. The page docs/lifecycle.md shows what the deciders answer.

const [unknown, unchanged] = ['VERSION_UNKNOWN', 'unchanged'];
const drafted = 'VersionDrafted';
const [notDraft, notSubmitted] = ['VERSION_NOT_DRAFT', 'VERSION_NOT_SUBMITTED'];
const [notApproved, notPublished] = ['VERSION_NOT_APPROVED', 'VERSION_NOT_PUBLISHED'];
const [taken, stale, pending] = ['SEMVER_TAKEN', 'ATTEMPT_STALE', 'PUBLICATION_PENDING'];
const failed = 'PublicationFailed';
const times = (count: number, answer: string): readonly string[] => Array(count).fill(answer);

const STATES = ['no version', 'draft', 'submitted', 'approved', 'being signed', 'published', 'deprecated'];
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  CreateVersion: ['→ draft', ...times(4, drafted), taken, taken],
  SubmitVersion: [unknown, '→ submitted', ...times(5, notDraft)],
  RequestChanges: [unknown, notSubmitted, '→ draft', ...times(4, notSubmitted)],
  WithdrawVersion: [unknown, notSubmitted, '→ draft', ...times(4, notSubmitted)],
  MarkDecision: [
    ...[unknown, notSubmitted, 'DecisionMarked', 'DecisionMarked', pending],
    ...times(2, notSubmitted),
  ],
  StartThread: [unknown, ...times(3, 'ThreadStarted'), pending, ...times(2, 'REVIEW_OVER')],
  ReplyInThread: [unknown, ...times(6, 'ThreadReplied')],
  ResolveThread: [unknown, ...times(6, 'ThreadResolved')],
  ReopenThread: [unknown, ...times(3, 'ThreadReopened'), pending, ...times(2, 'REVIEW_OVER')],
  ApproveVersion: [unknown, notSubmitted, '→ approved', ...times(3, 'APPROVAL_GIVEN'), notSubmitted],
  'ApproveVersion by another': [
    ...[unknown, notSubmitted, '→ approved', ...times(3, 'ApprovalGiven')],
    notSubmitted,
  ],
  PublishVersion: [
    ...[unknown, notApproved, notApproved, 'PublicationRequested', pending, unchanged],
    notApproved,
  ],
  RecordPublicationAttestation: [unknown, ...times(3, stale), '→ published', unchanged, unchanged],
  RecordPublicationFailure: [unknown, ...times(3, unchanged), failed, unchanged, unchanged],
  TimeOutPublication: [unknown, ...times(3, unchanged), failed, unchanged, unchanged],
  PromoteVersion: [unknown, ...times(4, notPublished), 'VersionPromoted', notPublished],
  'PromoteVersion as a canary': [unknown, ...times(4, notPublished), 'VersionPromoted', notPublished],
  DeprecateVersion: [unknown, ...times(4, notPublished), '→ deprecated', unchanged],
};

describe('every command in every state', () => {
  it('is answered as the life of a version has it', () => {
    const { states, rows } = lifecycleMatrix();
    expect(states).toStrictEqual(STATES);
    expect(Object.fromEntries(rows.map(({ command, answers }) => [command, answers]))).toStrictEqual(
      EXPECTED,
    );
  });
});

describe('a command with one thing wrong', () => {
  const { wrongs, rows } = lifecycleConditions();
  const refusedWhen = (wrong: string): readonly string[] =>
    rows
      .filter(({ answers }) => answers[wrongs.indexOf(wrong)] !== 'taken')
      .map(({ command, answers }) => `${command}: ${answers[wrongs.indexOf(wrong)]}`);
  const reasoned = ['RequestChanges', 'WithdrawVersion', 'MarkDecision'];
  const interactive = ['PublishVersion', 'PromoteVersion', 'PromoteVersion as a canary'];
  const approving = ['ApproveVersion', 'ApproveVersion by another'];
  const all = (commands: readonly string[], code: string) => commands.map((command) => `${command}: ${code}`);

  it.each([
    ['by a service', all([...approving, ...interactive], 'INTERACTIVE_REQUIRED')],
    ['signed in yesterday', all(interactive, 'AUTHENTICATION_STALE')],
    ['by its author', ['MarkDecision: MARKER_IN_LINEAGE', ...all(approving, 'APPROVER_IN_LINEAGE')]],
    ['without a reason', all([...reasoned, ...interactive, 'DeprecateVersion'], 'REASON_MISSING')],
    ['without a ticket', all(interactive, 'TICKET_MISSING')],
    ['with other digests', all(approving, 'APPROVAL_BINDING_STALE')],
  ])('%s is refused where that matters, and only there', (wrong, expected) =>
    expect(refusedWhen(wrong)).toStrictEqual(expected),
  );

  it('needs the scopes that the table of transitions names', () =>
    expect(Object.fromEntries(rows.map(({ command, scopes }) => [command, scopes]))).toStrictEqual({
      CreateVersion: ['policy:author'],
      SubmitVersion: ['policy:author'],
      RequestChanges: ['policy:review'],
      WithdrawVersion: ['policy:author'],
      MarkDecision: ['policy:review', 'findings:read'],
      StartThread: ['policy:review'],
      ReplyInThread: ['policy:review'],
      ResolveThread: ['policy:review'],
      ReopenThread: ['policy:review'],
      ApproveVersion: ['policy:approve'],
      'ApproveVersion by another': ['policy:approve'],
      PublishVersion: ['policy:publish'],
      PromoteVersion: ['policy:promote'],
      'PromoteVersion as a canary': ['policy:promote'],
      DeprecateVersion: ['policy:operate'],
    }));
});
