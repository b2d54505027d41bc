import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { SERVICE } from '../broker/key-files.ts';
import { startNatsServer, type NatsOptions } from '../servers/nats-server.ts';
import { Unavailable } from '../servers/unavailable.ts';
import { NO_LINKS, startLinks, type Node } from './broker-links.ts';
import { placeOfMessages } from './message-place.ts';
import type { Kept } from './keep-program.ts';
import { keepServer, type ServerOptions } from './kept-server.ts';

/** The broker of a stack: one server, or several that are a cluster. */
export type Broker = {
  /** All of its servers, separated by commas. */
  readonly url: string;
  readonly programs: readonly Kept[];
};

const ALONE = 'nats';
const PASSWORD_BYTES = 24;
const SIGN_IN_SECONDS_MAX = 20;
const REGISTRY_NAME_LENGTH = 8;

/** Starts the broker, and resolves when its servers let clients in; a cluster may still be choosing its leader. */
export const startBroker = async (options: ServerOptions, binary: string): Promise<Broker> => {
  await refuseOtherStore(options);
  return options.brokerNodes === 1 ? startAlone(options, binary) : startCluster(options, binary);
};

const startAlone = async (options: ServerOptions, binary: string): Promise<Broker> => {
  const settings = await readFile(options.broker.settings, 'utf8');
  const folder = options.layout.nats;
  const { url, kept } = await startServer(options, ALONE, {
    program: 'nats-server',
    binary,
    folder,
    settings,
  });
  return { url, programs: [kept] };
};

const startCluster = async (options: ServerOptions, binary: string): Promise<Broker> => {
  const { ports, broker, layout } = options;
  const nodes: Node[] = [];
  for (let number = 1; number <= options.brokerNodes; number += 1)
    nodes.push({ number, routePort: await ports.take(`nats-${number}-routes`) });
  const links = options.hasBrokerLinks ? await startLinks(options, nodes) : NO_LINKS;

  const accounts = await readFile(broker.settings, 'utf8');
  // A server's name is its identity in the cluster. Two registries of one machine have different ones.
  const registry = (await readFile(broker.keys.publicOf(SERVICE), 'utf8'))
    .trim()
    .slice(-REGISTRY_NAME_LENGTH);
  const password = randomBytes(PASSWORD_BYTES).toString('hex');
  const servers = [];
  for (const node of nodes) {
    const program = `nats-${node.number}`;
    const folder = join(layout.nats, String(node.number));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const routes = nodes.map((other) => (other === node ? node.routePort : links.portOf(node, other)));
    const isDirect = !options.hasBrokerLinks;
    const cluster = clusterSettings({ routePort: node.routePort, routes, password, isDirect });
    const settings = `${accounts}\n${cluster}`;
    const name = `${program}-${registry}`;
    servers.push(await startServer(options, program, { program, name, binary, folder, settings }));
  }
  return {
    url: servers.map(({ url }) => url).join(','),
    programs: [...servers.map(({ kept }) => kept), ...links.programs],
  };
};

/** Nobody listens there. Servers tell each other where they are, and would go around a link that was cut. */
const NOWHERE = '127.0.0.1:1';

const clusterSettings = (node: {
  readonly routePort: number;
  readonly routes: readonly number[];
  readonly password: string;
  readonly isDirect: boolean;
}): string =>
  [
    'cluster {',
    '  name: policy-registry',
    `  listen: 127.0.0.1:${node.routePort}`,
    ...(node.isDirect ? [] : [`  advertise: "${NOWHERE}"`]),
    // Whoever joins the cluster may do everything.
    `  authorization { user: node, password: "${node.password}", timeout: ${SIGN_IN_SECONDS_MAX} }`,
    // To itself as well: the number of routes is the number of servers that a new cluster expects.
    `  routes: [${node.routes.map((port) => `"nats://node:${node.password}@127.0.0.1:${port}"`).join(', ')}]`,
    '}',
  ].join('\n');

type Server = Pick<NatsOptions, 'binary' | 'name' | 'folder' | 'settings'> & { readonly program: string };

const startServer = async (
  options: ServerOptions,
  portName: string,
  server: Server,
): Promise<{ readonly url: string; readonly kept: Kept }> => {
  const { syncInterval, ledger } = options;
  const { first, server: kept } = await keepServer(
    options,
    { name: portName, program: server.program },
    (preferredPort, logFile) =>
      startNatsServer({ ...server, syncInterval, logFile, preferredPort, onSpawn: ledger.record }),
  );
  return { url: first.url, kept };
};

/** What one server stored is of no use to three, and the other way round; what is elsewhere is of no use to any. */
const refuseOtherStore = async ({ layout, brokerNodes }: ServerOptions): Promise<void> => {
  const place = await placeOfMessages(layout);
  if (place === undefined || place.nodes === brokerNodes) return;
  throw new Unavailable(
    place.nodes === undefined
      ? `${layout.folder} keeps its messages at the broker ${place.url}: set NATS_URL to it, or give another folder with --data-dir`
      : `${layout.folder} was made with ${place.nodes} servers of the broker and can be started with no other number: ` +
          `give --nats-nodes ${place.nodes}, or another folder with --data-dir`,
  );
};
