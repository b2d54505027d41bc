import { z } from 'zod';

import type { BrokerFiles } from '../broker/prepare-broker.ts';
import { tenants } from '../dev-issuer/personas.ts';
import { Unavailable } from '../servers/unavailable.ts';
import type { App, AppName } from './apps.ts';
import type { DevIssuer } from './dev-issuer.ts';
import { layoutOf, type Layout } from './layout.ts';
import { readJson } from './private-file.ts';
import { programsOf, type Servers } from './servers.ts';

const Program = z.object({
  name: z.string(),
  pid: z.int().optional(),
  url: z.string().optional(),
  logFile: z.string(),
});

/** A running stack, for the command line, the guided run and tests. It holds passwords and names files that do: readable by its owner alone. */
export const StackDescription = z.object({
  version: z.literal(1),
  folder: z.string(),
  launcherPid: z.int(),
  /** The first of the gateways. */
  gatewayUrl: z.string(),
  gatewayUrls: z.array(z.string()),
  projectorUrl: z.string(),
  projectorUrls: z.array(z.string()),
  runnerUrls: z.array(z.string()),
  issuerUrl: z.string(),
  nats: z.object({
    /** All servers of the broker, separated by commas. */
    url: z.string(),
    /** Credentials files of the operator. */
    admin: z.string(),
    auditor: z.string(),
    /** The keys that credentials for the tenants' people are made with. */
    keys: z.string(),
  }),
  database: z.object({ adminUrl: z.string(), ownerUrl: z.string() }),
  /** The S3 service that has the blobs, as its administrator reaches it, by the keys of migrate; absent: the broker has them. */
  objectStore: z.record(z.string(), z.string()).optional(),
  trustFile: z.string(),
  seedFile: z.string(),
  logs: z.string(),
  tenants: z.array(z.string()),
  /** Servers and applications with their present pids; an application that was started again has a new one. */
  programs: z.array(Program),
});
export type StackDescription = z.infer<typeof StackDescription>;

/** The stack that serves a folder now. */
export const readStack = async (folder: string): Promise<StackDescription> => {
  const description = await readJson(layoutOf(folder).descriptionFile, StackDescription);
  if (description !== undefined) return description;
  throw new Unavailable(`no registry runs on ${folder}; start one with npm start`);
};

/** Describes what runs, with the pids of this moment. */
export const describeStack = (running: {
  readonly layout: Layout;
  readonly broker: BrokerFiles;
  readonly servers: Servers;
  readonly issuer: DevIssuer;
  readonly apps: readonly App[];
}): StackDescription => {
  const { layout, broker, servers, issuer, apps } = running;
  const urlsOf = (name: AppName): string[] => apps.filter(({ app }) => app === name).map(({ url }) => url);
  return {
    version: 1,
    folder: layout.folder,
    launcherPid: process.pid,
    gatewayUrl: urlsOf('gateway')[0] ?? '',
    gatewayUrls: urlsOf('gateway'),
    projectorUrl: urlsOf('projector')[0] ?? '',
    projectorUrls: urlsOf('projector'),
    runnerUrls: urlsOf('simulation-runner'),
    issuerUrl: issuer.url,
    nats: {
      url: servers.nats.url,
      admin: broker.credentialsOf('admin'),
      auditor: broker.credentialsOf('auditor'),
      keys: broker.keys.folder,
    },
    database: { adminUrl: servers.database.admin, ownerUrl: servers.database.owner },
    objectStore: servers.objectStore?.administrator,
    trustFile: layout.trustFile,
    seedFile: layout.seedFile,
    logs: layout.logs,
    tenants: [...tenants],
    programs: [
      ...programsOf(servers).map(({ name, pid, logFile }) => ({
        name,
        pid: pid(),
        logFile,
      })),
      ...[issuer, ...apps].map(({ name, pid, url, logFile }) => ({ name, pid: pid(), url, logFile })),
    ],
  };
};
