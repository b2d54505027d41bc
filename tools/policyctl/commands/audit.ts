import type { Command } from 'commander';

import type { Act } from '../act.ts';

export const auditCommands = (root: Command, act: Act): void => {
  const audit = root.command('audit').description('check the registry against its own log');
  audit
    .command('replay')
    .description('read the stream of events again, fold it, and compare with what the registry answers')
    .action((_options: object, command: Command) =>
      act(command, async (context) => (await import('./audit-replay.ts')).replay(context)),
    );
};
