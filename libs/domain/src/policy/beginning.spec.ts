import { describe, expect, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';

import { followUpsOf } from '../follow-ups.ts';
import { recorded } from '../testing/recorded.ts';
import {
  context,
  created,
  drafted,
  file,
  openTenant,
  person,
  policyAfter,
  published,
  sha,
  submitted,
  system,
} from '../testing/samples.ts';
import { contentDigestOf } from '../workspace/content.ts';
import type { WorkspaceFact } from '../workspace/events.ts';
import type { Beginning } from '../workspace/origin.ts';
import { initialState as noWorkspace } from '../workspace/state.ts';
import { workspace, type WorkspaceCommand } from '../workspace/workspace.ts';
import type { PolicyCommandOf } from './commands.ts';
import type { PolicyNeeds } from './decide.ts';
import type { PolicyFact } from './events.ts';
import { policy } from './policy.ts';

const files = [file('README.md'), file('policy.stella')];
const contentDigest = contentDigestOf(files);
const named = { policyId: 'web-gate', name: 'Web gate', description: '', tags: [] };
const author = person('u-zoe', 'policy:author');
const origin = policyAfter(created, { ...drafted, data: { ...drafted.data, contentDigest } }, submitted);
const needs: PolicyNeeds = { tenant: openTenant, workspace: undefined, simulation: undefined, origin };
const given = deciderSpec(policy, context(author, needs));

const creating = (beginning: PolicyCommandOf<'CreatePolicy'>['data']['beginning']) =>
  ({ type: 'CreatePolicy', data: { ...named, beginning } }) as const;
const createdWith = (beginning: Beginning): PolicyFact => ({
  type: 'PolicyCreated',
  schemaVersion: 1,
  data: { ...named, beginning },
});
const fromTemplate = { from: { kind: 'template', name: 'baseline' }, files } as const;
const fromVersion = { from: { kind: 'version', policyId: 'pay-gate', version: 1 }, files } as const;
const ofTemplate: Beginning = {
  origin: { kind: 'template', name: 'baseline', contentDigest },
  files,
  lineage: [],
};

describe('a policy that begins with something', () => {
  it('records the template with the digest of its content', () =>
    given().when(creating(fromTemplate)).then(createdWith(ofTemplate)));

  it('records the version with everybody who had a hand in it', () =>
    given()
      .when(creating(fromVersion))
      .then(
        createdWith({ origin: fromVersion.from, files, lineage: ['u-author', 'u-simulant', 'u-submitter'] }),
      ));

  it('holds the files in bytewise order', () =>
    given()
      .when(creating({ ...fromTemplate, files: files.toReversed() }))
      .then(createdWith(ofTemplate)));

  it('is refused with files that are not those of the version', () =>
    given()
      .when(creating({ ...fromVersion, files: [file('policy.stella')] }))
      .thenRejected('CONTENT_MISMATCHED'));

  it('is refused for a policy or a version that is not there', () => {
    given()
      .when(creating(fromVersion), { needs: { ...needs, origin: policyAfter() } })
      .thenRejected('POLICY_UNKNOWN');
    given()
      .when(creating(fromVersion), { needs: { ...needs, origin: policyAfter(created) } })
      .thenRejected('VERSION_UNKNOWN');
  });

  it('is refused with a path that no workspace may have', () =>
    given()
      .when(creating({ ...fromTemplate, files: [file('../policy.stella')] }))
      .thenRejected('WORKSPACE_PATH_INVALID'));
});

describe('its first revision', () => {
  const begin: WorkspaceCommand = {
    type: 'BeginWorkspace',
    data: { policyId: 'web-gate', ...ofTemplate, createdBy: 'u-zoe' },
  };
  const saved: WorkspaceFact = {
    type: 'RevisionSaved',
    schemaVersion: 1,
    data: {
      policyId: 'web-gate',
      revision: 1,
      contentDigest,
      files,
      savedBy: 'u-zoe',
      origin: ofTemplate.origin,
      lineage: [],
    },
  };
  const workspaceNeeds = { tenant: openTenant, policy: policyAfter(created) };
  const draft = deciderSpec(workspace, context(system, workspaceNeeds));

  it('follows from its creation, in the name of who created it', () => {
    const [command, ...others] = followUpsOf(recorded('policy', [createdWith(ofTemplate)]));
    expect([command?.type, command?.data, others]).toStrictEqual([
      'BeginWorkspace',
      { ...begin.data, createdBy: 'u-ann' },
      [],
    ]);
    expect(followUpsOf(recorded('policy', [created, drafted]))).toStrictEqual([]);
  });

  it('is what it begins with', () => draft().when(begin).then(saved));

  it('is none where somebody has saved before', () => draft(saved).when(begin).thenNothing());

  it('is saved by the registry alone', () =>
    draft().when(begin, { principal: author }).thenRejected('SYSTEM_REQUIRED'));

  it('keeps everybody who wrote the version it came from out of approving what comes of it', () => {
    const derived: WorkspaceFact = {
      ...saved,
      data: { ...saved.data, origin: fromVersion.from, lineage: ['u-ben'] },
    };
    const compiled: WorkspaceFact = {
      type: 'RevisionCompiled',
      schemaVersion: 1,
      data: {
        policyId: 'web-gate',
        revision: 1,
        report: {
          engine: 'e',
          compiled: { irDigest: sha('ir'), isShadow: false, rules: 1, complexity: 1 },
          diagnostics: [],
          diagnosticsTotal: 0,
        },
      },
    };
    const state = [derived, compiled].reduce(workspace.evolve, noWorkspace);
    const [fact] = policy.decide(
      { type: 'CreateVersion', data: { policyId: 'web-gate', revision: 1, semver: '1.0.0' } },
      policyAfter(created),
      context(author, { ...needs, workspace: state }),
    );
    expect(fact?.data).toMatchObject({ lineage: ['u-ben', 'u-zoe'] });
  });

  it('counts them also where somebody saved before the registry did', () => {
    const begun = policyAfter(createdWith({ origin: fromVersion.from, files, lineage: ['u-ben'] }));
    const report = {
      engine: 'e',
      compiled: { irDigest: sha('ir'), isShadow: false, rules: 1, complexity: 1 },
      diagnostics: [],
      diagnosticsTotal: 0,
    };
    const own = { ...saved, data: { ...saved.data, savedBy: 'u-zoe', lineage: [] } };
    const state = [own].reduce(workspace.evolve, noWorkspace);
    const compiled = { ...state, revisions: state.revisions.map((revision) => ({ ...revision, report })) };
    const [fact] = policy.decide(
      { type: 'CreateVersion', data: { policyId: 'web-gate', revision: 1, semver: '1.0.0' } },
      begun,
      context(author, { ...needs, workspace: compiled }),
    );
    expect(fact?.data).toMatchObject({ lineage: ['u-ben', 'u-zoe'] });
  });

  it('counts them no more after a version of its own was published', () => {
    const first = policyAfter(created, drafted, published);
    const state = [saved, { ...saved, data: { ...saved.data, revision: 2 } }].reduce(
      workspace.evolve,
      noWorkspace,
    );
    const { revisions } = state;
    const report = {
      engine: 'e',
      compiled: { irDigest: sha('ir'), isShadow: false, rules: 1, complexity: 1 },
      diagnostics: [],
      diagnosticsTotal: 0,
    };
    const compiled = {
      ...state,
      revisions: revisions.map((revision, at) => ({
        ...revision,
        report,
        ...(at === 0 && { lineage: ['u-ben'] }),
      })),
    };
    const [fact] = policy.decide(
      { type: 'CreateVersion', data: { policyId: 'web-gate', revision: 2, semver: '2.0.0' } },
      first,
      context(author, { ...needs, workspace: compiled }),
    );
    expect(fact?.data).toMatchObject({ lineage: ['u-zoe'] });
  });
});
