import { describe, expect, it } from '@jest/globals';

import { lifecycleConditions, lifecycleMatrix } from './matrix.ts';

// Every command in every state, as it has to be. The page docs/lifecycle.md shows what the deciders answer.

const [unknown, unchanged] = ['VERSION_UNKNOWN', 'unchanged'];
const drafted = 'VersionDrafted';
const [notDraft, notSubmitted] = ['VERSION_NOT_DRAFT', 'VERSION_NOT_SUBMITTED'];
const [notApproved, notPublished] = ['VERSION_NOT_APPROVED', 'VERSION_NOT_PUBLISHED'];
const notDeprecated = 'VERSION_NOT_DEPRECATED';
const [taken, stale, pending] = ['SEMVER_TAKEN', 'ATTEMPT_STALE', 'PUBLICATION_PENDING'];
const failed = 'PublicationFailed';
const times = (count: number, answer: string): readonly string[] => Array(count).fill(answer);

const STATES = [
  ...['no version', 'draft', 'submitted', 'approved', 'being signed', 'published', 'deprecated'],
  ...['archived', 'recalled'],
];
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  CreateVersion: ['→ draft', ...times(4, drafted), ...times(4, taken)],
  SubmitVersion: [unknown, '→ submitted', ...times(7, notDraft)],
  RequestChanges: [unknown, notSubmitted, '→ draft', ...times(6, notSubmitted)],
  WithdrawVersion: [unknown, notSubmitted, '→ draft', ...times(6, notSubmitted)],
  MarkDecision: [
    ...[unknown, notSubmitted, 'DecisionMarked', 'DecisionMarked', pending],
    ...times(4, notSubmitted),
  ],
  ApproveVersion: [
    ...[unknown, notSubmitted, '→ approved', ...times(3, 'APPROVAL_GIVEN')],
    ...times(3, notSubmitted),
  ],
  StartThread: [unknown, ...times(3, 'ThreadStarted'), pending, ...times(4, 'REVIEW_OVER')],
  ReplyInThread: [unknown, ...times(8, 'ThreadReplied')],
  ResolveThread: [unknown, ...times(8, 'ThreadResolved')],
  ReopenThread: [unknown, ...times(3, 'ThreadReopened'), pending, ...times(4, 'REVIEW_OVER')],
  'ApproveVersion by another': [
    ...[unknown, notSubmitted, '→ approved', ...times(3, 'ApprovalGiven')],
    ...times(3, notSubmitted),
  ],
  PublishVersion: [
    ...[unknown, notApproved, notApproved, 'PublicationRequested', pending, unchanged],
    ...times(3, notApproved),
  ],
  RecordPublicationAttestation: [unknown, ...times(3, stale), '→ published', ...times(4, unchanged)],
  RecordPublicationFailure: [unknown, ...times(3, unchanged), failed, ...times(4, unchanged)],
  TimeOutPublication: [unknown, ...times(3, unchanged), failed, ...times(4, unchanged)],
  PromoteVersion: [unknown, ...times(4, notPublished), 'PromotionRequested', ...times(3, notPublished)],
  'PromoteVersion as a canary': [
    ...[unknown, ...times(4, notPublished), 'PromotionRequested'],
    ...times(3, notPublished),
  ],
  DeprecateVersion: [
    ...[unknown, ...times(4, notPublished), '→ deprecated', unchanged],
    ...times(2, notPublished),
  ],
  ArchiveVersion: [unknown, ...times(5, notDeprecated), '→ archived', unchanged, notDeprecated],
  RecallVersion: [
    ...[unknown, ...times(4, notPublished), '→ recalled', '→ recalled'],
    ...[notPublished, unchanged],
  ],
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
  const leaving = ['DeprecateVersion', 'ArchiveVersion', 'RecallVersion'];
  const interactive = ['PublishVersion', 'PromoteVersion', 'PromoteVersion as a canary'];
  const approving = ['ApproveVersion', 'ApproveVersion by another'];
  const all = (commands: readonly string[], code: string) => commands.map((command) => `${command}: ${code}`);

  it.each([
    ['by a service', all([...approving, ...interactive], 'INTERACTIVE_REQUIRED')],
    ['signed in yesterday', all(interactive, 'AUTHENTICATION_STALE')],
    ['by its author', ['MarkDecision: MARKER_IN_LINEAGE', ...all(approving, 'APPROVER_IN_LINEAGE')]],
    ['without a reason', all([...reasoned, ...interactive, ...leaving], 'REASON_MISSING')],
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
      ArchiveVersion: ['policy:archive'],
      RecallVersion: ['policy:operate'],
    }));
});
