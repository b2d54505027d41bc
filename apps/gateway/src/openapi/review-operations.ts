import { changed, created, list, one, type Operation } from './answers.ts';

/** The operations on reviews and on what they ask for, by the names of their controllers' methods. */
export const REVIEW_OPERATIONS: Readonly<Record<string, Operation>> = {
  getApprovalPolicy: {
    summary: 'The approval policy in force, and the proposal that is open',
    answers: one('ApprovalPolicy'),
  },
  listApprovalPolicies: {
    summary: 'Every approval policy that was ever in force, in the order in which they were set',
    answers: list('ApprovalPolicyVersion'),
  },
  proposeApprovalPolicy: {
    summary:
      'Propose another approval policy, in the place of the proposal that is open; others approve it as the policy in force says. Needs a reason',
    answers: changed('ApprovalPolicy'),
    condition: 'optional',
  },
  approveApprovalPolicy: {
    summary: 'Agree to the open proposal, which is in force once enough others have; not for whoever made it',
    answers: changed('ApprovalPolicy'),
    condition: 'optional',
  },
  withdrawApprovalPolicy: {
    summary: 'Take the open proposal back; needs a reason',
    answers: changed('ApprovalPolicy'),
    condition: 'optional',
  },
  getProposalTexts: { summary: 'The reason of the open proposal, decrypted', answers: one('Texts') },
  listReviews: {
    summary:
      'The versions in review by policy and number; with waitingFor=me those that ask you, or a group of yours, and that you have neither approved nor had a hand in',
    answers: list('Version'),
  },
  listTimeline: {
    summary: 'What happened to a version, in the policy and in environments, in the order in which it did',
    answers: list('TimelineEntry'),
  },
  listThreads: {
    summary: 'What was said of a version, thread by thread, in the order in which they were started',
    answers: list('Thread'),
  },
  getThread: { summary: 'A thread', answers: one('Thread') },
  getThreadTexts: { summary: 'The comments of a thread, decrypted', answers: one('ThreadTexts') },
  startThread: {
    summary:
      'Say something of a version, of a file or of a line; a blocking thread keeps it from being approved and published until it is resolved',
    answers: created('Thread'),
  },
  replyInThread: {
    summary: 'Answer in a thread; also for those who had a hand in the version',
    answers: changed('Thread'),
    condition: 'optional',
  },
  resolveThread: {
    summary:
      'Say that a thread is settled; a blocking one only for who started it, or another reviewer who had no hand in the version',
    answers: changed('Thread'),
    condition: 'optional',
  },
  reopenThread: {
    summary: 'Say that a thread is not settled after all',
    answers: changed('Thread'),
    condition: 'optional',
  },
};
