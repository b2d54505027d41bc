import { describe, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';

import {
  context,
  created,
  file,
  openTenant,
  person,
  policyAfter,
  report,
  sha,
  system,
} from '../testing/samples.ts';
import { contentDigestOf } from './content.ts';
import type { RegressionTests, WorkspaceFact } from './events.ts';
import { FILES_MAX, type WorkspaceFile } from './file.ts';
import { workspace, type WorkspaceCommand } from './workspace.ts';

const policyId = 'pay-gate';
const main = file('policy.stella');
const tests = file('tests/regression-v1.json');
const recording: RegressionTests = {
  policyId,
  version: 1,
  simulationId: 'sim-1',
  file: tests,
  tested: [3, 7],
  leftOut: [{ index: 9, reason: 'FILE_FULL' }],
};
const record: WorkspaceCommand = { type: 'RecordRegressionTests', data: recording };
const recorded = (data: RegressionTests = recording): WorkspaceFact => ({
  type: 'RegressionTestsRecorded',
  schemaVersion: 1,
  data,
});
const revision = (
  number: number,
  files: WorkspaceFile[],
  by: { savedBy: string; isByRegistry?: true } = { savedBy: 'u-author' },
): WorkspaceFact => ({
  type: 'RevisionSaved',
  schemaVersion: 1,
  data: { policyId, revision: number, contentDigest: contentDigestOf(files), files, ...by },
});
const byRegistry = { savedBy: system.id, isByRegistry: true } as const;
const needs = { tenant: openTenant, policy: policyAfter(created) };
const given = deciderSpec(workspace, context(system, needs));
const { file: _file, ...without } = recording;
const leftOutFor = (reason: string): WorkspaceFact =>
  recorded({
    ...without,
    tested: [],
    leftOut: [...recording.leftOut, { index: 3, reason }, { index: 7, reason }],
  });

describe('the tests that come of a published version', () => {
  it('are added to the draft in a revision of the registry', () =>
    given(revision(1, [main]))
      .when(record)
      .then(revision(2, [main, tests], byRegistry), recorded()));

  it('are added to the draft as it is by now', () => {
    const readme = file('README.md');
    given(revision(1, [main]), revision(2, [readme, main]))
      .when(record)
      .then(revision(3, [readme, main, tests], byRegistry), recorded());
  });

  it('are added once: who takes them out again is not overruled', () =>
    given(revision(1, [main]), revision(2, [main, tests], byRegistry), recorded(), revision(3, [main]))
      .when(record)
      .thenNothing());

  it('make no revision where the same file lies already, or none was made', () => {
    given(revision(1, [main, tests]))
      .when(record)
      .then(recorded());
    given(revision(1, [main]))
      .when({ type: 'RecordRegressionTests', data: { ...without, tested: [] } })
      .then(recorded({ ...without, tested: [] }));
  });

  it('are none where the tenant has switched them off', () => {
    const where = (isOn: boolean) => ({
      needs: {
        ...needs,
        tenant: { ...openTenant, settings: { ...openTenant.settings, flags: { regressionTests: isOn } } },
      },
    });
    given(revision(1, [main]))
      .when(record, where(false))
      .thenNothing();
    given(revision(1, [main]))
      .when(record, where(true))
      .then(revision(2, [main, tests], byRegistry), recorded());
  });

  it('are left out, and it is said of each, where there is no room', () => {
    const full = Array.from({ length: FILES_MAX }, (_, at) => file(`f-${at}`));
    given(revision(1, full)).when(record).then(leftOutFor('WORKSPACE_FULL'));
    const other = { ...tests, sha256: sha('other') };
    given(revision(1, [main, other]))
      .when(record)
      .then(leftOutFor('PATH_TAKEN'));
    given(revision(1, [main, { ...tests, path: 'tests/Regression-v1.json' }]))
      .when(record)
      .then(leftOutFor('PATH_TAKEN'));
  });

  it('are compiled and run like every revision', () =>
    given(revision(1, [main]), revision(2, [main, tests], byRegistry), recorded())
      .when({ type: 'RecordCompilation', data: { policyId, revision: 2, report } })
      .then({ type: 'RevisionCompiled', schemaVersion: 1, data: { policyId, revision: 2, report } }));

  it('are reported by the registry alone, for a workspace that is there', () => {
    given(revision(1, [main]))
      .when(record, { principal: person('u-author', 'policy:author') })
      .thenRejected('SYSTEM_REQUIRED');
    given().when(record).thenRejected('REVISION_UNKNOWN');
  });
});
