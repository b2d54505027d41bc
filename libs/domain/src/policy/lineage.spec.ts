import { describe, expect, it } from '@jest/globals';
import type { Rejection } from '@policy-registry/kernel';

import { simulated, versionIn, type Ask } from '../lifecycle/life.ts';
import { decided, told, type Request, type World } from '../lifecycle/world.ts';
import { SCOPES } from '../scopes.ts';
import { file, NOW, person, report, result, sha, system } from '../testing/samples.ts';
import { refusalOf } from '../testing/meeting.ts';
import { factsOf, worldWith } from '../testing/walk.ts';
import { LINEAGE_MAX } from './events.ts';
import { lineageOf } from './lineage.ts';

const policyId = 'pay-gate';
const asking =
  (id: string): Ask =>
  (type, data) => ({ type, data, by: { ...person(id, ...SCOPES), authenticatedAt: NOW }, now: NOW });
const records: Ask = (type, data) => ({ type, data, by: system, now: NOW });
const all = (world: World, ...requests: readonly Request[]): World => requests.reduce(told, world);

/** Each of them saves a revision, which is compiled; the first file is the policy, the others its fixtures. */
const savedBy = (world: World, ...authors: readonly string[]): World =>
  authors.reduce((before, author) => {
    const revision = before.log.filter(({ request }) => request.type === 'SaveWorkspace').length + 1;
    const files = [file('main.stella', 'text'), file('tests/one.json', `fixture ${revision}`)];
    return all(
      before,
      asking(author)('SaveWorkspace', { policyId, files }),
      records('RecordCompilation', { policyId, revision, report }),
    );
  }, world);

const snapshotId = Object.keys(Object.fromEntries(worldWith(1).states))
  .find((key) => key.startsWith('snapshot.'))
  ?.slice('snapshot.'.length);

type Reviewed = {
  readonly drafter: string;
  readonly revision: number;
  readonly simulant: string;
  readonly submitter: string;
};

/** The next version, of a revision, as far as its submission. */
const submittedBy = (
  world: World,
  { drafter, revision, simulant, submitter }: Reviewed,
  { semver = '1.0.0' } = {},
): World => {
  const version = factsOf(world, 'VersionDrafted').length + 1;
  const simulationId = `sim-${version}`;
  const drafted = all(world, asking(drafter)('CreateVersion', { policyId, revision, semver }));
  const subject = { simulationId, policyId, version, snapshotId: snapshotId ?? '', environmentId: 'prod' };
  return all(
    drafted,
    ...simulated(asking(simulant), records, subject, result),
    asking(submitter)('SubmitVersion', { policyId, version, simulationId, reviewers: [] }),
  );
};

const approving = (world: World, approver: string, version: number): string | undefined => {
  const { contentDigest = '', submission } = versionIn(world, version, policyId) ?? {};
  const { evidenceDigest = '' } = submission ?? {};
  const data = { policyId, version, contentDigest, evidenceDigest, reasonDigest: sha('reason') };
  return refusalOf(() => decided(world, asking(approver)('ApproveVersion', data)));
};

