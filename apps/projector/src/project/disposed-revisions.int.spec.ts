import { beforeAll, expect, it, jest } from '@jest/globals';
import { inTenant, postgresReadModelStore, type Database } from '@policy-registry/postgres';
import { databaseSuite } from '@policy-registry/postgres/testing';
import { projectBatch, revisionPage } from '@policy-registry/read-models';

import { fedFrom, storedEvents } from '../testing/stored-log.ts';

// Whether the content of a revision is kept is told from two tables, as the decider tells it from two aggregates.

jest.setTimeout(60_000);

databaseSuite('the history of a draft', (database) => {
  let gateway: Database;
  beforeAll(async () => {
    const projector = await database().as('registry_projector');
    gateway = await database().as('registry_gateway');
    await projectBatch(postgresReadModelStore(projector), 0, fedFrom(1, storedEvents('acme')));
  });

  const disposedAt = (policyId: string) =>
    inTenant(gateway, 'acme', async (tx) => {
      const { text, values } = revisionPage(policyId, { size: 50, after: undefined });
      const rows = await tx.query(text, [...values]);
      return rows.map((row) => [Number(row['revision']), row['disposedAt']]);
    });

  it('says since when a content is kept no longer', async () => {
    expect(await disposedAt('web-gate')).toStrictEqual([
      [2, null],
      [1, '2026-03-02T11:00:00.000Z'],
    ]);
  });

  it('has what a version was made of as kept, also where it was disposed of at the same moment', async () => {
    const drafts = storedEvents('acme')
      .flatMap(({ facts }) => facts)
      .filter(({ type, data }) => type === 'VersionDrafted' && data['policyId'] === 'pay-gate')
      .map(({ data }) => data['revision']);
    expect(new Set(drafts).size).toBeGreaterThan(0);
    const then = '2026-03-02T12:00:00.000Z';
    await database().admin("update workspace_revision set disposed_at = $1 where policy_id = 'pay-gate'", [
      then,
    ]);
    const found = await disposedAt('pay-gate');
    expect(found).toStrictEqual(
      found.map(([revision]) => [revision, drafts.includes(revision ?? 0) ? null : then]),
    );
    expect(found.filter(([, at]) => at === then)).not.toStrictEqual([]);
  });
});
