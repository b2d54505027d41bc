import { join } from 'node:path';

import type { BrokerFiles } from '../broker/prepare-broker.ts';
import type { Child } from '../servers/child.ts';
import { Unavailable } from '../servers/unavailable.ts';
import type { Kept } from './keep-program.ts';
import type { Layout } from './layout.ts';
import type { Ledger } from './ledger.ts';
import type { Ports } from './ports.ts';
import type { Secrets } from './secrets.ts';
import { supervise } from './supervisor.ts';

export type ServerOptions = {
  readonly layout: Layout;
  readonly secrets: Secrets;
  readonly broker: BrokerFiles;
  readonly ports: Ports;
  readonly ledger: Ledger;
  readonly closing: AsyncDisposableStack;
  readonly syncInterval: string | undefined;
  /** Servers of the broker; more than one are a cluster. */
  readonly brokerNodes: number;
  /** Whether these reach each other through programs that can be stopped and killed. */
  readonly hasBrokerLinks: boolean;
  /** Whether the folder outlives the stack. */
  readonly isKept: boolean;
  readonly report: (line: string) => void;
  /** Called when a server was started again: its pid is another now. */
  readonly onRestart: () => void;
};

type Started = { readonly child: Child; readonly port: number };

/**
 * Starts a server and keeps it running until `closing` ends it; `name` is that of its port. Whoever reached it once reaches
 * it again: it may not come back at another port.
 */
export const keepServer = async <T extends Started>(
  { layout, ports, report, onRestart, closing }: ServerOptions,
  { name, program }: { readonly name: string; readonly program: string },
  start: (preferredPort: number | undefined, logFile: string) => Promise<T>,
): Promise<{ readonly server: Kept; readonly first: T }> => {
  const logFile = join(layout.logs, `${program}.log`);
  const first = await start(ports.kept(name), logFile);
  const startAgain = async (): Promise<Child> => {
    const { child, port } = await start(first.port, logFile);
    if (port === first.port) return child;
    await child.stop(0);
    throw new Unavailable(`port ${first.port} of ${program} was taken by another program`);
  };
  const supervised = await supervise({
    name: program,
    logFile,
    report,
    onRestart,
    start: (attempt) => (attempt === 1 ? Promise.resolve(first.child) : startAgain()),
  });
  closing.defer(supervised.stop);
  ports.keep(name, first.port);
  return { server: { ...supervised, logFile }, first };
};
