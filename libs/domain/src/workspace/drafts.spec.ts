import { describe, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';

import {
  context,
  created,
  drafted,
  file,
  openTenant,
  person,
  policyAfter,
  published,
  report,
  sha,
} from '../testing/samples.ts';
import { contentDigestOf } from './content.ts';
import type { WorkspaceFact } from './events.ts';
import { FILES_MAX, type WorkspaceFile } from './file.ts';
import type { Origin } from './origin.ts';
import { workspace, type WorkspaceCommand, type WorkspaceNeeds } from './workspace.ts';

const policyId = 'pay-gate';
const [main, readme] = [file('policy.stella'), file('README.md')];
const changed = { ...main, sha256: sha('changed') };

type By = { readonly savedBy?: string; readonly origin?: Origin; readonly lineage?: string[] };
const revision = (number: number, files: readonly WorkspaceFile[], by: By = {}): WorkspaceFact => ({
  type: 'RevisionSaved',
  schemaVersion: 1,
  data: {
    policyId,
    revision: number,
    contentDigest: contentDigestOf(files),
    files: [...files],
    savedBy: 'u-author',
    ...by,
  },
});
const first = revision(1, [readme, main]);
const needs: WorkspaceNeeds = { tenant: openTenant, policy: policyAfter(created) };
const author = person('u-author', 'policy:author');
const given = deciderSpec(workspace, context(author, needs));
const put = (file: WorkspaceFile): WorkspaceCommand => ({ type: 'PutFile', data: { policyId, file } });
const drop = (path: string): WorkspaceCommand => ({ type: 'DeleteFile', data: { policyId, path } });

describe('a file that is put', () => {
  it('replaces the one of its path, beside the others as they are now', () =>
    given(first)
      .when(put(changed))
      .then(revision(2, [readme, changed])));

  it('is added where there was none, also as the first of all', () => {
    given(first)
      .when(put(file('tests/a.json')))
      .then(revision(2, [readme, main, file('tests/a.json')]));
    given()
      .when(put(main))
      .then(revision(1, [main]));
  });

  it('changes nothing where it is so already', () => given(first).when(put(main)).thenNothing());

  it('is refused over a revision that is not the newest any more', () =>
    given(first, revision(2, [main]))
      .when(put(changed), { ifMatch: '1' })
      .thenRejected('RESOURCE_STALE'));

  it('is refused where it has no room, or a path that no file may have', () => {
    const full = Array.from({ length: FILES_MAX }, (_, at) => file(`f-${at}`)).toSorted((a, b) =>
      a.path < b.path ? -1 : 1,
    );
    given(revision(1, full)).when(put(main)).thenRejected('WORKSPACE_FULL');
    given(revision(1, full))
      .when(put({ ...file('f-0'), sha256: sha('other') }))
      .then(
        revision(
          2,
          full.map((each) => (each.path === 'f-0' ? { ...each, sha256: sha('other') } : each)),
        ),
      );
    given(first)
      .when(put(file('readme.md')))
      .thenRejected('WORKSPACE_PATH_INVALID');
  });

  it('is refused without the scope to author, and for a policy that is not there', () => {
    given(first)
      .when(put(changed), { principal: person('u-ann', 'policy:review') })
      .thenRejected('SCOPE_MISSING');
    given(first)
      .when(put(changed), { needs: { ...needs, policy: policyAfter() } })
      .thenRejected('POLICY_UNKNOWN');
  });
});

describe('a file that is deleted', () => {
  it('is gone from the next revision', () =>
    given(first)
      .when(drop('README.md'))
      .then(revision(2, [main])));
  it('is refused where there is none', () => given(first).when(drop('LICENSE')).thenRejected('FILE_UNKNOWN'));
  it('is refused as the last one', () =>
    given(revision(1, [main]))
      .when(drop('policy.stella'))
      .thenRejected('WORKSPACE_EMPTY'));
});

describe('a draft that is taken back', () => {
  const restore = (
    from: Extract<WorkspaceCommand, { type: 'RestoreContent' }>['data']['from'],
    files: readonly WorkspaceFile[],
  ): WorkspaceCommand => ({ type: 'RestoreContent', data: { policyId, from, files: [...files] } });
  const toFirst = { kind: 'revision', revision: 1 } as const;
  const toVersion = { kind: 'version', policyId, version: 1 } as const;
  const toOther = { kind: 'version', policyId: 'other', version: 1 } as const;
  const version = {
    ...drafted,
    data: { ...drafted.data, contentDigest: contentDigestOf([readme, main]), lineage: ['u-ben'] },
  };
  const second = revision(2, [main], { savedBy: 'u-cat' });

  it('to a revision is a new one, with everybody who had a hand in that one', () =>
    given(revision(1, [readme, main], { savedBy: 'u-ben' }), second)
      .when(restore(toFirst, [readme, main]))
      .then(revision(3, [readme, main], { origin: toFirst, lineage: ['u-ben'] })));

  it('counts who had a hand in a revision before a publication that came after it', () =>
    given(revision(1, [readme, main], { savedBy: 'u-ben' }), second)
      .when(restore(toFirst, [readme, main]), {
        needs: {
          ...needs,
          policy: policyAfter(created, { ...drafted, data: { ...drafted.data, revision: 2 } }, published),
        },
      })
      .then(revision(3, [readme, main], { origin: toFirst, lineage: ['u-ben'] })));

  it('follows what was taken from elsewhere before', () =>
    given(revision(1, [readme, main], { savedBy: 'u-ben', origin: toOther, lineage: ['u-dan'] }), second)
      .when(restore(toFirst, [readme, main]))
      .then(revision(3, [readme, main], { origin: toFirst, lineage: ['u-ben', 'u-dan'] })));

  it('to a version brings its lineage, and to a published one of its own policy nobody', () => {
    given(first, second)
      .when(restore(toVersion, [readme, main]), {
        needs: { ...needs, policy: policyAfter(created, version) },
      })
      .then(revision(3, [readme, main], { origin: toVersion, lineage: ['u-ben'] }));
    given(first, second)
      .when(restore(toVersion, [readme, main]), {
        needs: { ...needs, policy: policyAfter(created, version, published) },
      })
      .then(revision(3, [readme, main], { origin: toVersion, lineage: [] }));
  });

  it('to a version of another policy brings its lineage, published or not', () => {
    for (const facts of [
      [created, version],
      [created, version, published],
    ])
      given(first, second)
        .when(restore(toOther, [readme, main]), { needs: { ...needs, origin: policyAfter(...facts) } })
        .then(revision(3, [readme, main], { origin: toOther, lineage: ['u-ben'] }));
  });

  it('to what it is already changes nothing', () =>
    given(first)
      .when(restore(toFirst, [readme, main]))
      .thenNothing());

  it('is refused with other files, to what is not there, and over what somebody saved since', () => {
    given(first, second)
      .when(restore(toFirst, [changed]))
      .thenRejected('CONTENT_MISMATCHED');
    given(first)
      .when(restore({ kind: 'revision', revision: 9 }, [main]))
      .thenRejected('REVISION_UNKNOWN');
    given(first)
      .when(restore(toVersion, [main]))
      .thenRejected('VERSION_UNKNOWN');
    given(first)
      .when(restore(toOther, [main]))
      .thenRejected('POLICY_UNKNOWN');
    given(first, second)
      .when(restore(toFirst, [readme, main]), { ifMatch: '1' })
      .thenRejected('RESOURCE_STALE');
  });

  it('is compiled like every revision', () =>
    given(first, revision(2, [main], { origin: toFirst, lineage: [] }))
      .when(
        { type: 'RecordCompilation', data: { policyId, revision: 2, report } },
        { principal: { type: 'system', id: 'runner', scopes: [], isInteractive: false } },
      )
      .then({ type: 'RevisionCompiled', schemaVersion: 1, data: { policyId, revision: 2, report } }));
});
