import type { Principal } from '@policy-registry/kernel';

import { decided, stateOf, withState, type Decide, type Request, type World } from '../lifecycle/world.ts';
import type { Simulation } from '../simulation/state.ts';
import type { Tenant } from '../tenant/state.ts';
import type { Workspace } from '../workspace/state.ts';
import { BINDING_PLANTS } from './binding-plants.ts';
import type { LAWS } from './laws.ts';
import { hearing, seeing, type Seen } from './planting.ts';
import { PROMOTION_PLANTS } from './promotion-plants.ts';
import type { React } from './reacting.ts';
import { RECALL_PLANTS } from './recall-plants.ts';
import { everyVersionAs, versionAs, withVersions } from './versions-seen.ts';
import { factsOf } from './walk.ts';

// Bugs as somebody could make them: a rule that is forgotten decides as if what it looks at were not so. Each plant shows
// the decider something else than there is, or tells something else than it decided.

/** A bug in what is decided or in what follows from it, and the law that has to find it. */
export type Plant = {
  readonly name: string;
  readonly breaks: keyof typeof LAWS;
  readonly decide?: Decide;
  readonly react?: React;
};

const WORKSPACE = { type: 'workspace', id: 'pay-gate' } as const;
const TENANT = { type: 'tenant', id: 'acme' } as const;

const by =
  (change: (who: Principal, request: Request) => Partial<Principal>) =>
  (request: Request): Request => ({ ...request, by: { ...request.by, ...change(request.by, request) } });

const INTERACTIVE = ['PublishVersion', 'PromoteVersion'];
const STEPS_BACK = [
  'RequestChanges',
  'WithdrawVersion',
  'DeprecateVersion',
  'ArchiveVersion',
  'RecallVersion',
];
const NOBODY_IN_LINEAGE = 'nobody who had a hand in a version approves it';
const QUORUM = 'a version is approved by as many different people as the approval policy says';
const BOUND = 'an approval is bound to exactly what was submitted, under the approval policy in force';
const ATTESTED = 'a version is published only by an attestation of the very statement that was requested';
const PROMOTABLE = 'only versions that are published, not deprecated and no shadows are asked to be promoted';
const IN_REVIEW = 'a version is approved and published from review alone: nothing goes around it';
const ATTRIBUTED = 'every change is one event that says who made it, and no fact comes twice in it';

const savedByNobody: Seen = (world) => {
  const workspace = stateOf(world, WORKSPACE) as Workspace;
  const revisions = workspace.revisions.map((revision) => ({ ...revision, isByRegistry: true }));
  return withState(world, WORKSPACE, { ...workspace, revisions });
};

const simulatedByNobody: Seen = (world, { data }) => {
  const aggregate = { type: 'simulation', id: String(data['simulationId']) } as const;
  const simulation = stateOf(world, aggregate) as Simulation;
  return simulation.status === 'absent'
    ? world
    : withState(world, aggregate, { ...simulation, requesters: [] });
};

const oneApproval: Seen = (world) => {
  const tenant = stateOf(world, TENANT) as Tenant;
  return tenant.status === 'absent'
    ? world
    : withState(world, TENANT, { ...tenant, approvalPolicy: { ...tenant.approvalPolicy, approvals: 1 } });
};

const allApprovalsEver = versionAs((_version, world, number) => ({
  approvals: factsOf(world, 'ApprovalGiven').filter((given) => given.version === number),
}));

const othersUnpublished: Seen = (world, { data }) =>
  withVersions(world, (version, number) =>
    number === data['version'] ? version : { ...version, state: 'draft', publication: undefined },
  );

const asSubmitted = (request: Request, world: World): Request => {
  const { version } = request.data;
  const draft = factsOf(world, 'VersionDrafted').find((one) => one.version === version);
  return { ...request, data: { ...request.data, contentDigest: draft?.contentDigest } };
};

const publicationOf = (request: Request, world: World) =>
  factsOf(world, 'PublicationRequested').findLast(({ version }) => version === request.data['version']);

const heardOf =
  (member: 'statementDigest' | 'attempt') =>
  (request: Request, world: World): Request => {
    const value = publicationOf(request, world)?.[member] ?? request.data[member];
    return { ...request, data: { ...request.data, [member]: value } };
  };

const reasoned = (request: Request): Request => ({
  ...request,
  data: { ...request.data, reasonDigest: '0'.repeat(64) },
});

const toldTwice: Decide = (world, request) => {
  const { aggregate, facts } = decided(world, request);
  return { aggregate, facts: request.type === 'ApproveVersion' ? [...facts, ...facts] : facts };
};

const toldOfAnother: Decide = (world, request) =>
  decided(world, { ...request, by: { ...request.by, id: 'u-somebody' } });

