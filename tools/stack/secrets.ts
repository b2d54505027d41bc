import { randomBytes } from 'node:crypto';

import { z } from 'zod';

import { readJson, writePrivateJson } from './private-file.ts';

const SECRET_BYTES = 24;

const Secrets = z.object({
  database: z.object({ admin: z.string(), owner: z.string(), projector: z.string(), gateway: z.string() }),
});

/** The passwords of one stack, made once and kept in its folder. */
export type Secrets = z.infer<typeof Secrets>;

/** Reads the kept passwords, and makes them where there are none. `isFresh` says that there were none. */
export const keptSecrets = async (path: string): Promise<{ secrets: Secrets; isFresh: boolean }> => {
  const kept = await readJson(path, Secrets);
  const secrets = {
    database: kept?.database ?? { admin: secret(), owner: secret(), projector: secret(), gateway: secret() },
  };
  await writePrivateJson(path, secrets);
  return { secrets, isFresh: kept === undefined };
};

const secret = (): string => randomBytes(SECRET_BYTES).toString('base64url');
