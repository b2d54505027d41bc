import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { codeOf } from '../servers/error-code.ts';
import { startS3Server } from '../servers/s3-server.ts';
import { Unavailable } from '../servers/unavailable.ts';
import { versitygwBinary } from '../servers/versitygw-binary.ts';
import type { Kept } from './keep-program.ts';
import { keepServer, type ServerOptions } from './kept-server.ts';
import { projectDir, type Layout } from './layout.ts';
import { placeOfMessages } from './message-place.ts';
import { writePrivateJson } from './private-file.ts';
import type { Secrets } from './secrets.ts';

export const STORE_KINDS = ['jetstream', 's3'] as const;
/** Where the blobs of a stack are: in its broker, or in an S3 server of its own. */
export type StoreKind = (typeof STORE_KINDS)[number];

/** What programs are told by their environment. */
type Variables = Readonly<Record<string, string>>;

/** The S3 server of a stack. */
export type ObjectStore = {
  readonly program: Kept;
  /** As gateways and runners reach it, who may put and get in the bucket of each tenant. */
  readonly registry: Variables;
  /** As its administrator reaches it. */
  readonly administrator: Variables;
  /** What migrate gives each bucket besides. */
  readonly buckets: Variables;
};

const ADMIN = 'admin';
/** Short, so that nothing is kept for long whose registry is gone; long enough that evidence can say that it is locked. */
const RETENTION_DAYS = 1;

/** Starts VersityGW beside the broker, with a user for the bucket of each tenant. */
export const startObjectStore = async (options: ServerOptions): Promise<ObjectStore> => {
  const { layout, ledger, report, secrets } = options;
  const binary = await versitygwBinary({ env: process.env, report });
  report(`starting VersityGW ${binary.version} (${binary.source})`);
  const files = await writeKeys(layout, secrets.objectStore);
  const { first, server } = await keepServer(
    options,
    { name: 's3', program: 'versitygw' },
    (preferredPort, logFile) =>
      startS3Server({
        binary: binary.path,
        directory: layout.objectStore,
        root: { accessKeyId: ADMIN, secretAccessKey: secrets.objectStore.admin },
        logFile,
        preferredPort,
        onSpawn: ledger.record,
      }),
  );
  const at = { OBJECT_STORE: 's3', S3_ENDPOINT: first.url, S3_RETENTION_DAYS: String(RETENTION_DAYS) };
  return {
    program: server,
    registry: { ...at, S3_CREDENTIALS_FILE: files.registry },
    administrator: { ...at, S3_CREDENTIALS_FILE: files.admin },
    buckets: {
      S3_BUCKET_POLICY_FILE: join(projectDir, 'deploy', 'bucket-policy.json'),
    },
  };
};

/** Writes who may do what there: for the server its users, for programs their access keys. */
const writeKeys = async ({ objectStore: folder }: Layout, secrets: Secrets['objectStore']) => {
  // Where the server looks for them.
  const users = join(folder, 'users');
  await mkdir(users, { recursive: true, mode: 0o700 });
  const keys = Object.entries(secrets.tenants).map(
    ([tenant, secretAccessKey]) => [tenant, { accessKeyId: `registry-${tenant}`, secretAccessKey }] as const,
  );
  const accounts = keys.map(([, { accessKeyId: access, secretAccessKey: secret }]) => [
    access,
    { access, secret, role: 'user' },
  ]);
  await writePrivateJson(join(users, 'users.json'), { accessAccounts: Object.fromEntries(accounts) });
  const [admin, registry] = [join(folder, 'admin.json'), join(folder, 'registry.json')];
  await writePrivateJson(admin, { default: { accessKeyId: ADMIN, secretAccessKey: secrets.admin } });
  await writePrivateJson(registry, { tenants: Object.fromEntries(keys) });
  return { admin, registry };
};

/** Blobs that are in one place are of no use in the other. */
export const refuseOtherStore = async (
  { layout }: { readonly layout: Layout },
  store: StoreKind,
): Promise<void> => {
  const isS3 = await readdir(layout.objectStore).then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
      return false;
    },
  );
  if (isS3 && store !== 's3')
    throw new Unavailable(
      `${layout.folder} keeps its blobs in ${layout.objectStore}: give --store s3, or another folder with --data-dir`,
    );
  if (!isS3 && store === 's3' && (await placeOfMessages(layout)) !== undefined)
    throw new Unavailable(
      `${layout.folder} keeps its blobs in the broker: leave --store s3 out, or give another folder with --data-dir`,
    );
};
