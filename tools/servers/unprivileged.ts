import { readFile } from 'node:fs/promises';

import { Unavailable } from './unavailable.ts';

const ACCOUNT = 'nobody';

/** A system account that exists already; none is ever created. */
export type Account = { readonly name: string; readonly uid: number; readonly gid: number };

/** PostgreSQL refuses to run as root: the account it runs as then, or nothing when the caller is an ordinary user. */
export const serverAccount = async (): Promise<Account | undefined> => {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const fields = accounts
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === ACCOUNT);
  const uid = Number(fields?.[2]);
  const gid = Number(fields?.[3]);
  if (Number.isInteger(uid) && Number.isInteger(gid) && uid > 0 && gid > 0)
    return { name: ACCOUNT, uid, gid };
  throw new Unavailable(
    `PostgreSQL does not run as root and this system has no account “${ACCOUNT}” to run it as; start as an ordinary user`,
  );
};
