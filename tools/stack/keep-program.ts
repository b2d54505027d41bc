import { join } from 'node:path';

import { startChild } from '../servers/child.ts';
import { projectDir, type Layout } from './layout.ts';
import type { Ledger } from './ledger.ts';
import { supervise, type Supervised } from './supervisor.ts';

/** A program that is kept running, and where what it prints goes. */
export type Kept = Supervised & { readonly logFile: string };

export type Keeping = {
  readonly layout: Layout;
  readonly ledger: Ledger;
  readonly report: (line: string) => void;
  /** Called when the program was started again: its pid is another now. */
  readonly onRestart?: () => void;
};

/** A program of the project, as arguments of Node. */
export type NodeProgram = {
  readonly name: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
};

/** Starts a program of the project under this Node and keeps it running; the ledger knows each of its processes. */
export const keepProgram = async (
  { layout, ledger, ...told }: Keeping,
  { name, args, env }: NodeProgram,
): Promise<Kept> => {
  const logFile = join(layout.logs, `${name}.log`);
  const command = process.execPath;
  const supervised = await supervise({
    name,
    logFile,
    ...told,
    start: async () => {
      const child = await startChild({
        ...{ name, command, args: [...args], env, logFile },
        cwd: projectDir,
        stopSignal: 'SIGTERM',
      });
      await ledger.record(child);
      return child;
    },
  });
  return { ...supervised, logFile };
};
