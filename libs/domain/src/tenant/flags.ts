import { z } from 'zod';

import type { Tenant } from './state.ts';

/**
 * What a tenant may switch, with what holds where it says nothing. A decision reads a flag from the tenant's facts alone:
 * what was decided under it stays decided, whatever the flag is later, and no process has another opinion of it.
 */
export const TENANT_FLAGS = {
  quickSimulations: {
    isOn: true,
    meaning: 'quick simulations may be asked for; off, they are refused (`QUICK_SIMULATIONS_OFF`)',
  },
  regressionTests: {
    isOn: true,
    meaning: 'intended decisions of a published version become tests in the workspace of its policy',
  },
} as const satisfies Readonly<Record<string, { readonly isOn: boolean; readonly meaning: string }>>;
export type TenantFlag = keyof typeof TENANT_FLAGS;

const flag = z.boolean().optional();
/** The flags that a tenant has set. */
export const TenantFlags = z.strictObject({
  quickSimulations: flag,
  regressionTests: flag,
} satisfies Record<TenantFlag, typeof flag>);

/** Whether a flag is on: as the tenant has set it, or by default. */
export const isFlagOn = (tenant: Tenant, name: TenantFlag): boolean =>
  (tenant.status === 'open' ? tenant.settings.flags?.[name] : undefined) ?? TENANT_FLAGS[name].isOn;
