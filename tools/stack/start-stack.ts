import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Unavailable } from '../servers/unavailable.ts';
import { startApp, type App, type AppContext, type AppName } from './apps.ts';
import type { DatabaseUrls } from './databases.ts';
import { describeStack, type StackDescription } from './description.ts';
import { startDevIssuer, type DevIssuer } from './dev-issuer.ts';
import { removeFolder } from './folders.ts';
import type { Layout } from './layout.ts';
import { claimFolder, type Ledger } from './ledger.ts';
import { migrate } from './migrate.ts';
import { keptPorts, type Ports } from './ports.ts';
import { prepareFolder, stackFolder, type Prepared } from './prepare.ts';
import { writePrivateJson } from './private-file.ts';
import { waitUntilReady } from './ready.ts';
import type { StoreKind } from './object-store.ts';
import { programsOf, startServers, type Servers } from './servers.ts';

const INSTANCES_DEFAULT = { gateways: 1, projectors: 1, runners: 2 };
/** How many servers hold a copy of what a cluster stores. */
const REPLICAS_MAX = 3;
const DUPLICATE_WINDOW_MS = 120_000;

/** What can be chosen of a stack; everything has a default. */
export type StackOptions = {
  /** Where it is kept; `.registry` in the project unless told. */
  readonly folder?: string | undefined;
  /** In a temporary folder that is removed when the stack stops. */
  readonly isEphemeral?: boolean | undefined;
  readonly runners?: number | undefined;
  /** Broker, database and issuer, set up and without applications: for what has to happen before those start. */
  readonly isServersOnly?: boolean | undefined;
  readonly gateways?: number | undefined;
  readonly projectors?: number | undefined;
  /** Servers of the broker; more than one are a cluster, and keep three copies of everything where they are three. */
  readonly brokerNodes?: number | undefined;
  /** Whether these reach each other through programs that can be stopped and killed. */
  readonly hasBrokerLinks?: boolean | undefined;
  /** A broker that somebody else runs, in the place of one that is started: one address or several, separated by commas. */
  readonly natsUrl?: string | undefined;
  /** Where blobs are: in the broker, unless told. */
  readonly store?: StoreKind | undefined;
  readonly duplicateWindowMs?: number | undefined;
  /** When the broker syncs to disk: `always`, or an interval such as `10s`; without it the server's default. */
  readonly syncInterval?: string | undefined;
  readonly logLevel?: string | undefined;
  /** Points at which an application is killed once, by application (`projector`) or instance (`runner-2`); also none. */
  readonly faults?: Readonly<Record<string, string>> | undefined;
  /** Further variables per application. */
  readonly extra?: AppContext['extra'] | undefined;
  readonly report?: ((line: string) => void) | undefined;
  /** Runs when servers, roles, tables and streams are there, before any application: what it stores was there before them. */
  readonly beforeApps?: ((ground: Ground) => Promise<void>) | undefined;
  /** Ends a start that is under way. */
  readonly signal?: AbortSignal | undefined;
};

/** What applications stand on, as an administrator reaches it. */
export type Ground = {
  readonly database: DatabaseUrls;
  readonly natsUrl: string;
  readonly natsCredentialsFile: string;
};

/** A running stack. */
export type Stack = {
  readonly description: StackDescription;
  readonly apps: readonly App[];
  /** Resolves when something is lost that is not started again; the stack should be stopped then. */
  readonly lost: Promise<Unavailable>;
  /** Ends applications, issuer, PostgreSQL and broker in this order; an ephemeral folder goes as well. */
  readonly stop: () => Promise<void>;
};

/** Starts broker, database, issuer and the applications, and resolves when all of them are ready. */
export const startStack = async (options: StackOptions = {}): Promise<Stack> => {
  const report = options.report ?? (() => undefined);
  const layout = await stackFolder(options, report);
  const closing = new AsyncDisposableStack();
  const failing = new AbortController(); // what is still being waited for when something else fails
  const signals = [failing.signal, ...(options.signal === undefined ? [] : [options.signal])];
  try {
    const ledger = await claimFolder(layout, report);
    closing.defer(() => (options.isEphemeral === true ? removeFolder(layout) : ledger.release()));
    const start = { layout, ledger, closing, report, signal: AbortSignal.any(signals) };
    const started = await startAll(options, start);
    return { ...started, stop: stopOnce(closing) };
  } catch (error) {
    failing.abort();
    await closing.disposeAsync();
    throw error;
  }
};

type Start = {
  readonly layout: Layout;
  readonly ledger: Ledger;
  readonly closing: AsyncDisposableStack;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
};

