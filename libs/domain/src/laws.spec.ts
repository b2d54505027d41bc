import { describe, expect, it } from '@jest/globals';
import { digestOf } from '@policy-registry/kernel';
import fc from 'fast-check';

import { factsOf, refusalOf, walked, walks, type Met, type Walk } from './testing/walk.ts';
import { decided, type Told, type World } from './lifecycle/world.ts';

// What holds whatever anybody does, in whatever order: each law is checked over random lives of one policy.

// One seed for all laws, so that each life is walked once; a failure prints it.
const [seed = 0] = fc.sample(fc.integer(), 1);
const runs = { numRuns: 60, seed };
const cache = new Map<string, readonly Met[]>();

const met = (walk: Walk): readonly Met[] => {
  const key = JSON.stringify(walk);
  const known = cache.get(key) ?? walked(walk);
  cache.set(key, known);
  return known;
};

const law = (check: (life: readonly Met[], walk: Walk) => void): void =>
  fc.assert(
    fc.property(walks, (walk: Walk) => check(met(walk), walk)),
    runs,
  );

const end = (life: readonly Met[]): World | undefined => life.at(-1)?.after;
const logOf = (life: readonly Met[]): readonly Told[] => end(life)?.log ?? [];

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

  const submission = log.find(
    ({ request }) => request.type === 'SubmitVersion' && request.data['version'] === version,
  );
  if (submission !== undefined) {
    hands.add(submission.request.by.id);
    const { simulationId } = submission.request.data;
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

describe('whatever anybody does', () => {
  it('the lives walked here reach every fact of a policy and every refusal of an approval', () => {
    const lives = fc.sample(walks, { numRuns: 60, seed: 20260302 }).map(walked);
    const types = new Set(
      lives.flatMap((one) => logOf(one).flatMap(({ facts }) => facts.map(({ type }) => type))),
    );
    expect([...types].sort()).toStrictEqual(
      expect.arrayContaining([
        'ApprovalGiven',
        'PublicationFailed',
        'PublicationRequested',
        'VersionApproved',
        'VersionDrafted',
        'VersionPromoted',
        'VersionPublished',
        'VersionSubmitted',
      ]),
    );
    const refusals = new Set(lives.flatMap((one) => one.flatMap(({ refused }) => refused ?? [])));
    expect([...refusals].sort()).toStrictEqual(
      expect.arrayContaining([
        'APPROVAL_BINDING_STALE',
        'APPROVER_IN_LINEAGE',
        'ATTEMPT_STALE',
        'SEMVER_TAKEN',
        'STATEMENT_MISMATCHED',
      ]),
    );
  });

  it('nobody who had a hand in a version approves it', () => {
    law((life) => {
      for (const { before, after, request } of life) {
        if (request.type !== 'ApproveVersion' || after === before) continue;
        expect(handsIn(before.log, Number(request.data['version'])).has(request.by.id)).toBe(false);
      }
    });
  });

  it('nobody is kept from approving for another reason than having had a hand in it', () => {
    const outsider = 'u-outsider';
    law((life) => {
      for (const { before, request, refused } of life) {
        if (request.type !== 'ApproveVersion' || refused !== 'APPROVER_IN_LINEAGE') continue;
        expect(
          refusalOf(() => decided(before, { ...request, by: { ...request.by, id: outsider } })),
        ).not.toBe(refused);
      }
    });
  });

  it('an approval is bound to exactly what was submitted, under the approval policy in force', () => {
    law((life) => {
      for (const { after, request, before } of life) {
        if (request.type !== 'ApproveVersion' || after === before) continue;
        const given = factsOf(after, 'ApprovalGiven').at(-1);
        const draft = factsOf(before, 'VersionDrafted').find(({ version }) => version === given?.version);
        const submission = factsOf(before, 'VersionSubmitted').findLast(
          ({ version }) => version === given?.version,
        );
        expect(given?.binding).toStrictEqual({
          contentDigest: draft?.contentDigest,
          irDigest: draft?.irDigest,
          evidenceDigest: submission?.evidenceDigest,
          approvalPolicyVersion: 1,
        });
      }
    });
  });

  it('a version is approved by as many different people as the approval policy says', () => {
    law((life, walk) => {
      const world = { states: new Map(), log: logOf(life) };
      for (const { version, approvals } of factsOf(world, 'VersionApproved')) {
        const approvers = factsOf(world, 'ApprovalGiven').filter((given) => given.version === version);
        expect(new Set(approvers.map(({ approver }) => approver)).size).toBe(walk.approvals);
        expect(approvals).toBe(walk.approvals);
      }
    });
  });

  it('a version is published only by an attestation of the very statement that was requested', () => {
    law((life) => {
      for (const { before, after, request } of life) {
        const publication = factsOf(after, 'VersionPublished').at(factsOf(before, 'VersionPublished').length);
        if (publication === undefined) continue;
        expect(request).toMatchObject({ type: 'RecordPublicationAttestation', by: { type: 'system' } });
        const asked = factsOf(before, 'PublicationRequested').findLast(
          ({ version }) => version === publication.version,
        );
        expect(publication.statementDigest).toBe(asked && digestOf(asked.statement));
        expect(publication.attestationId).toBe(request.data['attestationId']);
        expect(asked?.attempt).toBe(request.data['attempt']);
      }
    });
  });

  it('what is stated of a publication is what was drafted, submitted and approved', () => {
    law((life) => {
      const world = { states: new Map(), log: logOf(life) };
      for (const { statement, statementDigest, version } of factsOf(world, 'PublicationRequested')) {
        const draft = factsOf(world, 'VersionDrafted')[version - 1];
        const given = factsOf(world, 'ApprovalGiven').filter((approval) => approval.version === version);
        expect(digestOf(statement)).toBe(statementDigest);
        expect(statement).toMatchObject({
          contentDigest: draft?.contentDigest,
          irDigest: draft?.irDigest,
          semver: draft?.semver,
        });
        expect(statement.approvals).toStrictEqual(
          given.map(({ approver, at, binding }) => ({ approver, at, binding })),
        );
      }
    });
  });

  it('a semver is published once', () => {
    law((life) => {
      const semvers = factsOf({ states: new Map(), log: logOf(life) }, 'VersionPublished').map(
        ({ semver }) => semver,
      );
      expect(new Set(semvers).size).toBe(semvers.length);
    });
  });

  it('only published versions that are no shadows are promoted', () => {
    law((life) => {
      for (const { before, after, request } of life) {
        if (request.type !== 'PromoteVersion' || after === before) continue;
        const { version } = request.data;
        expect(factsOf(before, 'VersionPublished').some((published) => published.version === version)).toBe(
          true,
        );
        expect(factsOf(before, 'VersionDrafted').find((draft) => draft.version === version)?.isShadow).toBe(
          false,
        );
      }
    });
  });

  it('an accepted command that is sent again at once decides nothing', () => {
    law((life) => {
      for (const { after, request, refused } of life) {
        // Two drafts of one revision are two wishes: only the command id tells a resend from them.
        if (refused !== undefined || request.type === 'CreateVersion') continue;
        expect(factsAgain(after, request)).toStrictEqual([]);
      }
    });
  });

  it('an accepted report of the registry decides nothing ever again', () => {
    law((life) => {
      const world = end(life);
      if (world === undefined) return;
      for (const { request } of world.log.filter((one) => one.request.by.type === 'system')) {
        expect(factsAgain(world, request)).toStrictEqual([]);
      }
    });
  });

  it('the same commands give the same facts', () => {
    fc.assert(
      fc.property(walks, (walk) => {
        expect(logOf(walked(walk))).toStrictEqual(logOf(met(walk)));
      }),
      { ...runs, numRuns: 20 },
    );
  });
});

/** The facts a resend is answered with: none, also when it is refused. */
const factsAgain = (world: World, request: Met['request']): readonly unknown[] => {
  let facts: readonly unknown[] = [];
  refusalOf(() => {
    ({ facts } = decided(world, request));
  });
  return facts;
};
