import { beforeAll, expect, it } from '@jest/globals';
import type { Row } from '@policy-registry/kernel';
import { inTenant, putRows, type Database } from '@policy-registry/postgres';
import { databaseSuite } from '@policy-registry/postgres/testing';
import { reviewPage, reviewsWaitingFor, tables } from '@policy-registry/read-models';

import { postgresReadModels } from './postgres-read-models.ts';

const shapeOf = (name: string) => {
  const found = tables.find(({ table }) => table === name);
  if (found === undefined) throw new Error(`there is no table ${name}`);
  return found;
};
const digest = 'a'.repeat(64);
const at = '2030-01-01T00:00:00.000Z';
type Asked = { readonly reviewers: readonly string[]; readonly groups?: readonly string[] };

const inReview = (policy: string, version: number, submission: Asked, more: object = {}): Row => ({
  ...{ policy_id: policy, version, semver: `1.0.${version}`, state: 'submitted', changes: 2 },
  ...{ workspace_revision: 1, content_digest: digest, ir_digest: digest, is_shadow: false },
  ...{ supersedes: null, lineage: ['u-author'], approvals: [], marks: [], publication: null },
  submission: { simulationId: 's-1', resultDigest: digest, evidenceDigest: digest, ...submission },
  ...{ step_back: null, created_at: at, updated_at: at },
  ...more,
});
const approvals = [{ approver: 'u-sue', at, binding: {}, groups: [] }];
const versions: readonly Row[] = [
  inReview('gate', 1, { reviewers: ['u-sue'] }),
  inReview('gate', 2, { reviewers: ['u-sue'] }, { state: 'approved' }),
  inReview('gate', 10, { reviewers: [], groups: ['security'] }),
  inReview('other', 1, { reviewers: ['u-sue'], groups: ['security'] }, { approvals }),
  inReview('other', 2, { reviewers: ['u-sue'] }, { lineage: ['u-author', 'u-sue'] }),
  inReview('other', 3, { reviewers: ['u-sue-2'], groups: ['owners'] }),
  inReview('other', 4, { reviewers: ['u-ben'], groups: ['security', 'owners'] }),
];
const access = {
  ...{ roles: [], services: [] },
  groups: [
    { groupId: 'owners', members: ['u-ben'], roles: [] },
    { groupId: 'security', members: ['u-ann', 'u-sue'], roles: [] },
  ],
};
const tenant: Row = {
  ...{ tenant: 'acme', status: 'open', settings: {}, approval_policy: { version: 1, approvals: 1 } },
  ...{ approval_proposal: null, access, changes: 1, opened_at: at },
};

databaseSuite('the versions in review', (database) => {
  let gateway: Database;
  beforeAll(async () => {
    const projector = await database().as('registry_projector');
    gateway = await database().as('registry_gateway');
    for (const name of ['acme', 'globex'])
      await inTenant(projector, name, async (tx) => {
        await putRows(tx, name, shapeOf('policy_version'), versions);
        if (name === 'acme') await putRows(tx, name, shapeOf('tenant_settings'), [tenant]);
      });
  });

  const all = { size: 50, after: undefined };
  const found = async (query: ReturnType<typeof reviewPage>, of = 'acme') =>
    (await postgresReadModels(gateway).rows(of, query)).map(
      ({ policyId, version }) => `${policyId} ${version}`,
    );

  it('are those that are submitted, by policy and number', async () => {
    const submitted = ['gate 1', 'gate 10', 'other 1', 'other 2', 'other 3', 'other 4'];
    expect(await found(reviewPage(all))).toStrictEqual(submitted);
    expect(await found(reviewPage({ size: 2, after: ['gate', '10'] }))).toStrictEqual(['other 1', 'other 2']);
  });

  it('wait for who is asked, by name or in a group, did not approve and had no hand in it', async () => {
    expect(await found(reviewsWaitingFor('u-sue', all))).toStrictEqual(['gate 1', 'gate 10', 'other 4']);
    expect(await found(reviewsWaitingFor('u-ann', all))).toStrictEqual(['gate 10', 'other 1', 'other 4']);
    expect(await found(reviewsWaitingFor('u-ben', all))).toStrictEqual(['other 3', 'other 4']);
    expect(await found(reviewsWaitingFor('u-author', all))).toStrictEqual([]);
    expect(await found(reviewsWaitingFor('u-sue', { size: 1, after: ['gate', '1'] }))).toStrictEqual([
      'gate 10',
    ]);
  });

  it('wait for members of the groups of their own tenant alone', async () =>
    expect(await found(reviewsWaitingFor('u-ann', all), 'globex')).toStrictEqual([]));
});
