import { join, resolve } from 'node:path';

/** The folder of the project, from which every default path is reckoned. */
export const projectDir = resolve(import.meta.dirname, '..', '..');

/** Where everything of one stack lies. One folder is one registry: its keys, its log, its read models. */
export type Layout = ReturnType<typeof layoutOf>;

/** The paths inside one stack's folder. */
export const layoutOf = (folder: string) => ({
  folder,
  logs: join(folder, 'logs'),
  nats: join(folder, 'nats'),
  objectStore: join(folder, 's3'),
  broker: join(folder, 'broker'),
  postgres: join(folder, 'postgres'),
  issuer: join(folder, 'issuer'),
  evidenceKeys: join(folder, 'keys', 'evidence'),
  trustFile: join(folder, 'keys', 'trust.json'),
  webhookPrivateKeyFile: join(folder, 'keys', 'webhooks.pem'),
  webhookPublicKeyFile: join(folder, 'keys', 'webhooks.pub.pem'),
  textKeyFile: join(folder, 'keys', 'text.key'),
  faults: join(folder, 'faults'),
  seedFile: join(folder, 'seed.json'),
  secretsFile: join(folder, 'secrets.json'),
  portsFile: join(folder, 'ports.json'),
  launcherFile: join(folder, 'launcher.json'),
  childrenFile: join(folder, 'children.json'),
  descriptionFile: join(folder, 'stack.json'),
});
