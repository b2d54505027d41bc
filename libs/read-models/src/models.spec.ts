import { describe, expect, it } from '@jest/globals';
import type { Row } from '@policy-registry/kernel';

import { fact, folded, historyOf, inStream, sha, type Said } from './testing/history.ts';
import { binding, facts, frozen, inputs, lifeOf, mainFile, report, result, web } from './testing/life.ts';

/** The rows of one table after these events of `acme`. */
const rowsAfter = (table: string, said: readonly Said[]): readonly Row[] =>
  folded(inStream(said)).rowsOf('acme', table);
/** What the whole life leaves; cut off after `count` events of it. */
const rowsOfLife = (table: string, count?: number): readonly Row[] =>
  rowsAfter(table, lifeOf('acme').slice(0, count));
const at = (second: number): string => `2026-03-02T12:00:${String(second).padStart(2, '0')}.000Z`;

describe('policies', () => {
  const row = {
    policy_id: 'pay-gate',
    name: 'Payment gate',
    description: 'ü',
    tags: ['tier0'],
    owner: null,
    versions: 0,
    latest_published: null,
    created_at: at(3),
    created_by: 'u-ann',
  };

  it('are listed with their owner, the number of their versions and the one that was published last', () => {
    expect(rowsOfLife('policy_catalog', 3)).toStrictEqual([row]);
    expect(rowsOfLife('policy_catalog', 6)).toStrictEqual([{ ...row, versions: 1 }]);
    const owner = { kind: 'group', id: 'owners' };
    const now = { ...row, owner, versions: 1, latest_published: '1.0.0' };
    expect(rowsOfLife('policy_catalog')).toStrictEqual([now]);
  });
});

describe('revisions of a workspace', () => {
  const row = {
    policy_id: 'pay-gate',
    revision: 1,
    content_digest: sha('content'),
    files: [mainFile],
    saved_at: at(4),
    saved_by: 'u-ann',
    disposed_at: null,
    origin: null,
    compilation: null,
  };

  it('have no compilation until the compiler has reported', () => {
    expect(rowsOfLife('workspace_revision', 4)).toStrictEqual([row]);
    expect(rowsOfLife('workspace_revision')).toStrictEqual([{ ...row, compilation: report }]);
  });

  it('stay when the next one is saved', () => {
    const say = historyOf('acme');
    const next = fact('RevisionSaved', { ...facts.saved.data, revision: 2 });
    const said = [
      say('workspace', 'pay-gate', facts.saved),
      say('workspace', 'pay-gate', next, facts.compiled),
    ];
    expect(
      rowsAfter('workspace_revision', said).map((each) => [each['revision'], each['compilation']]),
    ).toStrictEqual([
      [1, report],
      [2, null],
    ]);
  });

  it('say since when their content is kept no longer, and stay otherwise as they were', () => {
    const say = historyOf('acme');
    const next = fact('RevisionSaved', { ...facts.saved.data, revision: 2 });
    const disposed = fact('RevisionsDisposed', { policyId: 'pay-gate', revisions: [1] });
    const said = [say('workspace', 'pay-gate', facts.saved), say('workspace', 'pay-gate', next, disposed)];
    const [old, newest] = rowsAfter('workspace_revision', said);
    expect(old).toStrictEqual({ ...row, saved_at: at(1), disposed_at: at(2) });
    expect(newest).toMatchObject({ revision: 2, disposed_at: null });
  });
});

