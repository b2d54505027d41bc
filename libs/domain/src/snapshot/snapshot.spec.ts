import { describe, expect, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';
import fc from 'fast-check';

import { absentTenant, context, HOUR_MS, NOW, openTenant, person, sha, system } from '../testing/samples.ts';
import type { DocumentRef, SnapshotFact } from './events.ts';
import { inputsOf, normalInputs, snapshotIdOf } from './inputs.ts';
import { snapshot, type SnapshotCommand, type SnapshotNeeds } from './snapshot.ts';

const document = (kind: DocumentRef['kind'], name: string): DocumentRef => ({
  name,
  kind,
  digest: sha(name),
  size: 100,
});
const documents = [
  document('trivy', 'web.json'),
  document('trivy', 'api.json'),
  document('openvex', 'vex.json'),
];
const inputs = inputsOf(documents);
const snapshotId = snapshotIdOf(inputs);

const importing: SnapshotCommand = { type: 'ImportSnapshot', data: { documents } };
const requested: SnapshotFact = {
  type: 'SnapshotRequested',
  schemaVersion: 1,
  data: {
    snapshotId,
    attempt: 1,
    inputs,
    documents,
    requestedBy: 'u-simulant',
    endsBy: '2026-03-02T15:00:00.000Z',
  },
};
const secondAttempt: SnapshotFact = { ...requested, data: { ...requested.data, attempt: 2 } };

const found = {
  manifestDigest: sha('manifest'),
  importer: 'facts@1',
  tuples: 10,
  shards: 2,
  counts: { received: 12, accepted: 10, rejected: 1, duplicate: 1 },
};
const fault = {
  document: 'web.json',
  pointer: '/Results/0',
  code: 'JSON_TRUNCATED',
  detail: 'the text ends early',
};
const success: SnapshotCommand = {
  type: 'RecordImport',
  data: { snapshotId, attempt: 1, outcome: { ok: true, ...found } },
};
const failure: SnapshotCommand = {
  type: 'RecordImport',
  data: { snapshotId, attempt: 1, outcome: { ok: false, faults: [fault] } },
};
const frozen: SnapshotFact = {
  type: 'SnapshotFrozen',
  schemaVersion: 1,
  data: { snapshotId, ...found, frozenAt: '2026-03-02T09:00:00.000Z' },
};
const refused: SnapshotFact = {
  type: 'SnapshotRefused',
  schemaVersion: 1,
  data: { snapshotId, attempt: 1, faults: [fault] },
};

const needs: SnapshotNeeds = { tenant: openTenant };
const given = deciderSpec(snapshot, context(person('u-simulant', 'policy:simulate'), needs));

describe('importing a snapshot', () => {
  it('records what the snapshot is made of in its first event', () =>
    given().when(importing).then(requested));

  it('asks for nothing while the same documents are being imported', () =>
    given(requested).when(importing).thenNothing());

  it('asks for nothing when they are frozen, in whichever order they are named', () =>
    given(requested, frozen)
      .when({ type: 'ImportSnapshot', data: { documents: documents.toReversed() } })
      .thenNothing());

  it('tries again after a refusal', () => given(requested, refused).when(importing).then(secondAttempt));

  it('refuses other documents under inputs that are taken', () =>
    given(requested, frozen)
      .when({ type: 'ImportSnapshot', data: { documents: documents.slice(1), inputs } })
      .thenRejected('SNAPSHOT_EXISTS'));

  it('is refused without the scope to simulate', () =>
    given()
      .when(importing, { principal: person('u-simulant', 'policy:author') })
      .thenRejected('SCOPE_MISSING'));

  it('is refused in a tenant nobody opened', () =>
    given()
      .when(importing, { needs: { tenant: absentTenant } })
      .thenRejected('TENANT_UNKNOWN'));
});

describe('recording an import', () => {
  const bySystem = { principal: system };

  it('freezes the snapshot under the digest of its manifest', () =>
    given(requested).when(success, bySystem).then(frozen));

  it('freezes it once', () => given(requested, frozen).when(success, bySystem).thenNothing());

  it('leaves a frozen snapshot frozen when a second worker failed', () =>
    given(requested, frozen).when(failure, bySystem).thenNothing());

  it('refuses the documents with every fault', () => given(requested).when(failure, bySystem).then(refused));

  it('refuses them once', () => given(requested, refused).when(failure, bySystem).thenNothing());

  it('is refused from an attempt that is over', () =>
    given(requested, refused, secondAttempt).when(success, bySystem).thenRejected('ATTEMPT_STALE'));

  it('is refused for an import nobody asked for', () =>
    given().when(success, bySystem).thenRejected('ATTEMPT_STALE'));

  it('is refused to whoever asked for the import', () =>
    given(requested).when(success).thenRejected('SYSTEM_REQUIRED'));
});

describe('an import that nothing is heard of', () => {
  const timeOut: SnapshotCommand = { type: 'TimeOutImport', data: { snapshotId, attempt: 1 } };
  const overdue = { principal: system, now: NOW + 6 * HOUR_MS };

  it('is refused after six hours and no sooner', () => {
    const detail = 'the import was not over by 2026-03-02T15:00:00.000Z';
    const faults = [{ document: '', pointer: '', code: 'timed_out', detail }];
    given(requested)
      .when(timeOut, overdue)
      .then({ type: 'SnapshotRefused', schemaVersion: 1, data: { snapshotId, attempt: 1, faults } });
    given(requested)
      .when(timeOut, { ...overdue, now: overdue.now - 1 })
      .thenNothing();
  });

  it('stays as it is when it is over, or is tried again', () => {
    given(requested, frozen).when(timeOut, overdue).thenNothing();
    given(requested, refused, secondAttempt).when(timeOut, overdue).thenNothing();
  });

  it('is refused by the registry alone', () =>
    given(requested).when(timeOut, { now: overdue.now }).thenRejected('SYSTEM_REQUIRED'));
});

describe('the id of a snapshot', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
  const anyInputs = fc.record({
    sbomSet: fc.array(text, { maxLength: 6 }),
    advisoryCursor: text,
    vexCursor: text,
  });

  it('depends neither on the order of the SBOM set nor on repeats in it', () => {
    const shuffled = anyInputs.chain((some) =>
      fc.tuple(
        fc.constant(some),
        fc.shuffledSubarray([...some.sbomSet, ...some.sbomSet], { minLength: some.sbomSet.length * 2 }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([some, sbomSet]) => {
        expect(snapshotIdOf({ ...some, sbomSet })).toBe(snapshotIdOf(some));
        expect(normalInputs({ ...some, sbomSet })).toStrictEqual(normalInputs(some));
      }),
    );
  });

  it('differs when a cursor differs', () => {
    fc.assert(
      fc.property(anyInputs, (some) => {
        expect(snapshotIdOf({ ...some, vexCursor: `${some.vexCursor}+` })).not.toBe(snapshotIdOf(some));
      }),
    );
  });

  it('is derived from the documents where nobody names the inputs, whatever their order and names', () => {
    const renamed = documents.toReversed().map((one, at) => ({ ...one, name: `document ${at}` }));
    expect(snapshotIdOf(inputsOf(renamed))).toBe(snapshotId);
    expect(snapshotIdOf(inputsOf(documents.slice(1)))).not.toBe(snapshotId);
  });

  it('is the aggregate the command is sent to', () => {
    expect(snapshot.idOf(importing)).toBe(snapshotId);
    expect(snapshot.idOf(success)).toBe(snapshotId);
  });
});
