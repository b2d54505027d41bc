import { expect } from '@jest/globals';
import { digestOf } from '@policy-registry/kernel';

import { decided, type Told, type World } from '../lifecycle/world.ts';
import { BINDING_LAWS } from './binding-laws.ts';
import { refusalOf, type Lived, type Met } from './meeting.ts';
import { PROMOTION_LAWS } from './promotion-laws.ts';
import { RECALL_LAWS } from './recall-laws.ts';
import { factsOf, type Walk } from './walk.ts';

// What holds whatever anybody does, in whatever order. Each law looks at a life from its log and its requests, and not at
// what the deciders say of it.

/** Throws where the life breaks it. */
export type Law = (life: readonly Lived[], walk: Walk) => void;

const end = (life: readonly Met[]): World | undefined => life.at(-1)?.after;
export const logOf = (life: readonly Met[]): readonly Told[] => end(life)?.log ?? [];

/** Everybody who had a hand in a version, told from who sent what and not from what the facts say of it. */
const handsIn = (log: readonly Told[], version: number): ReadonlySet<string> => {
  const hands = new Set<string>();
  const at = log.findIndex(({ facts }) =>
    facts.some(({ type, data }) => type === 'VersionDrafted' && data['version'] === version),
  );
  const draft = log[at];
  if (draft === undefined) return hands;

  const [drafted] = draft.facts;
  const revision = Number(drafted?.data['revision']);
  const published = publishedRevisions(log.slice(0, at)).filter((one) => one < revision);
  const saves = log.slice(0, at).filter(({ request }) => request.type === 'SaveWorkspace');
  saves.slice(Math.max(0, ...published), revision).forEach(({ request }) => hands.add(request.by.id));
  hands.add(draft.request.by.id);

  const submissions = log.filter(
    ({ request }) => request.type === 'SubmitVersion' && request.data['version'] === version,
  );
  for (const { request: submission } of submissions) {
    hands.add(submission.by.id);
    const { simulationId } = submission.data;
    const start = log.find(
      ({ request }) => request.type === 'StartSimulation' && request.data['simulationId'] === simulationId,
    );
    if (start !== undefined) hands.add(start.request.by.id);
  }
  const supersedes = drafted?.data['supersedes'];
  if (typeof supersedes === 'number') handsIn(log.slice(0, at), supersedes).forEach((id) => hands.add(id));
  return hands;
};

const publishedRevisions = (log: readonly Told[]): readonly number[] => {
  const world = { states: new Map(), log };
  const drafts = factsOf(world, 'VersionDrafted');
  return factsOf(world, 'VersionPublished').map(({ version }) => drafts[version - 1]?.revision ?? 0);
};

const STATES = [
  ...['VersionDrafted', 'VersionSubmitted', 'VersionApproved', 'ChangesRequested', 'VersionWithdrawn'],
  ...['VersionPublished', 'VersionDeprecated', 'VersionArchived', 'VersionRecalled'],
];

/** The fact that brought a version into the state it is in. */
const lastStateOf = (log: readonly Told[], version: unknown): string | undefined =>
  log
    .flatMap(({ facts }) => facts)
    .findLast(({ type, data }) => data['version'] === version && STATES.includes(type))?.type;

/** Who approved a version since it was last submitted. */
const approvalsIn = (log: readonly Told[], version: unknown) => {
  const submitted = log.findLastIndex(({ facts }) =>
    facts.some(({ type, data }) => type === 'VersionSubmitted' && data['version'] === version),
  );
  const since = { states: new Map(), log: log.slice(submitted) };
  return factsOf(since, 'ApprovalGiven').filter((given) => given.version === version);
};

/** What each accepted command was answered with. */
const accepted = (life: readonly Lived[]) =>
  life.flatMap(({ before, after, request }) => {
    const one = after === before ? undefined : after.log.at(-1);
    return one === undefined ? [] : [{ before, after, request, facts: one.facts }];
  });