describe('whoever had a hand in a version does not approve it, whatever else they may do', () => {
  const five = savedBy(worldWith(1), 'u-r1', 'u-r2', 'u-r3', 'u-r4', 'u-r5');
  const hands = { drafter: 'u-drafter', revision: 5, simulant: 'u-simulant', submitter: 'u-submitter' };
  const world = submittedBy(five, hands);

  it.each(['u-r1', 'u-r2', 'u-r5', 'u-drafter', 'u-simulant', 'u-submitter'])('%s is refused', (hand) =>
    expect(approving(world, hand, 1)).toBe('APPROVER_IN_LINEAGE'),
  );

  it('somebody else is not', () => expect(approving(world, 'u-outsider', 1)).toBeUndefined());

  it('nor is who saved a later revision, which is no part of it', () => {
    const third = submittedBy(five, { ...hands, revision: 3 });
    expect(approving(third, 'u-r4', 1)).toBeUndefined();
    expect(approving(third, 'u-r3', 1)).toBe('APPROVER_IN_LINEAGE');
  });

  it('who had a hand in what it supersedes is refused, over the whole chain', () => {
    const [second, third] = ['2', '3'].map((n) => ({
      ...{ drafter: `u-drafter-${n}`, revision: 5 },
      ...{ simulant: `u-simulant-${n}`, submitter: `u-submitter-${n}` },
    }));
    const back = (from: World, version: number) =>
      all(from, asking('u-outsider')('RequestChanges', { policyId, version, reasonDigest: sha('reason') }));
    const twice = submittedBy(back(world, 1), second ?? hands);
    const thrice = submittedBy(back(twice, 2), third ?? hands);
    for (const hand of ['u-drafter', 'u-simulant', 'u-submitter-2', 'u-simulant-3', 'u-r2'])
      expect([hand, approving(thrice, hand, 3)]).toStrictEqual([hand, 'APPROVER_IN_LINEAGE']);
  });

  it('who asked for the twin of its simulation is refused', () => {
    const drafted = all(
      five,
      asking('u-drafter')('CreateVersion', { policyId, revision: 5, semver: '1.0.0' }),
    );
    const subject = {
      simulationId: 'sim-1',
      policyId,
      version: 1,
      snapshotId: snapshotId ?? '',
      environmentId: 'prod',
    };
    const requests = simulated(asking('u-simulant'), records, subject, result);
    const once = requests
      .filter(({ data }) => data['replica'] !== 1)
      .map((request) =>
        request.type === 'StartSimulation' ? { ...request, data: { ...request.data, twin: false } } : request,
      );
    const twinned = all(
      drafted,
      ...once,
      asking('u-twin')('RequestTwin', { simulationId: 'sim-1' }),
      ...requests
        .filter(({ data }) => data['replica'] === 1)
        .map((request) => ({ ...request, data: { ...request.data, attempt: 2 } })),
      asking('u-submitter')('SubmitVersion', { policyId, version: 1, simulationId: 'sim-1', reviewers: [] }),
    );
    for (const hand of ['u-twin', 'u-simulant'])
      expect([hand, approving(twinned, hand, 1)]).toStrictEqual([hand, 'APPROVER_IN_LINEAGE']);
  });
});

describe('what a version is derived from', () => {
  const hands = { drafter: 'u-d', revision: 2, simulant: 'u-s', submitter: 'u-d' };
  const published = (from: World): World => {
    const { contentDigest = '', submission } = versionIn(from, 1, policyId) ?? {};
    const { evidenceDigest = '' } = submission ?? {};
    const texts = { reasonDigest: sha('reason'), ticketDigest: sha('ticket') };
    const approvedAndAsked = all(
      from,
      asking('u-outsider')('ApproveVersion', {
        policyId,
        version: 1,
        contentDigest,
        evidenceDigest,
        ...texts,
      }),
      asking('u-publisher')('PublishVersion', { policyId, version: 1, ...texts }),
    );
    const { attempt = 1, statementDigest = '' } = versionIn(approvedAndAsked, 1, policyId)?.publication ?? {};
    const signed = { attestationId: sha('bundle'), keyId: sha('key') };
    return all(
      approvedAndAsked,
      records('RecordPublicationAttestation', { policyId, version: 1, attempt, statementDigest, ...signed }),
    );
  };
  const first = published(submittedBy(savedBy(worldWith(1), 'u-r1', 'u-r2'), hands));
  const next = submittedBy(
    savedBy(first, 'u-r3', 'u-r4'),
    { ...hands, drafter: 'u-e', submitter: 'u-e', revision: 4 },
    { semver: '1.1.0' },
  );

  it('counts back to the last published version, and no further', () => {
    expect(versionIn(next, 2, policyId)?.lineage).toStrictEqual(['u-e', 'u-r3', 'u-r4', 'u-s']);
    expect(approving(next, 'u-r3', 2)).toBe('APPROVER_IN_LINEAGE');
    expect(approving(next, 'u-r1', 2)).toBeUndefined();
  });
});

describe('a lineage that is too long', () => {
  const hands = (count: number) => Array.from({ length: count }, (_, at) => `u-${at}`);

  it('is refused, and never cut', () => {
    expect(lineageOf([...hands(LINEAGE_MAX), 'u-0'], {})).toHaveLength(LINEAGE_MAX);
    expect(refusalOf(() => lineageOf(hands(LINEAGE_MAX + 1), {}))).toBe('LINEAGE_FULL');
    const reasons: Rejection[] = [];
    lineageOf(hands(LINEAGE_MAX + 1), { reasons });
    expect(reasons).toMatchObject([{ code: 'LINEAGE_FULL' }]);
  });
});
