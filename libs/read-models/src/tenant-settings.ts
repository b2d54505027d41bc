import { Access, evolveAccess, NO_ACCESS, TenantFact } from '@policy-registry/domain';
import type { Json, ReadModel } from '@policy-registry/kernel';

import { factsOf } from './facts-of.ts';
import type { Query } from './page.ts';

type ProposalRow = {
  readonly proposal: number;
  readonly by: string;
  readonly at: string;
  readonly reasonDigest: string;
  readonly rules: Json;
  readonly approvals: readonly {
    readonly approver: string;
    readonly at: string;
    readonly groups: readonly string[];
  }[];
};

export type TenantRow = {
  readonly tenant: string;
  readonly settings: Json;
  readonly approval_policy: Json;
  /** The approval policy that is proposed, and who agreed so far. */
  readonly approval_proposal: ProposalRow | null;
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
    approval_proposal: 'jsonb',
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
    const noPolicy = { approval_policy: null, approval_proposal: null };
    return { ...opened, settings, ...noPolicy, status: 'open', access: NO_ACCESS, changes: 1 };
  }
  return row && { ...row, ...changeOf(row, fact), changes: row.changes + 1 };
};

const changeOf = (
  row: TenantRow,
  fact: Exclude<TenantFact, { type: 'TenantOpened' }>,
): Partial<TenantRow> => {
  switch (fact.type) {
    case 'ApprovalPolicySet': {
      const { review: _review, ...policy } = fact.data;
      return { approval_policy: policy, approval_proposal: null };
    }
    case 'ApprovalPolicyProposed':
      return { approval_proposal: { ...fact.data, approvals: [] } };
    case 'ApprovalPolicyApproved': {
      const { by: approver, at, groups } = fact.data;
      const { approval_proposal: open } = row;
      return open === null
        ? {}
        : { approval_proposal: { ...open, approvals: [...open.approvals, { approver, at, groups }] } };
    }
    case 'ApprovalPolicyWithdrawn':
      return { approval_proposal: null };
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

/** The approval policy in force, and the proposal that is open. */
export const theApprovalPolicy = (): Query => ({
  text: `select (approval_policy->'version')::bigint as version, approval_policy - 'version' as rules,
    approval_proposal as proposal, changes as revision from tenant_settings where approval_policy <> 'null'`,
  values: [],
});

/** Who is granted what. */
export const tenantAccess = (): Query => ({
  text: `select access -> 'roles' as roles, access -> 'groups' as groups, access -> 'services' as services,
    changes as revision from tenant_settings`,
  values: [],
});
