import { lackingFault, lackingOf, requirementOf } from '../../policy/requirement.ts';
import { refusal } from '../../rejection-codes.ts';
import { counted, type Gate } from './gate.ts';

/** The version has the approvals that the approval policy in force asks for here. Every environment has this gate. */
export const approvalsGate: Gate = ({
  promotion: { environmentId },
  tenant: { approvalPolicy },
  version: { approvals, changed },
}) => {
  const requirement = requirementOf(approvalPolicy, { changed, environmentId });
  const lacking = lackingOf(requirement, approvals);
  const ofGroups = requirement.groups.map((one) => `, ${one.approvals} of the group ${one.groupId}`);
  const ok = lacking.length === 0;
  return {
    gate: 'approvals',
    ok,
    value: counted(approvals.length, 'approval'),
    needed: `${counted(requirement.approvals, 'approval')}${ofGroups.join('')}`,
    ...(!ok && {
      refusal: refusal(
        'APPROVALS_LACKING',
        `version ${approvalPolicy.version} of the approval policy asks for more approvals`,
        lacking.map(lackingFault),
      ),
    }),
  };
};
