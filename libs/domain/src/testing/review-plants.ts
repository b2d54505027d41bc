import { stateOf, withState, type Decide } from '../lifecycle/world.ts';
import type { OpenTenant, Tenant } from '../tenant/state.ts';
import { hearing, seeing, type Seen } from './planting.ts';
import { versionAs } from './versions-seen.ts';
import type { REVIEW_LAWS } from './review-laws.ts';

// Bugs of reviews, as somebody could make them.

export type ReviewPlant = {
  readonly name: string;
  readonly breaks: keyof typeof REVIEW_LAWS;
  readonly decide: Decide;
};

const TENANT = { type: 'tenant', id: 'acme' } as const;

/** The tenant, otherwise than it is. */
const tenantAs =
  (change: (tenant: OpenTenant) => Partial<OpenTenant>): Seen =>
  (world) => {
    // Folded by the tenant's own evolve.
    const tenant = stateOf(world, TENANT) as Tenant;
    return tenant.status === 'absent' ? world : withState(world, TENANT, { ...tenant, ...change(tenant) });
  };

const noGroups = tenantAs(({ approvalPolicy: { groups: _groups, ...policy } }) => ({
  approvalPolicy: policy,
}));
const oneIsEnough = tenantAs(({ approvalPolicy }) => ({
  approvalPolicy: { ...approvalPolicy, approvals: 1 },
}));
const everybodyEverywhere: Seen = (world, { by }) =>
  tenantAs(({ access }) => ({
    access: { ...access, groups: access.groups.map((one) => ({ ...one, members: [...one.members, by.id] })) },
  }))(world, { type: '', data: {}, by, now: 0 });
const proposedByNobody = tenantAs(({ proposal }) => ({
  proposal: proposal && { ...proposal, by: 'nobody' },
}));
const approvedByOthers = versionAs(({ approvals }) => ({
  approvals: approvals.map((given, at) => ({ ...given, approver: `${given.approver} ${at}` })),
}));

const nothingSaid = versionAs(() => ({ threads: [] }));

const SETTLED = 'no version is approved or published while a blocking thread about it is open';
const RESOLVED =
  'a blocking thread is resolved by who started it, or by a person who had no hand in the version';
const MET =
  'no version is approved, or stated to be, without the persons and groups that the policy in force asks for';
const REVIEWED =
  'an approval policy comes into force as the one before asks, and never by whoever proposed it';
const ONCE = 'nobody approves twice what was submitted once, and no program does';

export const REVIEW_PLANTS: readonly ReviewPlant[] = [
  { name: 'groups are not asked for', breaks: MET, decide: seeing(['ApproveVersion'], noGroups) },
  { name: 'one approval is enough', breaks: MET, decide: seeing(['ApproveVersion'], oneIsEnough) },
  {
    name: 'whoever owns what changes is not asked',
    breaks: MET,
    decide: seeing(
      ['ApproveVersion'],
      versionAs(() => ({ changed: [] })),
    ),
  },
  {
    name: 'what is published is not looked at again',
    breaks: MET,
    decide: seeing(['PublishVersion'], (world, request) => oneIsEnough(noGroups(world, request), request)),
  },
  {
    name: 'approvals of an earlier submission count',
    breaks: MET,
    decide: seeing(
      ['ApproveVersion'],
      versionAs(({ approvals }, world) => ({
        approvals: [
          ...approvals,
          ...world.log
            .flatMap(({ facts }) => facts)
            .filter(({ type }) => type === 'ApprovalGiven')
            .map(({ data }) => ({
              ...{ approver: `${String(data['approver'])} before`, at: '', groups: ['owners', 'security'] },
              binding: { contentDigest: '', irDigest: '', evidenceDigest: '', approvalPolicyVersion: 1 },
            })),
        ],
      })),
    ),
  },
  {
    name: 'the same person approves again',
    breaks: ONCE,
    decide: seeing(['ApproveVersion'], approvedByOthers),
  },
  {
    name: 'a program approves',
    breaks: ONCE,
    decide: hearing(['ApproveVersion'], (request) => ({ ...request, by: { ...request.by, type: 'user' } })),
  },
  {
    name: 'who is in a group is not looked at',
    breaks: 'an approval says which groups the approver belonged to, and no others',
    decide: seeing(['ApproveVersion'], everybodyEverywhere),
  },
  {
    name: 'a proposal is approved by its proposer',
    breaks: REVIEWED,
    decide: seeing(['ApproveApprovalPolicy'], proposedByNobody),
  },
  {
    name: 'one approval brings a policy into force',
    breaks: REVIEWED,
    decide: seeing(['ApproveApprovalPolicy'], oneIsEnough),
  },
  {
    name: 'the groups of the policy in force are not asked',
    breaks: REVIEWED,
    decide: seeing(['ApproveApprovalPolicy'], noGroups),
  },
  {
    name: 'settings change how many approvals are asked for',
    breaks: REVIEWED,
    decide: (world, request) => {
      const heard = hearing(
        ['ChangeTenantSettings'],
        ({ data: { approvals: _approvals, ...data }, ...rest }) => ({
          ...rest,
          data,
        }),
      )(world, request);
      if (request.type !== 'ChangeTenantSettings') return heard;
      const data = { version: 2, approvals: Number(request.data['approvals']) };
      return { ...heard, facts: [{ type: 'ApprovalPolicySet', schemaVersion: 1, data }] };
    },
  },
  {
    name: 'an objection keeps nobody from approving',
    breaks: SETTLED,
    decide: seeing(['ApproveVersion'], nothingSaid),
  },
  {
    name: 'an objection after the approval keeps nobody from publishing',
    breaks: SETTLED,
    decide: seeing(['PublishVersion'], nothingSaid),
  },
  {
    name: 'what is being signed can still be objected to',
    breaks: SETTLED,
    decide: seeing(
      ['StartThread', 'ReopenThread'],
      versionAs(() => ({ publication: undefined })),
    ),
  },
  {
    name: 'a program settles what a person objects to',
    breaks: RESOLVED,
    decide: hearing(['ResolveThread'], (request) => ({ ...request, by: { ...request.by, type: 'user' } })),
  },
  {
    name: 'an author settles what a reviewer objects to',
    breaks: RESOLVED,
    decide: seeing(
      ['ResolveThread'],
      versionAs(() => ({ lineage: [] })),
    ),
  },
  {
    name: 'an administrator joins a group',
    breaks: 'an administrator joins no group that the approval policy names',
    decide: seeing(['DefineGroup'], noGroups),
  },
];
