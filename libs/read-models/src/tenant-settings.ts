import { Access, evolveAccess, NO_ACCESS, TenantFact } from '@policy-registry/domain';
import type { Json, ReadModel } from '@policy-registry/kernel';

import { factsOf } from './facts-of.ts';
import type { Query } from './page.ts';

export type TenantRow = {
  readonly tenant: string;
  readonly settings: Json;
  readonly approval_policy: Json;
  readonly status: string;
  /** Roles, groups and service identities. */
  readonly access: Json;
  /** Facts this tenant has had; its ETag. */
  readonly changes: number;
  readonly opened_at: string;
};

/** What a tenant allows, and to whom; one row. */
export const tenantSettings: ReadModel<TenantRow> = {
  table: 'tenant_settings',
  columns: {
    tenant: 'text',
    settings: 'jsonb',
    approval_policy: 'jsonb',
    status: 'text',
    access: 'jsonb',
    changes: 'bigint',
    opened_at: 'text',
  },
  key: ['tenant'],
  reads: ({ event }) => (event.aggregate.type === 'tenant' ? [[event.tenant]] : []),
  fold: (rows, recorded) => {
    const { tenant, recordedAt } = recorded.event;
    const facts = factsOf(recorded, 'tenant', TenantFact);
    const row = facts.reduce<TenantRow | undefined>(
      (before, fact) => rowAfter(before, fact, { tenant, opened_at: recordedAt }),
      rows([tenant]),
    );
    return row === undefined || facts.length === 0 ? [] : [{ put: row }];
  },
};

const rowAfter = (
  row: TenantRow | undefined,
  fact: TenantFact,
  opened: Pick<TenantRow, 'tenant' | 'opened_at'>,
): TenantRow | undefined => {
  if (fact.type === 'TenantOpened') {
    const { settings } = fact.data;
    return { ...opened, settings, approval_policy: null, status: 'open', access: NO_ACCESS, changes: 1 };
  }
  return row && { ...row, ...changeOf(row, fact), changes: row.changes + 1 };
};

const changeOf = (
  row: TenantRow,
  fact: Exclude<TenantFact, { type: 'TenantOpened' }>,
): Partial<TenantRow> => {
  switch (fact.type) {
    case 'ApprovalPolicySet':
      return { approval_policy: fact.data };
    case 'TenantSettingsChanged':
      return { settings: fact.data.settings };
    case 'TenantSuspended':
      return { status: 'suspended' };
    case 'TenantResumed':
      return { status: 'open' };
    default:
      return { access: evolveAccess(Access.parse(row.access), fact) };
  }
};

export const theTenant = (): Query => ({
  text: `select tenant, status, settings, approval_policy as "approvalPolicy", changes as revision,
    opened_at as "openedAt" from tenant_settings`,
  values: [],
});

/** Who is granted what. */
export const tenantAccess = (): Query => ({
  text: `select access -> 'roles' as roles, access -> 'groups' as groups, access -> 'services' as services,
    changes as revision from tenant_settings`,
  values: [],
});
