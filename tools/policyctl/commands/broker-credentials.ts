import type { TenantRole } from '@policy-registry/contracts';
import { Tenant } from '@policy-registry/kernel';

import { tenantCredentials } from '../../broker/credentials.ts';
import { keyFilesIn } from '../../broker/key-files.ts';
import { codeOf } from '../../servers/error-code.ts';
import { writePrivate } from '../../stack/private-file.ts';
import { UsageFault, type Answer } from '../answer.ts';
import type { Settings } from '../settings.ts';
import { fields } from '../table.ts';

export type NewCredentials = {
  readonly role: TenantRole;
  readonly ttl: string;
  readonly keys?: string;
  readonly out?: string;
};

const TTL = /^([1-9]\d{0,4})([mhd])$/;
const MINUTE_MS = 60_000;
const UNIT_MS = new Map([
  ['m', MINUTE_MS],
  ['h', 60 * MINUTE_MS],
  ['d', 24 * 60 * MINUTE_MS],
]);
const TTL_MS_MAX = 30 * 24 * 60 * MINUTE_MS;

/** Makes credentials that the broker takes until they expire. Printed as they are, or written to a private file. */
export const brokerCredentials = async (
  { tenant, brokerKeys }: Pick<Settings, 'tenant' | 'brokerKeys'>,
  { role, ttl, keys = brokerKeys, out }: NewCredentials,
  nowMs: number,
): Promise<Answer> => {
  if (tenant === undefined) throw new UsageFault('say whose they are to be: --tenant <tenant>');
  if (!Tenant.safeParse(tenant).success) throw new UsageFault(`${tenant} is no name of a tenant`);
  if (keys === undefined)
    throw new UsageFault('say where the keys of the broker’s accounts lie: --keys <dir> or --stack <file>');
  const expiresAtMs = nowMs + ttlMsOf(ttl);
  const credentials = await made(keys, { tenant, role, expiresAtMs });
  const expiresAt = new Date(expiresAtMs).toISOString();
  const json = { tenant, role, expiresAt, out };
  const text = fields([
    ['tenant', tenant],
    ['role', role],
    ['expires', expiresAt],
    ['written to', out],
  ]);
  if (out === undefined) return { json, text, exact: new TextDecoder().decode(credentials) };
  await writePrivate(out, credentials);
  return { json, text };
};

const ttlMsOf = (ttl: string): number => {
  const [, count = '', unit = ''] = TTL.exec(ttl) ?? [];
  const ttlMs = Number(count) * (UNIT_MS.get(unit) ?? 0);
  if (ttlMs > 0 && ttlMs <= TTL_MS_MAX) return ttlMs;
  throw new UsageFault(`--ttl is ${ttl}; give it as 15m, 8h or 7d, at most 30d`);
};

const made = async (keys: string, of: Parameters<typeof tenantCredentials>[1]): Promise<Uint8Array> => {
  try {
    return await tenantCredentials(keyFilesIn(keys), of);
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    throw new UsageFault(
      `${keys} gives no keys for the role ${of.role} of the tenant ${of.tenant} (${String(code)})`,
      {
        cause: error,
      },
    );
  }
};
