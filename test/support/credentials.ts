import { join } from 'node:path';

import { policyctl } from './policyctl.ts';
import type { Stack } from './stack.ts';

/** Credentials of the broker for somebody of a tenant, made as an operator makes them. */
export const credentialsOf = async (
  stack: Stack,
  tenant: string,
  role: 'scheduler' | 'auditor',
): Promise<{ readonly file: string }> => {
  const file = join(stack.folder, `${tenant}-${role}.creds`);
  const wanted = ['--tenant', tenant, '--role', role, '--out', file];
  const { exitCode, stderr } = await policyctl(stack, 'broker-credentials', ...wanted);
  if (exitCode !== 0) throw new Error(`no credentials for a ${role} of ${tenant}: ${stderr}`);
  return { file };
};
