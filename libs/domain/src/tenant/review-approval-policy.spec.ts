import { describe, expect, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';

import { context, ONE_HOUR_AGO, openTenant, person, scheduler, sha } from '../testing/samples.ts';
import type { ApprovalRules } from './approval-rules.ts';
import type { TenantCommand, TenantCommandOf } from './commands.ts';
import type { TenantFact } from './events.ts';
import { tenant } from './tenant.ts';

const tenantId = 'acme';
const at = '2026-03-02T09:00:00.000Z';
const reasonDigest = sha('reason');
const fact = <Type extends TenantFact['type']>(
  type: Type,
  data: Extract<TenantFact, { type: Type }>['data'],
) => ({ type, schemaVersion: 1 as const, data });

const opened = [
  fact('TenantOpened', { settings: openTenant.settings }),
  fact('ApprovalPolicySet', { version: 1, approvals: 1 }),
] as const;
const security = fact('GroupDefined', { groupId: 'security', members: ['u-sam', 'u-sue'], roles: [] });
const owners = fact('GroupDefined', { groupId: 'owners', members: ['u-admin'], roles: [] });
const rules: ApprovalRules = {
  approvals: 2,
  groups: [
    { groupId: 'owners', approvals: 1 },
    { groupId: 'security', approvals: 1 },
  ],
};

const admin = person('u-admin', 'tenant:admin', 'policy:approve');
const by = (id: string) => ({ principal: person(id, 'tenant:admin', 'policy:approve') });
const given = deciderSpec(tenant, context(admin, {}));
const givenGroups = (...facts: readonly TenantFact[]) => given(...opened, security, owners, ...facts);
const propose = (wanted: ApprovalRules): TenantCommandOf<'ProposeApprovalPolicy'> => ({
  type: 'ProposeApprovalPolicy',
  data: { tenantId, rules: wanted, reasonDigest },
});
const approve = (proposal = 1): TenantCommandOf<'ApproveApprovalPolicy'> => ({
  type: 'ApproveApprovalPolicy',
  data: { tenantId, proposal, reasonDigest },
});
const withdraw: TenantCommandOf<'WithdrawApprovalPolicy'> = {
  type: 'WithdrawApprovalPolicy',
  data: { tenantId, proposal: 1, reasonDigest },
};
const proposed = (proposal = 1, wanted = rules) =>
  fact('ApprovalPolicyProposed', { proposal, by: 'u-admin', at, reasonDigest, rules: wanted });
const agreed = (who: string, ...groups: string[]) =>
  fact('ApprovalPolicyApproved', { proposal: 1, by: who, at, groups, reasonDigest });

describe('another approval policy', () => {
  it('is proposed with a reason, and changes nothing by that', () =>
    givenGroups().when(propose(rules)).then(proposed()));

  it('is proposed in one form, in whatever order it is told', () => {
    const told: ApprovalRules = {
      approvals: 2,
      groups: [...(rules.groups ?? [])].reverse(),
      environments: [],
      explanation: 'reason_or_ticket',
    };
    givenGroups().when(propose(told)).then(proposed());
    const environments = [
      { environmentId: 'test', approvals: 1, groups: [] },
      { environmentId: 'prod', approvals: 2 },
    ];
    const inOrder: ApprovalRules = {
      approvals: 1,
      environments: [
        { environmentId: 'prod', approvals: 2 },
        { environmentId: 'test', approvals: 1 },
      ],
      explanation: 'ticket',
    };
    givenGroups()
      .when(propose({ ...inOrder, environments }))
      .then(proposed(1, inOrder));
  });

  it('keeps the owners of code in the order in which they count', () => {
    const groups = [...(rules.groups ?? [])];
    const owned = ['b', 'a'].map((pattern) => ({ pattern, groups }));
    const told = owned.map((one) => ({ ...one, groups: [...groups].reverse() }));
    givenGroups()
      .when(propose({ approvals: 1, owners: told }))
      .then(proposed(1, { approvals: 1, owners: owned }));
    givenGroups()
      .when(propose({ ...rules, owners: [] }))
      .then(proposed());
    givenGroups()
      .when(propose({ approvals: 1, owners: [...owned, ...owned] }))
      .thenRejected('APPROVAL_POLICY_INVALID');
    const ghosts = [{ pattern: '*', groups: [{ groupId: 'ghosts', approvals: 1 }] }];
    givenGroups()
      .when(propose({ approvals: 1, owners: ghosts }))
      .thenRejected('GROUP_UNKNOWN');
  });

  it('is in force once others approved, as the one in force asks', () => {
    const review = { proposal: 1, proposedBy: 'u-admin', approvedBy: ['u-sue'] };
    givenGroups(proposed())
      .when(approve(), by('u-sue'))
      .then(agreed('u-sue', 'security'), fact('ApprovalPolicySet', { version: 2, ...rules, review }));
  });

  it('waits for as many, and for the groups, that the one in force names', () => {
    const strict = fact('ApprovalPolicySet', {
      version: 2,
      ...rules,
      groups: [{ groupId: 'security', approvals: 1 }],
    });
    const looser = { approvals: 1 };
    givenGroups(strict, proposed(1, looser)).when(approve(), by('u-sue')).then(agreed('u-sue', 'security'));
    givenGroups(strict, proposed(1, looser), agreed('u-tom'))
      .when(approve(), by('u-ben'))
      .then(agreed('u-ben'));
    const review = { proposal: 1, proposedBy: 'u-admin', approvedBy: ['u-tom', 'u-sue'] };
    givenGroups(strict, proposed(1, looser), agreed('u-tom'))
      .when(approve(), by('u-sue'))
      .then(agreed('u-sue', 'security'), fact('ApprovalPolicySet', { version: 3, approvals: 1, review }));
  });

  it('is approved as the strictest environment of the one in force asks', () => {
    const prod = { environmentId: 'prod', approvals: 2, groups: [{ groupId: 'security', approvals: 1 }] };
    const strict = fact('ApprovalPolicySet', { version: 2, approvals: 1, environments: [prod] });
    const looser = { approvals: 1 };
    givenGroups(strict, proposed(1, looser)).when(approve(), by('u-sue')).then(agreed('u-sue', 'security'));
    givenGroups(strict, proposed(1, looser), agreed('u-tom'))
      .when(approve(), by('u-ben'))
      .then(agreed('u-ben'));
    const review = { proposal: 1, proposedBy: 'u-admin', approvedBy: ['u-tom', 'u-sue'] };
    givenGroups(strict, proposed(1, looser), agreed('u-tom'))
      .when(approve(), by('u-sue'))
      .then(agreed('u-sue', 'security'), fact('ApprovalPolicySet', { version: 3, approvals: 1, review }));
  });

  it('records whoever approves it, whatever their issuer calls them', () => {
    for (const id of ['alice+ops@example.com', '_x', 'Zoë'])
      expect(tenant.Fact.safeParse(agreed(id)).success).toBe(true);
    const review = { proposal: 1, proposedBy: 'a b', approvedBy: ['alice+ops@example.com'] };
    const set = fact('ApprovalPolicySet', { version: 2, approvals: 1, review });
    expect(tenant.Fact.safeParse(set).success).toBe(true);
  });

  it('is not approved by whoever proposed it, by one person twice, or by a service identity', () => {
    givenGroups(proposed()).when(approve()).thenRejected('PROPOSER_APPROVES');
    const two = fact('ApprovalPolicySet', { version: 2, approvals: 2 });
    givenGroups(two, proposed(), agreed('u-sue')).when(approve(), by('u-sue')).thenRejected('APPROVAL_GIVEN');
    const robot = { principal: { ...scheduler, scopes: ['policy:approve'] } };
    givenGroups(proposed()).when(approve(), robot).thenRejected('INTERACTIVE_REQUIRED');
  });

  it('is explained as the one in force wants it: who proposes, who approves and who withdraws', () => {
    const { reasonDigest: _reason, ...unexplained } = propose(rules).data;
    givenGroups().when({ type: 'ProposeApprovalPolicy', data: unexplained }).thenRejected('REASON_MISSING');
    const wanting = fact('ApprovalPolicySet', { version: 2, approvals: 1, explanation: 'ticket' });
    givenGroups(wanting, proposed()).when(approve(), by('u-sue')).thenRejected('TICKET_MISSING');
    const silent: TenantCommand = { type: 'WithdrawApprovalPolicy', data: { tenantId, proposal: 1 } };
    givenGroups(proposed()).when(silent).thenRejected('REASON_MISSING');
  });

  it('takes the place of the proposal before, whose approvals are gone', () => {
    const other = { approvals: 3 };
    givenGroups(proposed(), agreed('u-sue')).when(propose(other)).then(proposed(2, other));
    const review = { proposal: 2, proposedBy: 'u-admin', approvedBy: ['u-sue'] };
    givenGroups(proposed(), proposed(2, other))
      .when(approve(1), by('u-sue'))
      .thenRejected('PROPOSAL_UNKNOWN');
    givenGroups(proposed(), agreed('u-tom'), proposed(2, other))
      .when(approve(2), by('u-sue'))
      .then(
        fact('ApprovalPolicyApproved', { proposal: 2, by: 'u-sue', at, groups: ['security'], reasonDigest }),
        fact('ApprovalPolicySet', { version: 2, ...other, review }),
      );
  });

  it('is nothing new where it is in force already, or was proposed by the same person', () => {
    given(...opened)
      .when(propose({ approvals: 1 }))
      .thenNothing();
    givenGroups(proposed()).when(propose(rules)).thenNothing();
  });

  it('is withdrawn by an administrator, and is not there any more', () => {
    const withdrawn = fact('ApprovalPolicyWithdrawn', { proposal: 1, by: 'u-admin', at, reasonDigest });
    givenGroups(proposed()).when(withdraw).then(withdrawn);
    givenGroups(proposed(), withdrawn).when(withdraw).thenRejected('PROPOSAL_UNKNOWN');
    givenGroups(proposed(), withdrawn).when(approve(), by('u-sue')).thenRejected('PROPOSAL_UNKNOWN');
    givenGroups(proposed(), withdrawn).when(propose(rules)).then(proposed(2));
  });

  it('needs the scopes of its steps, the tenant as it was seen, and one that is not suspended', () => {
    const nobody = { principal: person('u-sue', 'policy:read') };
    givenGroups().when(propose(rules), nobody).thenRejected('SCOPE_MISSING');
    givenGroups(proposed()).when(approve(), nobody).thenRejected('SCOPE_MISSING');
    givenGroups(proposed()).when(withdraw, nobody).thenRejected('SCOPE_MISSING');
    givenGroups().when(propose(rules), { ifMatch: '3' }).thenRejected('RESOURCE_STALE');
    const suspended = fact('TenantSuspended', { reasonDigest, by: 'u-op', at: ONE_HOUR_AGO });
    givenGroups(suspended).when(propose(rules)).thenRejected('TENANT_SUSPENDED');
  });
});

describe('an approval policy that nobody could approve by', () => {
  const refused = (wanted: ApprovalRules, code: string) =>
    givenGroups().when(propose(wanted)).thenRejected(code);

  it('is refused where it names a group that is not there, or has too few members', () => {
    refused({ approvals: 1, groups: [{ groupId: 'ghosts', approvals: 1 }] }, 'GROUP_UNKNOWN');
    refused({ approvals: 1, groups: [{ groupId: 'security', approvals: 3 }] }, 'APPROVAL_POLICY_INVALID');
    const prod = { environmentId: 'prod', approvals: 1, groups: [{ groupId: 'owners', approvals: 2 }] };
    refused({ approvals: 1, environments: [prod] }, 'APPROVAL_POLICY_INVALID');
  });

  it('is refused where it names a group or an environment twice', () => {
    const group = { groupId: 'security', approvals: 1 };
    refused({ approvals: 1, groups: [group, group] }, 'APPROVAL_POLICY_INVALID');
    const prod = { environmentId: 'prod', approvals: 1 };
    refused({ approvals: 1, environments: [prod, prod] }, 'APPROVAL_POLICY_INVALID');
  });

  it('does not come into force when its group shrank after it was proposed', () => {
    const shrunk = fact('GroupDefined', { groupId: 'owners', members: [], roles: [] });
    givenGroups(proposed(), shrunk).when(approve(), by('u-sue')).thenRejected('APPROVAL_POLICY_INVALID');
  });
});

describe('a group that an approval policy names', () => {
  const remove: TenantCommand = { type: 'RemoveGroup', data: { tenantId, groupId: 'security' } };
  const wider = { groupId: 'security', members: ['u-admin', 'u-sam', 'u-sue'], roles: [] };
  const join: TenantCommand = { type: 'DefineGroup', data: { tenantId, ...wider } };
  const joined = fact('GroupDefined', wider);
  const inForce = fact('ApprovalPolicySet', { version: 2, ...rules });

  it('stays, in force or proposed', () => {
    givenGroups()
      .when(remove)
      .then(fact('GroupRemoved', { groupId: 'security' }));
    givenGroups(inForce).when(remove).thenRejected('GROUP_IN_USE');
    givenGroups(proposed()).when(remove).thenRejected('GROUP_IN_USE');
  });

  it('is joined by no administrator alone', () => {
    givenGroups().when(join).then(joined);
    givenGroups(inForce).when(join).thenRejected('OWN_RIGHTS_WIDENED');
    givenGroups(proposed()).when(join).thenRejected('OWN_RIGHTS_WIDENED');
    givenGroups(inForce).when(join, by('u-other')).then(joined);
  });
});
