import { join } from 'node:path';

import { startChild } from '../servers/child.ts';
import { inheritedEnvironment } from './environment.ts';
import { projectDir, type Layout } from './layout.ts';
import type { Ledger } from './ledger.ts';
import { supervise, type Supervised } from './supervisor.ts';

/** The development issuer of one stack. */
export type DevIssuer = Supervised & { readonly url: string; readonly logFile: string };

/** Starts the development issuer, a program of its own that only this launcher starts. */
export const startDevIssuer = async (options: {
  readonly layout: Layout;
  readonly port: number;
  readonly ledger: Ledger;
  readonly report: (line: string) => void;
}): Promise<DevIssuer> => {
  const { layout, port, ledger, report } = options;
  const logFile = join(layout.logs, 'dev-issuer.log');
  const main = join(projectDir, 'tools', 'dev-issuer', 'main.ts');
  const supervised = await supervise({
    name: 'dev-issuer',
    logFile,
    report,
    start: async () => {
      const child = await startChild({
        name: 'dev-issuer',
        command: process.execPath,
        args: [main, '--insecure-dev-issuer', '--folder', layout.issuer, '--port', String(port)],
        env: inheritedEnvironment(),
        cwd: projectDir,
        logFile,
        stopSignal: 'SIGTERM',
      });
      await ledger.record(child);
      return child;
    },
  });
  return { ...supervised, logFile, url: `http://127.0.0.1:${port}` };
};