describe('versions of a policy', () => {
  const draft = {
    policy_id: 'pay-gate',
    version: 1,
    semver: '1.0.0',
    state: 'draft',
    changes: 1,
    workspace_revision: 1,
    content_digest: sha('content'),
    ir_digest: sha('ir'),
    is_shadow: false,
    supersedes: null,
    lineage: ['u-ann'],
    submission: null,
    approvals: [],
    marks: [],
    publication: null,
    step_back: null,
    created_at: at(6),
    updated_at: at(6),
  };
  const submitted = {
    ...draft,
    state: 'submitted',
    changes: 2,
    lineage: ['u-ann', 'u-sam'],
    submission: {
      simulationId: 'sim-1',
      resultDigest: sha('result'),
      evidenceDigest: sha('evidence'),
      reviewers: ['u-ben'],
    },
    updated_at: at(17),
  };
  const approved = {
    ...submitted,
    state: 'approved',
    changes: 4,
    approvals: [{ approver: 'u-ben', at: at(18), binding }],
    updated_at: at(18),
  };
  const published = {
    status: 'published',
    statementDigest: sha('statement'),
    attestationId: sha('bundle'),
    keyId: sha('key'),
    at: at(22),
  };

  it.each([
    [6, draft],
    [17, submitted],
    [18, approved],
    [19, { ...approved, changes: 5, publication: { status: 'requested', attempt: 1 }, updated_at: at(19) }],
    [
      20,
      {
        ...approved,
        changes: 6,
        publication: { status: 'failed', attempt: 1, reason: 'SIGNER_UNAVAILABLE' },
        updated_at: at(20),
      },
    ],
    [21, { ...approved, changes: 7, publication: { status: 'requested', attempt: 2 }, updated_at: at(21) }],
    [22, { ...approved, state: 'published', changes: 8, publication: published, updated_at: at(22) }],
  ])('are after %i events of a life what those say', (count, row) => {
    expect(rowsOfLife('policy_version', count)).toStrictEqual([row]);
  });

  it.each([
    ['ChangesRequested', 'changes_requested'],
    ['VersionWithdrawn', 'withdrawn'],
  ])('are drafts again after %s, without what the review had', (type, step) => {
    const say = historyOf('acme');
    const mark = fact('DecisionMarked', { ...facts.marked.data, by: 'u-sue' });
    const said = [
      say('policy', 'pay-gate', facts.drafted, facts.submitted, facts.approval, facts.marked, mark),
      say('policy', 'pay-gate', fact(type, facts.steppedBack)),
    ];
    const { ticketDigest, reasonDigest, by, at: when } = facts.steppedBack;
    expect(rowsAfter('policy_version', said)).toStrictEqual([
      {
        ...draft,
        changes: 6,
        lineage: ['u-ann', 'u-sam'],
        step_back: { step, by, at: when, reasonDigest, ticketDigest },
        created_at: at(1),
        updated_at: at(2),
      },
    ]);
  });

  it('keep what was published and signed when they are deprecated', () => {
    const say = historyOf('acme');
    const { ticketDigest: _none, ...unticketed } = facts.steppedBack;
    const said = [
      say('policy', 'pay-gate', facts.drafted, facts.submitted, facts.approval, facts.approved),
      say('policy', 'pay-gate', facts.published, fact('VersionDeprecated', unticketed)),
    ];
    expect(rowsAfter('policy_version', said)).toMatchObject([
      {
        state: 'deprecated',
        publication: { status: 'published', attestationId: sha('bundle') },
        approvals: [{ approver: 'u-ben' }],
        step_back: { step: 'deprecated', by: 'u-dot', ticketDigest: null },
      },
    ]);
  });

  it.each([
    ['archived', 'VersionArchived'],
    ['recalled', 'VersionRecalled'],
  ])('keep it when they are %s', (state, type) => {
    const say = historyOf('acme');
    const said = [
      say('policy', 'pay-gate', facts.drafted, facts.submitted, facts.approval, facts.approved),
      say('policy', 'pay-gate', facts.published, fact(type, facts.steppedBack)),
    ];
    expect(rowsAfter('policy_version', said)).toMatchObject([
      { state, publication: { status: 'published' }, step_back: { step: state, by: 'u-dot' } },
    ]);
  });

  it('lose their approvals when they are submitted again', () => {
    const say = historyOf('acme');
    const said = [
      say('policy', 'pay-gate', facts.drafted, facts.submitted, facts.approval),
      say('policy', 'pay-gate', facts.submitted),
    ];
    expect(rowsAfter('policy_version', said)).toMatchObject([{ approvals: [], changes: 4 }]);
  });

  it('are rows of their own, also when one event speaks of two', () => {
    const say = historyOf('acme');
    const second = fact('VersionDrafted', {
      ...facts.drafted.data,
      version: 2,
      isShadow: true,
      supersedes: 1,
    });
    const said = [
      say('policy', 'pay-gate', facts.drafted),
      say('policy', 'pay-gate', second, facts.submitted),
    ];
    const rows = rowsAfter('policy_version', said);
    expect(
      rows.map((row) => [row['version'], row['state'], row['supersedes'], row['is_shadow']]),
    ).toStrictEqual([
      [1, 'submitted', null, false],
      [2, 'draft', 1, true],
    ]);
  });
});

describe('snapshots', () => {
  const importing = {
    snapshot_id: 'snap-1',
    state: 'importing',
    inputs,
    documents: [web],
    manifest_digest: null,
    importer: null,
    tuples: null,
    shards: null,
    counts: null,
    faults: [],
    frozen_at: null,
    requested_at: at(7),
    requested_by: 'u-ann',
  };
  const counts = { received: 11, accepted: 10, rejected: 0, duplicate: 1 };

  it.each([
    [7, importing],
    [8, { ...importing, state: 'refused', faults: facts.refused.data['faults'] }],
    [9, { ...importing, requested_at: at(9) }],
    [
      10,
      {
        ...importing,
        requested_at: at(9),
        state: 'frozen',
        manifest_digest: sha('manifest'),
        importer: 'facts@1',
        tuples: 10,
        shards: 1,
        counts,
      },
    ],
  ])('are after %i events of a life what those say', (count, row) => {
    expect(rowsOfLife('snapshot_catalog', count)).toStrictEqual([row]);
  });
});

