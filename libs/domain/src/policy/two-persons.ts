import type { DecisionContext } from '@policy-registry/kernel';

import { confirmed, firstOfTwo, type Confirmable, type Confirmation } from '../confirmation.ts';
import { refuse } from '../rejection-codes.ts';
import { hasDuty } from '../tenant/duties.ts';
import type { OpenTenant } from '../tenant/state.ts';
import type { PolicyFact } from './events.ts';
import { wasPublished, type Version } from './state.ts';

/** Where the approval policy has it so, who approved a version does not publish it, nor the other way round. */
export const requireApart = (
  step: 'publish' | 'approve',
  version: Version,
  {
    approvalPolicy,
    context,
    publisher: id = context.principal.id,
  }: Deciding & { readonly publisher?: string },
): void => {
  if (!hasDuty(approvalPolicy, 'approvers_never_publish')) return;
  if (step === 'publish' && version.approvals.some(({ approver }) => approver === id))
    refuse(
      context,
      'PUBLISHER_APPROVED',
      'who publishes the version approved it: somebody else publishes it',
    );
  if (step === 'approve' && [version.confirmation?.by, ...publishersOf(version)].includes(id))
    refuse(context, 'PUBLISHER_APPROVED', 'you published the version: somebody else approves it');
};

/** Who asked for the publication of a version, and who confirmed it before; nobody where none is under way or done. */
export const publishersOf = (version: Version): readonly string[] => {
  const { publication } = version;
  if (publication === undefined || !(publication.isPending || wasPublished(version))) return [];
  const { requestedBy, confirmation } = publication.statement;
  return confirmation === undefined ? [requestedBy] : [requestedBy, confirmation.by];
};

type Deciding = { readonly approvalPolicy: OpenTenant['approvalPolicy']; readonly context: DecisionContext };

type Asked = Pick<Confirmable, 'reasonDigest' | 'ticketDigest'> & {
  readonly policyId: string;
  readonly version: number;
};

/**
 * Where publishing takes two persons: the first one's confirmation, or, where there is none that counts, the fact that this is
 * it. Nothing where one person is enough.
 */
export const confirmationFor = (
  { policyId, version: number, ...texts }: Asked,
  version: Version,
  { approvalPolicy, context }: Deciding,
): { readonly first?: Confirmation; readonly fact?: PolicyFact } => {
  if (!hasDuty(approvalPolicy, 'two_persons_publish')) return {};
  const { contentDigest, irDigest, submission } = version;
  const bound = {
    ...{ step: 'publish', policyId, version: number, contentDigest, irDigest },
    evidenceDigest: submission?.evidenceDigest ?? null,
  };
  const asked: Confirmable = { ...texts, bound, approvalPolicyVersion: approvalPolicy.version };
  const first = firstOfTwo(version.confirmation, asked, context);
  if (first !== undefined) {
    requireApart('publish', version, { approvalPolicy, context, publisher: first.by });
    return { first };
  }
  const data = { policyId, version: number, ...confirmed(asked, context) };
  return { fact: { type: 'PublicationConfirmed', schemaVersion: 1, data } };
};
