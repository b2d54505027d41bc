import { changed, list, one, type Operation } from './answers.ts';

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
};
