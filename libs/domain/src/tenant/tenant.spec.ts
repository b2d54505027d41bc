import { describe, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';

import { context, openTenant, person, system } from '../testing/samples.ts';
import type { TenantFact } from './events.ts';
import { tenant, type OpenTenant } from './tenant.ts';

const { settings } = openTenant;
const open: OpenTenant = { type: 'OpenTenant', data: { tenantId: 'acme', settings, approvals: 2 } };
const opened: readonly TenantFact[] = [
  { type: 'TenantOpened', schemaVersion: 1, data: { settings } },
  { type: 'ApprovalPolicySet', schemaVersion: 1, data: { version: 1, approvals: 2 } },
];

describe('a tenant', () => {
  const given = deciderSpec(tenant, context(system, {}));

  it('is opened with its settings and the first version of its approval policy', () =>
    given()
      .when(open)
      .then(...opened));

  it('is opened once', () =>
    given(...opened)
      .when(open)
      .thenNothing());

  it('keeps its settings when it is opened again with others', () =>
    given(...opened)
      .when({ ...open, data: { ...open.data, approvals: 1 } })
      .thenNothing());

  it('is opened by the registry itself, not by its administrator', () =>
    given()
      .when(open, { principal: person('u-admin', 'tenant:admin') })
      .thenRejected('SYSTEM_REQUIRED'));
});
