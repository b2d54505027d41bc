import type { Command } from 'commander';

import type { Act } from '../act.ts';
import { positiveInteger, repeated } from '../options.ts';
import type { DoctorOptions } from './doctor-examine.ts';

export const doctorCommand = (root: Command, act: Act): void => {
  root
    .command('doctor')
    .description(
      'for operators: look whether an installation is as it should be, and say what to do; 1 when something is at fault',
    )
    .option('--program <url>', 'a projector or runner, whose /readyz is asked; again for more', repeated, [])
    .option(
      '--broker-monitor <url>',
      'the monitoring of a server of the broker, which tells its sync setting',
    )
    .option('--replicas <n>', 'how many servers should hold each message', positiveInteger)
    .action((options: DoctorOptions, command: Command) =>
      act(command, async ({ settings }) => (await import('./doctor-examine.ts')).examine(settings, options)),
    );
};
