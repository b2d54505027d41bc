import type { Command } from 'commander';

import type { Act } from '../act.ts';

// Loaded when they are asked for, as is everything that most commands do without.
const work = () => import('./template-files.ts');

/** The templates of this program: nothing here asks a registry. */
export const templateCommands = (root: Command, act: Act): void => {
  const template = root.command('template').description('policies to begin with; works offline');
  template
    .command('list')
    .description('list the templates, with the digest of the content of each')
    .action((_options: object, command: Command) =>
      act(command, async () => (await work()).listedTemplates()),
    );
  template
    .command('write <name> <dir>')
    .description('write the files of a template into a folder; no file that is there is replaced')
    .action((name: string, dir: string, _options: object, command: Command) =>
      act(command, async () => (await work()).writtenTemplate(name, dir)),
    );
};
