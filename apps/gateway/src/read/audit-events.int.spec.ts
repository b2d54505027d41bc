import { beforeAll, expect, it } from '@jest/globals';
import { inTenant } from '@policy-registry/postgres';
import { databaseSuite } from '@policy-registry/postgres/testing';
import { auditPage, type AuditFilter } from '@policy-registry/read-models';

import { postgresReadModels } from './postgres-read-models.ts';
import type { ReadModels } from './read-models.ts';

const EVENTS = 20_000;
const ALL = { size: 5, after: undefined };
const at = (second: number): string => new Date(Date.UTC(2026, 2, 2) + second * 1_000).toISOString();

// Every tenant has the same: event n is of second n, and every hundredth is an approval by Ann of a policy of its own.
const INSERTED = `insert into audit_trail select $1, n, 'e' || n, case when n % 100 = 0 then 'policy' else 'simulation' end,
    case when n % 100 = 0 then 'gate-' || n else 'sim' end, n, to_char(timestamp '2026-03-02' + n * interval '1 second', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'user', case when n % 100 = 0 then 'u-ann' else 'u-bob' end, '[]', 'c' || n, 'r' || n / 2,
    case when n % 100 = 0 then '["ApprovalGiven","VersionApproved"]'::jsonb else '["ShardRecorded"]' end, '{}', null, null, '[]', 'h'
  from generate_series(1, ${EVENTS}) n`;

const FILTERS: readonly (readonly [AuditFilter, readonly number[]])[] = [
  [{}, [1, 2, 3, 4, 5]],
  [{ fact: 'VersionApproved' }, [100, 200, 300, 400, 500]],
  [{ fact: 'Version' }, []],
  [{ aggregateType: 'policy' }, [100, 200, 300, 400, 500]],
  [{ aggregateId: 'gate-19900' }, [19_900]],
  [{ aggregateType: 'simulation', aggregateId: 'gate-19900' }, []],
  [{ actor: 'u-ann', recordedFrom: at(250) }, [300, 400, 500, 600, 700]],
  [{ recordedFrom: at(19_000), recordedBefore: at(19_002) }, [19_000, 19_001]],
  [{ correlationId: 'r9000' }, [18_000, 18_001]],
  [{ commandId: 'c17' }, [17]],
  [{ commandId: 'c17', actor: 'u-ann' }, []],
];
const INDEXED: readonly (readonly [string, AuditFilter])[] = [
  ['audit_trail_aggregate', { aggregateId: 'gate-19900' }],
  ['audit_trail_actor', { actor: 'u-nobody' }],
  ['audit_trail_recorded', { recordedFrom: at(19_000), recordedBefore: at(19_002) }],
  ['audit_trail_correlation', { correlationId: 'r9000' }],
  ['audit_trail_command', { commandId: 'c17' }],
];

databaseSuite('events that an auditor asks for', (database) => {
  let reads: ReadModels;
  beforeAll(async () => {
    const projector = await database().as('registry_projector');
    for (const tenant of ['acme', 'globex'])
      await inTenant(projector, tenant, (tx) => tx.query(INSERTED, [tenant]));
    reads = postgresReadModels(await database().as('registry_gateway'));
  }, 60_000);

  it.each(FILTERS)('are those with all of it: %j', async (filter, expected) => {
    const rows = await reads.rows('acme', auditPage(filter)(ALL));
    expect(rows.map(({ seq }) => seq)).toStrictEqual(expected);
  });

  it('go on behind the last one', async () => {
    const rows = await reads.rows('acme', auditPage({ actor: 'u-ann' })({ size: 2, after: ['200'] }));
    expect(rows.map(({ seq }) => seq)).toStrictEqual([300, 400]);
  });

  it.each(INDEXED)('are found by %s under row-level security', async (index, filter) => {
    const { text, values } = auditPage(filter)(ALL);
    const gateway = await database().as('registry_gateway');
    const plan = await inTenant(gateway, 'acme', (tx) => tx.query(`explain ${text}`, values));
    expect(JSON.stringify(plan)).toContain(index);
  });
});
