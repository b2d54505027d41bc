import { describe, expect, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';
import fc from 'fast-check';

import { initialState as noPolicy } from '../policy/state.ts';
import {
  context,
  created,
  drafted,
  file,
  openTenant,
  person,
  policyAfter,
  sha,
  system,
} from '../testing/samples.ts';
import { contentDigestOf } from './content.ts';
import { REVISIONS_DISPOSED_MAX, type WorkspaceFact } from './events.ts';
import { disposals, isDisposed } from './retention.ts';
import { evolve, initialState, type Workspace } from './state.ts';
import { workspace, type WorkspaceCommand, type WorkspaceNeeds } from './workspace.ts';

const policyId = 'pay-gate';
const main = (text: string) => ({ ...file('policy.stella'), sha256: sha(text) });

/** Each revision has a text of its own, unless it is taken from an earlier one. */
const saved = (revision: number, savedBy = 'u-author', taken?: Taken): WorkspaceFact => {
  const files = [main(`text ${taken?.from ?? revision}`)];
  const origin = taken && { origin: { kind: 'revision', revision: taken.from } as const };
  return {
    type: 'RevisionSaved',
    schemaVersion: 1,
    data: {
      ...{ policyId, revision, contentDigest: contentDigestOf(files), files, savedBy },
      ...(taken !== undefined && { ...origin, lineage: [...taken.lineage] }),
    },
  };
};
type Taken = { readonly from: number; readonly lineage: readonly string[] };
const disposed = (...revisions: number[]): WorkspaceFact => ({
  type: 'RevisionsDisposed',
  schemaVersion: 1,
  data: { policyId, revisions },
});
const history = (count: number): readonly WorkspaceFact[] =>
  Array.from({ length: count }, (_, at) => saved(at + 1));
const save = (revision: number): WorkspaceCommand => ({
  type: 'SaveWorkspace',
  data: { policyId, files: [main(`text ${revision}`)] },
});
const versionOf = (revision: number) =>
  policyAfter(created, { ...drafted, data: { ...drafted.data, revision } });

const keeping = (revisionsKept: number, policy = policyAfter(created)): WorkspaceNeeds => ({
  tenant: { ...openTenant, settings: { ...openTenant.settings, revisionsKept } },
  policy,
});
const needs: WorkspaceNeeds = { tenant: openTenant, policy: policyAfter(created) };
const given = deciderSpec(workspace, context(person('u-author', 'policy:author'), needs));

describe('the contents of old revisions', () => {
  it('are all kept where the tenant says nothing', () =>
    given(...history(40))
      .when(save(41))
      .then(saved(41)));

  it('are disposed of with the save that leaves as many newer ones as the tenant keeps', () => {
    given(...history(2))
      .when(save(3), { needs: keeping(3) })
      .then(saved(3));
    given(...history(3))
      .when(save(4), { needs: keeping(3) })
      .then(saved(4), disposed(1));
    given(...history(3), disposed(1))
      .when(save(4), { needs: keeping(2) })
      .then(saved(4), disposed(2));
  });

  it('are disposed of once', () =>
    given(...history(4), disposed(1))
      .when(save(5), { needs: keeping(3) })
      .then(saved(5), disposed(2)));

  it('are kept where a version was made of them', () =>
    given(...history(3))
      .when(save(4), { needs: keeping(1, versionOf(2)) })
      .then(saved(4), disposed(1, 3)));

  it('are disposed of by no save that changes nothing', () =>
    given(...history(3))
      .when(save(3), { needs: keeping(1) })
      .thenNothing());

  it('are disposed of some at a time, the oldest first', () => {
    const many = REVISIONS_DISPOSED_MAX + 2;
    const oldest = Array.from({ length: REVISIONS_DISPOSED_MAX }, (_, at) => at + 1);
    given(...history(many))
      .when(save(many + 1), { needs: keeping(1) })
      .then(saved(many + 1), disposed(...oldest));
    given(...history(many), disposed(...oldest))
      .when(save(many + 1), { needs: keeping(1) })
      .then(saved(many + 1), disposed(many - 1, many));
  });

  it('are disposed of as well when the registry saves the tests of a published version', () => {
    const regressionFile = file('tests/regression-v1.json');
    const content = [main('text 2'), regressionFile];
    const recorded = { policyId, version: 1, simulationId: 'sim-1', tested: [3], leftOut: [] };
    const data = { ...recorded, file: regressionFile };
    given(...history(2))
      .when({ type: 'RecordRegressionTests', data }, { needs: keeping(2), principal: system })
      .then(
        {
          type: 'RevisionSaved',
          schemaVersion: 1,
          data: {
            policyId,
            revision: 3,
            contentDigest: contentDigestOf(content),
            files: content,
            savedBy: system.id,
            isByRegistry: true,
          },
        },
        { type: 'RegressionTestsRecorded', schemaVersion: 1, data },
        disposed(1),
      );
  });
});

describe('a revision whose content was disposed of', () => {
  const back: WorkspaceCommand = {
    type: 'RestoreContent',
    data: { policyId, from: { kind: 'revision', revision: 1 }, files: [main('text 1')] },
  };

  it('is not restored', () =>
    given(...history(3), disposed(1))
      .when(back)
      .thenRejected('REVISION_DISPOSED'));

  it('is restored where a version was made of it meanwhile: neither decision saw the other', () =>
    given(...history(3), disposed(1))
      .when(back, { needs: keeping(3, versionOf(1)) })
      .then(saved(4, 'u-author', { from: 1, lineage: ['u-author'] })));

  it('still says who saved it: they had a hand in what is restored of a later one', () =>
    given(saved(1, 'u-ben'), saved(2, 'u-cat'), saved(3), disposed(1))
      .when({
        type: 'RestoreContent',
        data: { policyId, from: { kind: 'revision', revision: 2 }, files: [main('text 2')] },
      })
      .then(saved(4, 'u-author', { from: 2, lineage: ['u-ben', 'u-cat'] })));
});

describe('whatever is saved and however many are kept', () => {
  const stateOf = (facts: readonly WorkspaceFact[]): Workspace => facts.reduce(evolve, initialState);
  const cases = fc.record({
    count: fc.integer({ min: 0, max: 30 }),
    revisionsKept: fc.integer({ min: 1, max: 12 }),
    versions: fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 6 }),
    gone: fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 6 }),
  });

  it('the newest stay, and whatever a version was made of; everything else goes, once', () => {
    fc.assert(
      fc.property(cases, ({ count, revisionsKept, versions, gone }) => {
        const drafts = versions.map((revision, at) => ({
          ...drafted,
          data: { ...drafted.data, version: at + 1, revision },
        }));
        const now = keeping(revisionsKept, policyAfter(created, ...drafts));
        const before = stateOf([...history(count), disposed(...gone)]);
        const facts = disposals({ policyId, saved: count + 1 }, before, now);
        const after = [saved(count + 1), ...facts].reduce(evolve, before);
        for (let revision = 1; revision <= count + 1; revision += 1) {
          const isKept = revision > count + 1 - revisionsKept || versions.includes(revision);
          if (!gone.includes(revision) || versions.includes(revision))
            expect([revision, isDisposed(revision, after, now.policy)]).toStrictEqual([revision, !isKept]);
        }
        expect(disposals({ policyId, saved: count + 1 }, after, now)).toStrictEqual([]);
        expect(isDisposed(count + 2, after, noPolicy)).toBe(false);
      }),
    );
  });
});
