import type { Command } from 'commander';

import type { Act } from '../act.ts';

export const dslCommands = (root: Command, act: Act): void => {
  const dsl = root.command('dsl').description('stella-dsl@1, without a registry');
  dsl
    .command('compile <dirOrFile>')
    .description('compile a workspace or one file, and show every diagnostic with its place')
    .action((path: string, _options: object, command: Command) =>
      act(command, async () => (await import('./dsl-compile.ts')).compileAt(path)),
    );
};
