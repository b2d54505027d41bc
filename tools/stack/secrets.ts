import { randomBytes } from 'node:crypto';

import { z } from 'zod';

import { readJson, writePrivateJson } from './private-file.ts';

const SECRET_BYTES = 24;

const Secrets = z.object({
  database: z.object({ admin: z.string(), owner: z.string(), projector: z.string(), gateway: z.string() }),
  /** Of the S3 server's administrator, and of the registry in the bucket of each tenant. */
  objectStore: z.object({ admin: z.string(), tenants: z.record(z.string(), z.string()) }),
});

/** The passwords of one stack, made once and kept in its folder. */
export type Secrets = z.infer<typeof Secrets>;

/** Reads the kept passwords, and makes them where there are none. `isFresh` says that there were none. */
export const keptSecrets = async (
  path: string,
  tenants: readonly string[],
): Promise<{ secrets: Secrets; isFresh: boolean }> => {
  const kept = await readJson(path, Secrets.partial({ objectStore: true }));
  const secrets = {
    database: kept?.database ?? { admin: secret(), owner: secret(), projector: secret(), gateway: secret() },
    objectStore: {
      admin: kept?.objectStore?.admin ?? secret(),
      tenants: Object.fromEntries(
        tenants.map((tenant) => [tenant, kept?.objectStore?.tenants[tenant] ?? secret()]),
      ),
    },
  };
  await writePrivateJson(path, secrets);
  return { secrets, isFresh: kept === undefined };
};

const secret = (): string => randomBytes(SECRET_BYTES).toString('base64url');
