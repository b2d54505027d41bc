import { join } from 'node:path';

import { inheritedEnvironment } from './environment.ts';
import { keepProgram, type Kept } from './keep-program.ts';
import { projectDir, type Layout } from './layout.ts';
import type { Ledger } from './ledger.ts';

/** The development issuer of one stack. */
export type DevIssuer = Kept & { readonly url: string };

/** Starts the development issuer, a program of its own that only this launcher starts. */
export const startDevIssuer = async (options: {
  readonly layout: Layout;
  readonly port: number;
  readonly ledger: Ledger;
  readonly report: (line: string) => void;
}): Promise<DevIssuer> => {
  const { layout, port, ledger, report } = options;
  const main = join(projectDir, 'tools', 'dev-issuer', 'main.ts');
  const kept = await keepProgram(
    { layout, ledger, report },
    {
      name: 'dev-issuer',
      args: [main, '--insecure-dev-issuer', '--folder', layout.issuer, '--port', String(port)],
      env: inheritedEnvironment(),
    },
  );
  return { ...kept, url: `http://127.0.0.1:${port}` };
};
