import { WebhooksFact } from '@policy-registry/domain';
import type { ReadModel } from '@policy-registry/kernel';

import { factsOf } from './facts-of.ts';
import type { Query } from './page.ts';

type WebhookShown = {
  readonly webhookId: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly isEnabled: boolean;
  readonly attemptsMax: number | null;
  /** The newest first; what is sealed is for the runners alone. */
  readonly secrets: readonly {
    readonly keyId: string;
    readonly sealedDigest: string;
    readonly until: string | null;
  }[];
};

export type TenantWebhooksRow = {
  readonly tenant: string;
  readonly webhooks: readonly WebhookShown[];
  /** Facts there have been; the ETag. */
  readonly changes: number;
};

/** Whom a tenant has told of its events; one row, of at most sixteen. */
export const tenantWebhooks: ReadModel<TenantWebhooksRow> = {
  table: 'tenant_webhooks',
  columns: { tenant: 'text', webhooks: 'jsonb', changes: 'bigint' },
  key: ['tenant'],
  reads: ({ event }) => (event.aggregate.type === 'webhooks' ? [[event.tenant]] : []),
  fold: (rows, recorded) => {
    const { tenant } = recorded.event;
    const facts = factsOf(recorded, 'webhooks', WebhooksFact);
    const before = rows([tenant]) ?? { tenant, webhooks: [], changes: 0 };
    return facts.length === 0 ? [] : [{ put: facts.reduce(rowAfter, before) }];
  },
};

const rowAfter = (row: TenantWebhooksRow, { type, data }: WebhooksFact): TenantWebhooksRow => {
  const others = row.webhooks.filter(({ webhookId }) => webhookId !== data.webhookId);
  const changes = row.changes + 1;
  if (type === 'WebhookRemoved') return { ...row, webhooks: others, changes };
  const { attemptsMax = null, secrets, ...said } = data;
  const shown: WebhookShown = {
    ...said,
    attemptsMax,
    secrets: secrets.map(({ keyId, sealedDigest, until = null }) => ({ keyId, sealedDigest, until })),
  };
  return { ...row, webhooks: [...others, shown], changes };
};

/** None, at revision 0, where there never were any. */
export const theWebhooks = (): Query => ({
  text: `select coalesce(w.webhooks, '[]') as webhooks, coalesce(w.changes, 0)::bigint as revision
    from (values (1)) as one left join tenant_webhooks w on true`,
  values: [],
});
