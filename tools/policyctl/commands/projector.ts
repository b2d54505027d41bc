import type { Command } from 'commander';

import type { Act } from '../act.ts';

export const projectorCommands = (root: Command, act: Act): void => {
  const projector = root.command('projector').description('for operators: what the projector keeps');
  projector
    .command('rebuild')
    .description(
      'fold all events into tables beside the read models in use, compare, and swap them; needs the broker’s administrator and the owner of the database',
    )
    .option('--compare-only', 'fold and compare, and swap nothing; 1 when rows differ')
    .option('--dry-run', 'the same as --compare-only')
    .action((options: { readonly compareOnly?: true; readonly dryRun?: true }, command: Command) =>
      act(command, async (context) => {
        const { rebuildReadModels } = await import('./projector-rebuild.ts');
        return rebuildReadModels(context, options.compareOnly === true || options.dryRun === true);
      }),
    );
};