const startAll = async (options: StackOptions, start: Start): Promise<Omit<Stack, 'stop'>> => {
  const { layout, report, signal } = start;
  const prepared = await prepareFolder(layout);
  const ports = await keptPorts(layout.portsFile);
  signal.throwIfAborted();
  const { natsUrl } = options;
  const brokerNodes = natsUrl?.split(',').length ?? options.brokerNodes ?? 1;
  let describeAgain = (): void => undefined; // before all of it runs there is nothing to describe
  const onRestart = (): void => describeAgain();
  const servers = await startServers({
    ...start,
    ...prepared,
    ports,
    natsUrl,
    store: options.store ?? 'jetstream',
    brokerNodes,
    hasBrokerLinks: options.hasBrokerLinks === true,
    syncInterval: options.syncInterval,
    isKept: options.isEphemeral !== true,
    onRestart,
  });
  signal.throwIfAborted();

  const issuer = await startDevIssuer({ ...start, port: await ports.take('dev-issuer') });
  start.closing.defer(issuer.stop);
  report('setting up roles, tables and streams');
  await migrate({
    layout,
    ...prepared,
    database: servers.database,
    natsUrl: servers.nats.url,
    objectStore: servers.objectStore,
    duplicateWindowMs: options.duplicateWindowMs ?? DUPLICATE_WINDOW_MS,
    replicas: Math.min(brokerNodes, REPLICAS_MAX),
  });
  await options.beforeApps?.({
    database: servers.database,
    natsUrl: servers.nats.url,
    natsCredentialsFile: prepared.broker.credentialsOf('admin'),
  });
  signal.throwIfAborted();

  const apps = await startApps(options, { ...start, ...prepared, ports, servers, issuer, onRestart });
  const running = { layout, broker: prepared.broker, servers, issuer, apps };
  // Before they are ready: who looks why one does not become so has to know where it is.
  const description = await describe(running);
  describeAgain = () => void describe(running);
  await waitUntilReady(issuer, '/healthz', signal);
  await Promise.all(apps.map((app) => waitUntilReady(app, '/readyz', signal)));
  const programs = [...programsOf(servers), issuer, ...apps];
  const losses = programs.map((one) => one.failed);
  return { description, apps, lost: Promise.race(losses) };
};

type Ready = Start &
  Prepared & {
    readonly ports: Ports;
    readonly servers: Servers;
    readonly issuer: DevIssuer;
    readonly onRestart: () => void;
  };
const startApps = async (options: StackOptions, ready: Ready): Promise<readonly App[]> => {
  const apps: App[] = [];
  ready.closing.defer(() => Promise.all(apps.map((app) => app.stop())).then(() => undefined));
  const context: AppContext = {
    ...ready,
    database: ready.servers.database,
    natsUrl: ready.servers.nats.url,
    objectStore: ready.servers.objectStore,
    issuerUrl: ready.issuer.url,
    logLevel: options.logLevel ?? process.env['LOG_LEVEL'] ?? 'info',
    canBeKilled: options.faults !== undefined,
    extra: options.extra ?? {},
  };
  const instances =
    options.isServersOnly === true ? [] : instancesOf({ ...INSTANCES_DEFAULT, ...given(options) });
  if (options.faults !== undefined) await writeFaults(ready.layout, instances, options.faults);
  if (instances.length > 0) ready.report('starting the gateway, the projector and the simulation runners');
  for (const { app, name } of instances) {
    apps.push(await startApp(context, { app, name, port: await ready.ports.take(name) }));
  }
  await ready.ports.save();
  return apps;
};

type Instances = typeof INSTANCES_DEFAULT;

const given = ({ gateways, projectors, runners }: StackOptions): Partial<Instances> => ({
  ...(gateways !== undefined && { gateways }),
  ...(projectors !== undefined && { projectors }),
  ...(runners !== undefined && { runners }),
});

/** One of a kind is called after it; several are numbered, and runners always are. */
const instancesOf = (counts: Instances): readonly { app: AppName; name: string }[] => {
  const named = (app: AppName, name: string, count: number) =>
    Array.from({ length: count }, (_, at) => ({ app, name: count === 1 ? name : `${name}-${at + 1}` }));
  return [
    ...named('projector', 'projector', counts.projectors),
    ...named('gateway', 'gateway', counts.gateways),
    ...Array.from({ length: counts.runners }, (_, at) => ({
      app: 'simulation-runner' as const,
      name: `runner-${at + 1}`,
    })),
  ];
};

/** Each instance reads where it is to die from the file of its name. */
const writeFaults = async (
  layout: Layout,
  instances: readonly { readonly app: AppName; readonly name: string }[],
  faults: Readonly<Record<string, string>>,
): Promise<void> => {
  await mkdir(layout.faults, { recursive: true, mode: 0o700 });
  for (const { app, name } of instances) {
    const point = faults[name] ?? faults[app];
    if (point !== undefined) await writeFile(join(layout.faults, name), point);
  }
};

const describe = async (running: Parameters<typeof describeStack>[0]): Promise<StackDescription> => {
  const description = describeStack(running);
  await writePrivateJson(running.layout.descriptionFile, description);
  return description;
};

const stopOnce = (closing: AsyncDisposableStack): (() => Promise<void>) => {
  let stopped: Promise<void> | undefined;
  return () => (stopped ??= closing.disposeAsync());
};