export const PLANTS: readonly Plant[] = [
  ...(
    [
      ['the lineage is not looked at', ['ApproveVersion'], versionAs(() => ({ lineage: [] }))],
      ['who saved a revision is forgotten', ['CreateVersion'], savedByNobody],
      ['who simulated is forgotten', ['SubmitVersion'], simulatedByNobody],
      [
        'the lineage of what a version was derived from is forgotten',
        ['CreateVersion'],
        everyVersionAs(() => ({ lineage: [] })),
      ],
      ['who drafted is forgotten', ['SubmitVersion'], versionAs(() => ({ lineage: [] }))],
    ] as const satisfies readonly (readonly [string, readonly string[], Seen])[]
  ).map(([name, types, seen]) => ({ name, breaks: NOBODY_IN_LINEAGE, decide: seeing(types, seen) }) as const),
  { name: 'one approval is enough', breaks: QUORUM, decide: seeing(['ApproveVersion'], oneApproval) },
  {
    name: 'approvals outlive a return',
    breaks: QUORUM,
    decide: seeing(['ApproveVersion'], allApprovalsEver),
  },
  {
    name: 'what was reviewed is not compared',
    breaks: BOUND,
    decide: hearing(['ApproveVersion'], asSubmitted),
  },
  {
    name: 'drafts are approved',
    breaks: IN_REVIEW,
    decide: seeing(
      ['ApproveVersion'],
      versionAs(({ submission }) => ({
        state: 'submitted',
        submission: submission ?? {
          simulationId: 'sim-1',
          resultDigest: '0'.repeat(64),
          evidenceDigest: '0'.repeat(64),
        },
      })),
    ),
  },
  {
    name: 'a version is published before it is approved',
    breaks: IN_REVIEW,
    decide: seeing(
      ['PublishVersion'],
      versionAs(({ state, contentDigest, irDigest }) => {
        const binding = { contentDigest, irDigest, evidenceDigest: contentDigest, approvalPolicyVersion: 1 };
        const enough = ['u-one', 'u-two'].map((approver) => ({ approver, at: '', binding }));
        return state === 'submitted' ? { state: 'approved', approvals: enough } : {};
      }),
    ),
  },
  {
    name: 'an approved version is sent back',
    breaks: IN_REVIEW,
    decide: seeing(
      STEPS_BACK,
      versionAs(({ state }) => (state === 'approved' ? { state: 'submitted' } : {})),
    ),
  },
  {
    name: 'any statement that was signed will do',
    breaks: ATTESTED,
    decide: hearing(['RecordPublicationAttestation'], heardOf('statementDigest')),
  },
  {
    name: 'any attempt will do',
    breaks: ATTESTED,
    decide: hearing(['RecordPublicationAttestation'], heardOf('attempt')),
  },
  {
    name: 'anybody reports a signature',
    breaks: ATTESTED,
    decide: hearing(
      ['RecordPublicationAttestation'],
      by(() => ({ type: 'system' })),
    ),
  },
  {
    name: 'a semver is taken twice',
    breaks: 'a semver is published once',
    decide: seeing(['CreateVersion', 'PublishVersion'], othersUnpublished),
  },
  {
    name: 'what is not published is promoted',
    breaks: PROMOTABLE,
    decide: seeing(
      ['PromoteVersion'],
      versionAs(({ state }) => (state === 'approved' ? { state: 'published' } : {})),
    ),
  },
  {
    name: 'what is deprecated is promoted',
    breaks: PROMOTABLE,
    decide: seeing(
      ['PromoteVersion'],
      versionAs(({ state }) => (state === 'deprecated' ? { state: 'published' } : {})),
    ),
  },
  {
    name: 'shadows are promoted',
    breaks: PROMOTABLE,
    decide: seeing(
      ['PromoteVersion'],
      versionAs(() => ({ isShadow: false })),
    ),
  },
  {
    name: 'programs publish and promote',
    breaks: 'only persons who signed in freshly publish and promote',
    decide: hearing(
      INTERACTIVE,
      by(() => ({ type: 'user', isInteractive: true })),
    ),
  },
  {
    name: 'a sign-in is never too old',
    breaks: 'only persons who signed in freshly publish and promote',
    decide: hearing(
      INTERACTIVE,
      by((_who, { now }) => ({ authenticatedAt: now })),
    ),
  },
  {
    name: 'no reason is needed',
    breaks: 'nobody publishes, promotes or takes a step back without a reason',
    decide: hearing(STEPS_BACK, reasoned),
  },
  { name: 'facts are told twice', breaks: ATTRIBUTED, decide: toldTwice },
  { name: 'somebody else is named', breaks: ATTRIBUTED, decide: toldOfAnother },
  ...PROMOTION_PLANTS,
  ...BINDING_PLANTS,
  ...RECALL_PLANTS,
];
