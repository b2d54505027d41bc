import { TenantFact } from '@policy-registry/domain';
import type { Json, ReadModel } from '@policy-registry/kernel';

import { factsOf } from './facts-of.ts';
import type { Query } from './page.ts';

export type TenantRow = {
  readonly tenant: string;
  readonly settings: Json;
  readonly approval_policy: Json;
  readonly opened_at: string;
};

/** What a tenant allows; one row. */
export const tenantSettings: ReadModel<TenantRow> = {
  table: 'tenant_settings',
  columns: { tenant: 'text', settings: 'jsonb', approval_policy: 'jsonb', opened_at: 'text' },
  key: ['tenant'],
  reads: ({ event }) => (event.aggregate.type === 'tenant' ? [[event.tenant]] : []),
  fold: (rows, recorded) => {
    const { tenant, recordedAt } = recorded.event;
    let row = rows([tenant]);
    for (const fact of factsOf(recorded, 'tenant', TenantFact)) {
      if (fact.type === 'TenantOpened') {
        row = { tenant, settings: fact.data.settings, approval_policy: null, opened_at: recordedAt };
      } else if (row !== undefined) {
        row = { ...row, approval_policy: fact.data };
      }
    }
    return row === undefined || recorded.event.aggregate.type !== 'tenant' ? [] : [{ put: row }];
  },
};

export const theTenant = (): Query => ({
  text: `select tenant, settings, approval_policy as "approvalPolicy", opened_at as "openedAt" from tenant_settings`,
  values: [],
});
