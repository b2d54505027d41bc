import type { EpochMs, Principal } from '@policy-registry/kernel';
import fc from 'fast-check';

import { simulated } from '../lifecycle/life.ts';
import { stateOf, decided, told, type Decide, type Request, type World } from '../lifecycle/world.ts';
import type { ApprovalRules } from '../tenant/approval-rules.ts';
import type { Tenant } from '../tenant/state.ts';
import { file, NOW, person, report, result, sha, system } from './samples.ts';
import { meet, type Met } from './meeting.ts';
import { factsOf, snapshotId, worldWith } from './walk.ts';

// A random life of reviews: one version that is submitted again and again, groups and approval policies that change meanwhile,
// and a few people who may do everything.

export const REVIEWERS = ['u-ann', 'u-ben', 'u-cat', 'u-dan', 'u-eve'] as const;
const GROUPS = ['owners', 'security'] as const;
const MOVES = [
  ...(['approve', 'approve', 'approve', 'regroup', 'propose', 'agree', 'agree', 'withdrawProposal'] as const),
  ...(['settings', 'sendBack', 'submit', 'publish', 'attest'] as const),
  ...(['object', 'settle', 'overrule', 'reopen'] as const),
] as const;

export type ReviewStep = {
  readonly move: (typeof MOVES)[number];
  readonly who: (typeof REVIEWERS)[number];
  /** A program asks in the place of the person. */
  readonly isService: boolean;
  readonly members: readonly string[];
  readonly group: (typeof GROUPS)[number];
  readonly rules: ApprovalRules;
};

const groups = fc
  .tuple(fc.subarray([...GROUPS]), fc.integer({ min: 1, max: 2 }))
  .map(([ids, approvals]) => ids.map((groupId) => ({ groupId, approvals })));
/** What there is to own: the one file of these lives, and nothing. */
const owners = fc
  .shuffledSubarray(['*.stella', '/main.stella', 'docs/'])
  .chain((patterns) =>
    fc.tuple(...patterns.map((pattern) => groups.map((asked) => ({ pattern, groups: asked })))),
  );
const step: fc.Arbitrary<ReviewStep> = fc.record({
  move: fc.constantFrom(...MOVES),
  who: fc.constantFrom(...REVIEWERS),
  isService: fc.nat({ max: 5 }).map((one) => one === 0),
  members: fc.subarray([...REVIEWERS], { minLength: 1 }),
  group: fc.constantFrom(...GROUPS),
  rules: fc.record(
    { approvals: fc.integer({ min: 1, max: 3 }), groups, owners },
    { requiredKeys: ['approvals', 'groups'] },
  ),
});
export const reviewWalks = fc.array(step, { minLength: 15, maxLength: 40, size: 'max' });

const policyId = 'pay-gate';
const ofVersion = { policyId, version: 1 };
const reasoned = { reasonDigest: sha('reason'), ticketDigest: sha('ticket') };
const author = person('u-author', 'policy:author', 'policy:simulate');
const reviewingAuthor = person('u-author', 'policy:review');
const admin = person('u-admin', 'tenant:admin');

const asking =
  (by: Principal, now: EpochMs) =>
  (type: string, data: Request['data']): Request => ({
    type,
    data,
    by: { ...by, authenticatedAt: now },
    now,
  });

/** A tenant with two groups, whose code may have owners, and a version that was submitted. */
const beginning = (first: ApprovalRules = { approvals: 1 }): World => {
  const [ask, record] = [asking(author, NOW), asking(system, NOW)];
  const regroup = (groupId: string, ...members: readonly string[]) =>
    asking(admin, NOW)('DefineGroup', { tenantId: 'acme', groupId, members, roles: [] });
  return [
    regroup('owners', 'u-ann', 'u-ben'),
    regroup('security', 'u-ben', 'u-cat'),
    ...(first.owners === undefined ? [] : owned(first.owners)),
    ask('SaveWorkspace', { policyId, files: [file('main.stella', 'text')] }),
    record('RecordCompilation', { policyId, revision: 1, report }),
    ask('CreateVersion', { policyId, revision: 1, semver: '1.0.0' }),
    ...submission(1, NOW),
  ].reduce(told, worldWith(1));
};

