import { beforeAll, expect, it } from '@jest/globals';
import { inTenant, type Database } from '@policy-registry/postgres';
import { databaseSuite } from '@policy-registry/postgres/testing';
import { historyPage, type HistoryAsked } from '@policy-registry/read-models';

import { postgresReadModels } from './postgres-read-models.ts';
import type { ReadModels } from './read-models.ts';

const at = (hour: number): string => `2026-03-02T${String(hour).padStart(2, '0')}:00:00.000Z`;
const digest = (of: string): string => of.repeat(64);
const active = (version: number) => ({
  ...{ version, semver: `${version}.0.0`, contentDigest: digest('c'), irDigest: digest('d') },
});
const CANARY = {
  ...active(2),
  selector: { tags: ['eu'], basisPoints: 500, salt: 'prod/2' },
  isPaused: false,
};

type Period = readonly [
  policyId: string,
  began: number,
  ended: number,
  from: number,
  until: number | null,
  how: string,
  attempt: number | null,
  stable: object | null,
  canary: object | null,
];
/** Of one policy what was signed, of the other what was bound before that. */
const PERIODS: readonly Period[] = [
  ['gate', 2, 4, 1, 5, 'promoted', 1, active(1), null],
  ['web', 3, 0, 2, null, 'promoted', null, active(1), null],
  ['gate', 4, 6, 5, 7, 'canary_started', 2, active(1), CANARY],
  ['gate', 6, 7, 7, 7, 'canary_aborted', null, active(1), null],
  ['gate', 7, 0, 7, null, 'rolled_off', null, null, null],
];

databaseSuite('the history of an environment', (database) => {
  let reads: ReadModels;
  beforeAll(async () => {
    const projector: Database = await database().as('registry_projector');
    const approvals = [
      { approver: 'u-bob', at: at(0), binding: {}, groups: [] },
      { approver: 'u-late', at: at(6), binding: {}, groups: [] },
    ];
    await inTenant(projector, 'acme', async (tx) => {
      for (const [policyId, version] of [
        ['gate', 1],
        ['gate', 2],
        ['web', 1],
      ] as const)
        await tx.query(
          `insert into policy_version select * from jsonb_populate_record(null::policy_version, $1)`,
          [
            {
              ...{ tenant_id: 'acme', policy_id: policyId, version, semver: '1.0.0', state: 'published' },
              ...{ changes: 1, workspace_revision: 1, content_digest: digest('c'), ir_digest: digest('d') },
              ...{ is_shadow: false, supersedes: null, lineage: [], approvals, marks: [], step_back: 'null' },
              submission: {
                simulationId: 'sim-1',
                resultDigest: digest('1'),
                evidenceDigest: digest('2'),
                reviewers: [],
              },
              publication: { status: 'published', attestationId: digest('a') },
              ...{ created_at: at(0), updated_at: at(0), threads: 0, blocking_threads: 0 },
            },
          ],
        );
      for (const [attempt, version, ended] of [
        [1, 1, 1],
        [2, 2, 5],
      ])
        await tx.query(`insert into promotion select * from jsonb_populate_record(null::promotion, $1)`, [
          {
            ...{ tenant_id: 'acme', environment_id: 'prod', policy_id: 'gate', attempt, version, seq: 40 },
            ...{ status: 'promoted', statement: { requestedBy: 'u-pat', requestedAt: at(0) } },
            ...{ statement_digest: digest('e'), ends_by: at(9), ended_at: at(ended ?? 0) },
            ...{ attestation_id: digest(String(attempt)), key_id: digest('f') },
          },
        ]);
      for (const [policyId, began, ended, from, until, how, attempt, stable, canary] of PERIODS)
        await tx.query(
          `insert into binding_history select * from jsonb_populate_record(null::binding_history, $1)`,
          [
            {
              ...{ tenant_id: 'acme', environment_id: 'prod', policy_id: policyId, began_by: began },
              ...{
                ended_by: ended,
                seq: began + 50,
                from_at: at(from),
                until_at: until && at(until),
                how,
                attempt,
              },
              ...{ by_actor: 'u-pat', stable: stable ?? 'null', canary: canary ?? 'null' },
            },
          ],
        );
    });
    reads = postgresReadModels(await database().as('registry_gateway'));
  }, 60_000);

  const asked = (of: Partial<HistoryAsked>, after?: string) =>
    reads.rows(
      'acme',
      historyPage({ environmentId: 'prod', ...of }, { size: 3, after: after ? [after] : undefined }),
    );
  const changes = async (of: Partial<HistoryAsked>, after?: string) =>
    (await asked(of, after)).map(({ change }) => change);

  it('is paged in the order of the changes', async () => {
    expect(await changes({})).toStrictEqual([2, 3, 4]);
    expect(await changes({}, '4')).toStrictEqual([6, 7]);
    expect(await changes({ policyId: 'gate' }, '2')).toStrictEqual([4, 6, 7]);
  });

  it('tells what was so at an instant: from the very one at which it began, until before the one at which it ended', async () => {
    expect(await changes({ at: at(0) })).toStrictEqual([]);
    expect(await changes({ at: at(1) })).toStrictEqual([2]);
    expect(await changes({ at: at(4) })).toStrictEqual([2, 3]);
    expect(await changes({ at: at(5) })).toStrictEqual([3, 4]);
    expect(await changes({ at: at(7) })).toStrictEqual([3, 7]);
    expect(await changes({ at: at(23), policyId: 'web' })).toStrictEqual([3]);
  });

  it('tells everything that was so at any time of a span', async () => {
    expect(await changes({ at: at(0), until: at(2) })).toStrictEqual([2, 3]);
    expect(await changes({ at: at(5), until: at(6) })).toStrictEqual([3, 4]);
  });

  it('says of each version who had approved it by then, and what was signed by then', async () => {
    const [first, web, canary] = await asked({});
    const evidence = {
      approvals: [{ approver: 'u-bob', at: at(0) }],
      submission: { simulationId: 'sim-1', resultDigest: digest('1'), evidenceDigest: digest('2') },
      publicationAttestationId: digest('a'),
    };
    const promotion = (attempt: number) => ({
      ...{ attempt, requestedBy: 'u-pat', requestedAt: at(0), simulationId: null, resultDigest: null },
      attestationId: digest(String(attempt)),
    });
    expect(first).toMatchObject({
      ...{ policyId: 'gate', from: at(1), until: at(5), how: 'promoted', by: 'u-pat', seq: 40, canary: null },
      stable: { ...active(1), ...evidence, promotion: promotion(1) },
    });
    expect(web).toMatchObject({ seq: 53, until: null, stable: { ...evidence, promotion: null } });
    expect(canary).toMatchObject({
      stable: { ...evidence, promotion: promotion(1) },
      canary: { ...CANARY, ...evidence, promotion: promotion(2) },
    });
  });

  it('shows nothing of another environment, or of another tenant', async () => {
    expect(await changes({ environmentId: 'test' })).toStrictEqual([]);
    expect(
      await reads.rows('globex', historyPage({ environmentId: 'prod' }, { size: 9, after: undefined })),
    ).toStrictEqual([]);
  });
});
