import { join } from 'node:path';

import { inheritedEnvironment } from './environment.ts';
import { keepProgram, type Kept } from './keep-program.ts';
import type { ServerOptions } from './kept-server.ts';
import { projectDir } from './layout.ts';

/** One server of a cluster, and where it listens for the others. */
export type Node = { readonly number: number; readonly routePort: number };

/** Programs between each two nodes of a cluster: one that is stopped or killed parts its two. */
export type Links = {
  readonly programs: readonly Kept[];
  /** The port at which one node reaches another. */
  readonly portOf: (from: Node, to: Node) => number;
};

/** Without links nodes reach each other themselves. */
export const NO_LINKS: Links = { programs: [], portOf: (_from, to) => to.routePort };

/** Starts `link-1-2`, `link-1-3` and so on. */
export const startLinks = async (options: ServerOptions, nodes: readonly Node[]): Promise<Links> => {
  const programs: Kept[] = [];
  const portOf = new Map<string, number>();
  for (const one of nodes) {
    for (const other of nodes.filter(({ number }) => number > one.number)) {
      const ways = [
        [one, other],
        [other, one],
      ] as const;
      const forwards: string[] = [];
      for (const [from, to] of ways) {
        const port = await options.ports.take(wayOf(from, to));
        portOf.set(wayOf(from, to), port);
        forwards.push(`${port}:${to.routePort}`);
      }
      programs.push(await startLink(options, wayOf(one, other), forwards));
    }
  }
  return { programs, portOf: (from, to) => portOf.get(wayOf(from, to)) ?? to.routePort };
};

const wayOf = (from: Node, to: Node): string => `link-${from.number}-${to.number}`;

const startLink = async (
  { layout, ledger, report, onRestart, closing }: ServerOptions,
  name: string,
  forwards: readonly string[],
): Promise<Kept> => {
  const main = join(projectDir, 'tools', 'servers', 'route-link.ts');
  const link = await keepProgram(
    { layout, ledger, report, onRestart },
    { name, args: [main, ...forwards], env: inheritedEnvironment() },
  );
  closing.defer(link.stop);
  return link;
};