/** Has owners of code come into force. */
const owned = (rules: NonNullable<ApprovalRules['owners']>): readonly Request[] => {
  const proposed = { tenantId: 'acme', rules: { approvals: 1, owners: rules }, ...reasoned };
  const agreed = { tenantId: 'acme', proposal: 1, ...reasoned };
  return rules.length === 0
    ? []
    : [
        asking(admin, NOW)('ProposeApprovalPolicy', proposed),
        asking(person('u-ann', 'policy:approve'), NOW)('ApproveApprovalPolicy', agreed),
      ];
};

const submission = (count: number, now: EpochMs): readonly Request[] => {
  const simulationId = `sim-${count}`;
  const refs = { ...result, evidenceDigest: sha(`evidence of ${simulationId}`) };
  const simulation = { simulationId, ...ofVersion, snapshotId, environmentId: 'prod' };
  const ask = asking(author, now);
  return [
    ...simulated(ask, asking(system, now), simulation, refs),
    ask('SubmitVersion', { ...ofVersion, simulationId, reviewers: [] }),
  ];
};

/** A walk through reviews that are decided like this. */
export const reviewed = (steps: readonly ReviewStep[], decide: Decide = decided): readonly Met[] => {
  let world = beginning(steps[0]?.rules);
  return steps.flatMap((one, at) =>
    requestsOf(one, world, NOW + at * 1_000).map((request) => {
      const met = meet(world, request, decide);
      world = met.after;
      return met;
    }),
  );
};

const SCOPES = ['policy:approve', 'policy:review', 'policy:publish', 'tenant:admin'] as const;

const requestsOf = (
  { move, who, isService, members, group, rules }: ReviewStep,
  world: World,
  now: EpochMs,
): readonly Request[] => {
  const asker = person(who, ...SCOPES);
  const ask = asking(isService ? { ...asker, type: 'service', isInteractive: false } : asker, now);
  // Folded by the tenant's own evolve.
  const tenant = stateOf(world, { type: 'tenant', id: 'acme' }) as Tenant;
  const thread = Math.max(1, factsOf(world, 'ThreadStarted').length);
  const proposal = tenant.status === 'open' ? Math.max(1, tenant.proposals) : 1;
  const ofTenant = { tenantId: 'acme' };
  switch (move) {
    case 'approve': {
      const evidenceDigest = factsOf(world, 'VersionSubmitted').at(-1)?.evidenceDigest;
      const contentDigest = factsOf(world, 'VersionDrafted').at(-1)?.contentDigest;
      return [ask('ApproveVersion', { ...ofVersion, contentDigest, evidenceDigest, ...reasoned })];
    }
    case 'regroup':
      return [ask('DefineGroup', { ...ofTenant, groupId: group, members, roles: [] })];
    case 'propose':
      return [ask('ProposeApprovalPolicy', { ...ofTenant, rules, ...reasoned })];
    case 'agree':
      return [ask('ApproveApprovalPolicy', { ...ofTenant, proposal, ...reasoned })];
    case 'withdrawProposal':
      return [ask('WithdrawApprovalPolicy', { ...ofTenant, proposal, ...reasoned })];
    case 'settings': {
      const settings = tenant.status === 'open' ? tenant.settings : {};
      const { approvals } = rules;
      return [ask('ChangeTenantSettings', { ...ofTenant, settings, approvals })];
    }
    case 'sendBack':
      return [ask('RequestChanges', { ...ofVersion, ...reasoned })];
    case 'submit':
      return submission(factsOf(world, 'VersionSubmitted').length + 1, now);
    case 'object':
      return [ask('StartThread', { ...ofVersion, isBlocking: true, commentDigest: sha('comment') })];
    case 'settle':
      return [ask('ResolveThread', { ...ofVersion, thread })];
    case 'overrule':
      return [asking(reviewingAuthor, now)('ResolveThread', { ...ofVersion, thread })];
    case 'reopen':
      return [ask('ReopenThread', { ...ofVersion, thread })];
    case 'publish':
      return [ask('PublishVersion', { ...ofVersion, ...reasoned })];
    case 'attest': {
      const asked = factsOf(world, 'PublicationRequested').at(-1);
      if (asked === undefined) return [];
      const { attempt, statementDigest } = asked;
      const signed = { attestationId: sha('bundle'), keyId: sha('key') };
      return [
        asking(system, now)('RecordPublicationAttestation', {
          ...ofVersion,
          attempt,
          statementDigest,
          ...signed,
        }),
      ];
    }
  }
};
