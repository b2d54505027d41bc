import { z } from 'zod';

import { freePort } from '../servers/free-port.ts';
import { readJson, writePrivateJson } from './private-file.ts';

const Ports = z.record(z.string(), z.int().min(1).max(65_535));

/** The ports of the run before, so that addresses stay the same while they are free. */
export type Ports = {
  readonly kept: (name: string) => number | undefined;
  /** A port that is free now, the kept one if it is. */
  readonly take: (name: string) => Promise<number>;
  readonly keep: (name: string, port: number) => void;
  readonly save: () => Promise<void>;
};

/** Reads the kept ports; what is taken or kept afterwards is written by `save`. */
export const keptPorts = async (path: string): Promise<Ports> => {
  const before = (await readJson(path, Ports)) ?? {};
  const now = new Map(Object.entries(before));
  const taken = new Set<number>();

  const take = async (name: string): Promise<number> => {
    // Until its server listens, a port looks free to the next question too.
    for (let preferred = before[name]; ; preferred = undefined) {
      const port = await freePort(preferred);
      if (taken.has(port)) continue;
      taken.add(port);
      now.set(name, port);
      return port;
    }
  };
  return {
    kept: (name) => before[name],
    take,
    keep: (name, port) => void now.set(name, port),
    save: () => writePrivateJson(path, Object.fromEntries(now)),
  };
};
