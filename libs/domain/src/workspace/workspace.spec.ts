import { describe, expect, it } from '@jest/globals';
import { sha256Hex } from '@policy-registry/kernel';
import { deciderSpec } from '@policy-registry/kernel/testing';
import fc from 'fast-check';

import {
  absentTenant,
  context,
  created,
  failedReport,
  file,
  openTenant,
  person,
  policyAfter,
  report,
  system,
} from '../testing/samples.ts';
import { contentDigestOf, manifestBytes, toContent } from './content.ts';
import type { WorkspaceFact } from './events.ts';
import { workspace, type WorkspaceCommand, type WorkspaceNeeds } from './workspace.ts';

const main = file('main.stella');
const readme = file('README.md');
const contentDigest = contentDigestOf([readme, main]);

const save: WorkspaceCommand = {
  type: 'SaveWorkspace',
  data: { policyId: 'pay-gate', files: [main, readme] },
};
const saving = (...paths: readonly string[]): WorkspaceCommand => ({
  type: 'SaveWorkspace',
  data: { policyId: 'pay-gate', files: paths.map((path) => file(path)) },
});
const saved: WorkspaceFact = {
  type: 'RevisionSaved',
  schemaVersion: 1,
  data: { policyId: 'pay-gate', revision: 1, contentDigest, files: [readme, main], savedBy: 'u-author' },
};
const record: WorkspaceCommand = {
  type: 'RecordCompilation',
  data: { policyId: 'pay-gate', revision: 1, report },
};
const compiled: WorkspaceFact = {
  type: 'RevisionCompiled',
  schemaVersion: 1,
  data: { policyId: 'pay-gate', revision: 1, report },
};

const author = person('u-author', 'policy:author');
const needs: WorkspaceNeeds = { tenant: openTenant, policy: policyAfter(created) };
const given = deciderSpec(workspace, context(author, needs));

describe('saving a workspace', () => {
  it('makes a revision with the files in bytewise order of their paths', () =>
    given().when(save).then(saved));

  it('makes no revision when the content is that of the last one', () =>
    given(saved).when(save).thenNothing());

  it('makes a revision of the same content when the last one was compiled before tests were run', () => {
    const { warnings: _warnings, tests: _tests, ...old } = report;
    const compiledThen = { ...compiled, data: { ...compiled.data, report: old } };
    given(saved, compiledThen)
      .when(save)
      .then({ ...saved, data: { ...saved.data, revision: 2 } });
    given(saved, compiled).when(save).thenNothing();
  });

  it('makes a revision of other content', () =>
    given(saved)
      .when(saving('main.stella'))
      .then({
        ...saved,
        data: { ...saved.data, revision: 2, contentDigest: contentDigestOf([main]), files: [main] },
      }));

  it('is refused without the scope to author', () =>
    given()
      .when(save, { principal: person('u-author', 'policy:review') })
      .thenRejected('SCOPE_MISSING'));

  it('is refused in a tenant nobody opened', () =>
    given()
      .when(save, { needs: { ...needs, tenant: absentTenant } })
      .thenRejected('TENANT_UNKNOWN'));

  it('is refused for a policy that is not there', () =>
    given()
      .when(save, { needs: { ...needs, policy: policyAfter() } })
      .thenRejected('POLICY_UNKNOWN'));

  it('is refused when somebody saved since', () =>
    given(saved).when(save, { ifMatch: '0' }).thenRejected('RESOURCE_STALE'));

  it('is refused when it must be the first and is not', () =>
    given(saved).when(save, { ifMatch: '*' }).thenRejected('RESOURCE_STALE'));

  it('is the first where it must be', () => given().when(save, { ifMatch: '*' }).then(saved));

  it.each([
    ['absolute', '/etc/passwd'],
    ['climbing out', 'a/../b'],
    ['the folder itself', '.'],
    ['an empty segment', 'a//b'],
    ['a trailing slash', 'a/'],
    ['a backslash', 'a\\b'],
    ['a control character', 'a\u0000b'],
    ['not in form NFC', 'cafe\u0301.stella'],
  ])('refuses a path that is %s', (_what, path) =>
    given().when(saving('ok', path)).thenRejected('WORKSPACE_PATH_INVALID'),
  );

  it('refuses two paths that differ only in case, and names the second', () => {
    given().when(saving('Main.stella', 'main.stella')).thenRejected('WORKSPACE_PATH_INVALID');
    expect(() => toContent([file('Main.stella'), main])).toThrow(
      expect.objectContaining({
        faults: [
          { code: 'PATH_INVALID', detail: 'differs from another only in case', pointer: '/files/1/path' },
        ],
      }),
    );
  });
});

describe('recording a compilation', () => {
  const bySystem = { principal: system };

  it('adds the report to its revision', () => given(saved).when(record, bySystem).then(compiled));

  it('keeps the first report', () =>
    given(saved, compiled)
      .when(
        { type: 'RecordCompilation', data: { policyId: 'pay-gate', revision: 1, report: failedReport } },
        bySystem,
      )
      .thenNothing());

  it('is refused for a revision nobody saved', () =>
    given().when(record, bySystem).thenRejected('REVISION_UNKNOWN'));

  it('is refused to an author', () => given(saved).when(record).thenRejected('SYSTEM_REQUIRED'));
});

describe('the content digest', () => {
  const name = fc.stringMatching(/^[a-z]{1,6}(\/[a-z]{1,6}){0,2}$/);
  const files = fc
    .uniqueArray(name, { minLength: 1, maxLength: 8 })
    .map((paths) => paths.map((path) => file(path)));

  it('is the SHA-256 of the manifest in RFC 8785 form', () => {
    const manifest = `{"files":[{"path":"README.md","sha256":"${readme.sha256}","size":9},{"path":"main.stella","sha256":"${main.sha256}","size":11}]}`;
    expect(new TextDecoder().decode(manifestBytes(toContent([main, readme])))).toBe(manifest);
    expect(contentDigest).toBe(sha256Hex(manifest));
  });

  it('does not depend on the order in which files are sent', () => {
    const shuffled = files.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, ([list, other]) => {
        expect(contentDigestOf(toContent(other))).toBe(contentDigestOf(toContent(list)));
      }),
    );
  });

  it('differs when one byte of one file differs', () => {
    fc.assert(
      fc.property(files, fc.nat(), (list, pick) => {
        const changed = list.map((entry, at) =>
          at === pick % list.length ? { ...entry, sha256: sha256Hex(entry.sha256) } : entry,
        );
        expect(contentDigestOf(toContent(changed))).not.toBe(contentDigestOf(toContent(list)));
      }),
    );
  });
});
