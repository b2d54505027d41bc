import { describe, expect, it } from '@jest/globals';
import type { FactShape, Row } from '@policy-registry/kernel';

import { fact, folded, historyOf, inStream, sha } from './testing/history.ts';
import { facts } from './testing/life.ts';

const rowsOf = (table: string, ...said: readonly (readonly FactShape[])[]): readonly Row[] => {
  const say = historyOf('acme');
  return folded(inStream(said.map((some) => say('tenant', 'acme', ...some)))).rowsOf('acme', table);
};
const at = '2026-03-02T12:00:02.000Z';
const rules = { approvals: 1, groups: [{ groupId: 'security', approvals: 1 }] };
const opened = [facts.opened, facts.approvalPolicy];
const proposed = fact('ApprovalPolicyProposed', {
  ...{ proposal: 1, by: 'u-ann', at },
  ...{ reasonDigest: sha('reason'), rules },
});
const agreed = fact('ApprovalPolicyApproved', { proposal: 1, by: 'u-ben', at, groups: ['security'] });
const review = { proposal: 1, proposedBy: 'u-ann', approvedBy: ['u-ben'] };
const inForce = fact('ApprovalPolicySet', { version: 2, ...rules, review });

describe('a tenant', () => {
  const open = { proposal: 1, by: 'u-ann', at, reasonDigest: sha('reason'), rules };
  const proposal = (...said: readonly (readonly FactShape[])[]) =>
    rowsOf('tenant_settings', opened, ...said)[0]?.['approval_proposal'];

  it('has the approval policy that is proposed, with who agreed', () => {
    expect(proposal([proposed])).toStrictEqual({ ...open, approvals: [] });
    expect(proposal([proposed], [agreed])).toStrictEqual({
      ...open,
      approvals: [{ approver: 'u-ben', at, groups: ['security'] }],
    });
  });

  it('has none any more once it is in force or was withdrawn', () => {
    expect(proposal([proposed], [agreed, inForce])).toBeNull();
    const withdrawn = fact('ApprovalPolicyWithdrawn', {
      ...{ proposal: 1, by: 'u-ann', at },
      reasonDigest: sha('reason'),
    });
    expect(proposal([proposed], [withdrawn])).toBeNull();
  });

  it('asks for what was approved, without how that came about', () =>
    expect(rowsOf('tenant_settings', opened, [proposed], [agreed, inForce])).toMatchObject([
      { approval_policy: { version: 2, ...rules }, changes: 5 },
    ]));
});

it('approval policies are kept in all their versions, with what each came of', () =>
  expect(rowsOf('approval_policy_version', opened, [proposed], [agreed, inForce])).toStrictEqual([
    { version: 1, rules: { approvals: 2 }, review: null, set_at: '2026-03-02T12:00:01.000Z' },
    { version: 2, rules, review, set_at: '2026-03-02T12:00:03.000Z' },
  ]));

it('an approval has the groups that its approver belonged to, where it says so', () => {
  const say = historyOf('acme');
  const given = fact('ApprovalGiven', { ...facts.approval.data, groups: ['security'] });
  const life = [facts.policy, facts.drafted, facts.submitted, facts.approval, given];
  const [row] = folded(inStream(life.map((one) => say('policy', 'pay-gate', one)))).rowsOf(
    'acme',
    'policy_version',
  );
  expect(row?.['approvals']).toMatchObject([
    { approver: 'u-ben' },
    { approver: 'u-ben', groups: ['security'] },
  ]);
  expect(Object.keys(Object((row?.['approvals'] as readonly object[])[0]))).not.toContain('groups');
});