const outsider = 'u-outsider';
const INTERACTIVE = ['PublishVersion', 'PromoteVersion'];
const REASONED = [
  'PublishVersion',
  'PromoteVersion',
  'RequestChanges',
  'WithdrawVersion',
  ...['DeprecateVersion', 'ArchiveVersion', 'RecallVersion'],
  ...['PauseCanary', 'ContinueCanary', 'AbortCanary', 'RollBack'],
];
/** Members of facts that say whose doing it is. */
const WHOSE = ['by', 'approver', 'savedBy', 'requestedBy'];

export const LAWS = {
  'nobody who had a hand in a version approves it': (life) => {
    for (const { before, after, request } of life) {
      if (request.type !== 'ApproveVersion' || after === before) continue;
      expect(handsIn(before.log, Number(request.data['version'])).has(request.by.id)).toBe(false);
    }
  },
  'nobody is kept from approving for another reason than having had a hand in it': (life) => {
    for (const { before, request, refused } of life) {
      if (request.type !== 'ApproveVersion' || refused !== 'APPROVER_IN_LINEAGE') continue;
      expect(refusalOf(() => decided(before, { ...request, by: { ...request.by, id: outsider } }))).not.toBe(
        refused,
      );
    }
  },
  'an approval is bound to exactly what was submitted, under the approval policy in force': (life) => {
    for (const { after, request, before } of life) {
      if (request.type !== 'ApproveVersion' || after === before) continue;
      const given = factsOf(after, 'ApprovalGiven').at(-1);
      const draft = factsOf(before, 'VersionDrafted').find(({ version }) => version === given?.version);
      const submission = factsOf(before, 'VersionSubmitted').findLast(
        ({ version }) => version === given?.version,
      );
      expect(request.data).toMatchObject({
        contentDigest: draft?.contentDigest,
        evidenceDigest: submission?.evidenceDigest,
      });
      expect(given?.binding).toStrictEqual({
        contentDigest: draft?.contentDigest,
        irDigest: draft?.irDigest,
        evidenceDigest: submission?.evidenceDigest,
        approvalPolicyVersion: 1,
      });
    }
  },
  'a version is approved by as many different people as the approval policy says': (life, walk) => {
    for (const { after, facts } of accepted(life))
      for (const { data } of facts.filter(({ type }) => type === 'VersionApproved')) {
        const approvers = approvalsIn(after.log, data['version']).map(({ approver }) => approver);
        expect(new Set(approvers).size).toBe(walk.approvals);
        expect(data['approvals']).toBe(walk.approvals);
      }
  },
  'a version is published only by an attestation of the very statement that was requested': (life) => {
    for (const { before, after, request } of life) {
      const publication = factsOf(after, 'VersionPublished').at(factsOf(before, 'VersionPublished').length);
      if (publication === undefined) continue;
      expect(request).toMatchObject({ type: 'RecordPublicationAttestation', by: { type: 'system' } });
      const asked = factsOf(before, 'PublicationRequested').findLast(
        ({ version }) => version === publication.version,
      );
      expect(publication.statementDigest).toBe(asked && digestOf(asked.statement));
      expect(publication.statementDigest).toBe(request.data['statementDigest']);
      expect(publication.attestationId).toBe(request.data['attestationId']);
      expect(asked?.attempt).toBe(request.data['attempt']);
    }
  },
  'what is stated of a publication is what was drafted, submitted and approved': (life) => {
    for (const { before, after } of accepted(life)) {
      const asked = factsOf(after, 'PublicationRequested').at(factsOf(before, 'PublicationRequested').length);
      if (asked === undefined) continue;
      const { statement, statementDigest, version } = asked;
      const draft = factsOf(after, 'VersionDrafted')[version - 1];
      expect(digestOf(statement)).toBe(statementDigest);
      expect(statement).toMatchObject({
        contentDigest: draft?.contentDigest,
        irDigest: draft?.irDigest,
        semver: draft?.semver,
      });
      expect(statement.approvals).toStrictEqual(
        approvalsIn(after.log, version).map(({ approver, at, binding }) => ({ approver, at, binding })),
      );
    }
  },
  'a semver is published once': (life) => {
    const semvers = factsOf({ states: new Map(), log: logOf(life) }, 'VersionPublished').map(
      ({ semver }) => semver,
    );
    expect(new Set(semvers).size).toBe(semvers.length);
  },
  'only versions that are published, not deprecated and no shadows are asked to be promoted': (life) => {
    for (const { before, request, facts } of accepted(life)) {
      if (request.type !== 'PromoteVersion') continue;
      const { version } = request.data;
      const isOf = (data: { readonly version: number }) => data.version === version;
      expect(facts).toMatchObject([{ type: 'PromotionRequested', data: { version } }]);
      expect(factsOf(before, 'VersionPublished').some(isOf)).toBe(true);
      for (const gone of ['VersionDeprecated', 'VersionArchived', 'VersionRecalled'] as const)
        expect(factsOf(before, gone).some(isOf)).toBe(false);
      expect(factsOf(before, 'VersionDrafted').find(isOf)?.isShadow).toBe(false);
    }
  },
  'a version is approved and published from review alone: nothing goes around it': (life) => {
    for (const { before, facts } of accepted(life))
      for (const { type, data } of facts) {
        const state = lastStateOf(before.log, data['version']);
        if (type === 'VersionApproved') expect(state).toBe('VersionSubmitted');
        if (type === 'ApprovalGiven')
          expect(['VersionSubmitted', 'VersionApproved', 'VersionPublished']).toContain(state);
        if (type === 'PublicationRequested') expect(state).toBe('VersionApproved');
        if (type === 'VersionDeprecated') expect(state).toBe('VersionPublished');
        if (type === 'VersionArchived') expect(state).toBe('VersionDeprecated');
        if (type === 'VersionRecalled') expect(['VersionPublished', 'VersionDeprecated']).toContain(state);
        if (type === 'ChangesRequested' || type === 'VersionWithdrawn')
          expect(state).toBe('VersionSubmitted');
      }
  },
  'only persons who signed in freshly publish and promote': (life) => {
    for (const { request } of accepted(life).filter(({ request: one }) => INTERACTIVE.includes(one.type))) {
      expect(request.by).toMatchObject({ type: 'user', isInteractive: true });
      expect(request.now - (request.by.authenticatedAt ?? 0)).toBeLessThanOrEqual(300_000);
    }
  },
  'nobody publishes, promotes or takes a step back without a reason': (life) => {
    for (const { request } of accepted(life))
      if (REASONED.includes(request.type)) expect(request.data['reasonDigest']).toBeDefined();
  },
  'every change is one event that says who made it, and no fact comes twice in it': (life) => {
    for (const { before, after, request, facts } of accepted(life)) {
      expect(after.log.length).toBe(before.log.length + 1);
      expect(new Set(facts.map(({ type, data }) => `${type} ${String(data['version'])}`)).size).toBe(
        facts.length,
      );
      const named = facts.flatMap(({ data }) => WHOSE.flatMap((name) => data[name] ?? []));
      expect(new Set([...named, request.by.id]).size).toBe(1);
    }
  },
  'an accepted command that is sent again at once decides nothing': (life) => {
    for (const { after, request, refused } of life) {
      if (refused !== undefined || isAnotherWish(request)) continue;
      expect(factsAgain(after, request)).toStrictEqual([]);
    }
  },
  'an accepted report of the registry decides nothing ever again': (life) => {
    const world = end(life);
    if (world === undefined) return;
    for (const { request } of world.log.filter((one) => one.request.by.type === 'system')) {
      expect(factsAgain(world, request)).toStrictEqual([]);
    }
  },
  ...PROMOTION_LAWS,
  ...BINDING_LAWS,
  ...RECALL_LAWS,
} as const satisfies Readonly<Record<string, Law>>;

/**
 * Two drafts of one revision are two wishes, and two rollbacks that name no version are two steps back: only the command id
 * tells a resend from them.
 */
const isAnotherWish = ({ type, data }: Met['request']): boolean =>
  type === 'CreateVersion' || (type === 'RollBack' && data['version'] === undefined);

/** The facts a resend is answered with: none, also when it is refused. */
const factsAgain = (world: World, request: Met['request']): readonly unknown[] => {
  let facts: readonly unknown[] = [];
  refusalOf(() => {
    ({ facts } = decided(world, request));
  });
  return facts;
};
