import { TENANT_ROLES } from '@policy-registry/contracts';
import { Option, type Command } from 'commander';

import type { Act } from '../act.ts';
import type { NewCredentials } from './broker-credentials.ts';

export const brokerCommands = (root: Command, act: Act): void => {
  root
    .command('broker-credentials')
    .description(
      'make short-lived credentials of the broker for somebody of a tenant; needs the keys, no registry',
    )
    .addOption(new Option('--role <role>', 'what for').choices(TENANT_ROLES).makeOptionMandatory())
    .option('--ttl <time>', 'until they expire: 15m, 8h, 7d; at most 30d', '1h')
    .option('--keys <dir>', 'the keys of the broker’s accounts (POLICYCTL_BROKER_KEYS)')
    .option('--out <file>', 'write them to a file that you alone can read, instead of printing them')
    .action((options: NewCredentials, command: Command) =>
      act(command, async ({ settings }) => {
        const { brokerCredentials } = await import('./broker-credentials.ts');
        return brokerCredentials(settings, options, Date.now());
      }),
    );
};
