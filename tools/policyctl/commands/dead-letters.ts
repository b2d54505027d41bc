import { Option, type Command } from 'commander';

import type { Act } from '../act.ts';
import { positiveInteger } from '../options.ts';
import type { ListOptions } from './dead-letters-work.ts';

export const deadLetterCommands = (root: Command, act: Act): void => {
  const letters = root
    .command('dead-letters')
    .description('for operators: messages that no worker could work on; needs the broker’s administrator');
  letters
    .command('list')
    .description('the dead letters, the oldest first')
    .addOption(new Option('--stream <stream>', 'those of one queue').choices(['COMMANDS', 'RUNS', 'JOBS']))
    .option('--reason <text>', 'those whose reason holds this text')
    .option('--open', 'those that nobody has replayed')
    .option('--limit <n>', 'so many, at most 500', positiveInteger, 50)
    .option('--after <place>', 'behind this place, which the page before names', positiveInteger)
    .action((options: ListOptions, command: Command) =>
      act(command, async ({ settings }) => (await import('./dead-letters-work.ts')).list(settings, options)),
    );
  letters
    .command('inspect <id>')
    .description('one dead letter: what it says, why it is here, and whether it can be replayed')
    .option('--raw', 'its bytes as they are, and nothing else')
    .action((id: string, options: { readonly raw?: true }, command: Command) =>
      act(command, async ({ settings }) =>
        (await import('./dead-letters-work.ts')).inspect(settings, id, options.raw === true),
      ),
    );
  letters
    .command('replay <id>')
    .description('publish the bytes again to where they lay, and note that on the letter')
    .action((id: string, _options: object, command: Command) =>
      act(command, async ({ settings }) => (await import('./dead-letters-work.ts')).replay(settings, id)),
    );
  letters
    .command('discard <id>')
    .description('delete one dead letter for good')
    .action((id: string, _options: object, command: Command) =>
      act(command, async ({ settings }) => (await import('./dead-letters-work.ts')).discard(settings, id)),
    );
};