describe('simulations', () => {
  const queued = {
    simulation_id: 'sim-1',
    policy_id: 'pay-gate',
    environment_id: 'prod',
    snapshot_id: 'snap-1',
    state: 'queued',
    mode: 'batch',
    priority: 'normal',
    replicas: 2,
    twin: 'running',
    engines: null,
    inputs: frozen,
    engine: null,
    plan_digest: null,
    shards: 0,
    evaluations: 0,
    evaluations_total: 0,
    evaluations_failed: 0,
    tuples: 0,
    runners: {},
    result: null,
    attestation: null,
    failure: null,
    run_id: 'nightly 7',
    requested_at: at(9),
    requested_by: 'u-sam',
    updated_at: at(9),
  };
  const running = {
    ...queued,
    state: 'running',
    engine: 'stella@1.0.0',
    plan_digest: sha('plan'),
    shards: 1,
    evaluations_total: 2,
    tuples: 10,
    updated_at: at(12),
  };
  const reducing = {
    ...running,
    state: 'reducing',
    twin: 'equal',
    evaluations: 2,
    runners: { 'runner-1': 1, 'runner-2': 1 },
    updated_at: at(14),
  };
  const attesting = { ...reducing, state: 'attesting', result, updated_at: at(15) };
  const attestation = { attestationId: sha('bundle'), keyId: sha('key'), isWorm: false };

  it.each([
    [11, queued],
    [12, running],
    [13, { ...running, evaluations: 1, runners: { 'runner-1': 1 }, updated_at: at(13) }],
    [14, reducing],
    [15, attesting],
    [16, { ...attesting, state: 'succeeded', attestation, updated_at: at(16) }],
  ])('are after %i events of a life what those say', (count, row) => {
    expect(rowsOfLife('simulation_catalog', count)).toStrictEqual([row]);
  });

  it('have a row for each evaluation of each shard', () => {
    const shard = {
      simulation_id: 'sim-1',
      shard_index: 0,
      partial_digest: sha('partial'),
      tuples: 10,
      failure: null,
    };
    expect(rowsOfLife('simulation_shard')).toStrictEqual([
      { ...shard, replica: 0, runner: 'runner-1' },
      { ...shard, replica: 1, runner: 'runner-2' },
    ]);
  });
});

describe('heads and the audit trail', () => {
  it('have the last event of each aggregate', () => {
    const heads = rowsOfLife('aggregate_head').map((row) => [
      row['aggregate_type'],
      row['aggregate_id'],
      row['version'],
      row['seq'],
    ]);
    expect(heads).toStrictEqual([
      ['tenant', 'acme', 1, 1],
      ['environment', 'prod', 6, 31],
      ['policy', 'pay-gate', 10, 26],
      ['workspace', 'pay-gate', 2, 5],
      ['snapshot', 'snap-1', 4, 10],
      ['simulation', 'sim-1', 6, 16],
      ['queue', 'simulations', 1, 24],
      ['waiver', 'pay-gate', 1, 27],
      ['webhooks', 'webhooks', 1, 32],
      ['delivery', 'd-1', 1, 33],
      ['bundle', 'prod', 1, 34],
      ['consumers', 'prod', 2, 36],
    ]);
  });

  it('have every event, with who acted, how and on what', () => {
    const rows = rowsOfLife('audit_trail');
    expect(rows.map(({ seq }) => seq)).toStrictEqual(lifeOf('acme').map((_, index) => index + 1));
    const [, , , , , , , , , , , , , fourteenth] = rows;
    const { bytes } = lifeOf('acme')[13] ?? { bytes: new Uint8Array() };
    expect(fourteenth).toStrictEqual({
      seq: 14,
      event_id: 'e-14',
      aggregate_type: 'simulation',
      aggregate_id: 'sim-1',
      aggregate_version: 4,
      recorded_at: at(14),
      actor_type: 'user',
      actor_id: 'u-ann',
      scopes: ['policy:author'],
      command_id: 'c-14',
      correlation_id: 'corr-1',
      fact_types: ['ShardEvaluated', 'ShardsCompleted'],
      digests: { request: sha('request 14') },
      reason_digest: null,
      ticket_digest: null,
      attestation_ids: [],
      hash: sha(new TextDecoder().decode(bytes)),
    });
  });
});
